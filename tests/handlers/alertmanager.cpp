// Alertmanager's payloads: what is taken from good ones, what is wrong with bad ones.
#include "handlers/alerts/alertmanager.hpp"

#include "handlers/alerts/alerts.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace bot;

namespace {

std::string body(const std::string& alerts) {
    return R"({"version":"4","status":"firing","alerts":[)" + alerts + "]}";
}

// A good alert, with one thing in it replaced.
std::string alert(const std::string& what = "", const std::string& with = "") {
    std::string good =
        R"({"status":"firing","labels":{"alertname":"HighErrorRate","service":"checkout","severity":"critical"},)"
        R"("annotations":{"summary":"5xx is 12%"},"startsAt":"2025-09-27T19:03:00Z",)"
        R"("endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p/graph","fingerprint":"2ef1"})";
    if (!what.empty()) {
        const auto at = good.find(what);
        REQUIRE(at != good.npos);
        good.replace(at, what.size(), with);
    }
    return good;
}

alert_notice first_of(const std::string& payload) {
    const auto decoded = decode_alertmanager("prod", payload);
    INFO(payload);
    REQUIRE(decoded);
    REQUIRE(!decoded->empty());
    return decoded->front();
}

}  // namespace

TEST_CASE("what matters of an alert is taken as it was told") {
    const auto told = first_of(body(alert()));

    CHECK(told.source == "prod");
    CHECK(told.name == "HighErrorRate");
    CHECK(told.service == "checkout");
    CHECK(told.severity == "critical");
    CHECK(told.summary == "5xx is 12%");
    CHECK(told.link == "http://p/graph");
    CHECK(told.fingerprint == "2ef1");
    CHECK(told.firing);
    CHECK(format_rfc3339(told.starts_at) == "2025-09-27T19:03:00Z");
    CHECK_FALSE(told.ends_at);
}

TEST_CASE("a whole delivery is read, whatever stands round its alerts") {
    const auto whole =
        R"({"receiver":"bot","status":"firing","alerts":[)" + alert() + "," +
        alert("\"firing\"", "\"resolved\"") +
        R"(],"groupLabels":{"alertname":"HighErrorRate"},"commonLabels":{},"commonAnnotations":{},)"
        R"("externalURL":"http://a","version":"4","groupKey":"{}:{x=\"y\"}","truncatedAlerts":0})";

    const auto decoded = decode_alertmanager("prod", whole);

    REQUIRE(decoded);
    REQUIRE(decoded->size() == 2);
    CHECK((*decoded)[0].firing);
    CHECK_FALSE((*decoded)[1].firing);
}

TEST_CASE("an alert that is over has its end") {
    const auto told = first_of(body(alert(
        R"("status":"firing")", R"("status":"resolved","endsAt":"2025-09-27T19:05:00.5Z","x":1)"
    )));

    CHECK_FALSE(told.firing);
    REQUIRE(told.ends_at);
}

TEST_CASE("what is left out or oddly filled has a stand-in") {
    CHECK(first_of(body(alert(R"("alertname":"HighErrorRate",)"))).name == "unnamed alert");
    CHECK(first_of(body(alert(R"("service":"checkout")", R"("app":"shop")"))).service == "shop");
    CHECK(first_of(body(alert(R"("service":"checkout")", R"("job":"node")"))).service == "node");
    CHECK(first_of(body(alert(R"("service":"checkout",)"))).service.empty());
    CHECK(first_of(body(alert(R"("service":"checkout")", R"("service":7)"))).service.empty());
    CHECK(first_of(body(alert(R"("summary")", R"("description")"))).summary == "5xx is 12%");
    CHECK(first_of(body(alert(R"({"summary":"5xx is 12%"})", "null"))).summary.empty());
    CHECK(first_of(body(alert(R"("2ef1")", "17"))).fingerprint.empty());
    CHECK(first_of(body(alert("5xx is 12%", std::string(5000, 'x')))).summary.size() <= 2000);
}

TEST_CASE("a secret in an alert is masked") {
    const auto told = first_of(body(alert("5xx is 12%", "key AKIAIOSFODNN7EXAMPLE leaked")));

    CHECK(told.summary == "key [masked: aws-access-key] leaked");
}

