#include "bot/destinations/git/repository.hpp"

#include "bot/base/text.hpp"
#include "bot/net/program.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <utility>

namespace bot::git {
namespace {

namespace asio = boost::asio;

// Where the tips of the remote's branches are kept in the copy.
constexpr std::string_view tips = "refs/scribe/";

std::string without_line_end(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

// Git's own words for what may pass by itself: a network, a server, somebody who was faster.
bool may_pass(std::string_view said) {
    static constexpr std::array<std::string_view, 14> words{
        "Could not resolve host",
        "Connection refused",
        "Connection timed out",
        "Connection reset",
        "Failed to connect",
        "Operation timed out",
        "Operation too slow",
        "Recv failure",
        "unexpected disconnect",
        "early EOF",
        "The requested URL returned error: 5",
        "The requested URL returned error: 429",
        "cannot lock ref",
        "No space left on device"};
    for (const auto word : words)
        if (said.find(word) != said.npos) return true;
    return false;
}

// The lines that say what is wrong, without those that only say that it is.
std::string gist_of(std::string_view said) {
    std::string gist;
    for (auto line : split_lines(said)) {
        if (line.starts_with("hint:") || line.starts_with("To ") || trim(line).empty()) continue;
        for (const std::string_view head : {"fatal: ", "error: ", "remote: "})
            if (line.starts_with(head)) line.remove_prefix(head.size());
        gist += (gist.empty() ? "" : "; ") + std::string(trim(line));
    }
    return shorten(repair_utf8(gist), 400);
}

std::string value_of(const char* name) {
    const char* told = std::getenv(name);
    return told ? told : "";
}

}  // namespace

std::vector<std::string> repository::environment(const call& what) const {
    std::vector<std::string> all{
        "LC_ALL=C",
        "GIT_DIR=" + options_.folder,
        "GIT_CONFIG_NOSYSTEM=1",
        "GIT_CONFIG_GLOBAL=/dev/null",
        "GIT_TERMINAL_PROMPT=0",
        "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o ConnectTimeout=20",
        "GIT_AUTHOR_NAME=" + options_.author_name,
        "GIT_AUTHOR_EMAIL=" + options_.author_email,
        "GIT_COMMITTER_NAME=" + options_.author_name,
        "GIT_COMMITTER_EMAIL=" + options_.author_email};
    if (!what.index.empty()) all.push_back("GIT_INDEX_FILE=" + what.index);
    // What ssh and a proxy need; nothing else of ours is git's business.
    for (const auto* name :
         {"PATH", "HOME", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY"})
        if (const auto told = value_of(name); !told.empty())
            all.push_back(std::string(name) + "=" + told);
    return all;
}

std::vector<std::string> repository::command(const call& what) const {
    // The token comes through a descriptor: arguments and environment can be read by others.
    std::vector<std::string> all{
        "git",
        "-c",
        "credential.helper=",
        "-c",
        R"(credential.helper=!f() { test "$1" = get && cat <&3; }; f)",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "gc.autoDetach=false",
        "-c",
        "protocol.ext.allow=never",
        "-c",
        "http.lowSpeedLimit=1000",
        "-c",
        "http.lowSpeedTime=20"};
    if (!options_.ca_file.empty()) {
        all.emplace_back("-c");
        all.push_back("http.sslCAInfo=" + options_.ca_file);
    }
    all.insert(all.end(), what.arguments.begin(), what.arguments.end());
    return all;
}

error repository::failure(const call& what, const std::string& said) const {
    const auto gist = gist_of(said);
    const auto doing = "git " + what.arguments.front() + " of " + options_.url;
    if (said.find("Authentication failed") != said.npos ||
        said.find("could not read Username") != said.npos ||
        said.find("Permission denied") != said.npos ||
        said.find("returned error: 403") != said.npos)
        return {
            errc::refused,
            doing + " is not allowed: " + gist + ". See rca.git.token_file, and what it may do."};
    return {may_pass(said) ? errc::unavailable : errc::refused, doing + " failed: " + gist + "."};
}

asio::awaitable<result<std::string>> repository::run(call what) {
    program_run wanted;
    wanted.command = command(what);
    wanted.environment = environment(what);
    wanted.input = what.input;
    wanted.limit = options_.limit;
    if (!options_.token.empty())
        wanted.secret = "username=" + options_.user + "\npassword=" + options_.token + "\n";
    auto done = co_await run_program(std::move(wanted));
    if (!done && done.error().code == errc::timed_out)
        co_return fail(
            errc::unavailable,
            "git " + what.arguments.front() + " of " + options_.url + ": " + done.error().detail
        );
    if (!done) co_return tl::unexpected(done.error());
    if (done->status != 0) co_return tl::unexpected(failure(what, done->errors));
    co_return std::move(done->output);
}

asio::awaitable<result<std::map<std::string, std::string>>> repository::fetch(
    std::string branch, std::string prefix
) {
    if (!is_made_) {
        std::error_code problem;
        std::filesystem::create_directories(options_.folder, problem);
        const auto made = co_await run({{"init", "--quiet", "--bare", options_.folder}});
        if (!made) co_return tl::unexpected(made.error());
        is_made_ = true;
    }
    const auto refspec = [](const std::string& name) {
        return "+refs/heads/" + name + ":" + std::string(tips) + name;
    };
    const auto got = co_await run(
        {{"fetch",
          "--quiet",
          "--depth=1",
          "--no-tags",
          "--prune",
          "--no-write-fetch-head",
          options_.url,
          refspec(branch),
          refspec(prefix + "*")}}
    );
    if (!got) {
        const auto& why = got.error().detail;
        if (why.find("couldn't find remote ref") == why.npos) co_return tl::unexpected(got.error());
        co_return fail(
            errc::refused,
            "There is no branch `" + branch + "` at " + options_.url +
                ". Make it with a first commit, or set rca.git.branch to one that is there."
        );
    }
    const auto listed =
        co_await run({{"for-each-ref", "--format=%(refname) %(objectname)", std::string(tips)}});
    if (!listed) co_return tl::unexpected(listed.error());
    std::map<std::string, std::string> found;
    for (const auto line : split_lines(*listed)) {
        const auto gap = line.find(' ');
        if (gap == line.npos || !line.starts_with(tips)) continue;
        found.emplace(line.substr(tips.size(), gap - tips.size()), line.substr(gap + 1));
    }
    co_return found;
}

asio::awaitable<result<std::optional<std::string>>> repository::read(
    std::string commit, std::string path
) {
    const auto listed = co_await run({{"ls-tree", "-z", "--full-tree", commit, "--", path}});
    if (!listed) co_return tl::unexpected(listed.error());
    if (listed->empty()) co_return std::nullopt;
    // "100644 blob 5b6c…\tpath"
    const std::string_view line(*listed);
    const bool is_plain = line.starts_with("100644 blob ") || line.starts_with("100755 blob ");
    if (!is_plain)
        co_return fail(
            errc::refused, "`" + path + "` at " + options_.url + " is no plain file; move it away."
        );
    constexpr std::size_t head = std::string_view("100644 blob ").size();
    auto text =
        co_await run({{"cat-file", "blob", std::string(line.substr(head, line.find('\t') - head))}}
        );
    if (!text) co_return tl::unexpected(text.error());
    co_return std::move(*text);
}

asio::awaitable<result<std::string>> repository::commit(new_file what) {
    auto blob = co_await run({{"hash-object", "-w", "--stdin"}, what.text});
    if (!blob) co_return blob;
    const auto index = options_.folder + "/scribe-index";
    std::error_code problem;
    std::filesystem::remove(index, problem);
    const auto filled = co_await run({{"read-tree", what.parent}, {}, index});
    if (!filled) co_return filled;
    const auto entry = "100644," + without_line_end(std::move(*blob)) + "," + what.path;
    const auto put = co_await run({{"update-index", "--add", "--cacheinfo", entry}, {}, index});
    if (!put) co_return put;
    auto tree = co_await run({{"write-tree"}, {}, index});
    if (!tree) co_return tree;
    auto made = co_await run(
        {{"commit-tree", without_line_end(std::move(*tree)), "-p", what.parent, "-F", "-"},
         what.message}
    );
    if (!made) co_return made;
    co_return without_line_end(std::move(*made));
}

asio::awaitable<result<bool>> repository::push(std::string commit, std::string branch) {
    const auto done =
        co_await run({{"push", "--quiet", options_.url, commit + ":refs/heads/" + branch}});
    if (done) co_return true;
    const auto& why = done.error().detail;
    for (const std::string_view moved : {"non-fast-forward", "fetch first", "cannot lock ref"})
        if (why.find(moved) != why.npos) co_return false;
    co_return tl::unexpected(done.error());
}

}  // namespace bot::git
