// The same words, told in Slack and typed in the console, stand in the RCA the same.
#include "bot/base/escape.hpp"
#include "tests/base/parsed_markdown.hpp"
#include "tests/slack/text_names.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace std::string_view_literals;
using nlohmann::json;

std::string told_in_slack(std::string_view words) {
    const json said{{"type", "text"}, {"text", words}};
    const json section{{"type", "rich_text_section"}, {"elements", json::array({said})}};
    const json block{{"type", "rich_text"}, {"elements", json::array({section})}};
    return bot::test::message_markdown(json{{"blocks", json::array({block})}}.dump());
}

}  // namespace

TEST_CASE("ordinary words told in Slack are the words a person would type in the console") {
    const auto words = GENERATE(
        "cache hit rate fell to 3 %"sv,
        "user_sessions_v2 -> 5-min TTL"sv,
        "Error rate spike: 10% (baseline: <1%), p99 161ms..5012ms"sv,
        "deploy #7 rolled back; see INC-7, $44674 lost"sv,
        "DECISION: roll back to v1.2.3+build, ~5 min"sv,
        "[ERROR] pod <pod-name> in ns/prod: Map<String, Int> is <nil>"sv,
        "SELECT * FROM t WHERE a = 2 * 3 AND b != c;"sv,
        "C:\\Users\\scribe & /var/log/*.log"sv,
        "https://grafana.x.io/d/a_b?var=[x]&from=now-1h is red"sv,
        "Steps:\n1. stop\n2. start\n- check\n- tell"sv,
        "mail bob_b@example.com @ana or @here, HEAD~1"sv,
        "größe_der_tabelle 日本語 🔥 “quoted” — 5 °C"sv
    );

    CHECK(told_in_slack(words) == words);
    CHECK(bot::escape_cell(told_in_slack(words)) == bot::escape_cell(words));
}

TEST_CASE("S50: hostile words told in Slack do nothing where a section of the RCA shows them") {
    const auto words = GENERATE(
        "<script>alert(1)</script>"sv,
        "<img src=x onerror=alert(1)>"sv,
        "[x](javascript:alert(1))"sv,
        "<!-- hidden"sv,
        "# heading"sv,
        "```\nopen"sv
    );
    const auto section = bot::section_markdown(told_in_slack(words));

    INFO(section);
    const bot::test::parsed_markdown parsed(section);
    for (const auto& kind : bot::test::parsed_markdown::kinds(parsed.document()))
        CHECK((kind == "document" || kind == "paragraph" || kind == "text" || kind == "softbreak"));
}
