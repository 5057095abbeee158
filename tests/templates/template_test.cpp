// What Jinja2 has no say in: the marks of people's words, and our filters.
#include "tests/templates/rendering.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace {

using bot::render_options;
using bot::test::render;

struct example {
    std::string source;
    std::string data;
    std::string expected;
};

void check(const std::vector<example>& examples) {
    for (const auto& one : examples) {
        INFO(one.source << "  with  " << one.data);
        CHECK(render(one.source, one.data) == one.expected);
    }
}

}  // namespace

TEST_CASE("what people told is escaped for the place where it lands") {
    check({
        {"{{ x }}", R"({"x": "told:*a*|b"})", R"(\*a\*|b)"},
        {"a\n{{ x }}", R"({"x": "told:*a*"})", "a\n\\*a\\*"},
        {"| {{ x }} |", R"({"x": "told:a|b"})", R"(| a\|b |)"},
        {"| {{ x }} |\n{{ x }}", R"({"x": "told:a|b"})", "| a\\|b |\na|b"},
        {"  > | {{ x }} |", R"({"x": "told:a|b"})", R"(  > | a\|b |)"},
        {"| {{ x }} |", R"({"x": "told:a\nb"})", "| a<br>b |"},
        {"---\nt: {{ x }}\n---\n{{ x }}",
         R"({"x": "told:a: *b*"})",
         "---\nt: \"a: *b*\"\n---\na: \\*b\\*"},
        {"---\nt: {{ x }}\n...\n| {{ x }}", R"({"x": "told:a|b"})", "---\nt: a|b\n...\n| a\\|b"},
        {"----\nt: {{ x }}", R"({"x": "told:*"})", "----\nt: \\*"},
        {"\n---\n{{ x }}", R"({"x": "told:*a*"})", "\n---\n\\*a\\*"},
        {"{{ x }}", R"({"x": "*a*"})", "*a*"},
    });
}

TEST_CASE("the mark of told text survives every way it can take") {
    const std::string data = R"({"x": "told:*a*", "l": ["told:*a*", "b"], "m": {"k": "told:*v*"}})";
    check({
        {"{{ x ~ '*' }}", data, "\\*a\\**"},
        {"{{ '**' ~ x ~ '**' }}", data, "**\\*a\\***"},
        {"{{ x + '!' }}", data, "\\*a\\*!"},
        {"{{ x|upper }}", data, "\\*A\\*"},
        {"{{ l|join('*') }}", data, "\\*a\\**b"},
        {"{{ l|first }}", data, "\\*a\\*"},
        {"{{ l|map('upper')|join }}", data, "\\*A\\*B"},
        {"{{ x[0] }}", data, "\\*"},
        {"{{ x[1:] }}", data, "a\\*"},
        {"{{ x|replace('a', '*') }}", data, "\\*\\*\\*"},
        {"{{ 'a'|replace('a', x) }}", data, "\\*a\\*"},
        {"{{ '%s' % x }}", data, "\\*a\\*"},
        {"{{ '%s'|format(x) }}", data, "\\*a\\*"},
        {"{{ m.k }}", data, "\\*v\\*"},
        {"{{ l }}", data, "\\['\\*a\\*', 'b']"},
        {"{{ x|trim|indent|default('')|string }}", data, "\\*a\\*"},
        {"{{ x if true else '' }}", data, "\\*a\\*"},
        {"{{ none or x }}", data, "\\*a\\*"},
        {"{{ x * 2 }}", data, "\\*a\\*\\*a\\*"},
        {"{{ x|center(5) ~ x|truncate(1, true, '', 0) }}", data, "\\*a\\* \\*"},
        {"{% set y = x %}{{ y }}", data, "\\*a\\*"},
        {"{% for c in x %}{{ c }}{% endfor %}", data, "\\*a\\*"},
        {"{% set ns = namespace(y=x) %}{{ ns.y }}", data, "\\*a\\*"},
        {"{{ dict(y=x).y }}", data, "\\*a\\*"},
        {"{{ m|items|map('last')|first }}", data, "\\*v\\*"},
        {"{{ l|sort|last }}", data, "b"},
        {"{{ l|unique|first }}", data, "\\*a\\*"},
        {"{{ x|urlencode }}", data, "%2Aa%2A"},
        {"{{ x|length }}", data, "3"},
    });
}

