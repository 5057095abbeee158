#include "bot/net/url.hpp"

#include "bot/net/cookies.hpp"
#include "bot/net/path_pattern.hpp"

#include <catch2/catch.hpp>

using namespace bot;

TEST_CASE("percent escapes are decoded, broken ones are not", "[net]") {
    CHECK(percent_decode("a%20b%2Fc") == "a b/c");
    CHECK(percent_decode("a+b") == "a+b");
    CHECK(percent_decode("a+b", true) == "a b");
    for (const auto* bad : {"%", "%2", "%zz", "a%2", "%-1", "% 1"}) {
        INFO(bad);
        CHECK_FALSE(percent_decode(bad));
    }
    CHECK(percent_encode("a b/ü") == "a%20b%2F%C3%BC");
    CHECK(
        percent_decode(percent_encode("any / th?ng = \xF0\x9F\x94\xA5")) ==
        "any / th?ng = \xF0\x9F\x94\xA5"
    );
}

TEST_CASE("a path cannot leave its place", "[net]") {
    CHECK(decode_path("/a/b%20c/") == "/a/b c/");
    CHECK(decode_path("/...") == "/...");
    CHECK(decode_path("/%C3%BC") == "/ü");
    for (const auto* bad :
         {"/..",    "/../etc", "/a/../b", "/a/..",  "/%2e%2e/x",      "/%2E./x",    "/.%2e",
          "/./x",   "/%2e/x",  "/a%2fb",  "/a%2Fb", "/a%5Cb",         "/a\\b",      "/%00",
          "/a%00b", "/a%0ab",  "/a%7f",   "/%ff",   "/%c0%ae%c0%ae/", "/%e0%80%af", "/%",
          "/%1"}) {
        INFO(bad);
        CHECK_FALSE(decode_path(bad));
    }
}

TEST_CASE("a query keeps its order and refuses what is no text", "[net]") {
    const auto query = parse_query("b=2&a=1&b=3&c&=d&&e=%3D");
    REQUIRE(query);
    CHECK(
        *query == query_pairs{{"b", "2"}, {"a", "1"}, {"b", "3"}, {"c", ""}, {"", "d"}, {"e", "="}}
    );
    for (const auto* bad : {"a=%", "%=a", "a=%00", "a=%ff"}) {
        INFO(bad);
        CHECK_FALSE(parse_query(bad));
    }
}

TEST_CASE("an address is taken apart", "[net]") {
    struct good {
        const char* text;
        const char* host;
        std::uint16_t port;
        const char* target;
        const char* authority;
    };
    for (const auto& [text, host, port, target, authority] : {
             good{"http://h", "h", 80, "/", "h"},
             good{
                 "HTTPS://Host.Example:8443/a?b#c",
                 "host.example",
                 8443,
                 "/a?b",
                 "host.example:8443"},
             good{"wss://h?x=1", "h", 443, "/?x=1", "h"},
             good{"ws://[::1]:9/x", "::1", 9, "/x", "[::1]:9"},
             good{"http://127.0.0.1:80/", "127.0.0.1", 80, "/", "127.0.0.1"},
         }) {
        INFO(text);
        const auto made = parse_url(text);
        REQUIRE(made);
        CHECK(made->host == host);
        CHECK(made->port == port);
        CHECK(made->target == target);
        CHECK(made->authority() == authority);
    }
    CHECK(parse_url("wss://h/link?ticket=secret")->shown() == "wss://h/link");
}

TEST_CASE("an address that is none is refused without repeating it", "[net]") {
    for (const auto* bad :
         {"",
          "h",
          "//h/",
          "ftp://h/",
          "http://",
          "http:///x",
          "http://h:0/",
          "http://h:65536/",
          "http://h:/",
          "http://h:8x/",
          "http://user:hunter2@h/",
          "http://h /",
          "http://h/\r\nX: y",
          "http://[::1/",
          "http://[::1]x/",
          "http://h\\x/",
          "http://h,i/",
          "http://\xC3\xBC/"}) {
        INFO(bad);
        const auto made = parse_url(bad);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == errc::invalid);
        CHECK(made.error().detail.find("hunter2") == std::string::npos);
    }
}

TEST_CASE("cookies come in order and a doubled one is nobody's", "[net]") {
    const auto cookies = parse_cookies("a=1;b=\"two\" ; =x; novalue; c=3=4; a=5");
    CHECK(cookies.size() == 4);
    CHECK(*find_cookie(cookies, "b") == "two");
    CHECK(*find_cookie(cookies, "c") == "3=4");
    CHECK(find_cookie(cookies, "a") == nullptr);
    CHECK(find_cookie(cookies, "z") == nullptr);
}

TEST_CASE("a pattern matches whole segments", "[net]") {
    struct row {
        const char* pattern;
        const char* path;
        const char* parameters;  // "-" for no match
    };
    for (const auto& [pattern, path, parameters] : {
             row{"/", "/", ""},
             row{"/", "/x", "-"},
             row{"/a/b", "/a/b", ""},
             row{"/a/b", "/a/b/", "-"},
             row{"/a/b", "/a", "-"},
             row{"/incidents/{id}/rca", "/incidents/7/rca", "id=7;"},
             row{"/incidents/{id}/rca", "/incidents//rca", "-"},
             row{"/incidents/{id}", "/incidents/7/x", "-"},
             row{"/files/{path...}", "/files/a/b", "path=a/b;"},
             row{"/files/{path...}", "/files/", "path=;"},
             row{"/files/{path...}", "/files", "-"},
             row{"/{a}/{b}", "/x/y", "a=x;b=y;"},
         }) {
        INFO(pattern << " " << path);
        std::string found = "-";
        if (const auto matched = path_pattern(pattern).match(path)) {
            found.clear();
            for (const auto& [name, value] : *matched) found += name + "=" + value + ";";
        }
        CHECK(found == parameters);
    }
}
