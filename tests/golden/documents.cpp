#include "bot/base/text.hpp"
#include "tests/golden/rendering.hpp"
#include "tests/places.hpp"
#include "tests/support/incident_builder.hpp"

#include <catch2/catch.hpp>

#include <clocale>
#include <cstdlib>
#include <fstream>

using namespace bot;
using enum milestone;
using test::complete_incident;
using test::declared_incident;
using test::rendered;

namespace {

const bool updating = std::getenv("SCRIBE_UPDATE_GOLDEN") != nullptr;

// Two days, reopened once, with a row of every kind and something changed about many of them.
test::incident_builder eventful_incident() {
    test::incident_builder build("2025-03-30");
    declared said;
    said.title = "PostgreSQL Failover Loop";
    said.severity = "P2";
    said.category = "data base";
    said.service = "orders";
    said.services = {"orders", "billing"};
    build.by("dana").at("22:10").did(std::move(said), role_given{"lead", {"U-dana", "dana"}});
    alert_notice alert{
        "prod",
        "f1",
        "ReplicationLag",
        "orders",
        "lag is 40 s",
        "",
        "",
        true,
        build.time("22:01"),
        {}};
    build.did(alert_attached{alert, true}).did(alert_repeated{2, true, {}, build.time("22:05")});
    build.at("22:12").did(paged_team{"dba", "two failovers in a row"});
    build.reached(started, "21:58", source::chat).reached(paged, "22:12");
    build.at("22:15").by("li").reached(investigating, "22:15");
    build.at("22:20").promoted(row_kind::hypothesis, "the network | or the switch", "marker");
    build.at("22:31").promoted(row_kind::ruled_out, "the network", "marker");
    build.at("22:40").promoted(row_kind::cause, "clock skew of `db-2`", "reaction:mag");
    build.reached(identified, "22:40", source::command, "clock skew");
    build.at("22:45").by("dana").promoted(row_kind::decision, "stop *automatic* failover");
    build.at("22:46").promoted(row_kind::fix, "set max_lag to 90", "reaction:hammer_and_wrench");
    build.at("22:47").promoted(row_kind::message, "two\nlines", "menu");
    build.at("22:50").did(update_posted{"Orders are slow; we know why."});
    build.at("22:55").did(severity_changed{"P1", "billing is hit too"});
    build.reached(mitigated, "23:05").at("23:20").reached(recovered, "23:20", source::assumed);
    build.at("23:30").did(
        milestone_set{milestone::resolved, build.time("23:30"), source::command, {}, false},
        bot::resolved{}
    );
    build.at("2025-03-31T21:00:00Z").by("ana").did(reopened{"it came back after the restart"});
    build.did(role_given{"lead", {"U-ana", "ana"}});
    build.at("2025-03-31T21:30:00Z").promoted(row_kind::note, "NTP restarted on all hosts");
    build.promoted(row_kind::note, "told in error").promoted(row_kind::note, "deleted later");
    build.at("2025-03-31T22:10:00Z")
        .did(
            milestone_set{
                milestone::resolved, build.time("2025-03-31T22:10Z"), source::command, {}, true},
            bot::resolved{"The cluster failed over **in a loop**.\n\nNothing was lost.", {}}
        );
    const int rows = static_cast<int>(build.made().rows.size());
    build.did(row_hidden{rows - 2}).did(row_erased{rows - 1});
    build.did(row_reworded{rows - 3, "NTP restarted on every host", false});
    build.did(row_moved{rows - 3, build.time("2025-03-31T21:29Z")});
    build.did(impact_told{{{"users", "1"}, {"errors", "1"}, {"p99", "9s"}, {"lost_orders", "0"}}});
    build.told(section::resolution, "The clocks were set right:\n\n```\nntpq -p\n```");
    build.told(section::well, "The page came\nwithin a minute").told(section::lucky, "No sale");
    build.did(action_added{"P1", "Alert on clock skew", "SRE", {}});
    build.did(action_added{"P2", "Rehearse failover", "", {}}).did(action_done{1});
    build.did(linked{"https://example.com/a(b)?c=d", "Graph [5xx]"}).did(linked{"INC-3", ""});
    return build;
}

test::incident_builder incident_called(std::string_view name) {
    if (name == "complete") return complete_incident();
    if (name == "bare") return declared_incident("Outage", "");
    return eventful_incident();
}

}  // namespace

