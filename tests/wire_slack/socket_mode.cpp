#include "tests/wire_slack/socket_stage.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <dirent.h>
#include <map>
#include <set>

using namespace bot;
using namespace bot::slack;
using namespace bot::slack::test;
using namespace std::chrono_literals;

namespace {

using moment = std::chrono::steady_clock::time_point;

moment now() {
    return std::chrono::steady_clock::now();
}

int open_descriptors() {
    int count = 0;
    auto* folder = opendir("/proc/self/fd");
    while (readdir(folder)) ++count;
    closedir(folder);
    return count;
}

// How often each envelope was acknowledged, over all links.
std::map<std::string, int> acknowledged(const socket_stage& slack) {
    std::map<std::string, int> counts;
    for (const auto& one : slack.links)
        for (const auto& text : one->texts)
            ++counts[nlohmann::json::parse(text).at("envelope_id").get<std::string>()];
    return counts;
}

}  // namespace

TEST_CASE("S1: apps.connections.open is a POST with the token in Authorization alone", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
    });
    REQUIRE(h.slack.asked.size() == 2);
    for (const auto& asked : h.slack.asked) {
        CHECK(asked.method() == "POST");
        CHECK(asked.target() == "/api/apps.connections.open");
        CHECK(asked.bearer() == "xapp-1-secret");
        CHECK(asked.body.find("xapp") == std::string::npos);
    }
}

TEST_CASE("S2: every socket has a URL of its own", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        for (int n = 1; n <= 10; ++n) {
            co_await h.until([&] { return static_cast<int>(h.slack.links.size()) >= n; });
            h.slack.at(n).reset();
        }
    });
    std::set<std::string> tickets;
    for (const auto& one : h.slack.links) CHECK(tickets.insert(one->ticket).second);
}

TEST_CASE("S3: a socket that does not say hello is dropped and tried again", "[slack]") {
    auto options = quick();
    options.hello_deadline = 50ms;
    stage_house h(options);
    h.slack.on_link = [](far_end& one) {
        if (one.number > 2) one.send(any_hello);
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        CHECK(h.slack.links.size() == 4);
        co_await h.until([&] { return h.slack.held() == 2; });
    });
}

TEST_CASE("S4: a bare hello is enough", "[slack]") {
    stage_house h;
    h.slack.on_link = [](far_end& one) { one.send(R"({"type":"hello"})"); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
    });
}

TEST_CASE("S5: debug_reconnects is in the URL when it is wanted", "[slack]") {
    for (const bool wanted : {true, false}) {
        auto options = quick();
        options.debug_reconnects = wanted;
        stage_house h(options);
        h.run([&]() -> asio::awaitable<void> {
            h.mode->start();
            co_await h.until_ready(2);
        });
        const auto& target = h.slack.at(1).target;
        CHECK(target.ends_with(wanted ? "&app_id=A1&debug_reconnects=true" : "&app_id=A1"));
    }
}

TEST_CASE("S6: whatever has an envelope_id is acknowledged once", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& link = h.slack.at(1);
        link.send(an_event("e1"));
        link.send(a_command("e2"));
        link.send(R"({"envelope_id":"e3","type":"something_new","payload":[]})");
        link.send(R"({"envelope_id":"e4"})");
        co_await h.until([&] { return link.texts.size() == 4; });
        // Who has them may answer as often as it likes.
        for (const auto& one : h.got) one.answer(R"({"text":"again"})");
        link.send(an_event("e5"));
        co_await h.until([&] { return link.texts.size() == 5; });
    });
    for (const auto& [id, count] : acknowledged(h.slack)) CHECK(count == 1);
    REQUIRE(h.got.size() == 5);
    CHECK(h.got[2].type == "something_new");
    CHECK(h.got[3].payload == "null");
    CHECK(h.mode->state().envelopes == 5);
    CHECK(h.mode->state().acknowledged == 5);
}

