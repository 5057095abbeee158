// What a template may not do, where it is told so, and how much it may: errors, includes, limits.
#include "tests/templates/rendering.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using bot::errc;
using bot::render_options;
using bot::text_template;
using bot::test::folder;
using bot::test::json_value;
using bot::test::render;
using bot::test::try_render;

TEST_CASE("an error shows its place, its line and a caret") {
    CHECK(
        try_render("ok\n\tä {{ incdent.title }}\n", R"({"incident": {}})").error().detail ==
        "t.md:2:7: `incdent` is not defined; did you mean `incident`?\n"
        "\tä {{ incdent.title }}\n"
        "\t     ^"
    );
    CHECK(
        try_render("{{ row.tmie }}", R"({"row": {"time": 1}})").error().detail ==
        "t.md:1:8: `row` has no member `tmie`; did you mean `time`?\n{{ row.tmie }}\n       ^"
    );
    CHECK(
        try_render("{% if x %}\n  {% fro y in z %}").error().detail ==
        "t.md:2:6: there is no tag `fro`; did you mean `for`?\n  {% fro y in z %}\n     ^"
    );
    CHECK(try_render("{{ x }}").error().code == errc::invalid);
}

TEST_CASE("what of Jinja2 is not supported is refused by name when it is parsed") {
    const std::vector<std::pair<std::string, std::string>> refused{
        {"{% extends 'a' %}", "t.md:1:4: `extends` is not possible here"},
        {"{% autoescape true %}{% endautoescape %}", "t.md:1:4: `autoescape` is not supported"},
        {"{% import 'a' as b %}", "t.md:1:4: `import` is not supported"},
        {"{% from 'a' import b %}", "t.md:1:4: `from` is not supported"},
        {"{% do x %}", "t.md:1:4: `do` is not supported"},
        {"{% for x in [1] %}{% break %}{% endfor %}", "t.md:1:22: `break` is not supported"},
        {"{% for x in y recursive %}{% endfor %}",
         "t.md:1:15: `recursive` loops are not supported"},
        {"{{ x.items() }}", "calling the method `items` is not supported; use a filter: `| items`"},
        {"{{ f(*a) }}", "t.md:1:6: `*` before an argument is not supported"},
        {"{{ [1]|random }}", "t.md:1:8: the filter `random` is not supported"},
    };
    for (const auto& [source, expected] : refused) {
        INFO(source);
        const auto parsed = text_template::parse("t.md", source);
        CHECKED_IF(!parsed.has_value()) {
            CHECK_THAT(parsed.error().detail, Catch::Contains(expected));
        }
        CHECKED_ELSE(!parsed.has_value()) {
            FAIL_CHECK("was accepted");
        }
    }
}

TEST_CASE("an include sees what its place sees, and what it sets stays within") {
    const folder others({
        {"row", "[{{ r }}{{ title }}]{% set inner = 1 %}"},
        {"sealed", "{{ title is defined }}"},
        {"self", "{% include 'self' %}"},
        {"wrong", "ok\n{{ nope }}"},
        {"broken", "{% if %}"},
        {"macro", "{% macro m() %}{{ r }}{% endmacro %}{{ m() }}"},
    });
    const std::string data = R"({"title": "T", "which": "row"})";
    const auto with = [&](const std::string& source) { return render(source, data, &others); };

    CHECK(
        with("{% for r in [1, 2] %}{% include 'row' %}{% endfor %}{{ inner is defined }}") ==
        "[1T][2T]False"
    );
    CHECK(with("{% set r = 3 %}{% include which %}{% include 'macro' %}") == "[3T]3");
    CHECK(with("{% include 'sealed' %}{% include 'sealed' without context %}") == "TrueFalse");
    CHECK(with("{% include 'none' ignore missing %}x") == "x");
    CHECK(with("{% set r = 1 %}{% include ['none', 'row'] %}") == "[1T]");
    CHECK(with("{% include 'none' %}").starts_with("ERROR t.md:1:12: there is no template `none`"));
    CHECK(with("{% include 'no' ~ 'ne' %}").starts_with("ERROR t.md:1:"));
    CHECK(with("{% include 'wrong' %}").starts_with("ERROR wrong:2:4: `nope` is not defined"));
    CHECK(with("{% include 'broken' %}").starts_with("ERROR broken:1:7: an expression expected"));
    CHECK(with("{% include 'bro' ~ 'ken' %}").find("broken:1:7") != std::string::npos);
    CHECK(
        with("{% include 'self' %}")
            .starts_with("ERROR self:1:4: includes, macros and blocks are nested more than 32 deep")
    );
}

