#include "bot/incident/rca_variables.hpp"

#include "bot/base/text.hpp"
#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>

using namespace bot;
using test::complete_incident;
using test::declared_incident;

namespace {

value data_of(const incident& of, const settings& with = {}) {
    return rca_data(of, with, {"default", {}});
}

// "a.b" by keys, numbers are places in lists.
const value& at(const value& data, std::string_view path) {
    const value* found = &data;
    for (const auto part : split(path, '.')) {
        const bool place = part[0] >= '0' && part[0] <= '9';
        found = place ? &found->as_list()->at(std::stoul(std::string(part))) : found->find(part);
        if (!found) throw std::out_of_range(std::string(path));
    }
    return *found;
}
std::string text_at(const value& data, std::string_view path) {
    const auto* text = at(data, path).as_text();
    return text ? text->text : "(no text)";
}
std::size_t size_at(const value& data, std::string_view path) {
    return at(data, path).as_list()->size();
}

}  // namespace

TEST_CASE("every variable has a name of its own, a meaning, an example and a value") {
    std::set<std::string_view> names;
    const auto complete = data_of(complete_incident()), bare = data_of(declared_incident());
    for (const auto& variable : rca_variables()) {
        INFO(variable.name);
        CHECK(names.insert(variable.name).second);
        CHECK_FALSE(variable.meaning.empty());
        CHECK_FALSE(variable.example.empty());
        CHECK(complete.find(variable.name) != nullptr);
        CHECK(bare.find(variable.name) != nullptr);
    }
}

TEST_CASE("the reference page has one table row for each variable") {
    const auto page = rca_variables_reference();
    std::size_t rows = 0;
    for (const auto line : split_lines(page)) rows += line.starts_with("| `");
    CHECK(rows == rca_variables().size());
    CHECK(
        page.find("| `duration_minutes` | Whole minutes from detected to resolved, or none | 134 |"
        ) != std::string::npos
    );
}

TEST_CASE("text that people told is marked, wherever it stands") {
    auto build = complete_incident();
    build.by("<b>mallory</b>")
        .promoted(row_kind::decision, "roll back")
        .did(rca_told{"A", "B", {}});
    build.did(role_given{"lead", {"U1", "ana"}}).did(severity_changed{"P1", "more"});
    build.did(reopened{"again"}).told(section::summary, "s").told(section::lucky, "l");
    build.did(paged_team{"dba", "x"}).reached(milestone::started, "18:00", source::chat, "note");
    const auto data = data_of(build);

    for (const auto* path :
         {"title",
          "incident_title",
          "severity",
          "category",
          "service",
          "services.0",
          "tags.2",
          "author",
          "signed_on",
          "declared_by",
          "summary",
          "summary_sentence",
          "timeline.0.text",
          "timeline.0.who",
          "timeline.0.source",

          "log.0.text",
          "log.0.who",
          "decisions.0.text",
          "root_cause",
          "impact.0.key",
          "impact.0.value",
          "service_impact.0",
          "customer_impact.0",
          "resolution.0",
          "lessons_well.0",
          "lessons_improve.0",
          "lessons_lucky.0",
          "actions.0.text",
          "actions.0.owner",
          "actions.0.priority",
          "links.0.target",
          "links.0.text",
          "milestones.started.note",
          "milestones.started.who",
          "participants.0.name",
          "participants.0.role",
          "intervals.1.reason",
          "severity_history.0.text"}) {
        INFO(path);
        const auto* text = at(data, path).as_text();
        REQUIRE(text);
        CHECK(text->told);
    }
    for (const auto* path : {"label", "date", "status", "blanks.root_cause", "metrics.0.formula"}) {
        INFO(path);
        CHECK_FALSE(at(data, path).as_text()->told);
    }
}

TEST_CASE("what is unknown is none, never an empty text or zero") {
    const auto data = data_of(declared_incident("t", ""));
    for (const auto* path :
         {"category",
          "service",
          "duration_minutes",
          "author",
          "signed_on",
          "summary",
          "root_cause",
          "resolution_text",
          "time_to_detect",
          "time_to_acknowledge",
          "time_to_mitigate",
          "time_to_resolve",
          "milestones.detected",
          "metrics.0.seconds",
          "metrics.0.from.time"}) {
        INFO(path);
        CHECK(at(data, path).is_none());
    }
}

TEST_CASE("one step of several lines is a text, anything else is a list of steps") {
    auto build = declared_incident();
    build.told(section::resolution, "\nFirst this.\n\n- then that\n\n");
    auto data = data_of(build);
    CHECK(text_at(data, "resolution_text") == "First this.\n\n- then that");
    CHECK(size_at(data, "resolution") == 0);

    build.told(section::resolution, "and more");
    data = data_of(build);
    CHECK(at(data, "resolution_text").is_none());
    CHECK(size_at(data, "resolution") == 2);
}

