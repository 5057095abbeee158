#include "bot/platforms/slack/doctor/needs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace bot::slack;

TEST_CASE("every event Scribe subscribes to has the scope it needs among the scopes") {
    std::set<std::string_view> scopes;
    for (const auto& one : scope_needs()) scopes.insert(one.scope);
    for (const auto& one : event_needs()) {
        INFO(one.event);
        CHECK((one.scope.empty() || scopes.contains(one.scope)));
    }
}

TEST_CASE("no scope and no event stands twice, and each says what it is for") {
    std::set<std::string_view> seen;
    for (const auto& one : scope_needs()) {
        CHECK(seen.insert(one.scope).second);
        CHECK_FALSE(one.without.empty());
    }
    for (const auto& one : event_needs()) {
        CHECK(seen.insert(one.event).second);
        CHECK_FALSE(one.without.empty());
    }
}

TEST_CASE("the manifest holds every scope and every event on a line of its own") {
    const auto text = manifest();
    for (const auto& one : scope_needs())
        CHECK(text.find("      - " + std::string(one.scope) + "\n") != std::string::npos);
    for (const auto& one : event_needs())
        CHECK(text.find("      - " + std::string(one.event) + "\n") != std::string::npos);
}
