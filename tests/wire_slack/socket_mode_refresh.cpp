#include "tests/support/seed.hpp"
#include "tests/wire_slack/socket_stage.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace bot;
using namespace bot::slack;
using namespace bot::slack::test;
using namespace std::chrono_literals;

namespace {

std::string envelope_of(const std::string& acknowledgement) {
    return nlohmann::json::parse(acknowledgement).at("envelope_id").get<std::string>();
}

// Slack under a steady stream: each event goes to any one of the open sockets, a warned one takes
// them too until Slack closes it.
struct stream {
    explicit stream(stage_house& of, unsigned seed) : house(of), random(seed) {}

    stage_house& house;
    std::mt19937 random;
    std::set<int> receiving, leaving;
    std::map<std::string, int> sent_on;
    int never_without = 0;

    void send_one() {
        std::vector<int> able;
        for (const int one : receiving)
            if (!house.slack.at(one).ended) able.push_back(one);
        REQUIRE_FALSE(able.empty());
        const int chosen = able[random() % able.size()];
        const auto id = "e" + std::to_string(sent_on.size());
        sent_on.emplace(id, chosen);
        house.slack.at(chosen).send(random() % 2 == 0 ? an_event(id) : a_command(id));
    }
    std::set<std::string> acknowledged() const {
        std::set<std::string> all;
        for (const auto& one : house.slack.links)
            for (const auto& text : one->texts) REQUIRE(all.insert(envelope_of(text)).second);
        return all;
    }
};

}  // namespace

TEST_CASE("S12: 100 refreshes under a steady stream lose, double and miss nothing", "[slack]") {
    const auto seed = bot::test::drawn_seed();
    INFO("seed " << seed);
    auto options = quick();
    options.drain = 10s;  // Slack closes the old ones before that
    options.stable = 5ms;
    stage_house h(options);
    stream slack(h, seed);
    h.slack.on_link = [&](far_end& one) {
        one.send(any_hello);
        slack.receiving.insert(one.number);
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        for (int refresh = 0; refresh < 100; ++refresh) {
            const int old = *slack.receiving.begin();
            auto& leaving = h.slack.at(old);
            const auto links = h.slack.links.size();
            leaving.send(a_disconnect(refresh % 2 == 0 ? "warning" : "refresh_requested"));
            // The stream goes on, also on the warned one, until its successor is ready.
            do {
                for (int n = 0; n < 5; ++n) slack.send_one();
                co_await h.let_pass(1ms);
                REQUIRE(h.mode->state().ready >= 2);
            } while (h.slack.links.size() == links || h.mode->state().ready < 3);
            for (int n = 0; n < 5; ++n) slack.send_one();
            slack.receiving.erase(old);
            leaving.close();
            co_await h.until([&] { return leaving.ended; });
            co_await h.until_ready(2);
        }
        co_await h.until([&] { return slack.acknowledged().size() == slack.sent_on.size(); });
    });
    std::set<std::string> handled;
    for (const auto& one : h.got) CHECK(handled.insert(one.id).second);
    CHECK(handled.size() == slack.sent_on.size());
    CHECK(slack.sent_on.size() >= 1'000);
    for (const auto& one : h.slack.links)
        for (const auto& text : one->texts)
            CHECK(slack.sent_on.at(envelope_of(text)) == one->number);
    CHECK(h.gaps.empty());
    CHECK(h.mode->state().without_any == 0ms);
    CHECK(h.slack.links.size() == 102);
    CHECK(h.slack.most_held == 3);
    const auto reasons = h.mode->state().reconnects;
    CHECK(reasons.at("warning") + reasons.at("refresh_requested") == 100);
}

