#include "bot/base/said_time.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>

namespace {

using namespace std::string_view_literals;

bot::instant moment(std::string_view text) {
    const auto parsed = bot::parse_rfc3339(text);
    REQUIRE(parsed);
    return *parsed;
}

bot::said_context context_at(
    std::string_view now, std::string_view from = "", std::string_view until = ""
) {
    bot::said_context made{moment(now), std::nullopt, std::nullopt};
    if (!from.empty()) made.from = moment(from);
    if (!until.empty()) made.until = moment(until);
    return made;
}

std::string read(std::string_view words, const bot::said_context& context) {
    const auto time = bot::parse_said_time(words, context);
    return time ? bot::format_rfc3339(time->at) : time.error().detail;
}

constexpr auto now = "2025-09-27T20:30:00Z"sv;

}  // namespace

TEST_CASE("a time is read the way people say it") {
    const auto [said, at] = GENERATE(table<std::string_view, std::string_view>({
        {"19:08", "2025-09-27T19:08:00Z"},
        {"19:08:30", "2025-09-27T19:08:30Z"},
        {"19:08:30.25", "2025-09-27T19:08:30.250Z"},
        {"7:08pm", "2025-09-27T19:08:00Z"},
        {"7:08 PM", "2025-09-27T19:08:00Z"},
        {"7pm", "2025-09-27T19:00:00Z"},
        {"7 pm utc", "2025-09-27T19:00:00Z"},
        {"12am", "2025-09-27T00:00:00Z"},
        {"12:30pm", "2025-09-27T12:30:00Z"},
        {"9:05", "2025-09-27T09:05:00Z"},
        {"at 19:08", "2025-09-27T19:08:00Z"},
        {"At  19:08.", "2025-09-27T19:08:00Z"},
        {"@19:08", "2025-09-27T19:08:00Z"},
        {"19:08Z", "2025-09-27T19:08:00Z"},
        {"19:08 UTC", "2025-09-27T19:08:00Z"},
        {"19:08 GMT", "2025-09-27T19:08:00Z"},
        {"19:08 +02:00", "2025-09-27T17:08:00Z"},
        {"19:08-0500", "2025-09-27T00:08:00Z"},
        {"2025-09-27T19:08Z", "2025-09-27T19:08:00Z"},
        {"2025-09-27T19:08", "2025-09-27T19:08:00Z"},
        {"2025-09-27T19:08:00+02:00", "2025-09-27T17:08:00Z"},
        {"2025-09-27 19:08", "2025-09-27T19:08:00Z"},
        {"2025-09-27 at 19:08 UTC", "2025-09-27T19:08:00Z"},
        {"19:08 on 2025-09-26", "2025-09-26T19:08:00Z"},
        {"10m ago", "2025-09-27T20:20:00Z"},
        {"10 min ago", "2025-09-27T20:20:00Z"},
        {"at 10 min ago", "2025-09-27T20:20:00Z"},
        {"1h30m ago", "2025-09-27T19:00:00Z"},
        {"1 hour and 30 minutes ago", "2025-09-27T19:00:00Z"},
        {"2 hours ago", "2025-09-27T18:30:00Z"},
        {"an hour ago", "2025-09-27T19:30:00Z"},
        {"half an hour ago", "2025-09-27T20:00:00Z"},
        {"about 45s ago", "2025-09-27T20:29:15Z"},
        {"3 days ago", "2025-09-24T20:30:00Z"},
        {"yesterday 23:50", "2025-09-26T23:50:00Z"},
        {"yesterday at 23:50", "2025-09-26T23:50:00Z"},
        {"23:50 yesterday", "2025-09-26T23:50:00Z"},
        {"today 08:00", "2025-09-27T08:00:00Z"},
        {"now", "2025-09-27T20:30:00Z"},
        {"just now", "2025-09-27T20:30:00Z"},
        {"noon", "2025-09-27T12:00:00Z"},
        {"yesterday noon", "2025-09-26T12:00:00Z"},
        {"midnight", "2025-09-27T00:00:00Z"},
        {"20:35", "2025-09-27T20:35:00Z"},
        {"20:36", "2025-09-26T20:36:00Z"},
    }));

    CHECK(read(said, context_at(now)) == at);
}

