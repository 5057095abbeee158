// Alerts: before and after the declaration, repeated, ended, several in one delivery.
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace bot;
using test::house;
using words = std::vector<std::string>;

namespace {

std::string alert(
    const std::string& service,
    const std::string& status,
    const std::string& starts,
    const std::string& name = "HighErrorRate",
    const std::string& ends = "0001-01-01T00:00:00Z"
) {
    return R"({"status":")" + status + R"(","labels":{"alertname":")" + name + R"(")" +
           (service.empty() ? "" : R"(,"service":")" + service + R"(")") +
           R"(},"annotations":{"summary":"5xx is 12%"},"startsAt":")" + starts + R"(","endsAt":")" +
           ends + R"(","fingerprint":"f1"})";
}
std::string body(const std::string& alerts) {
    return R"({"version":"4","status":"firing","alerts":[)" + alerts + "]}";
}
const std::string at_1903 = "2025-09-27T19:03:00Z";

}  // namespace

TEST_CASE("an alert that came before the declaration detects the incident of its service") {
    house in;
    in.alert(body(alert("checkout", "firing", at_1903)));
    in.go_to("19:06:00");

    in.declare("P2 Cards refused in checkout");

    CHECK(
        in.table() == words{"19:03 Monitoring alert triggered", "19:03 HighErrorRate: 5xx is 12%"}
    );
    CHECK(in.about().reached(milestone::detected)->from == source::alert);
    in.declare("P2 Cards refused in checkout");
    CHECK(in.table(2).empty());
}

TEST_CASE("an alert of another service, of none, or of the day before yesterday detects nothing") {
    const auto told = GENERATE(
        alert("orders", "firing", at_1903),
        alert("", "firing", at_1903),
        alert(
            "checkout", "resolved", "2025-09-25T19:03:00Z", "HighErrorRate", "2025-09-25T19:05:00Z"
        )
    );
    house in;
    in.alert(body(told));

    in.declare("P2 Cards refused in checkout");

    CHECK(in.table().empty());
}

TEST_CASE("an alert of no service waits for nobody's incident") {
    house in;
    in.alert(body(alert("", "firing", at_1903)));

    in.declare("P2 Something is wrong");

    CHECK(in.table().empty());
}

TEST_CASE("an alert during the incident is a row and is told in the room") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.heard();
    in.go_to("19:10:00");

    in.alert(body(alert("checkout", "firing", "2025-09-27T19:09:30Z")));

    const auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].where == "inc-1-cards-refused");
    CHECK(heard[0].text == "**Alert** HighErrorRate: 5xx is 12%, since 2025-09-27 19:09 UTC");
    CHECK(in.table() == words{"19:09 HighErrorRate: 5xx is 12%"});
    CHECK_FALSE(in.about().reached(milestone::detected));
}

TEST_CASE("an alert that began before the declaration detects it even when it comes later") {
    house in;
    in.declare("P2 Cards refused in checkout");

    in.alert(body(alert("checkout", "firing", at_1903)));

    CHECK(format_hhmm(in.about().reached(milestone::detected)->at) == "19:03");
}

TEST_CASE("a repeated alert is one row with a count, and the room is told once") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.alert(body(alert("checkout", "firing", at_1903)), "one");
    in.heard();

    in.alert(body(alert("checkout", "firing", at_1903)), "two");
    in.alert(body(alert("checkout", "firing", at_1903)), "two");

    CHECK(in.table().back() == "19:03 HighErrorRate: 5xx is 12% (×2)");
    CHECK(in.heard().empty());
}

TEST_CASE("the end of an alert is told in the room, once") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.alert(body(alert("checkout", "firing", at_1903)));
    in.heard();
    in.go_to("19:20:00");
    const auto ended =
        body(alert("checkout", "resolved", at_1903, "HighErrorRate", "2025-09-27T19:19:00Z"));

    in.alert(ended);
    in.alert(ended);

    const auto heard = in.heard();
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].text == "**Alert over** HighErrorRate: 5xx is 12%, ended 2025-09-27 19:19 UTC");
    CHECK(in.table().back() == "19:03 HighErrorRate: 5xx is 12%");
    in.go_to("19:30:00");
    in.alert(body(alert("checkout", "firing", "2025-09-27T19:29:00Z")));
    CHECK(in.table().back() == "19:29 HighErrorRate: 5xx is 12%");
}

TEST_CASE("an end without a beginning is no row") {
    house in;
    in.declare("P2 Cards refused in checkout");

    in.alert(body(alert("checkout", "resolved", at_1903, "HighErrorRate", at_1903)));

    CHECK(in.table().empty());
}

TEST_CASE("several services in one delivery reach each its own incident") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.declare("P2 Orders lost in orders");

    in.alert(body(
        alert("checkout", "firing", "2025-09-27T19:04:30Z") + "," +
        alert("orders", "firing", "2025-09-27T19:04:40Z", "Backlog") + "," +
        alert("checkout", "firing", "2025-09-27T19:04:50Z", "SlowCards")
    ));

    CHECK(in.table(1).size() == 2);
    CHECK(in.table(2) == words{"19:04 Backlog: 5xx is 12%"});
}

TEST_CASE("after the resolution an alert waits for the next incident") {
    house in;
    in.declare("P2 Cards refused in checkout");
    in.type("dana", "resolve");
    in.go_to("19:30:00");

    in.alert(body(alert("checkout", "firing", "2025-09-27T19:29:00Z")));
    CHECK(in.table(1) == words{"19:04 Incident resolved"});
    in.declare("P2 Cards refused again in checkout");

    CHECK(in.table(2).size() == 2);
}
