#include "config/checks.hpp"
#include "tests/config/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using bot::test::temp_folder;

}  // namespace

TEST_CASE("durations are read in minutes") {
    struct row {
        std::string_view words;
        std::chrono::minutes span;
    };
    const auto r = GENERATE(values<row>(
        {{"1m", 1min},
         {"30m", 30min},
         {"90m", 90min},
         {"1h", 1h},
         {"1h30m", 90min},
         {"24h", 24h},
         {"1440m", 24h},
         {"off", 0min}}
    ));
    CHECK(bot::to_update_every(r.words).value() == r.span);
}

TEST_CASE("what is no duration is refused") {
    for (const std::string_view words :
         {"",
          "0m",
          "0",
          "30",
          "m",
          "1h30",
          "30m1h",
          "1h1h",
          "1d",
          "-5m",
          "1.5h",
          " 1h",
          "25h",
          "1441m",
          "999999999999h",
          "Off",
          "1H"}) {
        INFO(words);
        CHECK_FALSE(bot::to_update_every(words).has_value());
    }
}

TEST_CASE("loopback is what no other machine can reach") {
    for (const std::string_view listen :
         {"127.0.0.1:80",
          "127.8.9.1:80",
          "localhost:80",
          "LocalHost:80",
          "[::1]:80",
          "[0:0:0:0:0:0:0:1]:80",
          "[::ffff:127.0.0.1]:80"}) {
        INFO(listen);
        CHECK(bot::to_listen(listen).has_value());
        CHECK(bot::is_loopback(listen));
    }
    for (const std::string_view listen :
         {"0.0.0.0:80",
          "[::]:80",
          "10.0.0.1:80",
          "128.0.0.1:80",
          "[fe80::1]:80",
          "[::ffff:10.0.0.1]:80",
          "localhost.example.org:80",
          "example.org:80"}) {
        INFO(listen);
        CHECK(bot::to_listen(listen).has_value());
        CHECK_FALSE(bot::is_loopback(listen));
    }
}

TEST_CASE("what is no address to listen on is refused") {
    for (const std::string_view listen :
         {"",
          ":",
          ":80",
          "80",
          "localhost",
          "localhost:",
          "localhost:http",
          "localhost:65536",
          "localhost:-1",
          "localhost:80x",
          "1.2.3:80",
          "999.1.1.1:80",
          "::1:80",
          "[::1]",
          "[::1:80",
          "[]:80",
          "[localhost]:80",
          "[::1]80",
          "a b:80",
          "a/b:80",
          "-a:80"}) {
        INFO(listen);
        CHECK_FALSE(bot::to_listen(listen).has_value());
    }
}

TEST_CASE("a zone must be a file of the zones' folder") {
    const temp_folder zones;
    zones.write("Europe/Berlin", "TZif2");
    zones.write("zone.tab", "not a zone");
    zones.write("Broken", "not a zone");
    CHECK(bot::to_zone("Europe/Berlin", zones.path()).value() == "Europe/Berlin");
    for (const std::string_view words :
         {"",
          "Europe",
          "Broken",
          "zone.tab",
          "/Europe/Berlin",
          "Europe/Berlin/",
          "Europe//Berlin",
          "Europe/../Europe/Berlin",
          "./Europe/Berlin"}) {
        INFO(words);
        CHECK_FALSE(bot::to_zone(words, zones.path()).has_value());
    }
    CHECK(
        bot::to_zone("UTC", zones.path() + "/none").error().detail.find("tzdata") !=
        std::string::npos
    );
}

TEST_CASE("words of a file are shown short and harmless") {
    CHECK(bot::shown("loud") == "`loud`");
    CHECK(bot::shown("") == "an empty text");
    CHECK(bot::shown("a\x1b[31m`b") == "`a?[31m?b`");
    CHECK(bot::shown(std::string(500, 'x')).size() < 70);
}