TEST_CASE("a clock without a date is that of the day nearest to the incident") {
    struct row {
        std::string_view said, now, from, until, at;
    };
    const auto [said, at_now, from, until, at] = GENERATE(values<row>({
        // Just past midnight, both sides of it belong to the incident.
        {"23:50", "2025-09-28T00:10:00Z", "2025-09-27T23:40:00Z", "", "2025-09-27T23:50:00Z"},
        {"00:05", "2025-09-28T00:10:00Z", "2025-09-27T23:40:00Z", "", "2025-09-28T00:05:00Z"},
        {"00:12", "2025-09-28T00:10:00Z", "2025-09-27T23:40:00Z", "", "2025-09-28T00:12:00Z"},
        // Month, year and leap day.
        {"23:59", "2025-10-01T00:01:00Z", "", "", "2025-09-30T23:59:00Z"},
        {"23:59", "2026-01-01T00:01:00Z", "", "", "2025-12-31T23:59:00Z"},
        {"23:59", "2024-03-01T00:01:00Z", "", "", "2024-02-29T23:59:00Z"},
        {"23:59", "2025-03-01T00:01:00Z", "", "", "2025-02-28T23:59:00Z"},
        // Told days later, while the review is written.
        {"19:08",
         "2025-10-02T09:00:00Z",
         "2025-09-27T18:55:00Z",
         "2025-09-27T20:00:00Z",
         "2025-09-27T19:08:00Z"},
        {"18:40",
         "2025-10-02T09:00:00Z",
         "2025-09-27T18:55:00Z",
         "2025-09-27T20:00:00Z",
         "2025-09-27T18:40:00Z"},
        {"20:20",
         "2025-10-02T09:00:00Z",
         "2025-09-27T18:55:00Z",
         "2025-09-27T20:00:00Z",
         "2025-09-27T20:20:00Z"},
        {"07:27",
         "2025-10-02T09:00:00Z",
         "2025-09-27T18:55:00Z",
         "2025-09-27T20:00:00Z",
         "2025-09-28T07:27:00Z"},
        {"07:28",
         "2025-10-02T09:00:00Z",
         "2025-09-27T18:55:00Z",
         "2025-09-27T20:00:00Z",
         "2025-09-27T07:28:00Z"},
        // As far from the one day as from the other: the later.
        {"08:00",
         "2025-10-02T09:00:00Z",
         "2025-09-27T20:00:00Z",
         "2025-09-27T20:00:00Z",
         "2025-09-28T08:00:00Z"},
        // In a long one the last day wins.
        {"12:00",
         "2025-10-02T09:00:00Z",
         "2025-09-25T00:00:00Z",
         "2025-09-28T13:00:00Z",
         "2025-09-28T12:00:00Z"},
        {"14:00",
         "2025-10-02T09:00:00Z",
         "2025-09-25T00:00:00Z",
         "2025-09-28T13:00:00Z",
         "2025-09-27T14:00:00Z"},
        // The span's end is now; what is later than that was yesterday.
        {"21:00", "2025-09-27T20:30:00Z", "2025-09-27T18:55:00Z", "", "2025-09-26T21:00:00Z"},
    }));

    CHECK(read(said, context_at(at_now, from, until)) == at);
}

TEST_CASE("a time with seconds or an offset is exact, one to the minute is not") {
    const auto context = context_at(now);
    const auto exact = [&](std::string_view said) {
        return bot::parse_said_time(said, context)->exact;
    };

    CHECK(exact("19:08:30"));
    CHECK(exact("19:08Z"));
    CHECK(exact("2025-09-27T19:08+02:00"));
    CHECK(exact("now"));
    CHECK_FALSE(exact("19:08"));
    CHECK_FALSE(exact("10m ago"));
    CHECK_FALSE(exact("yesterday noon"));
}

