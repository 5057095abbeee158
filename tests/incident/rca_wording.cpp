#include "bot/incident/rca_wording.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using figures = std::vector<std::pair<std::string, std::string>>;
using texts = std::vector<std::string>;

TEST_CASE("a title inside a sentence is written small, names and acronyms as they are") {
    struct example {
        std::string title, inside;
    };
    const auto wanted = GENERATE(
        example{"Cache Invalidation Bug", "cache invalidation bug"},
        example{"DNS Outage", "DNS outage"},
        example{"PostgreSQL Failover Loop", "PostgreSQL failover loop"},
        example{"OAuth2 Login Broken", "OAuth2 login broken"},
        example{"IPv6 Routes Lost", "IPv6 routes lost"},
        example{"P99 Latency", "P99 latency"},
        example{"Cross-Region Replication Lag", "cross-region replication lag"},
        example{"It's Slow", "it's slow"},
        example{"A Bad Deploy", "a bad deploy"},
        example{"already small", "already small"},
        example{"Überlast", "Überlast"},
        example{"", ""}
    );
    CHECK(in_sentence(wanted.title) == wanted.inside);
}

TEST_CASE("the summary sentence says what is known and leaves out what is not") {
    struct example {
        summary_facts facts;
        std::string sentence;
    };
    const std::string day = "2025-09-27";
    const auto wanted = GENERATE_COPY(
        example{
            {day, "user-service", "Cache Invalidation Bug", 134, "6126", 4},
            "On 2025-09-27, the user-service service experienced a cache invalidation bug. The "
            "incident lasted approximately 134 minutes and affected 6126 users and 4 dependent "
            "services."},
        example{{day, "", "Outage of DNS", {}, "", 0}, "On 2025-09-27, an outage of DNS occurred."},
        example{
            {day, "auth", "SRE Console Down", 1, "1", 1},
            "On 2025-09-27, the auth service experienced an SRE console down. The incident lasted "
            "approximately 1 minute and affected 1 user and 1 dependent service."},
        example{
            {day, "auth", "Error Burst.", 0, "", 0},
            "On 2025-09-27, the auth service experienced an error burst. The incident lasted less "
            "than a minute."},
        example{
            {day, "auth", "The Queue Stood", {}, "", 2},
            "On 2025-09-27, the auth service experienced the queue stood. The incident affected 2 "
            "dependent services."},
        example{
            {day, "auth", "Bug", {}, "about 300", 0},
            "On 2025-09-27, the auth service experienced a bug. The incident affected about 300 "
            "users."},
        example{
            {day, "auth", " ", {}, "", 0},
            "On 2025-09-27, the auth service experienced an incident."}
    );
    CHECK(summary_sentence(wanted.facts) == wanted.sentence);
}

TEST_CASE("known figures become sentences in the order of the document") {
    const figures told{
        {"p99", "161ms..5012ms"},
        {"baseline", "<1%"},
        {"error_rate", "10%"},
        {"users", "6126"},
        {"requests", "59%"}};
    CHECK(
        service_impact(told) ==
        texts{
            "Service degradation: 59% of requests affected",
            "Error rate spike: 10% (baseline: <1%)",
            "Latency increase: p99 went from 161ms to 5012ms"}
    );
    CHECK(customer_impact(told).empty());
}

TEST_CASE("figures with a part missing still read as sentences") {
    struct example {
        figures told;
        texts sentences;
    };
    const auto wanted = GENERATE(
        example{{{"error_rate", "10%"}}, {"Error rate spike: 10%"}},
        example{{{"baseline", "<1%"}}, {"Baseline: <1%"}},
        example{{{"p95", "5s"}}, {"Latency: p95 reached 5s"}},
        example{{{"p50", "..5s"}}, {"Latency: p50 reached 5s"}},
        example{{{"p999", "1s.."}}, {"Latency: p999 reached 1s"}},
        example{{{"p90", "1s .. 2s"}}, {"Latency increase: p90 went from 1s to 2s"}},
        example{{{"lost_orders", "3"}, {"Region", "eu"}}, {"Lost orders: 3", "Region: eu"}},
        example{{}, {}}
    );
    CHECK(service_impact(wanted.told) == wanted.sentences);
}

TEST_CASE("free figures follow the known ones in the order told") {
    CHECK(
        service_impact(figures{{"zeta", "1"}, {"alpha", "2"}, {"requests", "5%"}}) ==
        texts{"Service degradation: 5% of requests affected", "Zeta: 1", "Alpha: 2"}
    );
}

TEST_CASE("what customers noticed counts in the singular and the plural") {
    CHECK(
        customer_impact(figures{{"revenue", "$44674"}, {"tickets", "77"}, {"errors", "1226"}}) ==
        texts{
            "1226 customer-facing errors",
            "77 support tickets created",
            "Estimated revenue impact: $44674"}
    );
    CHECK(
        customer_impact(figures{{"tickets", "1"}, {"errors", "1"}}) ==
        texts{"1 customer-facing error", "1 support ticket created"}
    );
}
