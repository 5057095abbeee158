// The cases of cases.jsonl, whose expectations differential.py proves against Jinja2 itself.
#include "tests/places.hpp"
#include "tests/templates/json_case.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <string>

TEST_CASE("templates render as Jinja2 renders them") {
    std::ifstream file(SCRIBE_SOURCE_DIR "/tests/templates/cases.jsonl");
    REQUIRE(file.is_open());
    int cases = 0;
    for (std::string line; std::getline(file, line); ++cases) {
        const auto one = nlohmann::ordered_json::parse(line);
        INFO("line " << cases + 1 << ": " << one.at("template").get<std::string>());
        const auto rendered = bot::test::render_case(one);
        if (one.contains("expect")) {
            CHECKED_IF(rendered.has_value()) {
                CHECK(*rendered == one.at("expect").get<std::string>());
            }
            CHECKED_ELSE(rendered.has_value()) {
                FAIL_CHECK(rendered.error().detail);
            }
        } else {
            CHECKED_IF(!rendered.has_value()) {
                CHECK_THAT(
                    rendered.error().detail, Catch::Contains(one.at("error").get<std::string>())
                );
            }
            CHECKED_ELSE(!rendered.has_value()) {
                FAIL_CHECK("rendered as: " << *rendered);
            }
        }
    }
    CHECK(cases >= 600);
}