TEST_CASE("an include without a source of templates is refused when it is parsed") {
    const auto parsed = text_template::parse("t.md", "{% include 'a' %}");

    REQUIRE_FALSE(parsed.has_value());
    CHECK_THAT(
        parsed.error().detail, Catch::StartsWith("t.md:1:4: `include` is not possible here")
    );
}

TEST_CASE("a template that takes too long is stopped at its place") {
    render_options hurried;
    hurried.time = std::chrono::milliseconds(0);
    const auto rendered =
        try_render("{% for a in range(2000) %}{% endfor %}", "{}", nullptr, hurried);
    REQUIRE_FALSE(rendered.has_value());
    CHECK_THAT(
        rendered.error().detail, Catch::StartsWith("t.md:1:8: the template takes longer than 0 ms")
    );
}

TEST_CASE("every limit ends the rendering with its place") {
    render_options few;
    few.steps = 1000;
    few.output_bytes = 1000;
    few.working_bytes = 10'000'000;
    const std::vector<std::pair<std::string, std::string>> limits{
        {"{% for a in range(900) %}{% for b in range(900) %}{% endfor %}{% endfor %}",
         "more than 1000 steps"},
        {"{% macro m() %}{% endmacro %}{% for a in range(600) %}{{ m() }}{% endfor %}",
         "more than 1000 steps"},
        {"{% for a in range(500) %}{{ range(50)|sort|length }}{% endfor %}",
         "more than 1000 steps"},
        {"{% for a in range(900) %}{{ a in range(90) }}{% endfor %}", "1000 steps"},
        {"{% for a in range(900) %}xx{% endfor %}",
         "t.md:1:26: the template writes more than 1000 bytes"},
        {"{{ 'x' * 1001 }}", "writes more than 1000 bytes"},
        {"{{ 'x' * 1000000000000 }}", "bytes of text"},
        {"{{ ('x'|center(100000000000))|length }}", "bytes of text"},
        {"{{ ('x\\ny'|indent(100000000000))|length }}", "bytes of text"},
        {"{{ ('%1000000000d' % 1)|length }}", "more than 1000000 characters"},
        {"{{ ('%.1000000f' % 1)|length }}", "more than 300 digits"},
        {"{% set n = namespace(s='xx') %}{% for a in range(60) %}{% set n.s = n.s ~ n.s %}{% "
         "endfor %}",
         "bytes of text"},
        {"{% set n = namespace(s=[1]) %}{% for a in range(60) %}{% set n.s = n.s + n.s %}{% endfor "
         "%}",
         "bytes of text"},
        {"{% set n = namespace(s=[1]) %}{% for a in range(90) %}{% set n.s = [n.s] %}{% endfor %}",
         "nested more than 60 deep"},
        {"{% set s = range(9999999) %}", "at most 100000 numbers"},
        {"{% set s = 'x' * 9000000 %}{% for c in s %}{% endfor %}", "bytes of text"},
        {"{% set s = 'x' * 9000000 %}{{ s|list|length }}", "more than 1000 steps"},
        {"{% set s = 'x' * 9000000 %}{{ s[1:]|length }}", "more than 1000 steps"},
        {"{% set s = 'x' * 900000 %}{{ s[1:]|length }}", "bytes of text"},
        {"{% set s = 'x' * 900000 %}{% for i in range(9) %}{{ s|length }}{% endfor %}",
         "1000 steps"},
        {"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nested more than 32 deep"},
        {"{{ 9223372036854775807 + 1 }}", "does not fit"},
        {"{{ 99999999999999999999 }}", "larger than"},
        {"{{ 2 ** 64 }}", "does not fit"},
        {"{{ -9223372036854775807 - 2 }}", "does not fit"},
    };
    for (const auto& [source, expected] : limits) {
        INFO(source);
        const auto rendered = try_render(source, "{}", nullptr, few);
        CHECKED_IF(!rendered.has_value()) {
            CHECK_THAT(rendered.error().detail, Catch::Contains(expected));
        }
        CHECKED_ELSE(!rendered.has_value()) {
            FAIL_CHECK("rendered " << rendered->size() << " bytes");
        }
    }
}

