// A running server of a small workspace, and a client of its socket without manners.
#pragma once

#include "tests/emulators/mattermost/server.hpp"
#include "tests/emulators/shared/raw_peer.hpp"
#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

namespace emulator::mattermost::test {

using bot::test::loop;

inline const moment founding{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

struct emulation {
    loop context;
    workspace space;
    server machine;
    std::string ana, ops;

    explicit emulation(edition is = edition::v5_37)
        : space(founding, is), machine(context.executor(), space, {}) {
        ana = space.add_user("ana");
        ops = space.add_channel("incidents");
        space.let_in(ops, ana);
        space.let_in(ops, space.bot_user());
    }
    // Starts the machine, runs the conversation, stops it.
    void run(const std::function<asio::awaitable<void>()>& conversation) {
        const std::function<asio::awaitable<void>()> whole = [&]() -> asio::awaitable<void> {
            machine.start();
            co_await conversation();
            co_await machine.stop();
        };
        context.run(whole);
    }
    asio::awaitable<bool> until(std::function<bool()> holds) {
        const bool held = co_await machine.until(std::move(holds), std::chrono::seconds(10));
        co_return held;
    }
    std::string say(std::string_view text) {
        return space.says("ana", "incidents", text, machine.now());
    }
    void arm(std::string name, std::string value = {}, std::string only = {}) {
        fault what;
        what.name = std::move(name);
        what.value = std::move(value);
        what.only = std::move(only);
        REQUIRE(machine.arm(what));
    }
    header_list as_bot() const { return {{"authorization", "Bearer " + space.bot_token()}}; }
    asio::awaitable<std::optional<http_message>> call(
        std::string method, std::string path, json body = {}
    ) {
        auto headers = as_bot();
        headers.emplace_back("content-type", "application/json");
        const auto got = co_await ask(
            machine.port(), method, "/api/v4" + path, headers, body.is_null() ? "" : body.dump()
        );
        co_return got;
    }
    // A socket by header, resumed from there if there is one.
    asio::awaitable<std::unique_ptr<raw_socket>> socket(
        std::string id = {}, std::string sequence = "0"
    ) {
        auto made = co_await raw_socket::open(
            machine.port(),
            "/api/v4/websocket?connection_id=" + id + "&sequence_number=" + sequence,
            as_bot()
        );
        co_return made;
    }
};

// "posted#2", "OK:3"; empty at the end.
inline std::string brief(const json& got) {
    if (got.is_null()) return "";
    if (got.contains("event"))
        return got["event"].get<std::string>() + "#" + std::to_string(got["seq"].get<int>());
    return got["status"].get<std::string>() + ":" + std::to_string(got.value("seq_reply", 0));
}

inline asio::awaitable<std::vector<std::string>> next_briefs(raw_socket* from, int count) {
    std::vector<std::string> all;
    while (count-- > 0) {
        const auto got = co_await from->next();
        all.push_back(brief(got));
        if (got.is_null()) break;
    }
    co_return all;
}

// The next thing to come, in brief.
inline asio::awaitable<void> expects(raw_socket* from, std::string wanted) {
    const auto got = co_await from->next();
    CHECK(brief(got) == wanted);
}

inline std::string action(int seq, std::string_view name, json data = json::object()) {
    return json{{"seq", seq}, {"action", name}, {"data", std::move(data)}}.dump();
}

using briefs = std::vector<std::string>;

}  // namespace emulator::mattermost::test