TEST_CASE("a malformed payload is refused by what is wrong in it, and never by a throw") {
    struct mistake {
        std::string payload, wanted;
    };
    const std::string not_json = "the body is not JSON; Alertmanager's webhook payload is expected";
    const std::string not_object =
        "the body is not an object; Alertmanager's webhook payload is expected";
    const std::string no_alerts =
        "'alerts' is missing or empty; Alertmanager's webhook payload has a list there";
    const auto wrong = GENERATE_COPY(
        mistake{"", not_json},
        mistake{"{", not_json},
        mistake{"hello", not_json},
        mistake{"{\"alerts\":[\"\xFF\"]}", not_json},
        mistake{body(alert()) + "x", not_json},
        mistake{"[]", not_object},
        mistake{"null", not_object},
        mistake{"7", not_object},
        mistake{"{}", no_alerts},
        mistake{R"({"alerts":null})", no_alerts},
        mistake{R"({"alerts":{}})", no_alerts},
        mistake{R"({"alerts":[]})", no_alerts},
        mistake{R"({"alerts":"x"})", no_alerts},
        mistake{body("7"), "alerts[0] is not an object"},
        mistake{body(alert() + ",null"), "alerts[1] is not an object"},
        mistake{body("{}"), "alerts[0].status is ''; 'firing' or 'resolved' is expected"},
        mistake{
            body(alert(R"("status":"firing")", R"("status":"on")")),
            "alerts[0].status is 'on'; 'firing' or 'resolved' is expected"},
        mistake{
            body(alert(R"("status":"firing")", R"("status":7)")),
            "alerts[0].status is ''; 'firing' or 'resolved' is expected"},
        mistake{
            body(alert(R"("status":"firing")", R"("status":null)")),
            "alerts[0].status is ''; 'firing' or 'resolved' is expected"},
        mistake{
            body(alert(R"("startsAt":"2025-09-27T19:03:00Z",)")),
            "alerts[0].startsAt is missing; an RFC 3339 time is expected"},
        mistake{
            body(alert(R"("2025-09-27T19:03:00Z")", "1758999780")),
            "alerts[0].startsAt is missing; an RFC 3339 time is expected"},
        mistake{body(alert(R"("2025-09-27T19:03:00Z")", R"("soon")")), "alerts[0].startsAt: "},
        mistake{
            body(alert() + "," + alert(R"("2025-09-27T19:03:00Z")", R"("")")),
            "alerts[1].startsAt: "},
        mistake{
            body(
                alert(R"("status":"firing")", R"("status":"resolved")")
                    .replace(0, 0, "")
                    .substr(0, 0) +
                R"({"status":"resolved","startsAt":"2025-09-27T19:03:00Z"})"
            ),
            "alerts[0].endsAt is missing; an RFC 3339 time is expected"},
        mistake{
            "{\"alerts\":" + std::string(100, '[') + std::string(100, ']') + "}",
            "the body is nested deeper than 32 levels"},
        mistake{"{\"alerts\":" + std::string(200'000, '['), "the body is"}
    );
    INFO(wrong.payload.substr(0, 300));

    const auto decoded = decode_alertmanager("prod", wrong.payload);

    REQUIRE_FALSE(decoded);
    CHECK_THAT(decoded.error().detail, Catch::StartsWith(wrong.wanted));
}

TEST_CASE("more alerts than anybody can read are refused") {
    std::string many = alert();
    for (int i = 0; i < 10'000; ++i) many += "," + alert();

    const auto decoded = decode_alertmanager("prod", body(many));

    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().detail == "more than 10000 alerts in one payload");
}

TEST_CASE("one delivery is one inbound for each service, with keys of their own") {
    const auto payload =
        body(alert() + "," + alert("checkout", "orders") + "," + alert("HighErrorRate", "Slow"));

    const auto split = alert_inbounds({"alertmanager", "prod", payload, "k", instant{}});

    REQUIRE(split);
    REQUIRE(split->size() == 2);
    CHECK((*split)[0].key == "k:0");
    CHECK((*split)[1].key == "k:1");
    CHECK(std::get<in_alert>((*split)[0].what).alerts.size() == 2);
    CHECK(std::get<in_alert>((*split)[1].what).alerts[0].service == "orders");
    const auto unknown = alert_inbounds({"pingdom", "prod", payload, "k", instant{}});
    REQUIRE_FALSE(unknown);
    CHECK(
        unknown.error().detail == "'pingdom' is not a kind of alert source; there is: alertmanager"
    );
}