TEST_CASE("the golden documents are compared, not being rewritten") {
    INFO("SCRIBE_UPDATE_GOLDEN is set: look at the changes, then run again without it");
    CHECK_FALSE(updating);
}

TEST_CASE("an incident's documents come out byte for byte") {
    struct document {
        std::string incident, template_name, file;
    };
    const auto wanted = GENERATE(
        document{"complete", "default", "2025-09-27-cache-invalidation-bug-in-user-service.md"},
        document{"complete", "full", "complete-full.md"},
        document{"complete", "customer", "complete-customer.md"},
        document{"complete", "google", "complete-google.md"},
        document{"complete", "pagerduty", "complete-pagerduty.md"},
        document{"bare", "default", "bare-default.md"},
        document{"bare", "full", "bare-full.md"},
        document{"bare", "customer", "bare-customer.md"},
        document{"bare", "google", "bare-google.md"},
        document{"bare", "pagerduty", "bare-pagerduty.md"},
        document{"eventful", "default", "eventful-default.md"},
        document{"eventful", "full", "eventful-full.md"},
        document{"eventful", "customer", "eventful-customer.md"},
        document{"eventful", "google", "eventful-google.md"},
        document{"eventful", "pagerduty", "eventful-pagerduty.md"}
    );
    const auto path = SCRIBE_SOURCE_DIR "/tests/golden/" + wanted.file;

    const auto made = rendered(incident_called(wanted.incident), wanted.template_name);

    if (updating) std::ofstream(path, std::ios::binary) << made;
    INFO(path);
    CHECK(made == test::file_text(path));
}

TEST_CASE("the file of the complete incident is named after date, title and service") {
    CHECK(
        rca_file_name(complete_incident(), {}) ==
        "2025-09-27-cache-invalidation-bug-in-user-service.md"
    );
}

TEST_CASE("a document depends neither on the time zone nor on the locale") {
    const auto before = rendered(eventful_incident(), "full");
    for (const char* zone : {"Pacific/Kiritimati", "America/St_Johns", "Europe/Berlin"}) {
        setenv("TZ", zone, 1);
        tzset();
        for (const char* locale : {"C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
            // A locale that is not installed leaves the one before it, which is tested too.
            std::setlocale(LC_ALL, locale);
            CHECK(rendered(eventful_incident(), "full") == before);
        }
    }
    std::setlocale(LC_ALL, "C");
    unsetenv("TZ");
    tzset();
}

TEST_CASE("what is open stands in one comment, and a complete incident has none") {
    CHECK(rendered(complete_incident(), "default").find("<!--") == std::string::npos);
    const auto bare = rendered(declared_incident(), "default");
    CHECK(bare.find("\n---\n\n<!-- Still open:\n- What time was it detected") != std::string::npos);
    CHECK(bare.find("\n-->\n\n# 2025-09-27") != std::string::npos);
}

TEST_CASE("every visible blank of a draft is asked for in the comment") {
    const auto of = GENERATE(as<std::string>(), "bare", "eventful");
    const auto document = rendered(incident_called(of), "default");
    const auto comment = document.substr(0, document.find("-->"));
    const std::string mark = "_To fill in: ";

    std::size_t blanks = 0;
    for (auto from = document.find(mark); from != document.npos;
         from = document.find(mark, from + 1)) {
        const auto prompt =
            document.substr(from + mark.size(), document.find("?_", from) - from - mark.size());
        INFO(prompt);
        const bool of_owner = prompt == "What person or team owns this";
        CHECK(comment.find(of_owner ? "What person or team owns action" : prompt) != comment.npos);
        ++blanks;
    }
    CHECK(blanks > 0);
}

TEST_CASE("the customer's document holds no names and nothing internal") {
    const auto document = rendered(eventful_incident(), "customer");
    for (const auto* internal : {"dana", "ana", "li ", "dba", "clock skew", "Lessons", "INC-"})
        CHECK(document.find(internal) == std::string::npos);
    CHECK(
        document.find("| 2025-03-30 22:50 | Update: Orders are slow; we know why. |") !=
        document.npos
    );
}
