#include "tests/emulators/shared/faults.hpp"

#include "tests/emulators/shared/frame.hpp"
#include "tests/emulators/shared/pieces.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace emulator;
using namespace std::chrono_literals;

namespace {

double never_asked() {
    FAIL("nothing was left to chance");
    return 0;
}

fault named(std::string name) {
    fault one;
    one.name = std::move(name);
    return one;
}

std::vector<frame> frames_in(const std::vector<piece>& pieces) {
    frame_reader reader;
    for (const auto& one : pieces) reader.feed(one.bytes);
    std::vector<frame> all;
    while (const auto got = reader.next()) all.push_back(*got);
    return all;
}

}  // namespace

TEST_CASE("a fault strikes where, when and as often as it was armed for", "[emulator][faults]") {
    fault_plan plan;
    auto one = named("slow");
    one.only = "chat.postMessage";
    one.skip = 1;
    one.times = 2;
    one.from = 100ms;
    one.until = 200ms;
    REQUIRE(plan.arm(one, 1000ms));

    const auto strikes = [&](place where, std::string_view about, milliseconds now) {
        return plan.take(where, about, now, never_asked).has_value();
    };
    CHECK_FALSE(strikes(place::call, "chat.postMessage", 1099ms));
    CHECK_FALSE(strikes(place::call, "chat.postMessage", 1100ms));  // the one that is skipped
    CHECK_FALSE(strikes(place::call, "chat.update", 1100ms));
    CHECK_FALSE(strikes(place::frame, "chat.postMessage", 1100ms));
    CHECK(strikes(place::call, "chat.postMessage", 1101ms));
    CHECK(plan.struck("slow") == 1);
    CHECK_FALSE(strikes(place::call, "chat.postMessage", 1200ms));
    CHECK(strikes(place::call, "chat.postMessage", 1199ms));
    CHECK_FALSE(strikes(place::call, "chat.postMessage", 1199ms));
    CHECK(plan.struck("slow") == 2);
}

TEST_CASE("a fault may be left to chance, and may be about a path", "[emulator][faults]") {
    fault_plan plan;
    auto one = named("drop_after");
    one.only = "/upload";
    one.chance = 0.5;
    one.times = 10;
    REQUIRE(plan.arm(one, 0ms));
    CHECK_FALSE(plan.take(place::call, "/upload/F1", 0ms, [] { return 0.5; }));
    CHECK(plan.take(place::call, "/upload/F1", 0ms, [] { return 0.4; }));
    CHECK_FALSE(plan.take(place::call, "/files", 0ms, [] { return 0.4; }));
    plan.disarm("drop_after");
    CHECK_FALSE(plan.take(place::call, "/upload/F1", 0ms, [] { return 0.4; }));
}

TEST_CASE("there is no fault of a name that is not in the table", "[emulator][faults]") {
    fault_plan plan;
    CHECK_FALSE(plan.arm(named("slwo"), 0ms));
    std::set<std::string_view> names;
    for (const auto& kind : plan.kinds()) CHECK(names.insert(kind.name).second);
}

TEST_CASE("a frame is whole and unmasked unless a fault says otherwise", "[emulator][faults]") {
    const auto pieces = pieces_of("{}", std::nullopt);
    REQUIRE(pieces.size() == 1);
    CHECK(pieces[0].bytes == "\x81\x02{}");
}

TEST_CASE("every fault of a frame does to it what its name says", "[emulator][faults]") {
    const std::string text = R"({"envelope_id":"1","payload":{}})";
    const auto with = [&](std::string name, std::string value = "") {
        auto one = named(std::move(name));
        one.value = std::move(value);
        return pieces_of(text, one);
    };
    const auto last_is_right = [&](const std::vector<frame>& all) {
        return all.size() == 2 && all[1].payload == text && all[1].is == opcode::text;
    };

    const auto three = frames_in(with("fragmented", "3"));
    REQUIRE(three.size() == 3);
    CHECK(three[0].is == opcode::text);
    CHECK_FALSE(three[0].final);
    CHECK(three[1].is == opcode::continuation);
    CHECK(three[2].final);
    CHECK(three[0].payload + three[1].payload + three[2].payload == text);

    const auto mixed = frames_in(with("interleaved", "2"));
    REQUIRE(mixed.size() == 3);
    CHECK(mixed[1].is == opcode::ping);
    CHECK(mixed[0].payload + mixed[2].payload == text);

    CHECK(with("byte_by_byte")[0].step == 1);
    CHECK(with("half_open")[0].then == piece::after::silence);
    const auto cut = with("reset_mid_frame")[0];
    CHECK(cut.then == piece::after::reset);
    CHECK(frames_in({cut}).empty());

    for (const std::string name : {"binary", "empty", "garbage", "no_utf8"}) {
        CAPTURE(name);
        CHECK(last_is_right(frames_in(with(name))));
    }
    CHECK(frames_in(with("binary"))[0].is == opcode::binary);
    CHECK(frames_in(with("empty"))[0].payload.empty());

    const auto huge = frames_in(with("huge", "100000"));
    REQUIRE(huge.size() == 1);
    CHECK(huge[0].payload.size() == 100000);
    CHECK(huge[0].payload.starts_with(R"({"envelope_id":"1","payload":{},"padding":"xx)"));
    CHECK(huge[0].payload.ends_with("\"}"));
}