TEST_CASE("what is no time is refused with what to type") {
    const auto said = GENERATE(
        "25:61"sv,
        "19:8x"sv,
        "24:00"sv,
        "7"sv,
        "13pm"sv,
        "0am"sv,
        "19:08:61"sv,
        "soon"sv,
        "ago"sv,
        "m ago"sv,
        "10 ago"sv,
        "10 parsecs ago"sv,
        "yesterday"sv,
        "at"sv,
        "2025-02-30 10:00"sv,
        "19:08 CET"sv,
        "19:08 +25:00"sv,
        "tomorrow 10:00"sv,
        "a ago"sv,
        "9999999 min ago"sv,
        "19:08 19:09"sv,
        "\xFF\xFE"sv
    );

    const auto time = bot::parse_said_time(said, context_at(now));

    REQUIRE_FALSE(time);
    CHECK(time.error().code == bot::errc::invalid);
    CHECK(time.error().detail.find("write it like 19:08") != std::string::npos);
    CHECK(
        bot::parse_said_time("  ", context_at(now)).error().detail.find("no time was given") == 0
    );
}

TEST_CASE("a time to come is refused and told what time it is") {
    const auto said = GENERATE("2025-09-27T20:36Z"sv, "today 23:00"sv, "2026-01-01 00:00"sv);

    CHECK(
        read(said, context_at(now)).find("is in the future: it is 2025-09-27 20:30 UTC now") !=
        std::string::npos
    );
    CHECK(read("2025-09-27T20:35Z", context_at(now)) == "2025-09-27T20:35:00Z");
    CHECK(
        read("999999 days ago", context_at(now)).find("more than ten years ago") !=
        std::string::npos
    );
}

TEST_CASE("a time at the end of a sentence is taken from it when it was said as one") {
    const auto [text, rest, at] =
        GENERATE(table<std::string_view, std::string_view, std::string_view>({
            {"rolled back at 19:08", "rolled back", "2025-09-27T19:08:00Z"},
            {"rolled back, at 19:08.", "rolled back", "2025-09-27T19:08:00Z"},
            {"rolled back @ 19:08", "rolled back", "2025-09-27T19:08:00Z"},
            {"rolled back @19:08", "rolled back", "2025-09-27T19:08:00Z"},
            {"rolled back (at 19:08)", "rolled back", "2025-09-27T19:08:00Z"},
            {"rolled back - 10 min ago", "rolled back", "2025-09-27T20:20:00Z"},
            {"it broke 1 hour and 30 minutes ago", "it broke", "2025-09-27T19:00:00Z"},
            {"rolled back at 10 min ago", "rolled back", "2025-09-27T20:20:00Z"},
            {"at 1 min ago", "", "2025-09-27T20:29:00Z"},
            {"it broke about an hour ago", "it broke", "2025-09-27T19:30:00Z"},
            {"rolled back just now", "rolled back", "2025-09-27T20:30:00Z"},
            {"paged yesterday 23:50", "paged", "2025-09-26T23:50:00Z"},
            {"paged yesterday at 11:50 pm UTC", "paged", "2025-09-26T23:50:00Z"},
            {"paged at 23:50 yesterday", "paged", "2025-09-26T23:50:00Z"},
            {"paged on 2025-09-26 at 23:50", "paged", "2025-09-26T23:50:00Z"},
            {"paged at 2025-09-26T23:50Z", "paged", "2025-09-26T23:50:00Z"},
            {"met at noon at 19:08 UTC", "met at noon", "2025-09-27T19:08:00Z"},
            {"19:08", "", "2025-09-27T19:08:00Z"},
            {"10m ago", "", "2025-09-27T20:20:00Z"},
            {"2025-09-27T19:08:00Z", "", "2025-09-27T19:08:00Z"},
            {"Größe geändert at 19:08", "Größe geändert", "2025-09-27T19:08:00Z"},
        }));

    const auto taken = bot::take_trailing_time(text, context_at(now));

    REQUIRE(taken);
    CHECK(taken->rest == rest);
    REQUIRE(taken->at);
    CHECK(bot::format_rfc3339(*taken->at) == at);
}

