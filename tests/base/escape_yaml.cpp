#include "bot/base/escape.hpp"
#include "bot/base/text.hpp"
#include "tests/base/hostile_text.hpp"

#include <catch2/catch.hpp>
#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>

namespace {

using namespace std::string_view_literals;

// yaml-cpp keeps plain scalars apart from quoted ones by their tag.
bool reads_as_string(const YAML::Node& node) {
    return node.IsScalar() && (node.Tag() == "!" || node.Tag() == "?");
}

}  // namespace

TEST_CASE("ordinary words are plain scalars") {
    const auto text = GENERATE(
        "Cache Invalidation Bug in user-service"sv,
        "user-service"sv,
        "it's \"quoted\" inside"sv,
        "C++ & Co"sv,
        "C#"sv,
        "10% of users"sv,
        "3 services"sv,
        "P1"sv,
        "größer"sv,
        "日本"sv,
        "👩\u200D💻 on call"sv,
        "a - b"sv,
        "5 > 3"sv,
        "yes we can"sv,
        "path/to/x"sv,
        "a\\b"sv,
        "snake_case"sv
    );

    CHECK(bot::yaml_scalar(text) == text);
}

TEST_CASE("what YAML would read as something else is quoted") {
    const auto text = GENERATE(
        ""sv,
        " "sv,
        "yes"sv,
        "No"sv,
        "ON"sv,
        "off"sv,
        "y"sv,
        "N"sv,
        "true"sv,
        "False"sv,
        "null"sv,
        "Null"sv,
        "~"sv,
        "1"sv,
        "-1"sv,
        "+1"sv,
        "1_000"sv,
        "0x1f"sv,
        "0o17"sv,
        "017"sv,
        "0b101"sv,
        "1e3"sv,
        "1.5"sv,
        ".5"sv,
        ".inf"sv,
        "-.INF"sv,
        ".nan"sv,
        "12:30:45"sv,
        "190:20"sv,
        "2025-09-27"sv,
        "2025-09-27T19:03:00Z"sv,
        "2025-09-27 19:03:00"sv,
        "="sv,
        "<<"sv,
        "a: b"sv,
        "a:"sv,
        ":a"sv,
        "a #b"sv,
        "#a"sv,
        "- a"sv,
        "-"sv,
        "---"sv,
        "..."sv,
        "? a"sv,
        "[a"sv,
        "a]"sv,
        "why?"sv,
        "a, b"sv,
        "{a"sv,
        "{{ x }}"sv,
        "&a"sv,
        "*a"sv,
        "!a"sv,
        "|"sv,
        ">"sv,
        "'a'"sv,
        "\"a\""sv,
        "%a"sv,
        "@a"sv,
        "`a`"sv,
        " a"sv,
        "a "sv,
        "a\nb"sv,
        "a\tb"sv,
        "a\0b"sv,
        "a\x1B[0m"sv,
        "\uFEFF"sv,
        "a\u2028b"sv,
        "a\u0085b"sv,
        "a\u202Eb"sv,
        "404"sv,
        "http://x.y"sv
    );

    const auto scalar = bot::yaml_scalar(text);

    CHECK(scalar == bot::yaml_quoted(text));
    CHECK(scalar.front() == '"');
    CHECK(YAML::Load("key: " + scalar)["key"].as<std::string>() == text);
    CHECK(YAML::Load("key: " + scalar)["key"].Tag() == "!");
    CHECK(YAML::Load("[" + scalar + ", x]")[0].as<std::string>() == text);
}

TEST_CASE("quoted scalars are written on one line of printable characters") {
    CHECK(
        bot::yaml_quoted("say \"hi\"\\\n\t\r\x01\u202E\u2028") ==
        R"("say \"hi\"\\\n\t\r\x01\u202E\u2028")"
    );
    CHECK(bot::yaml_quoted("\U0001FFFE") == R"("\U0001FFFE")");
    CHECK(bot::yaml_quoted("\xFF") == "\"\uFFFD\"");
}

TEST_CASE("every text comes back from YAML as it was said") {
    for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
        bot::test::hostile_text source(seed);
        const auto one = source.next(bot::test::hostile_text::broken()),
                   two = source.next(bot::test::hostile_text::broken(), 3);
        const auto document = "title: " + bot::yaml_scalar(one) + "\ntags: [" +
                              bot::yaml_scalar(two) + ", " + bot::yaml_scalar(one) + "]\n- not\n";
        INFO("seed " << seed << "\n" << document);
        const auto block = YAML::Load(
            "title: " + bot::yaml_scalar(one) + "\nquoted: " + bot::yaml_quoted(two) + "\n"
        );
        const auto flow = YAML::Load(
            "tags: [" + bot::yaml_scalar(two) + ", " + bot::yaml_scalar(one) + "]\nlast: 1\n"
        );

        CHECK(block["title"].as<std::string>() == bot::repair_utf8(one));
        CHECK(reads_as_string(block["title"]));
        CHECK(block["quoted"].as<std::string>() == bot::repair_utf8(two));
        REQUIRE(flow["tags"].size() == 2);
        CHECK(flow["tags"][0].as<std::string>() == bot::repair_utf8(two));
        CHECK(flow["tags"][1].as<std::string>() == bot::repair_utf8(one));
    }
}
