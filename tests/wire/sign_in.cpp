// Who is let in, and who is not.
#include "bot/platforms/console/sign_in.hpp"

#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

#include <fstream>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple";

void with_password(configuration& config) {
    config.console.password.emplace(password);
}

http_response try_sign_in(world& w, const std::string& body, http_headers headers = {}) {
    return w.ask("POST", "/api/sign-in", std::move(headers), body);
}

json error_of(const http_response& got) {
    return json::parse(got.body);
}

result<std::shared_ptr<websocket>> knock(world& w, http_headers headers) {
    return w.open_socket(std::move(headers));
}

std::string key_of(const world& w) {
    std::ifstream in(w.where().key, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a name signs in, and its cookie says who it is", "[wire]") {
    world w;
    const auto got = try_sign_in(w, R"({"name":" ana.k "})");

    REQUIRE(got.status == 200);
    CHECK(json::parse(got.body) == json{{"name", "ana.k"}});
    const std::string cookie = *got.header("Set-Cookie");
    CHECK(cookie.find("HttpOnly") != cookie.npos);
    CHECK(cookie.find("SameSite=Strict") != cookie.npos);
    CHECK(cookie.find("Secure") == cookie.npos);
    const auto me = w.ask("GET", "/api/me", {{"Cookie", cookie.substr(0, cookie.find(';'))}});
    CHECK(me.status == 200);
    CHECK(json::parse(me.body) == json{{"name", "ana.k"}});
}

TEST_CASE("names that could be taken for something else are not let in", "[wire]") {
    world w;
    const std::string forty(40, 'a');
    const struct {
        json name;
        bool good;
    } cases[] = {
        {"ana", true},        {"Jürgen", true},
        {forty, true},        {forty + "a", false},
        {"", false},          {"   ", false},
        {"an a", false},      {"an\u00a0a", false},
        {"ana\u200b", false}, {"\u202eana", false},
        {"ana\ufeff", false}, {"ana\U000e0041", false},
        {"\u674e", true},     {"\u0430\u043d\u043d\u0430", true},
        {"ana\nlead", false}, {"@ana", false},
        {"ana|bob", false},   {"<b>", false},
        {"ana;x=1", false},   {"scribe", false},
        {"Scribe", false},    {7, false},
        {nullptr, false},
    };
    for (const auto& one : cases) {
        INFO(one.name.dump());
        const auto got = try_sign_in(w, json{{"name", one.name}}.dump());
        CHECK(got.status == (one.good ? 200 : 400));
        CHECK((got.header("Set-Cookie") != nullptr) == one.good);
        if (!one.good) CHECK_FALSE(error_of(got)["error"].get<std::string>().empty());
    }
}

TEST_CASE("a sign-in that is no JSON object is refused with a sentence", "[wire]") {
    world w;
    for (const auto* body : {"", "name=ana", "[]", "{\"name\":", "\"ana\"", "{}"}) {
        INFO(body);
        const auto got = try_sign_in(w, body);
        CHECK(got.status == 400);
        CHECK_FALSE(error_of(got)["error"].get<std::string>().empty());
    }
}

TEST_CASE("the right password lets in, any other does not", "[wire]") {
    world w(with_password);
    const auto asked = w.ask("GET", "/api/me");
    CHECK(asked.status == 401);
    CHECK(json::parse(asked.body)["password"] == true);

    const struct {
        json body;
        int status;
    } cases[] = {
        {{{"name", "ana"}, {"password", password}}, 200},
        {{{"name", "ana"}, {"password", "wrong"}}, 401},
        {{{"name", "ana"}}, 401},
        {{{"name", ""}, {"password", "wrong"}}, 401},
        {{{"name", ""}, {"password", password}}, 400},
    };
    for (const auto& one : cases) {
        INFO(one.body.dump());
        const auto got = try_sign_in(w, one.body.dump());
        CHECK(got.status == one.status);
        CHECK((got.header("Set-Cookie") != nullptr) == (one.status == 200));
    }
}

TEST_CASE("a cookie counts only as it was made, for thirty days", "[wire]") {
    world w;
    const auto cookie = w.sign_in("ana");
    const auto status_with = [&](const std::string& one) {
        return w.ask("GET", "/api/me", {{"Cookie", one}}).status;
    };
    REQUIRE(status_with(cookie) == 200);

    auto other_name = cookie;
    other_name.replace(other_name.find("ana"), 3, "bob");
    auto other_seal = cookie;
    other_seal.back() = other_seal.back() == '0' ? '1' : '0';
    const console::sign_in stranger(std::string(32, 'k'), std::nullopt, false);
    const auto forged = stranger.cookie_for({"ana", "ana"}, w.now());
    for (const auto& one :
         {other_name,
          other_seal,
          forged,
          std::string("scribe=ana"),
          std::string("scribe=|||"),
          std::string("scribe="),
          cookie.substr(0, cookie.rfind('|'))}) {
        INFO(one);
        CHECK(status_with(one) == 401);
    }

    w.advance(std::chrono::days(30));
    CHECK(status_with(cookie) == 200);
    w.advance(1s);
    CHECK(status_with(cookie) == 401);
}

TEST_CASE("a restart signs nobody out, another password everybody", "[wire]") {
    world w;
    const auto cookie = w.sign_in("ana");
    w.restart();
    CHECK(w.ask("GET", "/api/me", {{"Cookie", cookie}}).status == 200);

    const console::sign_in before(key_of(w), "old", false);
    const console::sign_in after(key_of(w), "new", false);
    const auto old_cookie = before.cookie_for({"ana", "ana"}, w.now());
    CHECK(before.who(old_cookie, w.now()));
    CHECK_FALSE(after.who(old_cookie, w.now()));
}

TEST_CASE("signing out takes the cookie away", "[wire]") {
    world w;
    const auto got = w.ask("POST", "/api/sign-out", {{"Cookie", w.sign_in("ana")}});
    CHECK(got.status == 204);
    CHECK(got.header("Set-Cookie")->find("Max-Age=0") != std::string::npos);
}

TEST_CASE("a socket is for those who signed in", "[wire]") {
    world w;
    auto cookie = w.sign_in("ana");
    CHECK(knock(w, {{"Cookie", cookie}}));
    CHECK(knock(w, {{"Cookie", "other=1; " + cookie}}));
    for (const auto& wrong : {std::string("scribe=ana|0|00"), cookie + "0"}) {
        const auto refused = knock(w, {{"Cookie", wrong}});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == errc::forbidden);
    }
    const auto nobody = knock(w, {});
    REQUIRE_FALSE(nobody);
    CHECK(nobody.error().code == errc::forbidden);
}

