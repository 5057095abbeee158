#include "bot/platforms/slack/decode/decode.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using slack::compare_ts;
using slack::instant_of;

namespace {

std::string shown(std::string_view ts) {
    const auto at = instant_of(ts);
    return at ? format_rfc3339(*at) : "none";
}

}  // namespace

TEST_CASE("S37: a ts is a moment to the millisecond", "[slack]") {
    CHECK(shown("1700000000.000100") == "2023-11-14T22:13:20Z");
    CHECK(shown("1700000000.123999") == "2023-11-14T22:13:20.123Z");
    CHECK(shown("1700000000.999999") == "2023-11-14T22:13:20.999Z");
    CHECK(shown("1700000140.1") == "2023-11-14T22:15:40.100Z");
    CHECK(shown("1700000100") == "2023-11-14T22:15:00Z");
    CHECK(shown("99999999999.000000").starts_with("5138-11-16"));
}

TEST_CASE("S37: what is no ts is no moment", "[slack]") {
    for (const auto* other :
         {"",
          ".",
          "1700000000.",
          ".000100",
          "-1.0",
          "+1.0",
          "1700000000.0001x0",
          " 1700000000.0",
          "1e9.0",
          "1700000000.000100.1",
          "1700000000,000100",
          "999999999999.000000",
          "99999999999999999999999999.000000"}) {
        INFO(other);
        CHECK_FALSE(instant_of(other));
    }
}

TEST_CASE("S37: stamps are ordered by number in both parts", "[slack]") {
    const std::vector<std::string> ascending = {
        "9.000001",
        "10.000000",
        "999999999.999999",
        "1000000000.000000",
        "1700000000.000099",
        "1700000000.000100",
        "1700000000.100000",
        "1700000001.000000",
        "17000000010000000000000000000.000000"};
    for (std::size_t a = 0; a < ascending.size(); ++a)
        for (std::size_t b = 0; b < ascending.size(); ++b) {
            INFO(ascending[a] << " and " << ascending[b]);
            CHECK(compare_ts(ascending[a], ascending[b]) == (a < b ? -1 : a > b ? 1 : 0));
        }
    CHECK(compare_ts("0001700000000.000100", "1700000000.000100") == 0);
}
