// Cards and lists in a narrow window.
#include "handlers/views.hpp"

#include "bot/base/text.hpp"
#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using enum milestone;
using test::incident_builder;

namespace {

constexpr std::size_t narrow = 80;

std::size_t characters_in(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

// Every milestone, every role, many services with long names.
incident_builder crowded_incident() {
    incident_builder build;
    declared said;
    said.title = "Cache Invalidation Bug";
    said.severity = "P2";
    said.service = "user-service";
    for (int i = 0; i < 12; ++i)
        said.services.push_back("recommendation-engine-" + std::to_string(i));
    build.did(said);
    build.did(role_given{"lead", {"U1", "dana"}}, role_given{"comms", {"U2", "li"}});
    for (std::size_t i = 0; i + 1 < milestone_count; ++i)
        build.reached(
            static_cast<milestone>(i),
            "19:1" + std::to_string(i),
            i > 5 ? source::assumed : source::command
        );
    for (int i = 0; i < 60; ++i)
        build.promoted(row_kind::note, "looked at shard " + std::to_string(i) + "\nand on");
    return build;
}

}  // namespace

TEST_CASE("no line of a card is wider than a narrow window, but for the title") {
    const incident of = crowded_incident();

    const auto card = card_text(of, settings{});

    const auto lines = split_lines(card);
    REQUIRE(lines.size() > 4);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        INFO(std::string(lines[i]));
        CHECK(characters_in(lines[i]) <= narrow);
        CHECK_FALSE(lines[i].ends_with(' '));
    }
    CHECK_THAT(card, Catch::Contains("recommendation-engine-11"));
    CHECK_THAT(card, Catch::Contains("recovered 19:16 (assumed)"));
}

TEST_CASE("a topic is one line and short enough for every chat") {
    incident_builder build;
    declared said;
    said.title = std::string(200, 'x');
    said.severity = "P2";
    build.did(said).did(role_given{"lead", {"U1", "dana"}});

    const auto topic = topic_text(build);

    CHECK(topic.size() <= 250);
    CHECK(topic.find('\n') == topic.npos);
    CHECK_THAT(topic, Catch::StartsWith("INC-7 P2 open | xxx") && Catch::EndsWith("| lead: dana"));
}

TEST_CASE("a long timeline shows its end and says how much came before") {
    const incident of = crowded_incident();

    const auto text = timeline_text(of, settings{});

    CHECK_THAT(text, Catch::Contains("earlier rows, all of them in the RCA"));
    CHECK_THAT(text, Catch::Contains("looked at shard 59 and on"));
    CHECK(split_lines(text).size() < 45);
}

TEST_CASE("a row of several lines is one line in a list") {
    incident_builder build = crowded_incident();

    const auto text = brief_text(build, settings{}, build.time("20:00"));
    for (const auto line : split_lines(text)) CHECK_FALSE(line.starts_with("and on"));
}

TEST_CASE("times of another day have their date") {
    incident_builder build;
    declared said;
    said.title = "Cache";
    said.severity = "P2";
    build.did(said).reached(detected, "2025-09-26T23:58:00Z");

    CHECK_THAT(card_text(build, settings{}), Catch::Contains("detected 2025-09-26 23:58"));
}