TEST_CASE("S7: envelopes are acknowledged in time while nobody handles them", "[slack]") {
    auto options = quick();
    options.acks_anyway_after = 100ms;
    stage_house h(options);
    std::vector<acknowledge> kept;
    h.on_envelope = [&](const envelope&, acknowledge answer) { kept.push_back(std::move(answer)); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& link = h.slack.at(1);
        const auto begun = now();
        for (int n = 0; n < 100; ++n) link.send(a_command("e" + std::to_string(n)));
        co_await h.until([&] { return link.texts.size() == 100; });
        CHECK(now() - begun >= 100ms);
        CHECK(now() - begun < 500ms);
        CHECK(h.mode->state().late == 100);

        for (auto& answer : kept) answer(R"({"text":"too late"})");
        link.send(an_event("last"));
        co_await h.until([&] { return kept.size() == 101; });
        kept.back()("");
        co_await h.until([&] { return link.texts.size() == 101; });
        CHECK(h.mode->state().late == 100);
    });
    for (const auto& text : h.slack.at(1).texts) CHECK(text.find("payload") == std::string::npos);
}

TEST_CASE("an event nobody recorded is not acknowledged, however late it gets", "[slack]") {
    auto options = quick();
    options.acks_anyway_after = 10ms;
    stage_house h(options);
    std::vector<acknowledge> kept;
    h.on_envelope = [&](const envelope&, acknowledge answer) { kept.push_back(std::move(answer)); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& link = h.slack.at(1);
        link.send(an_event("event"));
        // Those who came later are acknowledged, being late, and it is not.
        link.send(a_command("first"));
        co_await h.until([&] { return link.texts.size() == 1; });
        link.send(a_command("second"));
        co_await h.until([&] { return link.texts.size() == 2; });
        for (const auto& text : link.texts) CHECK(text.find("event\"") == std::string::npos);

        kept.front()("");
        co_await h.until([&] { return link.texts.size() == 3; });
        CHECK(link.texts.back() == R"({"envelope_id":"event"})");
    });
}

TEST_CASE("S8: a payload goes out only where it is accepted", "[slack]") {
    stage_house h;
    h.on_envelope = [](const envelope&, acknowledge answer) { answer(R"({"text":"noted"})"); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& link = h.slack.at(1);
        link.send(an_event("e1"));
        link.send(a_command("e2"));
        co_await h.until([&] { return link.texts.size() == 2; });
        CHECK(link.texts[0] == R"({"envelope_id":"e1"})");
        CHECK(link.texts[1] == R"({"envelope_id":"e2","payload":{"text":"noted"}})");
    });
}

TEST_CASE("S9: hello and disconnect are never acknowledged", "[slack]") {
    stage_house h;
    h.slack.on_link = [](far_end& one) { one.send(R"({"type":"hello","envelope_id":"h"})"); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& link = h.slack.at(1);
        link.send(R"({"type":"disconnect","reason":"warning","envelope_id":"d"})");
        link.send(an_event("e1"));
        co_await h.until([&] { return !link.texts.empty(); });
        CHECK(acknowledged(h.slack) == std::map<std::string, int>{{"e1", 1}});
    });
}

TEST_CASE("S10: the acknowledgement goes out where the envelope came in", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        for (int n = 0; n < 20; ++n) h.slack.at(1 + n % 2).send(an_event(std::to_string(n)));
        co_await h.until([&] { return acknowledged(h.slack).size() == 20; });
        for (int which = 1; which <= 2; ++which)
            for (const auto& text : h.slack.at(which).texts)
                CHECK(std::stoi(text.substr(16)) % 2 == which - 1);
    });
}