TEST_CASE("a sentence that only mentions numbers keeps all its words") {
    const auto text = GENERATE(
        "we met at the office"sv,
        "it works now"sv,
        "p99 is 5012ms"sv,
        "restart at 7"sv,
        "long ago"sv,
        "listening at 127.0.0.1:8080"sv,
        "deploy v1.2.3 at 50%"sv,
        "node 19:08"sv,
        "since 19:08"sv,
        "look at https://x.y/z"sv,
        "call bob@19"sv,
        "was fine yesterday"sv,
        "ask @noone"sv,
        "closed (at last)"sv,
        ""sv,
        "at"sv
    );

    const auto taken = bot::take_trailing_time(text, context_at(now));

    REQUIRE(taken);
    CHECK(taken->rest == text);
    CHECK_FALSE(taken->at);
}

TEST_CASE("a sentence that ends in a mistyped time is refused") {
    const auto text = GENERATE(
        "rolled back at 25:61"sv,
        "rolled back at 19:8x"sv,
        "paged yesterday 24:10"sv,
        "rolled back at 13pm"sv,
        "rolled back at 19:88 UTC"sv,
        "rolled back at 2025-02-30T10:00Z"sv,
        "rolled back today 23:59"sv
    );

    CHECK_FALSE(bot::take_trailing_time(text, context_at(now)));
}

TEST_CASE("a line that begins with a clock gives it up") {
    const auto [line, rest, at] =
        GENERATE(table<std::string_view, std::string_view, std::string_view>({
            {"19:08 rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"19:08:30 rolled back", "rolled back", "2025-09-27T19:08:30Z"},
            {"2025-09-26 19:08 rolled back", "rolled back", "2025-09-26T19:08:00Z"},
            {"2025-09-26T19:08Z rolled back", "rolled back", "2025-09-26T19:08:00Z"},
            {"[19:08] rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"[2025-09-26 19:08 UTC] rolled back", "rolled back", "2025-09-26T19:08:00Z"},
            {"19:08 - rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"19:08 — rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"19:08: rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"19:08Z rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"19:08 UTC rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"7:08 pm rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"- 19:08 rolled back", "rolled back", "2025-09-27T19:08:00Z"},
            {"  19:08\trolled back ", "rolled back", "2025-09-27T19:08:00Z"},
            {"19:08 -5 degrees", "-5 degrees", "2025-09-27T19:08:00Z"},
            {"19:08Z", "", "2025-09-27T19:08:00Z"},
            {"20:40 seen", "seen", "2025-09-26T20:40:00Z"},
        }));

    const auto taken = bot::take_leading_clock(line, context_at(now));

    REQUIRE(taken);
    CHECK(taken->rest == rest);
    REQUIRE(taken->at);
    CHECK(bot::format_rfc3339(*taken->at) == at);
}

TEST_CASE("a line that begins otherwise stays whole") {
    const auto line = GENERATE(
        "rolled back at 19:08"sv,
        "19 pods died"sv,
        "3:1 odds"sv,
        "10:20::1 is down"sv,
        "[ERROR] 19:08"sv,
        "7pm deploy"sv,
        "2025-09-27 was bad"sv,
        "19:08foo"sv,
        ""sv,
        "(node 3) died"sv,
        "12:8 x"sv
    );

    const auto taken = bot::take_leading_clock(line, context_at(now));

    REQUIRE(taken);
    CHECK(taken->rest == line);
    CHECK_FALSE(taken->at);
}

TEST_CASE("a line that begins with a mistyped clock is refused") {
    CHECK_FALSE(bot::take_leading_clock("25:61 rolled back", context_at(now)));
    CHECK_FALSE(bot::take_leading_clock("19:60 rolled back", context_at(now)));
    CHECK_FALSE(bot::take_leading_clock("2026-09-27 19:08 rolled back", context_at(now)));
}
