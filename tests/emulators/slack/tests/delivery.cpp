#include "tests/emulators/slack/delivery.hpp"

#include <catch2/catch.hpp>

using namespace emulator::slack;
using namespace std::chrono_literals;

namespace {

emitted event(std::int64_t id = 1) {
    return {id, emitted::kind::events_api, {{"event_id", "Ev1"}}, false};
}

emitted command() {
    return {2, emitted::kind::slash_commands, {{"command", "/incident"}}, true};
}

}  // namespace

TEST_CASE(
    "an event without an ack comes again at once, after 1 and after 5 minutes",
    "[emulator][delivery]"
) {
    deliveries record(7);
    auto& one = record.make(event(), 0ms);
    std::vector<milliseconds> at;
    auto now = 0ms;
    record.sent(one, {now, 1, 0, {}});
    for (int attempt = 1; attempt <= 3; ++attempt) {
        // Its deadline, and then the time until the next attempt.
        std::vector<deliveries::task> tasks;
        while (tasks.empty()) {
            REQUIRE(record.next_due());
            now = *record.next_due();
            tasks = record.due(now);
        }
        REQUIRE(tasks.size() == 1);
        CHECK(tasks[0].attempt == attempt);
        CHECK(tasks[0].reason == "timeout");
        at.push_back(now);
        record.sent(one, {now, 1, attempt, "timeout"});
    }
    CHECK(at == std::vector<milliseconds>{3'000ms, 66'000ms, 369'000ms});
    CHECK(*record.next_due() == 372'000ms);
    const auto last = record.due(372'000ms);
    REQUIRE(last.size() == 1);
    CHECK(last[0].attempt == 0);
    CHECK(one.given_up);
    CHECK_FALSE(record.next_due());
    CHECK(record.unacked().size() == 1);
}

TEST_CASE("an ack ends redelivery, a second one is counted", "[emulator][delivery]") {
    deliveries record(7);
    auto& one = record.make(event(), 0ms);
    record.sent(one, {10ms, 1, 0, {}});
    CHECK(record.acknowledged(one.id, "{}", 1, 15ms) == deliveries::ack::first);
    CHECK_FALSE(record.next_due());
    CHECK(record.acked_twice().empty());
    CHECK(record.latency(0.99) == 5ms);

    CHECK(record.acknowledged(one.id, "", 2, 20ms) == deliveries::ack::again);
    CHECK(record.acked_twice().size() == 1);
    CHECK(record.acknowledged("nobody", "", 2, 20ms) == deliveries::ack::unknown);
    CHECK(record.strangers() == std::vector<std::string>{"nobody"});
}

TEST_CASE("what arrived twice may be acked twice", "[emulator][delivery]") {
    deliveries record(7);
    auto& one = record.make(event(), 0ms);
    record.sent(one, {0ms, 1, 0, {}});
    record.sent(one, {0ms, 2, 0, {}});
    record.acknowledged(one.id, "", 1, 1ms);
    record.acknowledged(one.id, "", 2, 1ms);
    CHECK(record.acked_twice().empty());
}

TEST_CASE("a command is sent once and given up after three seconds", "[emulator][delivery]") {
    deliveries record(7);
    auto& one = record.make(command(), 0ms);
    record.sent(one, {0ms, 1, 0, {}});
    CHECK(record.due(2'999ms).empty());
    const auto tasks = record.due(3'000ms);
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].attempt == 0);
    CHECK(one.given_up);
}

TEST_CASE("a failed request is tried again for its own reason", "[emulator][delivery]") {
    deliveries record(7);
    auto& one = record.make(event(), 0ms);
    record.sent(one, {0ms, -1, 0, {}});
    record.failed(one, "http_error", false, 20ms);
    const auto tasks = record.due(20ms);
    REQUIRE(tasks.size() == 1);
    CHECK(tasks[0].attempt == 1);
    CHECK(tasks[0].reason == "http_error");
    record.sent(one, {20ms, -1, 1, "http_error"});
    record.failed(one, "http_error", true, 30ms);
    CHECK(one.given_up);
}

TEST_CASE("an envelope's frame has what its type has", "[emulator][delivery]") {
    deliveries record(7);
    const auto& one = record.make(event(), 0ms);
    CHECK(
        json::parse(one.frame(2, "timeout")) ==
        json{
            {"envelope_id", one.id},
            {"type", "events_api"},
            {"payload", {{"event_id", "Ev1"}}},
            {"accepts_response_payload", false},
            {"retry_attempt", 2},
            {"retry_reason", "timeout"}}
    );
    const auto& asked = record.make(command(), 0ms);
    CHECK(asked.id != one.id);
    CHECK(
        json::parse(asked.frame(0, "")) ==
        json{
            {"envelope_id", asked.id},
            {"type", "slash_commands"},
            {"payload", {{"command", "/incident"}}},
            {"accepts_response_payload", true}}
    );
}