TEST_CASE("S11: when its connection is gone, another one takes the acknowledgement", "[slack]") {
    stage_house h;
    std::vector<acknowledge> kept;
    h.on_envelope = [&](const envelope&, acknowledge answer) { kept.push_back(std::move(answer)); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.slack.at(1).send(an_event("e1"));
        h.slack.at(1).send(an_event("e2"));
        co_await h.until([&] { return kept.size() == 2; });
        h.slack.at(1).reset();
        co_await h.until([&] { return h.mode->state().ready == 1; });
        kept[0]("");
        co_await h.until([&] { return h.slack.at(2).texts.size() == 1; });

        // With none at all it is dropped without a word.
        h.slack.on_upgrade = [](int) { return "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n"; };
        for (const auto& one : h.slack.links)
            if (!one->ended) one->reset();
        co_await h.until_ready(0);
        kept[1]("");
    });
    CHECK(h.mode->state().acknowledged == 1);
    h.mode.reset();
    kept[1]("");
}

TEST_CASE("S20: a ping is answered with the same payload, among heavy writing", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& link = h.slack.at(1);
        for (int n = 0; n < 2'000; ++n) {
            link.send(an_event(std::to_string(n)));
            if (n % 100 == 0)
                link.send_bytes(emulator::frame_bytes(
                    emulator::opcode::ping, "Ping from applink-" + std::to_string(n)
                ));
        }
        co_await h.until([&] { return link.texts.size() == 2'000; });
        REQUIRE_FALSE(link.pongs.empty());
        // Of pings that come in one breath the last may stand for all (RFC 6455, 5.5.3).
        CHECK(link.pongs.back() == "Ping from applink-1900");
    });
}

TEST_CASE("S26: whatever the upgrade answers, the next attempt has a new URL", "[slack]") {
    const auto plain = [](int status) {
        return "HTTP/1.1 " + std::to_string(status) + " No\r\ncontent-length: 0\r\n\r\n";
    };
    const std::vector<std::string> answers{
        plain(401),
        plain(408),
        plain(409),
        plain(429),
        plain(500),
        plain(503),
        "HTTP/1.1 302 Found\r\nlocation: ws://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        "sec-websocket-accept: bm90IHRoaXMgb25l\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
        "SSH-2.0-OpenSSH_9.2\r\n",
    };
    stage_house h;
    const auto count = static_cast<int>(answers.size());
    h.slack.on_upgrade = [&](int n) {
        return n <= count ? answers[static_cast<std::size_t>(n - 1)] : std::string();
    };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        CHECK(static_cast<int>(h.slack.asked.size()) == count + 2);
        CHECK(h.mode->state().reconnects.at("failed") == count);
        CHECK(h.mode->state().trouble.empty());
    });
}

TEST_CASE("S27: frames of every kind are survived", "[slack]") {
    using emulator::frame_bytes;
    using emulator::opcode;
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        auto& link = h.slack.at(1);
        const auto event = an_event("fragmented");
        link.send_bytes(frame_bytes(opcode::text, event.substr(0, 20), false));
        link.send_bytes(frame_bytes(opcode::ping, "between"));
        link.send_bytes(frame_bytes(opcode::continuation, event.substr(20, 30), false));
        link.send_bytes(frame_bytes(opcode::continuation, event.substr(50), true));
        for (const char byte : frame_bytes(opcode::text, an_event("dripped")))
            link.send_bytes(std::string(1, byte));
        link.send("");
        link.send("no JSON at all");
        link.send(R"({"type":)");
        link.send_bytes(frame_bytes(opcode::binary, "\x01\x02\xff"));
        const auto padding = std::string(5 * 1024 * 1024, 'x');
        link.send(
            R"({"envelope_id":"huge","type":"events_api","payload":{"text":")" + padding + R"("}})"
        );
        link.send(an_event("after all"));
        co_await h.until([&] { return link.texts.size() == 4; });
        CHECK(acknowledged(h.slack).size() == 4);
        CHECK(h.slack.links.size() == 2);

        // UTF-8 that is none ends a WebSocket by its own rules; another one takes its place.
        link.send("\xff\xfe");
        co_await h.until([&] { return link.ended; });
        co_await h.until_ready(2);
    });
}

TEST_CASE("S28: app_rate_limited, which has no event, is handed on and acknowledged", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.slack.at(1).send(
            R"({"envelope_id":"e1","type":"events_api","payload":{"type":"app_rate_limited"}})"
        );
        co_await h.until([&] { return h.slack.at(1).texts.size() == 1; });
        CHECK(h.got[0].payload == R"({"type":"app_rate_limited"})");
    });
}

