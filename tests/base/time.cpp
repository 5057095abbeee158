#include "bot/base/time.hpp"

#include <catch2/catch.hpp>

#include <string_view>

namespace {

using namespace std::string_view_literals;
using namespace std::chrono_literals;

}  // namespace

TEST_CASE("RFC 3339 is read with every zone and precision") {
    const auto [text, written] = GENERATE(table<std::string_view, std::string_view>({
        {"2025-09-27T19:03:00Z", "2025-09-27T19:03:00Z"},
        {"2025-09-27T19:03Z", "2025-09-27T19:03:00Z"},
        {"2025-09-27t19:03:00z", "2025-09-27T19:03:00Z"},
        {"2025-09-27 19:03:00Z", "2025-09-27T19:03:00Z"},
        {"2025-09-27T19:03:00.25Z", "2025-09-27T19:03:00.250Z"},
        {"2025-09-27T19:03:00.123999Z", "2025-09-27T19:03:00.123Z"},
        {"2025-09-27T19:03:00+02:00", "2025-09-27T17:03:00Z"},
        {"2025-09-27T19:03:00-05:30", "2025-09-28T00:33:00Z"},
        {"2025-01-01T00:30:00+01:00", "2024-12-31T23:30:00Z"},
        {"2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"},
        {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
        {"2025-09-27T19:03:00-00:00", "2025-09-27T19:03:00Z"},
    }));

    const auto parsed = bot::parse_rfc3339(text);

    REQUIRE(parsed);
    CHECK(bot::format_rfc3339(*parsed) == written);
}

TEST_CASE("what is no moment is refused with how to write one") {
    const auto text = GENERATE(
        ""sv,
        "2025-09-27"sv,
        "2025-09-27T19:03"sv,
        "2025-02-29T00:00:00Z"sv,
        "2025-13-01T00:00:00Z"sv,
        "2025-09-31T00:00:00Z"sv,
        "2025-09-27T24:00:00Z"sv,
        "2025-09-27T19:60:00Z"sv,
        "2025-09-27T19:03:61Z"sv,
        "2025-09-27T19:03:00.Z"sv,
        "2025-09-27T19:03:00+2:00"sv,
        "2025-09-27T19:03:00+24:00"sv,
        "2025-09-27T19:03:00Z "sv,
        "2025-09-27X19:03:00Z"sv,
        "25-09-27T19:03:00Z"sv,
        "2025-9-27T19:03:00Z"sv,
        "2025-09-27T19:03:00 UTC"sv,
        "+025-09-27T19:03:00Z"sv
    );

    const auto parsed = bot::parse_rfc3339(text);

    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == bot::errc::invalid);
    CHECK_FALSE(parsed.error().detail.empty());
}

TEST_CASE("a date is read when the calendar has it") {
    CHECK(bot::format_date(*bot::parse_date("2024-02-29")) == "2024-02-29");
    CHECK(bot::format_date(*bot::parse_date("2000-02-29")) == "2000-02-29");
    for (const auto text :
         {"2025-02-29",
          "1900-02-29",
          "2025-00-10",
          "2025-04-31",
          "2025/04/30",
          "2025-4-30",
          "",
          "2025-04-30 "})
        CHECK_FALSE(bot::parse_date(text));
}

TEST_CASE("a moment is written for machines and for people") {
    const auto at = *bot::parse_rfc3339("2025-09-07T09:03:05.250Z");

    CHECK(bot::format_rfc3339(at) == "2025-09-07T09:03:05.250Z");
    CHECK(bot::format_date(at) == "2025-09-07");
    CHECK(bot::format_hhmm(at) == "09:03");
    CHECK(bot::format_date_hhmm(at) == "2025-09-07 09:03");
    CHECK(bot::format_date(bot::day_of(at)) == "2025-09-07");
    CHECK(bot::format_hhmm(*bot::parse_rfc3339("1969-12-31T23:59:59Z")) == "23:59");
}

TEST_CASE("every moment comes back from how it was written") {
    for (long long day = -800'000; day < 2'900'000; day += 997) {
        const auto at =
            bot::instant(std::chrono::days(day)) + 12'345'678ms * (day % 7 < 0 ? 1 : day % 7);
        if (bot::format_date(at).size() != 10 || bot::format_date(at).front() == '-') continue;
        const auto parsed = bot::parse_rfc3339(bot::format_rfc3339(at));
        INFO(bot::format_rfc3339(at));

        REQUIRE(parsed);
        CHECK(*parsed == at);
    }
}

TEST_CASE("a duration has its two largest units") {
    const auto [span, written] = GENERATE(table<std::chrono::milliseconds, std::string_view>({
        {0ms, "0 s"},
        {999ms, "0 s"},
        {45s, "45 s"},
        {60s, "1 min"},
        {61s, "1 min 1 s"},
        {59min + 59s, "59 min 59 s"},
        {1h, "1 h"},
        {2h + 14min + 59s, "2 h 14 min"},
        {24h, "1 d"},
        {76h + 30min, "3 d 4 h"},
        {24h + 30min, "1 d"},
        {-90s, "-1 min 30 s"},
    }));

    CHECK(bot::format_duration(span) == written);
}
