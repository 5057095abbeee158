#include "bot/platforms/slack/ears/frame.hpp"

#include "tests/support/seed.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

using namespace bot::slack;
using bot::text;
using kind = frame::kind;

namespace {

const std::string event =
    R"({"envelope_id":"e-1","type":"events_api","accepts_response_payload":false,)"
    R"("retry_attempt":2,"retry_reason":"timeout","payload":{"event":{"type":"message"}}})";

}  // namespace

TEST_CASE("an envelope comes apart in one parse, its payload as it is", "[slack]") {
    frame_reader reader;
    const auto one = reader.read(event);
    CHECK(one.is == kind::envelope);
    CHECK(one.id == "e-1");
    CHECK(one.type == "events_api");
    CHECK_FALSE(one.takes_answer);
    CHECK(one.retry_attempt == 2);
    CHECK(text(one.payload, "event", "type") == "message");
    CHECK(reader.read(R"({"envelope_id":"e","accepts_response_payload":true})").takes_answer);
}

TEST_CASE("S6: whatever has an envelope_id is an envelope, of any type or none", "[slack]") {
    frame_reader reader;
    for (const auto* one :
         {R"({"envelope_id":"e","type":"events_api"})",
          R"({"envelope_id":"e","type":"slash_commands","payload":null})",
          R"({"envelope_id":"e","type":"something_new","payload":[1]})",
          R"({"envelope_id":"e","type":17})",
          R"({"envelope_id":"e"})",
          R"({"payload":{},"retry_attempt":"many","envelope_id":"e"})"}) {
        INFO(one);
        const auto read = reader.read(one);
        CHECK(read.is == kind::envelope);
        CHECK(read.id == "e");
        CHECK(text(read.payload, "type").empty());
        CHECK(read.retry_attempt == 0);
    }
}

TEST_CASE("S9: hello and disconnect are no envelopes, even with an envelope_id", "[slack]") {
    frame_reader reader;
    CHECK(reader.read(R"({"type":"hello","envelope_id":"e"})").is == kind::hello);
    CHECK(reader.read(R"({"type":"disconnect","envelope_id":"e"})").is == kind::disconnect);
}

TEST_CASE("S4: hello is understood with and without its fields", "[slack]") {
    frame_reader reader;
    const auto full = reader.read(
        R"({"type":"hello","num_connections":2,"connection_info":{"app_id":"A1"},)"
        R"("debug_info":{"host":"applink-1","build_number":9,"approximate_connection_time":18060}})"
    );
    CHECK(full.is == kind::hello);
    CHECK(full.open == 2);
    CHECK(full.lifetime == std::chrono::seconds(18'060));

    for (const auto* bare :
         {R"({"type":"hello"})",
          R"({"type":"hello","num_connections":"2","debug_info":null})",
          R"({"type":"hello","num_connections":-1,"debug_info":[]})",
          R"({"type":"hello","debug_info":{"approximate_connection_time":"long"}})",
          R"({"type":"hello","debug_info":{"approximate_connection_time":-5}})",
          R"({"type":"hello","debug_info":{"approximate_connection_time":9223372036854775807}})"}) {
        INFO(bare);
        const auto one = reader.read(bare);
        CHECK(one.is == kind::hello);
        CHECK(one.open == 0);
        CHECK(one.lifetime == std::chrono::seconds(0));
    }
}

TEST_CASE("a disconnect tells its reason when it has one", "[slack]") {
    frame_reader reader;
    const auto full =
        reader.read(R"({"type":"disconnect","reason":"too_many_websockets","num_connections":11})");
    CHECK(full.is == kind::disconnect);
    CHECK(full.reason == "too_many_websockets");
    CHECK(full.open == 11);
    CHECK(reader.read(R"({"type":"disconnect"})").reason.empty());
}

TEST_CASE("S27: garbage is no frame of ours, and the next one is read all the same", "[slack]") {
    frame_reader reader;
    for (const std::string garbage :
         {"",
          " ",
          "{",
          "[]",
          "null",
          "hello",
          "\"hello\"",
          "\xff\xfe",
          "{\"type\":}",
          "{} {}",
          R"({"type":"events_api"})",
          R"({"envelope_id":""})",
          R"({"envelope_id":7})",
          R"({"envelope_id":null,"type":"events_api"})"}) {
        INFO(garbage);
        CHECK(reader.read(garbage).is == kind::other);
        CHECK(reader.read(event).is == kind::envelope);
    }
}

TEST_CASE("S27: a frame cut or bent at any place is survived", "[slack]") {
    frame_reader reader;
    for (std::size_t cut = 0; cut < event.size(); ++cut)
        CHECK(reader.read(event.substr(0, cut)).is == kind::other);

    const auto seed = bot::test::drawn_seed();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    for (int n = 0; n < 20'000; ++n) {
        auto bent = event;
        bent[random() % bent.size()] = static_cast<char>(random());
        const auto one = reader.read(bent);
        if (one.is == kind::envelope) CHECK_FALSE(one.id.empty());
    }
}

TEST_CASE("S27: a frame of 5 MiB is read, and small ones after it", "[slack]") {
    frame_reader reader;
    const auto huge = R"({"envelope_id":"e-2","payload":{"text":")" +
                      std::string(5 * 1024 * 1024, 'x') + R"("}})";
    CHECK(text(reader.read(huge).payload, "text").size() == 5 * 1024 * 1024);
    CHECK(reader.read(event).id == "e-1");
}

TEST_CASE("S28: app_rate_limited, which has no event, is an envelope like any other", "[slack]") {
    frame_reader reader;
    const auto one = reader.read(
        R"({"envelope_id":"e","type":"events_api","payload":{"type":"app_rate_limited",)"
        R"("team_id":"T1","minute_rate_limited":1700000000,"api_app_id":"A1"}})"
    );
    CHECK(one.is == kind::envelope);
    CHECK(text(one.payload, "type") == "app_rate_limited");
}

TEST_CASE("S8: an acknowledgement has the id, and a payload only when there is one", "[slack]") {
    CHECK(acknowledgement_of("e-1") == R"({"envelope_id":"e-1"})");
    CHECK(
        acknowledgement_of("e-1", R"({"text":"noted"})") ==
        R"({"envelope_id":"e-1","payload":{"text":"noted"}})"
    );
}

TEST_CASE("an odd envelope_id comes back as it was", "[slack]") {
    const std::vector<std::string> all{"a\"b", "a\\b", "line\nbreak", "ü🔥", std::string("n\0l", 3)};
    for (const auto& odd : all) {
        const auto read = nlohmann::json::parse(acknowledgement_of(odd));
        CHECK(read.at("envelope_id") == odd);
    }
    CHECK(nlohmann::json::accept(acknowledgement_of("\xff\"")));
}