TEST_CASE("only our own pages and those allowed speak for the person", "[wire]") {
    world w([](configuration& config) {
        config.console.allowed_origins = {"https://wiki.example.org"};
        config.console.public_url = "https://chat.example.org";
    });
    const auto cookie = w.sign_in("ana");
    const struct {
        std::string origin;
        bool good;
    } cases[] = {
        {w.address(), true},
        {"https://wiki.example.org", true},
        {"https://chat.example.org", true},
        {"https://evil.example.org", false},
        {"https://wiki.example.org.evil.example", false},
        {"http://wiki.example.org", false},
        {"https://" + w.host(), false},
        {"http://127.0.0.1", false},
        {"null", false},
        {"", false},
    };
    for (const auto& one : cases) {
        INFO(one.origin);
        const auto opened = knock(w, {{"Cookie", cookie}, {"Origin", one.origin}});
        CHECK(opened.has_value() == one.good);
        const auto signs_in = try_sign_in(w, R"({"name":"ana"})", {{"Origin", one.origin}});
        CHECK(signs_in.status == (one.good ? 200 : 403));
        const auto uploads = w.ask(
            "POST", "/api/files?name=a.txt", {{"Cookie", cookie}, {"Origin", one.origin}}, "text"
        );
        CHECK(uploads.status == (one.good ? 200 : 403));
        const auto leaves = w.ask("POST", "/api/sign-out", {{"Origin", one.origin}});
        CHECK(leaves.status == (one.good ? 204 : 403));
    }
}

TEST_CASE("without a password no other name for this machine leads in", "[wire]") {
    const struct {
        std::string host;
        bool open, shut;  // without and with a password
    } cases[] = {
        {"localhost:80", true, true},
        {"127.0.0.1:80", true, true},
        {"127.8.8.8", true, true},
        {"[::1]:80", true, true},
        {"rebound.example.org", false, true},
        {"127.0.0.1.rebound.example.org", false, true},
        {"localhost.rebound.example.org", false, true},
        {"127.rebound.example.org", false, true},
    };
    world open;
    world shut(with_password);
    const auto body = json{{"name", "ana"}, {"password", password}}.dump();
    for (const auto& one : cases) {
        INFO(one.host);
        const auto request =
            "POST /api/sign-in HTTP/1.1\r\nConnection: close\r\nHost: " + one.host +
            "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        CHECK(open.exchange(request).starts_with(one.open ? "HTTP/1.1 200" : "HTTP/1.1 403"));
        CHECK(shut.exchange(request).starts_with(one.shut ? "HTTP/1.1 200" : "HTTP/1.1 403"));
    }
}

}  // namespace bot::test
