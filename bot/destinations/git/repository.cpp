#include "bot/destinations/git/repository.hpp"

#include "bot/base/text.hpp"
#include "bot/net/program.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <span>
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

bool holds_any(std::string_view said, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) {
        return said.find(word) != said.npos;
    });
}

// Git's own words, and its server's.
constexpr std::array<std::string_view, 9> not_allowed{
    "Authentication failed",
    "could not read Username",
    "Permission denied (",
    "Host key verification failed",
    "returned error: 401",
    "returned error: 403",
    "denied to",
    "protected branch",
    "pre-receive hook declined"};
constexpr std::array<std::string_view, 8> never_there{
    "returned error: 404",
    "not found",
    "certificate",
    "does not appear to be a git repository",
    "couldn't find remote ref",
    "dubious ownership",
    "exists; cannot create",
    "Could not resolve proxy"};
// Nobody was reached, or the line broke; whatever else is said of it.
constexpr std::array<std::string_view, 13> of_the_line{
    "unable to access",
    "Could not read from remote repository",
    "Could not resolve",
    "unexpected disconnect",
    "early EOF",
    "RPC failed",
    "hung up",
    "timed out",
    "returned error: 5",
    "returned error: 429",
    "returned error: 408",
    "Gitaly",
    "No space left on device"};
constexpr std::array<std::string_view, 6> of_a_race{
    "non-fast-forward",
    "fetch first",
    "cannot lock ref",
    "failed to update ref",
    "does not point to expected object",
    "incorrect old value provided"};
// Of the copy alone: what a process that was killed, or a disk that lost power, leaves.
constexpr std::array<std::string_view, 7> of_damage{
    "File exists",
    "not a git repository",
    "reference broken",
    "bad shallow",
    "bad object",
    "object file",
    "unable to resolve reference"};

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

// "https://git.example.org:8443"; an address without a scheme as it is.
std::string origin_of(const std::string& url) {
    const auto host = url.find("://");
    return host == url.npos ? url : url.substr(0, url.find('/', host + 3));
}

std::string value_of(const char* name) {
    const char* told = std::getenv(name);
    return told ? told : "";
}

}  // namespace

std::vector<std::string> repository::environment(const call& what) const {
    std::vector<std::string> all{
        "LC_ALL=C",
        "GIT_TERMINAL_PROMPT=0",
        "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o ConnectTimeout=20 -o LogLevel=ERROR",
        "GIT_AUTHOR_NAME=" + options_.author_name,
        "GIT_AUTHOR_EMAIL=" + options_.author_email,
        "GIT_COMMITTER_NAME=" + options_.author_name,
        "GIT_COMMITTER_EMAIL=" + options_.author_email};
    // Who only asks the remote needs no copy, and leaves that of a running Scribe alone.
    if (what.arguments.front() != "ls-remote") all.push_back("GIT_DIR=" + options_.folder);
    if (!what.index.empty()) all.push_back("GIT_INDEX_FILE=" + what.index);
    // Only what is said here counts; of a path on this machine its owner has to be trusted there.
    if (!options_.url.starts_with('/')) {
        all.emplace_back("GIT_CONFIG_NOSYSTEM=1");
        all.emplace_back("GIT_CONFIG_GLOBAL=/dev/null");
    }
    // What ssh and a proxy need; nothing else of ours is git's business.
    for (const auto* name :
         {"PATH",
          "HOME",
          "SSH_AUTH_SOCK",
          "http_proxy",
          "https_proxy",
          "HTTPS_PROXY",
          "all_proxy",
          "ALL_PROXY",
          "no_proxy",
          "NO_PROXY"})
        if (const auto told = value_of(name); !told.empty())
            all.push_back(std::string(name) + "=" + told);
    return all;
}

std::vector<std::string> repository::command(const call& what) const {
    // The token comes through a descriptor: arguments and environment can be read by others. For
    // this host alone: wherever its server sends us gets none.
    std::vector<std::string> all{
        "git",
        "-c",
        "credential.helper=",
        "-c",
        "credential." + origin_of(options_.url) +
            R"(.helper=!f() { test "$1" = get && cat <&3; }; f)",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "gc.autoDetach=false",
        "-c",
        "protocol.ext.allow=never",
        "-c",
        "http.lowSpeedLimit=1000",
        "-c",
        "http.lowSpeedTime=120"};
    if (!options_.ca_file.empty()) {
        all.emplace_back("-c");
        all.push_back("http.sslCAInfo=" + options_.ca_file);
    }
    all.insert(all.end(), what.arguments.begin(), what.arguments.end());
    return all;
}

