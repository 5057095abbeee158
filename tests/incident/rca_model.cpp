#include "bot/incident/rca_model.hpp"

#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using test::complete_incident;
using test::declared_incident;
using enum milestone;

namespace {

std::vector<std::string> open_keys(const incident& of, const settings& with = {}) {
    std::vector<std::string> keys;
    for (const auto& question : open_questions(of, with)) keys.push_back(question.key);
    return keys;
}
bool is_open(const incident& of, std::string_view key) {
    const auto keys = open_keys(of);
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}
using texts = std::vector<std::string>;

rca_options asked_on(std::string_view when) {
    return {"default", parse_rfc3339(when).value()};
}

}  // namespace

TEST_CASE("the date is that of the start, else of detection, else of the declaration") {
    auto build = declared_incident();
    CHECK(format_date(incident_date(build)) == "2025-09-27");
    build.reached(detected, "2025-09-26T23:59Z");
    CHECK(format_date(incident_date(build)) == "2025-09-26");
    build.reached(started, "2025-09-24T12:00Z", source::assumed);
    CHECK(format_date(incident_date(build)) == "2025-09-26");
    build.reached(started, "2025-09-25T12:00Z");
    CHECK(format_date(incident_date(build)) == "2025-09-25");
}

TEST_CASE("the title names date, what happened and the service once") {
    struct example {
        std::string title, service, expected, file;
    };
    const auto wanted = GENERATE(
        example{
            "Cache Invalidation Bug",
            "user-service",
            "2025-09-27 - Cache Invalidation Bug in user-service",
            "2025-09-27-cache-invalidation-bug-in-user-service.md"},
        example{
            "Cache Bug in user-service",
            "user-service",
            "2025-09-27 - Cache Bug in user-service",
            "2025-09-27-cache-bug-in-user-service.md"},
        example{"DNS Outage", "", "2025-09-27 - DNS Outage", "2025-09-27-dns-outage.md"},
        example{
            "two\nlines\t and  more ",
            "",
            "2025-09-27 - two lines and more",
            "2025-09-27-two-lines-and-more.md"},
        example{
            "../../etc/passwd", "", "2025-09-27 - ../../etc/passwd", "2025-09-27-etc-passwd.md"},
        example{"", "", "2025-09-27 - ", "2025-09-27.md"},
        example{"停止", "", "2025-09-27 - 停止", "2025-09-27.md"}
    );
    const auto build = declared_incident(wanted.title, wanted.service);

    CHECK(rca_title(build) == wanted.expected);
    CHECK(rca_file_name(build, {}) == wanted.file);
}