TEST_CASE("a handler that throws costs nobody the connection", "[slack]") {
    auto options = quick();
    options.acks_anyway_after = 20ms;
    stage_house h(options);
    h.on_envelope = [](const envelope&, acknowledge) { throw std::runtime_error("a bug"); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.slack.at(1).send(a_command("e1"));
        co_await h.until([&] { return h.slack.at(1).texts.size() == 1; });
        CHECK(h.slack.links.size() == 2);
    });
}

TEST_CASE("while paused no envelope is handed out, and none is lost", "[slack]") {
    stage_house h;
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.mode->pause();
        for (int n = 0; n < 50; ++n) h.slack.at(1).send(an_event(std::to_string(n)));
        // A connection is still replaced meanwhile.
        h.slack.at(2).send(a_disconnect("warning"));
        co_await h.until([&] { return h.slack.links.size() == 3 && h.slack.held() == 2; });
        CHECK(h.got.empty());
        h.mode->resume();
        co_await h.until([&] { return h.slack.at(1).texts.size() == 50; });
        CHECK(h.got.size() == 50);
    });
}

TEST_CASE("stopping answers what is handed out, says goodbye and leaves nothing open", "[slack]") {
    const int before = open_descriptors();
    stage_house h;
    const int with_house = open_descriptors();
    std::vector<acknowledge> kept;
    h.on_envelope = [&](const envelope&, acknowledge answer) { kept.push_back(std::move(answer)); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.slack.at(1).send(an_event("e1"));
        co_await h.until([&] { return kept.size() == 1; });
        bool stopped = false;
        nursery tasks(h.context.get_executor());
        const auto stop = [&]() -> asio::awaitable<void> {
            co_await h.mode->stop();
            stopped = true;
        };
        tasks.start("stop", stop());
        h.slack.at(1).send(an_event("e2"));
        kept[0]("");
        co_await h.until([&] { return stopped; });
        CHECK(kept.size() == 1);
        CHECK(h.slack.at(1).texts.size() == 1);
        for (const auto& one : h.slack.links) CHECK(one->said_goodbye);
        co_await h.until([&] { return h.slack.held() == 0; });
    });
    CHECK(with_house > before);
    CHECK(open_descriptors() <= with_house + 2);
}

TEST_CASE("a pause longer than the patience with silent peers costs no connection", "[slack]") {
    auto options = quick();
    options.liveness = 60ms;
    stage_house h(options);
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.mode->pause();
        for (int n = 0; n < 5; ++n) h.slack.at(1).send(an_event(std::to_string(n)));
        co_await h.let_pass(300ms);
        CHECK(h.got.empty());
        CHECK(h.slack.links.size() == 2);
        CHECK(h.slack.held() == 2);
        h.mode->resume();
        co_await h.until([&] { return h.slack.at(1).texts.size() == 5; });
        for (std::size_t n = 0; n < 5; ++n) CHECK(h.got[n].id == std::to_string(n));
    });
}

TEST_CASE("what waited through a pause has its full time to be handled", "[slack]") {
    auto options = quick();
    options.acks_anyway_after = 250ms;
    stage_house h(options);
    std::vector<acknowledge> kept;
    h.on_envelope = [&](const envelope&, acknowledge answer) { kept.push_back(std::move(answer)); };
    h.run([&]() -> asio::awaitable<void> {
        h.mode->start();
        co_await h.until_ready(2);
        h.mode->pause();
        h.slack.at(1).send(a_command("e1"));
        co_await h.let_pass(300ms);
        h.mode->resume();
        co_await h.let_pass(20ms);
        REQUIRE(kept.size() == 1);
        CHECK(h.mode->state().late == 0);
        CHECK(h.slack.at(1).texts.empty());
        co_await h.until([&] { return h.mode->state().late == 1; });
    });
}
