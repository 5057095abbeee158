#include "bot/net/http_date.hpp"

#include <catch2/catch.hpp>

using namespace bot;

TEST_CASE("the Date of HTTP is read, and nothing that only looks like it") {
    const auto at = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
    REQUIRE(at);
    CHECK(format_rfc3339(*at) == "1994-11-06T08:49:37Z");

    for (const auto* wrong :
         {"", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
        INFO(wrong);
        CHECK_FALSE(parse_http_date(wrong));
    }
}
