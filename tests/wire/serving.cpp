// What other machines talk to: alerts, health; and what every response carries.
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

namespace bot::test {
namespace {

void with_sources(configuration& config) {
    alert_source_settings guarded;
    guarded.name = "production";
    guarded.token.emplace("t0ken");
    alert_source_settings open;
    open.name = "lab";
    config.alerts = {guarded, open};
}

std::string alert(const std::string& name, const std::string& service, bool firing = true) {
    return json{
        {"version", "4"},
        {"status", firing ? "firing" : "resolved"},
        {"alerts",
         {{{"status", firing ? "firing" : "resolved"},
           {"labels", {{"alertname", name}, {"service", service}}},
           {"annotations", {{"summary", name + " is high"}}},
           {"startsAt", "2026-03-02T08:58:00Z"},
           {"endsAt", firing ? "0001-01-01T00:00:00Z" : "2026-03-02T09:10:00Z"},
           {"fingerprint", "abc"}}}}}
        .dump();
}

http_response tell(
    world& w, const std::string& source, const std::string& authorization, const std::string& body
) {
    http_headers headers;
    if (!authorization.empty()) headers.add("Authorization", authorization);
    return w.ask("POST", "/alerts/" + source, headers, body);
}

const std::string bearer = "Bearer t0ken";

bool has_row(const json& incident, const std::string& kind, const std::string& words) {
    for (const auto& row : incident["timeline"])
        if (row["kind"] == kind && row["html"].get<std::string>().find(words) != std::string::npos)
            return true;
    return false;
}

}  // namespace

TEST_CASE("alerts need the token of their source, and nothing tells sources apart", "[wire]") {
    world w(with_sources);
    const auto body = alert("ErrorRate", "checkout");
    const auto refused = tell(w, "production", "", body);
    CHECK(refused.status == 401);
    CHECK(refused.header("WWW-Authenticate"));
    const struct {
        std::string source, authorization;
        int status;
    } cases[] = {
        {"production", bearer, 200},
        {"production", "Basic dXNlcjp0MGtlbg==", 200},  // user:t0ken
        {"lab", "", 200},
        {"production", "Bearer wrong", 401},
        {"production", "Bearer ", 401},
        {"production", "t0ken", 401},
        {"production", "Basic dXNlcjp3cm9uZw==", 401},
        {"production", "Basic ***", 401},
        {"unknown", bearer, 401},
        {"unknown", "", 401},
    };
    for (const auto& one : cases) {
        INFO(one.source << " " << one.authorization);
        const auto got = tell(w, one.source, one.authorization, body);
        CHECK(got.status == one.status);
        if (one.status == 401) CHECK(got.body == refused.body);
    }
}

TEST_CASE("what is no alert is refused with the reason", "[wire]") {
    world w(with_sources);
    const struct {
        std::string body, says;
    } cases[] = {
        {"", "JSON"},
        {"alert!", "JSON"},
        {"[]", "object"},
        {"{}", "'alerts'"},
        {R"({"alerts":[]})", "'alerts'"},
        {R"({"alerts":[7]})", ""},
        {R"({"alerts":[{"status":"firing"}]})", "startsAt"},
        {R"({"alerts":[{"status":"firing","startsAt":"yesterday"}]})", "startsAt"},
        {std::string(200, '[') + std::string(200, ']'), "nested"},
    };
    for (const auto& one : cases) {
        INFO(one.body.substr(0, 60));
        const auto got = tell(w, "production", bearer, one.body);
        INFO(got.body);
        CHECK(got.status == 400);
        CHECK(
            json::parse(got.body)["error"].get<std::string>().find(one.says) != std::string::npos
        );
    }
}

TEST_CASE("an alert of an open incident's service becomes a row of it", "[wire]") {
    world w(with_sources);
    auto ana = w.open("ana");
    const auto room = ana.declare("P1 Checkout is down service=checkout");

    REQUIRE(tell(w, "production", bearer, alert("ErrorRate", "checkout")).status == 200);
    ana.settle();

    auto incident = ana.ask({{"do", "incident"}, {"id", 1}})["incident"];
    CHECK(has_row(incident, "alert", "ErrorRate"));
    const auto rows = incident["timeline"].size();
    CHECK(ana.open_room(room).dump().find("**Alert** ErrorRate") != std::string::npos);

    w.advance(milliseconds(60'000));
    REQUIRE(tell(w, "production", bearer, alert("ErrorRate", "checkout")).status == 200);
    REQUIRE(tell(w, "production", bearer, alert("ErrorRate", "checkout", false)).status == 200);
    REQUIRE(tell(w, "production", bearer, alert("Disk", "billing")).status == 200);
    ana.settle();
    incident = ana.ask({{"do", "incident"}, {"id", 1}})["incident"];
    CHECK(incident["timeline"].size() == rows);
}

TEST_CASE("an alert that came first waits for the incident, over a restart", "[wire]") {
    world w(with_sources);
    REQUIRE(tell(w, "production", bearer, alert("ErrorRate", "checkout")).status == 200);
    w.cut();
    w.start();
    auto ana = w.open("ana");

    ana.declare("P1 Checkout is down service=checkout");

    const auto incident = ana.ask({{"do", "incident"}, {"id", 1}})["incident"];
    CHECK(has_row(incident, "alert", "ErrorRate"));
    REQUIRE(incident["milestones"].size() > 0);
    CHECK(incident["milestones"][0]["name"] == "detected");
    CHECK(incident["milestones"][0]["at"] == "2026-03-02T08:58:00Z");
    CHECK(incident["milestones"][0]["source"] == "alert");
}

TEST_CASE("probes are answered without signing in", "[wire]") {
    world w;
    for (const auto* path : {"/healthz", "/readyz"}) {
        INFO(path);
        CHECK(w.ask("GET", path).status == 200);
        CHECK(w.ask("HEAD", path).status == 200);
        CHECK(w.ask("POST", path).status == 405);
    }
}

TEST_CASE("every response forbids what the page does not need", "[wire]") {
    world w(with_sources);
    const auto cookie = w.sign_in("ana");
    const std::string requests[] = {
        "GET / HTTP/1.1\r\nHost: localhost\r\n",
        "GET /console/main.js HTTP/1.1\r\nHost: localhost\r\n",
        "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n",
        "DELETE / HTTP/1.1\r\nHost: localhost\r\n",
        "GET /api/me HTTP/1.1\r\nHost: localhost\r\n",
        "GET /api/me HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
        "POST /alerts/production HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n",
        "POST /api/files?name=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n",
        "GET /api/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "GET / HTTP/1.1\r\n",
        "nonsense\r\n",
    };
    const std::string headers[] = {
        "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; ",
        "frame-ancestors 'none'",
        "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: no-referrer\r\n",
        "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
        "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
    };
    for (const auto& request : requests) {
        INFO(request);
        const bool upgrade = request.find("Upgrade") != std::string::npos;
        const auto got = w.exchange(
            request + (upgrade ? "Connection: Upgrade" : "Connection: close") + "\r\n\r\n"
        );
        INFO(got.substr(0, got.find("\r\n\r\n")));
        REQUIRE(got.starts_with("HTTP/1.1 "));
        for (const auto& header : headers) CHECK(got.find(header) != std::string::npos);
        CHECK(got.find("unsafe-") == std::string::npos);
        CHECK(got.find("\r\nServer:") == std::string::npos);
    }
}

TEST_CASE("the page brings no inline script and no inline style", "[wire]") {
    world w;
    const auto page = w.ask("GET", "/");
    CHECK(page.status == 200);
    CHECK(page.header("Content-Type")->starts_with("text/html"));
    CHECK(page.body.find(" style=") == std::string::npos);
    CHECK(page.body.find("<style") == std::string::npos);
    CHECK(page.body.find("onclick=") == std::string::npos);
    for (auto at = page.body.find("<script"); at != std::string::npos;
         at = page.body.find("<script", at + 1))
        CHECK(page.body.substr(at, page.body.find('>', at) - at).find("src=") != std::string::npos);
}

TEST_CASE(
    "F58 nothing that comes in writes a second line into the log or paints it", "[wire][faults]"
) {
    CHECK(
        plain_words_of("alerts: a\n2026-03-02T09:00:00Z info all is well") ==
        "alerts: a\\n2026-03-02T09:00:00Z info all is well"
    );
    CHECK(plain_words_of("\x1b[31mred") == "\\x1b[31mred");
    const std::string key = "AKIAIOSFODNN7EXAMPLQ";
    CHECK(plain_words_of("key " + key + "\n").find(key) == std::string::npos);
    CHECK(
        plain_words_of("slack: connection 1 is ready, for about 18060 s") ==
        "slack: connection 1 is ready, for about 18060 s"
    );
}

}  // namespace bot::test