repository::failed_call repository::failure(const call& what, const std::string& said) const {
    const auto gist = gist_of(said);
    const auto doing = "git " + what.arguments.front() + " of " + options_.url;
    if (holds_any(said, not_allowed))
        return {
            {errc::refused,
             doing + " is not allowed: " + gist + ". See rca.git.token_file, and what it may do."},
            said};
    const bool may_pass = holds_any(said, of_the_line) && !holds_any(said, never_there);
    return {{may_pass ? errc::unavailable : errc::refused, doing + " failed: " + gist + "."}, said};
}

error repository::no_branch(const std::string& branch) const {
    return {
        errc::refused,
        "There is no branch `" + branch + "` at " + options_.url +
            ". Make it with a first commit, or set rca.git.branch to one that is there."};
}

bool repository::is_damaged(const failed_call& why) const {
    return holds_any(why.said, of_damage) && !holds_any(why.said, of_the_line);
}

// All that is in it can be fetched again.
void repository::throw_away() {
    spdlog::warn("git: the copy in {} is damaged; it is made anew", options_.folder);
    std::error_code problem;
    std::filesystem::remove_all(options_.folder, problem);
}

asio::awaitable<repository::done> repository::run(call what) {
    program_run wanted;
    wanted.command = command(what);
    wanted.environment = environment(what);
    wanted.input = what.input;
    wanted.limit = options_.limit;
    if (what.is_outward && !options_.token.empty() && options_.url.starts_with("http"))
        wanted.secret = "username=" + options_.user + "\npassword=" + options_.token + "\n";
    auto done = co_await run_program(std::move(wanted));
    if (!done) {
        const auto doing = "git " + what.arguments.front() + " of " + options_.url + ": ";
        const bool is_late = done.error().code == errc::timed_out;
        co_return tl::unexpected(failed_call{
            {is_late ? errc::unavailable : done.error().code, doing + done.error().detail}});
    }
    if (done->status != 0) co_return tl::unexpected(failure(what, done->errors));
    co_return std::move(done->output);
}

// What is there is left as it is: made anew each time it costs a process and heals a folder that
// somebody took away.
asio::awaitable<repository::done> repository::fetch_once(
    const std::string& branch, const std::string& prefix
) {
    std::error_code problem;
    std::filesystem::create_directories(options_.folder, problem);
    const auto made = co_await run({{"init", "--quiet", "--bare", options_.folder}});
    if (!made) co_return tl::unexpected(made.error());
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
          refspec(prefix + "*")},
         {},
         {},
         true}
    );
    if (!got) co_return tl::unexpected(got.error());
    auto listed =
        co_await run({{"for-each-ref", "--format=%(refname) %(objectname)", std::string(tips)}});
    co_return listed;
}

asio::awaitable<result<std::map<std::string, std::string>>> repository::fetch(
    std::string branch, std::string prefix
) {
    auto listed = co_await fetch_once(branch, prefix);
    if (!listed && is_damaged(listed.error())) {
        throw_away();
        listed = co_await fetch_once(branch, prefix);
    }
    if (!listed && listed.error().said.find("couldn't find remote ref") != std::string::npos)
        co_return tl::unexpected(no_branch(branch));
    if (!listed) co_return tl::unexpected<error>(listed.error());
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
    if (!listed) co_return tl::unexpected<error>(listed.error());
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
    if (!text) co_return tl::unexpected<error>(text.error());
    co_return std::move(*text);
}

asio::awaitable<repository::done> repository::commit_once(const new_file& what) {
    auto blob = co_await run({{"hash-object", "-w", "--stdin"}, what.text});
    if (!blob) co_return blob;
    const auto index = options_.folder + "/scribe-index";
    std::error_code problem;
    std::filesystem::remove(index, problem);
    std::filesystem::remove(index + ".lock", problem);
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
    co_return made;
}

asio::awaitable<result<std::string>> repository::commit(new_file what) {
    auto made = co_await commit_once(what);
    if (made) co_return without_line_end(std::move(*made));
    const bool is_copy = is_damaged(made.error());
    if (is_copy) throw_away();
    co_return tl::unexpected(error{
        is_copy ? errc::unavailable : made.error().code, made.error().detail});
}

asio::awaitable<result<bool>> repository::push(std::string commit, std::string branch) {
    const auto pushed = co_await run(
        {{"push", "--quiet", options_.url, commit + ":refs/heads/" + branch}, {}, {}, true}
    );
    if (pushed) co_return true;
    const auto& why = pushed.error();
    if (holds_any(why.said, of_a_race) && !holds_any(why.said, never_there)) co_return false;
    co_return tl::unexpected<error>(why);
}

asio::awaitable<result<void>> repository::look_for(std::string branch) {
    const auto listed =
        co_await run({{"ls-remote", "--heads", options_.url, "refs/heads/" + branch}, {}, {}, true}
        );
    if (!listed) co_return tl::unexpected<error>(listed.error());
    if (listed->empty()) co_return tl::unexpected(no_branch(branch));
    co_return result<void>{};
}

}  // namespace bot::git
