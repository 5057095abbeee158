// The doctor at a Slack that lacks something: each lack is one fault that says what to do.
#include "bot/platforms/slack/doctor/doctor.hpp"

#include "tests/emulators/slack/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <exception>

using namespace bot;

namespace {

namespace asio = boost::asio;
using grade = finding::grade;
using namespace std::chrono_literals;

struct surgery {
    surgery() {
        machine.start();
        config.api_url = machine.origin() + "/api/";
        config.bot_token.emplace(space.bot_token());
        config.app_token.emplace(space.app_token());
        space.add_channel("incidents");
    }

    findings examine(bool rehearses = false) {
        findings found;
        slack::examination what{
            config,
            "incidents",
            [] { return instant(1'790'000'000s); },
            [](std::span<char> into) { std::ranges::fill(into, 7); }};
        what.rehearses = rehearses;
        what.patience = 400ms;
        asio::co_spawn(
            io,
            [&]() -> asio::awaitable<void> {
                found = co_await slack::examine(what);
                co_await machine.stop();
            },
            [](const std::exception_ptr& thrown) {
                if (thrown) std::rethrow_exception(thrown);
            }
        );
        io.run();
        return found;
    }

    asio::io_context io{1};
    emulator::slack::workspace space{emulator::slack::moment(std::chrono::seconds(1'790'000'000))};
    emulator::slack::server machine{io.get_executor(), space, {}};
    slack_settings config;
};

std::vector<std::string> faults_in(const findings& found) {
    std::vector<std::string> faults;
    for (const auto& one : found)
        if (one.is == grade::fault) faults.push_back(one.what);
    return faults;
}

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("where nothing is missing the doctor finds no fault") {
    surgery at;
    const auto found = at.examine(true);
    CHECK(faults_in(found) == words{});
    CHECK(std::ranges::any_of(found, [](const finding& one) {
        return one.what == "Slack: events" && one.is == grade::good;
    }));
    // What was opened for the rehearsal is archived again.
    const auto made = at.space.calls("conversations.create");
    CHECK(made.size() == 3);  // one of a name that is taken
    for (const auto& call : made)
        if (call.answer.value("ok", false))
            CHECK(at.space.find_channel(call.answer["channel"]["id"].get<std::string>())->archived);
}

TEST_CASE("a missing scope is named, with what cannot be done without it") {
    surgery at;
    at.space.edit_token(at.space.bot_token()).scopes.erase("reactions:read");
    const auto found = at.examine();
    REQUIRE(faults_in(found) == words{"Slack: scope reactions:read is missing"});
    const auto fault = std::ranges::find(found, grade::fault, &finding::is);
    CHECK(fault->detail.find("put messages on the timeline by reaction") != std::string::npos);
    CHECK(fault->remedy.find("OAuth & Permissions") != std::string::npos);
}

TEST_CASE("who may not open channels is told whom to ask") {
    surgery at;
    at.space.policy().app_may_create = false;
    const auto found = at.examine();
    REQUIRE(faults_in(found) == words{"Slack: channels"});
}

TEST_CASE("a broadcast channel that is not there is a fault") {
    surgery at;
    at.space.edit_channel(at.space.find_channel("incidents")->id).archived = true;
    CHECK(faults_in(at.examine()) == words{"Slack: broadcast channel"});
}

TEST_CASE("tokens that are good for nothing are the only fault, and are not repeated") {
    surgery at;
    at.config.bot_token.emplace("xoxb-canary");
    const auto found = at.examine();
    REQUIRE(faults_in(found) == words{"Slack: bot token"});
    CHECK(found.back().detail.find("canary") == std::string::npos);
}

TEST_CASE("an app-level token that is not good is a fault of Socket Mode") {
    surgery at;
    at.config.app_token.emplace("xapp-canary");
    CHECK(faults_in(at.examine()) == words{"Slack: Socket Mode"});
}

TEST_CASE("events the app is not told are found by letting them happen") {
    surgery at;
    at.space.subscriptions().erase("reaction_removed");
    at.space.subscriptions().erase("message.groups");
    CHECK(
        faults_in(at.examine(true)) ==
        words{
            "Slack: event reaction_removed is not told", "Slack: event message.groups is not told"}
    );
}