TEST_CASE("captured text is escaped piece by piece, where it lands and not where it was made") {
    const std::string data = R"({"x": "told:a|b*"})";
    check({
        {"{% macro m(y) %}**{{ y }}**{% endmacro %}| {{ m(x) }} |", data, "| **a\\|b\\*** |"},
        {"{% macro m(y) %}| {{ y }} |{% endmacro %}{{ m(x) }}", data, "| a\\|b\\* |"},
        {"{% macro m(y) %}| {{ y }} |{% endmacro %}{{ m(x)|indent(2, true) }}",
         data,
         "  | a\\|b\\* |"},
        {"{% macro m(y) %} | {{ y }} | {% endmacro %}{{ m(x)|trim }}", data, "| a\\|b\\* |"},
        {"{% macro m(y) %}*{{ y }}{% endmacro %}{{ m(x)|upper }}", data, "\\*A|B\\*"},
        {"{% set s %}*{{ x }}*{% endset %}| {{ s }} |", data, "| *a\\|b\\** |"},
        {"{% set s %}*{{ x }}*{% endset %}---\n{{ s }}", data, "---\n*a|b**"},
        {"{% set s %}{{ x }}{% endset %}{{ s ~ '*' }}", data, "a|b\\**"},
        {"{% set s %}-{{ x }}{% endset %}{{ s|safe }}", data, "-a|b*"},
        {"{% filter trim %} *{{ x }} {% endfilter %}", data, "*a|b\\*"},
    });
}

TEST_CASE("sinks and safe drop the mark, and nothing is escaped twice") {
    const std::string data =
        R"({"x": "told:*a*|b", "url": "https://e.org/a", "bad": "javascript:x", "n": 3, "none": null})";
    check({
        {"{{ x|safe }}", data, "*a*|b"},
        {"{{ x|cell }}", data, "\\*a\\*\\|b"},
        {"| {{ x|cell }} |", data, "| \\*a\\*\\|b |"},
        {"{{ x|markdown }}", data, "\\*a\\*|b"},
        {"{{ '*'|markdown }}", data, "\\*"},
        {"{{ x|yaml }}", data, "\"*a*|b\""},
        {"{{ 'plain'|yaml }} {{ 'plain'|yamlq }}", data, "plain \"plain\""},
        {"{{ n|yaml }} {{ none|yaml }} {{ true|yaml }} {{ 1.5|yaml }} {{ '3'|yaml }}",
         data,
         "3 null true 1.5 \"3\""},
        {"{{ x|link(url) }}", data, "[\\*a\\*|b](https://e.org/a)"},
        {"{{ x|link(bad) }}", data, "\\*a\\*|b"},
        {"{{ 'Note'|wikilink }} {{ 'Note'|wikilink('see') }}", data, "[[Note]] [[Note|see]]"},
        {"{{ x|fence('sh') }}", data, "```sh\n*a*|b\n```"},
        {"{{ x|section }}", data, "*a*|b"},
        {"{{ x|e }}", data, R"(\*a\*|b)"},
        {"{{ [x]|tojson }}", data, "[\"*a*|b\"]"},
    });
}

TEST_CASE("moments, durations and articles are written for people") {
    check({
        {"{{ 8040|duration }}", "{}", "2 h 14 min"},
        {"{{ t|date }} {{ t|time }}", R"({"t": "told:2025-09-27T19:03:00Z"})", "2025-09-27 19:03"},
        {"{{ 'hour'|article }} {{ 'user'|article }}", "{}", "an a"},
    });
    CHECK(render("{{ 'x'|date }}").starts_with("ERROR t.md:1:8: "));
    CHECK(render("{{ 'x'|duration }}")
              .starts_with("ERROR t.md:1:8: `duration` wants whole seconds, not text"));
    CHECK(render("{{ none|time }}").starts_with("ERROR t.md:1:9: a moment as text wanted"));
}

