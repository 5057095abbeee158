#include "bot/incident/rights.hpp"

#include <catch2/catch.hpp>

using namespace bot;

TEST_CASE("who may is known by id, for a name can be taken by anybody") {
    const std::vector<std::string> allowed{"U1", "dana"};
    CHECK(may(allowed, {"U1", "ana"}));
    CHECK(may(allowed, {"u1", "ana"}));
    CHECK(may(allowed, {"dana", "dana"}));
    CHECK_FALSE(may(allowed, {"U2", "dana"}));
    CHECK_FALSE(may(allowed, {"", ""}));
}

TEST_CASE("where nobody is named everybody may") {
    CHECK(may({}, {"U2", "eve"}));
}