TEST_CASE("links are told apart: web addresses, incidents and notes of the vault") {
    auto build = declared_incident();
    build.did(linked{"HTTPS://x.y/z", ""}).did(linked{"inc-3", "the last time"});
    build.did(linked{"runbook", ""}).did(linked{"gone", ""}).did(unlinked{4});
    build.did(linked{"javascript:alert(1)", "click"});
    const auto data = data_of(build);

    REQUIRE(size_at(data, "links") == 4);
    CHECK(text_at(data, "links.0.kind") == "url");
    CHECK(text_at(data, "links.0.text") == "HTTPS://x.y/z");
    CHECK(text_at(data, "links.1.kind") == "incident");
    CHECK(text_at(data, "links.1.target") == "INC-3");
    CHECK(text_at(data, "links.2.kind") == "note");
    CHECK(text_at(data, "links.2.text").empty());
    CHECK(text_at(data, "links.3.kind") == "note");
}

TEST_CASE("a row says who wrote it, how it came into the timeline and whether customers may read it"
) {
    auto build = declared_incident();
    build.at("19:10").by("li").promoted(row_kind::message, "hit rate fell", "reaction:pushpin");
    build.at("19:11").did(update_posted{"we are on it"});
    build.at("19:12").reached(milestone::mitigated, "19:12", source::chat);
    const auto data = data_of(build);

    CHECK(text_at(data, "timeline.0.who") == "li");
    CHECK(text_at(data, "timeline.0.source") == "reaction:pushpin by li");
    CHECK_FALSE(*at(data, "timeline.0.external").as_bool());
    CHECK(text_at(data, "timeline.1.source") == "command");
    CHECK(*at(data, "timeline.1.external").as_bool());
    CHECK(text_at(data, "timeline.2.source") == "chat");
    CHECK(text_at(data, "timeline.2.kind") == "milestone");
    CHECK(text_at(data, "timeline.0.at") == "2025-09-27 19:10:00");
    CHECK(*at(data, "timeline.0.number").as_integer() == 1);
}

TEST_CASE("the log holds administrative rows, assumed times and audit lines by time") {
    auto build = declared_incident();
    build.at("19:05").did(role_given{"lead", {"U-ana", "ana"}});
    build.at("19:06").did(linked{"runbook", ""});
    build.at("19:07").promoted(row_kind::note, "later");
    build.reached(milestone::detected, "19:03", source::assumed);
    const auto data = data_of(build);

    std::vector<std::string> lines;
    for (const auto& row : *at(data, "log").as_list())
        lines.push_back(
            text_at(row, "time") + " " + text_at(row, "kind") + " " + text_at(row, "source")
        );
    CHECK(
        lines ==
        std::vector<std::string>{
            "19:03 milestone assumed",
            "19:04 audit command",
            "19:05 role command",
            "19:06 audit command",
            "19:07 note pin by dana"}
    );
    CHECK(size_at(data, "timeline") == 1);
}

TEST_CASE("roles stand first among the participants, everybody once") {
    auto build = declared_incident();
    build.by("li").promoted(row_kind::note, "a").promoted(row_kind::note, "b");
    build.did(role_given{"lead", {"U-ana", "ana"}}).did(role_given{"comms", {"U-li", "li"}});
    const auto data = data_of(build);

    std::vector<std::string> people;
    for (const auto& one : *at(data, "participants").as_list())
        people.push_back(text_at(one, "role") + " " + text_at(one, "name"));
    CHECK(people == std::vector<std::string>{"comms li", "lead ana", "took part dana"});
}

TEST_CASE("words of an erased message are nowhere in the data") {
    auto build = declared_incident();
    build.promoted(row_kind::decision, "canary-secret").did(row_erased{1});
    const auto data = data_of(build);

    const std::function<bool(const value&)> holds = [&](const value& one) {
        if (const auto* text = one.as_text()) return text->text.find("canary") != std::string::npos;
        if (const auto* list = one.as_list()) return std::any_of(list->begin(), list->end(), holds);
        if (const auto* map = one.as_map())
            return std::any_of(map->begin(), map->end(), [&](const auto& member) {
                return holds(member.second);
            });
        return false;
    };
    CHECK_FALSE(holds(data));
}

TEST_CASE("an incident of which nothing is known has data all the same") {
    CHECK(data_of(incident{}).as_map()->size() == rca_variables().size());
}

TEST_CASE("a row links to its place in the console, when there is one") {
    auto build = complete_incident();
    const auto link_of_first = [&](const settings& with) {
        const auto data = rca_data(build, with, {});
        return data.find("timeline")->as_list()->front().find("link")->as_text()->text;
    };
    settings with;
    CHECK(link_of_first(with).empty());

    with.console_url = "https://scribe.example.org";
    CHECK(link_of_first(with).starts_with("https://scribe.example.org/#/incident/"));
    CHECK(link_of_first(with).find("?row=") != std::string::npos);
}
