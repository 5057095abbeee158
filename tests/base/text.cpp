#include "bot/base/text.hpp"

#include "tests/base/hostile_text.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::string_view_literals;
using views = std::vector<std::string_view>;

}  // namespace

TEST_CASE("blanks are trimmed at both ends and nowhere else") {
    CHECK(bot::trim(" \t\r\n\f\va b \n") == "a b");
    CHECK(bot::trim("a") == "a");
    CHECK(bot::trim(" \n ").empty());
    CHECK(bot::trim("").empty());
}

TEST_CASE("a text is split at every separator") {
    CHECK(bot::split("a,b,,c", ',') == views{"a", "b", "", "c"});
    CHECK(bot::split("", ',') == views{""});
    CHECK(bot::split(",", ',') == views{"", ""});
}

TEST_CASE("lines end with either line end, the last needs none") {
    CHECK(bot::split_lines("a\nb\r\nc") == views{"a", "b", "c"});
    CHECK(bot::split_lines("a\n") == views{"a"});
    CHECK(bot::split_lines("a\n\n") == views{"a", ""});
    CHECK(bot::split_lines("").empty());
}

TEST_CASE("parts are joined with the separator between them") {
    const std::vector<std::string> parts{"a", "b", "c"};

    CHECK(bot::join(parts, ", ") == "a, b, c");
    CHECK(bot::join(std::span(parts).first(1), ", ") == "a");
    CHECK(bot::join({}, ", ").empty());
}

TEST_CASE("case is folded for ASCII letters only") {
    CHECK(bot::lower_ascii("AZ[É]") == "az[É]");
    CHECK(bot::equal_ignoring_case("SeV", "sEv"));
    CHECK_FALSE(bot::equal_ignoring_case("a", "ab"));
    CHECK_FALSE(bot::equal_ignoring_case("@", "`"));
}

TEST_CASE("every occurrence is replaced, what replaces it is not looked at again") {
    CHECK(bot::replace_all("aXbX", "X", "XX") == "aXXbXX");
    CHECK(bot::replace_all("aaa", "aa", "b") == "ba");
    CHECK(bot::replace_all("abc", "", "x") == "abc");
    CHECK(bot::replace_all("abc", "b", "") == "ac");
}

TEST_CASE("well-formed UTF-8 is told from the rest") {
    const auto good = GENERATE(
        ""sv,
        "a"sv,
        "\0"sv,
        "é"sv,
        "日本"sv,
        "😀"sv,
        "\xED\x9F\xBF"sv,
        "\xEE\x80\x80"sv,
        "\xF4\x8F\xBF\xBF"sv
    );
    CHECK(bot::is_utf8(good));
    CHECK(bot::repair_utf8(good) == good);
}

TEST_CASE("each run of bad bytes becomes one replacement character") {
    const auto [bad, repaired] = GENERATE(table<std::string_view, std::string_view>({
        {"a\x80z", "a\uFFFDz"},
        {"\xFF\xFE", "\uFFFD"},
        {"\xC0\xAF", "\uFFFD"},          // overlong
        {"\xE0\x80\xAF", "\uFFFD"},      // overlong
        {"\xED\xA0\x80", "\uFFFD"},      // surrogate
        {"\xF4\x90\x80\x80", "\uFFFD"},  // beyond U+10FFFF
        {"\xE2\x82", "\uFFFD"},          // cut
        {"\xE2\x82z\xFF", "\uFFFDz\uFFFD"},
    }));

    CHECK_FALSE(bot::is_utf8(bad));
    CHECK(bot::repair_utf8(bad) == repaired);
}

TEST_CASE("whatever is repaired is well-formed and stays as it is") {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        const auto said = bot::test::hostile_text(seed).next(bot::test::hostile_text::broken());
        const auto repaired = bot::repair_utf8(said);
        INFO("seed " << seed);

        CHECK(bot::is_utf8(repaired));
        CHECK(bot::repair_utf8(repaired) == repaired);
    }
}

TEST_CASE("a shortened text ends in an ellipsis between characters and keeps the limit") {
    CHECK(bot::shorten("abcdef", 6) == "abcdef");
    CHECK(bot::shorten("abcdefg", 6) == "abc…");
    CHECK(bot::shorten("ééééé", 6) == "é…");
    CHECK(bot::shorten("😀😀😀", 10) == "😀…");
    CHECK(bot::shorten("abcd", 3) == "…");
    for (std::size_t limit = 3; limit < 40; ++limit) {
        const auto cut = bot::shorten("größere Störung in 日本 😀😀😀 heute", limit);
        CHECK(cut.size() <= limit);
        CHECK(bot::is_utf8(cut));
    }
}

TEST_CASE("a slug has letters, digits and single hyphens") {
    CHECK(
        bot::slug("Cache Invalidation Bug in user-service") ==
        "cache-invalidation-bug-in-user-service"
    );
    CHECK(bot::slug("  --Can't   pay!! ") == "cant-pay");
    CHECK(bot::slug("100% CPU") == "100-cpu");
    CHECK(bot::slug("!!!") == "untitled");
    CHECK(bot::slug("") == "untitled");
    CHECK(bot::slug("日本") == "untitled");
    CHECK(bot::slug("one two three four", 9) == "one-two");
    CHECK(bot::slug(std::string(100, 'a')).size() == 60);
}

TEST_CASE("a slip of the fingers finds the word that was meant") {
    static constexpr std::array<std::string_view, 6> verbs{
        "declare", "severity", "status", "resolve", "help", "note"};
    const auto [typed, meant] = GENERATE(table<std::string_view, std::string_view>({
        {"delcare", "declare"},
        {"sev", "severity"},
        {"resovle", "resolve"},
        {"HELP", "help"},
        {"statsu", "status"},
        {"notes", "note"},
        {"frobnicate", ""},
        {"", ""},
    }));

    CHECK(bot::nearest(typed, verbs) == meant);
}

TEST_CASE("of several words begun the shortest is meant") {
    const std::vector<std::string_view> names{"namespace", "name", "names"};
    CHECK(bot::nearest("nam", names) == "name");
}

TEST_CASE("the article follows the sound") {
    const auto [word, article] = GENERATE(table<std::string_view, std::string_view>({
        {"incident", "an"},
        {"bug", "a"},
        {"hour", "an"},
        {"user-service outage", "a"},
        {"unusual load", "an"},
        {"uninstalled agent", "an"},
        {"unicorn", "a"},
        {"one-off", "a"},
        {"European region", "a"},
        {"SRE", "an"},
        {"HTTP error", "an"},
        {"DNS outage", "a"},
        {"URL", "a"},
        {"NAT gateway", "a"},
        {"8-hour outage", "an"},
        {"API outage", "an"},
        {"", "a"},
    }));
    INFO(word);

    CHECK(bot::article_for(word) == article);
}