TEST_CASE("a template nested too deep is refused, and none of the allowed depth overflows") {
    const auto times = [](std::size_t n, const std::string& what) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += what;
        return all;
    };
    const std::vector<std::string> refused{
        "{{ " + times(300, "(") + "1" + times(300, ")") + " }}",
        "{{ " + times(300, "[") + times(300, "]") + " }}",
        "{{ " + times(300, "-") + "1 }}",
        "{{ " + times(300, "not ") + "1 }}",
        "{{ 1" + times(300, "+1") + " }}",
        "{{ 'a'" + times(300, "|upper") + " }}",
        "{{ a" + times(300, ".a") + " }}",
        "{{ a" + times(300, "[0]") + " }}",
        "{{ 1" + times(300, " if 1 else 1") + " }}",
        "{% for " + times(300, "(") + "a" + times(300, ")") + " in b %}{% endfor %}",
        times(101, "{% if 1 %}") + times(101, "{% endif %}"),
    };
    for (const auto& source : refused) {
        INFO(source.substr(0, 40));
        const auto parsed = text_template::parse("t.md", source);
        CHECKED_IF(!parsed.has_value()) {
            const bool said = parsed.error().detail.find("deep") != std::string::npos ||
                              parsed.error().detail.find("too many brackets") != std::string::npos;
            CHECK(said);
        }
        CHECKED_ELSE(!parsed.has_value()) {
            FAIL_CHECK("was accepted");
        }
    }
    CHECK(render("{{ 1" + times(150, "+1") + " }}") == "151");
    CHECK(render("{{ " + times(150, "(") + "1" + times(150, ")") + " }}") == "1");
    CHECK(render("{{ 1" + times(1000, "~1") + " }}").size() == 1001);
    const auto deep = "{% macro m(n) %}" + times(60, "{% if 1 %}") + "{{ " + times(120, "(0 or ") +
                      "m(n)" + times(120, ")") + " }}" + times(60, "{% endif %}") +
                      "{% endmacro %}{{ m(1) }}";
    CHECK_THAT(render(deep), Catch::Contains("deep"));
}

TEST_CASE("a source too long or not UTF-8 is refused") {
    const auto longer = text_template::parse("t.md", std::string(65 * 1024, 'x'));
    const auto bad = text_template::parse("t.md", "a\xFF");

    REQUIRE_FALSE(longer.has_value());
    CHECK_THAT(longer.error().detail, Catch::Contains("at most 65536 are allowed"));
    REQUIRE_FALSE(bad.has_value());
    CHECK(
        bad.error().detail ==
        "t.md:1:2: this is not UTF-8; save the template as UTF-8\na\xEF\xBF\xBD\n ^"
    );
    CHECK(text_template::parse("t.md", std::string(64 * 1024, 'x')).has_value());
}

TEST_CASE("a macro or a loop cannot be used after its block has ended") {
    CHECK_THAT(
        render("{% set n = namespace() %}{% for i in [1] %}{% macro m() %}{{ i }}{% endmacro %}"
               "{% set n.m = m %}{% endfor %}{% set f = n.m %}{{ f() }}"),
        Catch::Contains("the macro `m` ended with the block that defines it")
    );
    CHECK_THAT(
        render("{% set n = namespace() %}{% for i in [1] %}{% set n.l = [loop] %}{% endfor %}"),
        Catch::Contains("`loop` cannot be kept")
    );
    CHECK_THAT(
        render("{% set n = namespace() %}{% for i in [1] %}{% set n.l = loop.cycle %}{% endfor %}"),
        Catch::Contains("`loop` cannot be kept")
    );
    CHECK_THAT(
        render("{% for i in [1] %}{{ loop }}{% endfor %}"), Catch::Contains("cannot be written out")
    );
}

TEST_CASE("a template is parsed once and rendered as often as one likes") {
    const auto parsed =
        text_template::parse("t.md", "{% set n = namespace(x=1) %}{{ a }}{{ n.x }}");

    REQUIRE(parsed.has_value());
    CHECK(parsed->render(json_value(R"({"a": 1})")) == "11");
    CHECK(parsed->render(json_value(R"({"a": 2})")) == "21");
    CHECK(
        parsed->render(json_value("[]")).error().detail ==
        "t.md: the data of a template must be a map"
    );
}

TEST_CASE("a long table renders within the default limits") {
    bot::value_list rows;
    for (int i = 0; i < 20'000; ++i)
        rows.push_back(bot::value(bot::value_map{
            {"t", bot::value("19:03")},
            {"who", bot::value::told("ann")},
            {"what", bot::value::told("a|b")}}));
    const bot::value data(bot::value_map{{"rows", bot::value(std::move(rows))}});
    const auto parsed = text_template::parse(
        "t.md", "{% for r in rows %}| {{ r.t }} | {{ r.who }} | {{ r.what|cell }} |\n{% endfor %}"
    );

    REQUIRE(parsed.has_value());
    const auto rendered = parsed->render(data);
    REQUIRE(rendered.has_value());
    CHECK(rendered->size() == 20'000 * std::string("| 19:03 | ann | a\\|b |\n").size());
}