TEST_CASE("nothing is escaped when told text is to be plain") {
    render_options plain;
    plain.escape_told = false;

    CHECK(render("| {{ x }} |", R"({"x": "told:*|"})", nullptr, plain) == "| *| |");
    CHECK(
        render("{% set s %}{{ x }}{% endset %}{{ s }}", R"({"x": "told:*"})", nullptr, plain) == "*"
    );
}

TEST_CASE("data is never read as a template") {
    CHECK(render("{{ x }}", R"({"x": "{{ 1 + 1 }}{% if %}"})") == "{{ 1 + 1 }}{% if %}");
    CHECK(render("{{ x|upper }}", R"({"x": "{{ y }}"})") == "{{ Y }}");
}

TEST_CASE("a moment is told in the time of a place") {
    CHECK(render("{{ '2025-09-27T23:03:00Z'|time }}") == "23:03");
    CHECK(render("{{ '2025-09-27T23:03:00Z'|time('Europe/Berlin') }}") == "01:03");
    CHECK(render("{{ '2025-09-27T23:03:00Z'|date('Europe/Berlin') }}") == "2025-09-28");
    CHECK(render("{{ '2025-12-27T23:03:00Z'|time('Europe/Berlin') }}") == "00:03");
    CHECK_THAT(
        render("{{ '2025-09-27T19:03:00Z'|time('Europe/Berln') }}"),
        Catch::Contains("t.md:1:27: there is no time zone `Europe/Berln`; did you mean "
                        "`Europe/Berlin`?")
    );
}

TEST_CASE("everything that is wrong is told at once, each at its place") {
    const std::string source =
        "{{ 1 + }} fine {{ 2 }}\n"
        "{% if x = 2 %}{{ y | nofilter }}{% else bad %}b{% endif %}\n"
        "{% for in rows %}{{ z. }}{% endfor %}\n"
        "{% macro m(1) %}{{ caller( }}{% endmacro %}\n"
        "{% autoescape true %}a{% endautoescape %}\n"
        "{% set 7 = 3 %}{% set true %}body{% endset %}\n"
        "{% call 3 %}c{% endcall %}{% with a %}d{% endwith %}\n"
        "{% block a %}{% endblock %}{% block a %}e{% endblock b %}\n"
        "{% include %}{% filter none %}f{% endfilter %}\n"
        "{{ last }}{% if 1 %}";
    std::string places;
    for (const auto& one : bot::text_template::mistakes("t.md", source)) {
        const auto first = one.detail.substr(0, one.detail.find(' '));
        places += first.substr(std::string_view("t.md:").size());
    }
    CHECK(
        places ==
        "1:8:2:9:2:22:2:41:3:8:3:24:4:12:4:28:5:4:6:8:6:23:7:9:7:37:8:37:8:54:9:12:9:24:"
    );
    const auto parsed = bot::text_template::parse("t.md", source);
    REQUIRE_FALSE(parsed);
    CHECK_THAT(parsed.error().detail, Catch::Contains("t.md:1:8:") && Catch::Contains("t.md:9:"));
}

TEST_CASE("what is wrong in a file that several include is told once") {
    const bot::test::folder others({{"a.md", "{{ 1 + }}{{ | }}"}, {"b.md", "{% include \"a.md\" %}"}});
    const auto wrong = bot::text_template::mistakes(
        "t.md",
        "{% include \"a.md\" %}{% include \"b.md\" %}{% include \"nowhere.md\" %}{{ 2 }}",
        &others
    );
    std::string all;
    for (const auto& one : wrong) all += one.detail.substr(0, one.detail.find(": ")) + " ";
    CHECK(all == "a.md:1:8 a.md:1:13 t.md:1:52 ");
}