TEST_CASE("a title of any length makes a file name a disk can hold") {
    const auto name = rca_file_name(declared_incident(std::string(100'000, 'x')), {});
    CHECK(name.size() <= 110);
    CHECK(name.starts_with("2025-09-27-x"));
    CHECK(name.ends_with(".md"));
}

TEST_CASE("the status is resolved, the milestone it stands at, or open") {
    auto build = declared_incident();
    CHECK(rca_status(build) == "open");
    build.reached(mitigated, "20:00");
    CHECK(rca_status(build) == "mitigated");
    build.did(
        milestone_set{milestone::resolved, build.time("21:00"), source::command, {}, false},
        bot::resolved{}
    );
    CHECK(rca_status(build) == "resolved");
    build.did(reopened{"again"});
    CHECK(rca_status(build) == "investigating");
}

TEST_CASE("tags hold severity and category, without spaces") {
    CHECK(rca_tags(complete_incident()) == texts{"rca", "p3", "application"});
    CHECK(rca_tags(declared_incident()) == texts{"rca", "p3"});
    declared said;
    said.category = "third party";
    CHECK(rca_tags(test::incident_builder().did(said)) == texts{"rca", "third-party"});
}

TEST_CASE("the author is who was told, else the service's team, else the lead, else nobody") {
    settings with;
    auto build = declared_incident();
    CHECK_FALSE(rca_author(build, with));
    build.did(role_given{"lead", {"U-ana", "ana"}});
    CHECK(rca_author(build, with) == "ana");
    with.services.push_back({"user-service", "Backend Team", {}});
    CHECK(rca_author(build, with) == "Backend Team");
    build.did(rca_told{"  The  Council ", {}, {}});
    CHECK(rca_author(build, with) == "The Council");
    build.did(rca_told{" ", {}, {}});
    CHECK(rca_author(build, with) == "Backend Team");
}

TEST_CASE("where no team answers for the service, its owner signs") {
    settings with;
    auto build = declared_incident();
    build.did(role_given{"lead", {"U-ana", "ana"}});
    with.services.push_back({"user-service", "", {}, "dana"});
    CHECK(rca_author(build, with) == "dana");
}

TEST_CASE("related is what was told, then what the catalogue knows of the services that were hit") {
    settings with;
    with.services.push_back(
        {"user-service",
         "Backend Team",
         {},
         {},
         {"runbook-user", "https://wiki.example.org/u How to"},
         {"https://grafana.example.org/d/u"},
         {"redis", "unknown"}}
    );
    with.services.push_back({"redis", "", {}, {}, {"runbook-redis", "runbook-user"}, {"not-this"}});
    with.services.push_back({"search", "", {}, {}, {"runbook-search"}});
    auto build = declared_incident();
    build.did(linked{"INC-3", "the last time"});
    build.did(linked{"https://grafana.example.org/d/u", "the peak"});

    std::string all;
    for (const auto& one : related_to(build, with))
        all += one.target + " | " + one.text + " | " + std::string(one.from) + "\n";

    CHECK(
        all == "INC-3 | the last time | told\n"
               "https://grafana.example.org/d/u | the peak | told\n"
               "runbook-user | user-service runbook | runbook\n"
               "https://wiki.example.org/u | How to | runbook\n"
               "runbook-redis | redis runbook (user-service depends on it) | dependency\n"
    );
    const auto open = open_keys(declared_incident(), with);
    CHECK(std::find(open.begin(), open.end(), "links") == open.end());
}

TEST_CASE("the signing date is as told, else when it was asked for, else the day of resolution") {
    auto build = declared_incident();
    CHECK_FALSE(signed_on(build, {}));
    CHECK(signed_on(build, asked_on("2025-09-29T01:00Z")) == "2025-09-29");
    build.at("2025-09-28T00:10Z")
        .did(
            milestone_set{
                milestone::resolved, build.time("2025-09-28T00:05Z"), source::command, {}, false},
            bot::resolved{}
        );
    CHECK(signed_on(build, {}) == "2025-09-28");
    build.at("2025-10-01T08:00Z").did(rca_requested{"default"});
    CHECK(signed_on(build, {}) == "2025-10-01");
    CHECK(signed_on(build, asked_on("2025-10-09T01:00Z")) == "2025-10-01");
    build.did(rca_told{{}, "2025-09-30", {}});
    CHECK(signed_on(build, {}) == "2025-09-30");
}

TEST_CASE("the duration counts whole minutes from detected to resolved, over midnight too") {
    struct example {
        std::string from, to;
        std::optional<std::int64_t> minutes;
    };
    const auto wanted = GENERATE(
        example{"2025-09-27T19:03Z", "2025-09-27T21:17Z", 134},
        example{"2025-09-27T23:50Z", "2025-09-28T00:10Z", 20},
        example{"2025-09-27T19:03:59Z", "2025-09-27T19:05:58Z", 1},
        example{"2025-09-27T19:03Z", "2025-09-27T19:03Z", 0},
        example{"2025-09-27T19:03Z", "2025-09-27T19:02Z", std::nullopt}
    );
    auto build = declared_incident();
    build.reached(detected, wanted.from).reached(milestone::resolved, wanted.to);

    CHECK(duration_minutes(build) == wanted.minutes);
}

TEST_CASE("a duration from an assumed time is unknown") {
    auto build = declared_incident();
    build.reached(milestone::resolved, "21:00");
    CHECK_FALSE(duration_minutes(build));
    build.reached(detected, "19:04", source::assumed);
    CHECK_FALSE(duration_minutes(build));
}

TEST_CASE("the affected services are those told, else the primary one") {
    CHECK(affected_services(declared_incident()) == texts{"user-service"});
    CHECK(affected_services(declared_incident("t", "")).empty());
    CHECK(affected_services(complete_incident()).size() == 4);
}

TEST_CASE("only services that were told are counted in the summary") {
    auto build = declared_incident("Bug", "auth");
    CHECK(default_summary(build) == "On 2025-09-27, the auth service experienced a bug.");
    build.did(services_set{"auth", {"auth"}});
    CHECK(
        default_summary(build) ==
        "On 2025-09-27, the auth service experienced a bug. The incident affected 1 dependent "
        "service."
    );
}

TEST_CASE("an action is due as given, else by its priority from the incident's date") {
    auto build = declared_incident();
    const auto due = [&](std::string priority, std::optional<std::string> given = {}) {
        action_item action;
        action.priority = std::move(priority);
        if (given) action.due = parse_date(*given).value();
        const auto day = due_of(action, build, {});
        return day ? format_date(*day) : "";
    };
    CHECK(due("P1") == "2025-10-04");
    CHECK(due("P2") == "2025-10-11");
    CHECK(due("P3") == "2025-10-27");
    CHECK(due("P1", "2025-12-24") == "2025-12-24");
    CHECK(due("").empty());
    CHECK(due("P9").empty());
}

TEST_CASE("a complete incident has nothing open") {
    CHECK(open_keys(complete_incident()).empty());
}

TEST_CASE("everything is open about an incident that was only declared") {
    CHECK(
        open_keys(declared_incident("Bug", "")) ==
        texts{
            "detected",
            "investigating",
            "identified",
            "mitigated",
            "recovered",
            "resolved",
            "root_cause",
            "impact",
            "services",
            "customer_impact",
            "resolution",
            "lessons_well",
            "lessons_improve",
            "actions",
            "links",
            "author"}
    );
}

TEST_CASE("telling a thing closes its question, taking it back opens it again") {
    struct example {
        std::string key;
        event told, taken_back;
    };
    const auto wanted = GENERATE(
        example{
            "detected",
            milestone_set{detected, {}, source::alert, {}, false},
            milestone_unset{detected}},
        example{
            "recovered",
            milestone_set{recovered, {}, source::command, {}, false},
            milestone_unset{recovered}},
        example{
            "root_cause",
            section_told{section::root_cause, "x"},
            section_replaced{section::root_cause, {}}},
        example{"impact", impact_told{{{"requests", "1%"}}}, impact_told{{{"requests", ""}}}},
        example{"customer_impact", impact_told{{{"errors", "0"}}}, impact_told{{{"errors", ""}}}},
        example{
            "resolution",
            section_told{section::resolution, "x"},
            section_replaced{section::resolution, {" \n "}}},
        example{
            "lessons_well", section_told{section::well, "x"}, section_replaced{section::well, {}}},
        example{"actions", action_added{"P1", "x", "o", {}}, action_removed{1}},
        example{"links", linked{"x", ""}, unlinked{1}},
        example{"author", rca_told{"x", {}, {}}, rca_told{"", {}, {}}}
    );
    auto build = declared_incident();
    CHECK(is_open(build, wanted.key));
    build.did(event(wanted.told));
    CHECK_FALSE(is_open(build, wanted.key));
    build.did(event(wanted.taken_back));
    CHECK(is_open(build, wanted.key));
}

TEST_CASE("an assumed time keeps its question open") {
    auto build = complete_incident();
    build.reached(identified, "19:13", source::assumed);
    CHECK(open_keys(build) == texts{"identified"});
}

TEST_CASE("actions without an owner are asked for by number") {
    auto build = complete_incident();
    build.did(action_added{"P1", "a", "", {}}).did(action_added{"P1", "b", " ", {}});
    const auto open = open_questions(build, {});

    REQUIRE(open.size() == 1);
    CHECK(open[0].key == "action_owners");
    CHECK(open[0].prompt == "What person or team owns actions 5 and 6?");
    build.did(action_removed{5});
    CHECK(open_questions(build, {})[0].prompt == "What person or team owns action 6?");
}

TEST_CASE("every question asks how or what and has its labelled blank") {
    for (const auto& blank : labelled_blanks()) {
        INFO(blank.key);
        const bool asks = blank.markdown.starts_with("_To fill in: What ") ||
                          blank.markdown.starts_with("_To fill in: How ");
        CHECK(asks);
        CHECK(blank.markdown.find("?_") != std::string::npos);
    }
    for (const auto& question : open_questions(declared_incident("t", ""), {})) {
        INFO(question.key);
        const auto blanks = labelled_blanks();
        const auto known = std::any_of(blanks.begin(), blanks.end(), [&](const auto& blank) {
            return blank.key == question.key &&
                   blank.markdown.find(question.command) != std::string::npos;
        });
        CHECK(known);
    }
}

TEST_CASE("data quality notes name what was assumed, is missing, disordered or was changed") {
    auto build = declared_incident();
    build.promoted(row_kind::note, "one").promoted(row_kind::note, "two");
    build.promoted(row_kind::note, "three").promoted(row_kind::note, "four");
    build.promoted(row_kind::note, "five").promoted(row_kind::note, "six");
    build.did(row_reworded{1, "uno", false}).did(row_moved{1, build.time("18:00")});
    build.did(row_moved{2, build.time("18:00")}).did(row_hidden{3}).did(row_erased{4});
    build.did(row_reworded{5, "cinque", true}).did(row_reworded{6, "sei", false}, row_withdrawn{6});
    build.reached(started, "19:10").reached(detected, "19:03").reached(paged, "19:04");
    build.reached(investigating, "19:05", source::assumed).reached(mitigated, "19:30");
    build.reached(recovered, "19:40").reached(milestone::resolved, "19:00");

    CHECK(
        data_quality_notes(build) ==
        texts{
            "The time of `investigating` (2025-09-27 19:05) is assumed, nobody told it.",
            "The time of `identified` is missing.",
            "The time to detect is unknown: `detected` stands before `started`.",
            "The time to resolve is unknown: `resolved` stands before `started`.",
            "The duration is unknown: `resolved` stands before `detected`.",
            "Row 1 was reworded.",
            "Rows 1 and 2 were moved in time.",
            "Row 3 is hidden.",
            "Row 4 is gone: its message was deleted."}
    );
    CHECK(data_quality_notes(complete_incident()) == texts{"The time of `started` is missing."});
}
