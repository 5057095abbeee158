// A team's own files over the built-in ones.
#include "templates/rca_library.hpp"
#include "tests/config/temp_folder.hpp"
#include "tests/golden/rendering.hpp"
#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace bot;

namespace {

struct team_folder {
    test::temp_folder folder;

    void write(const std::string& name, std::string_view text) {
        std::ofstream(folder.path() + "/" + name, std::ios::binary) << text;
    }
    std::string render(const std::string& name) {
        const rca_library templates(folder.path());
        auto made = templates.render(test::complete_incident().made(), {}, name, std::nullopt);
        return made ? made->text : "ERROR " + made.error().detail;
    }
};

}  // namespace

TEST_CASE("a template of one's own takes a built-in one and changes a section of it") {
    team_folder team;
    team.write(
        "team.md",
        "{% extends 'default.md' %}{% block properties %}team: checkout\n{% endblock %}"
        "{% block impact %}## Impact\n\nNone.\n\n{% endblock %}"
    );
    const auto whole = test::rendered(test::complete_incident().made(), "default");
    const auto own = team.render("team");

    CHECK_THAT(own, Catch::Contains("\nteam: checkout\n---\n"));
    CHECK_THAT(own, Catch::Contains("## Impact\n\nNone.\n\n## Resolution\n"));
    const auto after = [](const std::string& text, std::string_view words) {
        return text.substr(text.find(words));
    };
    CHECK(after(own, "## Resolution") == after(whole, "## Resolution"));
}

TEST_CASE("a file in place of a built-in one can still take that one") {
    team_folder team;
    team.write(
        "default.md",
        "{% extends 'built-in/default.md' %}{% block signature %}{{ super() }}\nCheckout team\n"
        "{% endblock %}"
    );
    CHECK(
        team.render("default") ==
        test::rendered(test::complete_incident().made(), "default") + "\nCheckout team\n"
    );
    // One that takes itself is told so, and does not go on for ever.
    team.write("default.md", "{% extends 'default.md' %}");
    CHECK_THAT(team.render("default"), Catch::Contains("nested more than 32 deep"));
}

TEST_CASE("every block the guide names is there in every template that has sections") {
    team_folder team;
    for (const std::string name : {"default", "full", "google", "pagerduty"}) {
        INFO(name);
        for (const std::string block : {"properties", "timeline", "resolution", "action_items"}) {
            INFO(block);
            team.write(
                "own.md",
                "{% extends '" + name + ".md' %}{% block " + block + " %}here it is\n{% endblock %}"
            );
            CHECK_THAT(team.render("own"), Catch::Contains("here it is\n"));
        }
    }
}
