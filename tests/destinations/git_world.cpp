#include "tests/destinations/git_world.hpp"

#include "bot/net/http_client.hpp"
#include "tests/places.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <sys/stat.h>

namespace bot::test {
namespace {

// What a shell says to it; throws when it fails.
std::string shell(const std::string& command) {
    auto* pipe = ::popen(("exec 2>&1; " + command).c_str(), "re");
    if (!pipe) throw std::runtime_error("no shell");
    std::string said;
    std::array<char, 4096> block{};
    while (const auto got = std::fread(block.data(), 1, block.size(), pipe))
        said.append(block.data(), got);
    if (::pclose(pipe) != 0) throw std::runtime_error(command + "\n" + said);
    return said;
}

std::string quoted(const std::string& text) {
    std::string made = "'";
    for (const char c : text) made += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return made + "'";
}

constexpr std::string_view own_git =
    "env GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=ben "
    "GIT_AUTHOR_EMAIL=b@x "
    "GIT_COMMITTER_NAME=ben GIT_COMMITTER_EMAIL=b@x git ";

}  // namespace

git_world::git_world(const std::string& merge_request) {
    const auto port = folder_.path() + "/port";
    if (::mkfifo(port.c_str(), 0600) != 0) throw std::runtime_error("no fifo");
    const auto command = "exec /usr/bin/python3 " SCRIBE_SOURCE_DIR
                         "/tests/emulators/forge/forge.py " +
                         quoted(folder_.path() + "/forge") + " --token " +
                         std::string(forge_token) + " >" + quoted(port);
    forge_ = ::popen(command.c_str(), "we");
    std::string number;  // a line: the pipe stays open as long as the forge
    std::ifstream pipe(port);
    std::getline(pipe, number);
    url_ = "http://127.0.0.1:" + number;
    settings.url = url_ + "/sre/rca.git";
    settings.folder = "incidents";
    settings.token = secret(forge_token);
    settings.merge_request = merge_request;
    if (merge_request != "none")
        settings.api_url = url_ + (merge_request == "github" ? "/api/v3/" : "/api/v4/");
    restart();
}

git_world::~git_world() {
    publisher_.reset();
    ::pclose(forge_);
}

void git_world::restart(bool forgets) {
    publisher_.reset();
    const auto folder = folder_.path() + "/state";
    if (forgets) std::filesystem::remove_all(folder);
    auto made = git::publisher::make(loop_.executor(), settings, folder);
    if (!made) throw std::runtime_error(made.error().detail);
    publisher_ = std::move(*made);
}

outcome git_world::publish(const std::string& text, bool announce) {
    delivery what;
    what.what.id = ++effects_;
    what.what.incident = incident_id{incident};
    what.what.platform = git::place;
    what.what.where = to_channel{"git"};
    what.what.what = publish_rca{"default", announce};
    what.rca =
        rendered_rca{name, text, "2026-03-01 - Outage fixes #3", to_label(incident_id{incident})};
    std::optional<outcome> end;
    loop_.run([&]() -> asio::awaitable<void> {
        co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
            [&](auto done) {
                auto kept = std::make_shared<decltype(done)>(std::move(done));
                publisher_->deliver(what, [&end, kept](outcome how) {
                    end = std::move(how);
                    std::move (*kept)();
                });
            },
            asio::use_awaitable
        );
    });
    return *end;
}

in_published git_world::told(const outcome& end) {
    if (end.receipts.size() != 1) throw std::runtime_error("no receipt: " + end.reason);
    return std::get<in_published>(end.receipts.front().what);
}

result<std::string> git_world::look() {
    result<std::string> seen;
    loop_.run([&]() -> asio::awaitable<void> { seen = co_await publisher_->look(); });
    return seen;
}

std::string git_world::git(const std::string& arguments) const {
    return shell(
        std::string(own_git) + "-C " + quoted(folder() + "/forge/rca.git") + " " + arguments
    );
}

std::string git_world::file(const std::string& path, const std::string& branch) const {
    return git("cat-file blob " + quoted(branch + ":" + path));
}

int git_world::commits(const std::string& branch) const {
    return std::stoi(git("rev-list --count " + branch)) - 1;
}

std::string git_world::people(const std::string& commands) const {
    const auto copy = folder() + "/people";
    return shell(
        "set -e; rm -rf " + quoted(copy) + "; " + std::string(own_git) + "clone -q " +
        quoted(folder() + "/forge/rca.git") + " " + quoted(copy) + "; cd " + quoted(copy) +
        "; git() { " + std::string(own_git) + "\"$@\"; }; " + commands
    );
}

void git_world::people_write(
    const std::string& path, const std::string& text, const std::string& branch
) {
    people(
        "git checkout -q " + quoted(branch) + "; mkdir -p \"$(dirname " + quoted(path) +
        ")\"; printf %s " + quoted(text) + " >" + quoted(path) +
        "; git add -A; git commit -qm people; " + "git push -q"
    );
}

void git_world::people_remove(const std::string& path, const std::string& branch) {
    people(
        "git checkout -q " + quoted(branch) + "; git rm -q " + quoted(path) +
        "; git commit -qm people; git push -q"
    );
}

nlohmann::json git_world::requests() {
    return by_hand("requests", {});
}

void git_world::fault(
    const std::string& method,
    const std::string& path,
    nlohmann::json how,
    int times,
    nlohmann::json body
) {
    by_hand(
        "fault",
        {{"method", method},
         {"path", path},
         {"how", std::move(how)},
         {"times", times},
         {"body", std::move(body)}}
    );
}

nlohmann::json git_world::by_hand(const std::string& what, const nlohmann::json& told) {
    nlohmann::json answer;
    http_client http;
    loop_.run([&]() -> asio::awaitable<void> {
        const auto got = co_await http.request(
            "POST",
            url_ + "/_/" + what,
            {},
            told.is_null() ? "{}" : told.dump(),
            std::chrono::seconds(10)
        );
        if (!got) throw std::runtime_error(got.error().detail);
        answer = nlohmann::json::parse(got->body);
    });
    return answer;
}

}  // namespace bot::test