TEST_CASE(
    "S13: what comes on the old socket after disconnect is handled and acknowledged", "[slack]"
) {
    auto options = quick();
    options.drain = 200ms;
    stage_house h(options);
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& old = h.slack.at(1);
        old.send(a_disconnect("refresh_requested"));
        old.send(an_event("at once"));
        co_await h.until_ready(3);
        old.send(an_event("after the successor's hello"));
        co_await h.until([&] { return old.texts.size() == 2; });
        CHECK(h.got.size() == 2);

        // Slack does not close it: then we do, when it has drained.
        co_await h.until([&] { return old.ended; });
        CHECK(old.said_goodbye);
        co_await h.until_ready(2);
    });
}

TEST_CASE("S14: a warning and then refresh_requested bring one successor", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.slack.at(1).send(a_disconnect("warning"));
        h.slack.at(1).send(a_disconnect("refresh_requested"));
        co_await h.until([&] { return h.slack.at(1).ended; });
        co_await h.until_ready(2);
        CHECK(h.slack.links.size() == 3);
        CHECK(h.slack.asked.size() == 3);
    });
}

TEST_CASE("S17: an unknown reason is a refresh", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.slack.at(1).send(a_disconnect("container_moves"));
        co_await h.until_ready(3);
        co_await h.until([&] { return h.slack.at(1).ended; });
        CHECK(h.gaps.empty());
    });
}

TEST_CASE("a connection is replaced before its time is over, without being told to", "[slack]") {
    auto options = quick();
    options.random = [] { return 0.0; };
    stage_house h(options);
    h.slack.on_link = [](far_end& one) {
        one.send(
            one.number == 1 ? R"({"type":"hello","debug_info":{"approximate_connection_time":1}})"
                            : any_hello
        );
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until([&] { return h.slack.links.size() == 3; });
        co_await h.until([&] { return h.slack.at(1).ended; });
        CHECK(h.slack.at(1).said_goodbye);
        co_await h.until_ready(2);
        CHECK(h.mode->state().reconnects.at("planned") == 1);
        CHECK(h.gaps.empty());
    });
}

TEST_CASE("S18: under everything at once there are never more than target + 1 sockets", "[slack]") {
    const auto seed = bot::test::drawn_seed();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    auto options = quick();
    options.crowded_pause = options.disabled_pause = options.fatal_pause = 20ms;
    stage_house h(options);
    h.slack.on_open = [&](int) {
        const std::pair<int, std::string> bad[] = {
            {500, "oops"},
            {200, R"({"ok":true})"},
            {200, R"({"ok":false,"error":"internal_error"})"},
            {200, "{"}};
        return random() % 4 == 0 ? bad[random() % 4] : h.slack.issue();
    };
    h.slack.on_upgrade = [&](int) {
        return random() % 4 == 0 ? "HTTP/1.1 408 No\r\ncontent-length: 0\r\n\r\n" : "";
    };
    int sent = 0;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        for (int step = 0; step < 1'500; ++step) {
            co_await h.let_pass(1ms);
            std::vector<far_end*> open;
            for (const auto& one : h.slack.links)
                if (!one->ended) open.push_back(one.get());
            if (open.empty()) continue;
            auto& one = *open[random() % open.size()];
            const char* reasons[] = {
                "warning", "refresh_requested", "odd", "too_many_websockets", "link_disabled"};
            const auto what = random() % 80;
            if (what < 3 || (what < 5 && step % 10 == 0)) {
                one.send(a_disconnect(reasons[what]));
            } else if (what < 8) {
                one.reset();
            } else if (what < 11) {
                one.close();
            } else {
                one.send(an_event(std::to_string(++sent)));
            }
        }
        h.slack.on_open = [&](int) { return h.slack.issue(); };
        h.slack.on_upgrade = [](int) { return ""; };
        // Whatever it was, it recovers.
        co_await h.until([&] { return h.mode->state().ready >= 1; });
        co_await h.mode->stop();
        co_await h.until([&] { return h.slack.held() == 0; });
    });
    CHECK(h.slack.most_held <= 3);
    CHECK(h.slack.links.size() > 6);
}
