#include "bot/platforms/mattermost/show/seal.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using mattermost::seal;
using mattermost::sealed_for;

TEST_CASE(
    "P5: what is sealed opens for what it was made for, and for nothing else", "[mattermost]"
) {
    const secret key("0123456789abcdef0123456789abcdef"), other("another key");
    const seal by(key);
    const sealed_for whom{"button", "channel1", "ana"};
    const auto closed = by.close(whom, "#7 take lead");
    REQUIRE(by.open(whom, closed) == "#7 take lead");

    const std::vector<sealed_for> strangers{
        {"dialog", "channel1", "ana"},
        {"button", "channel2", "ana"},
        {"button", "channel1", "bob"},
        {"button", "channel1", ""},
        {"button", "channel1ana", ""},
        {"buttonchannel1", "", "ana"},
        {"", "", ""}};
    for (const auto& one : strangers) {
        INFO(one.purpose << "|" << one.channel << "|" << one.person);
        CHECK_FALSE(by.open(one, closed));
    }
    CHECK_FALSE(seal(other).open(whom, closed));
}

TEST_CASE("P5: a changed, cut or invented seal opens nothing", "[mattermost]") {
    const secret key("0123456789abcdef0123456789abcdef");
    const seal by(key);
    const sealed_for whom{"button", "c", {}};
    const auto closed = by.close(whom, "resolve");
    for (std::size_t at = 0; at < closed.size(); ++at) {
        auto changed = closed;
        changed[at] = changed[at] == 'a' ? 'b' : 'a';
        CHECK_FALSE(by.open(whom, changed));
        CHECK_FALSE(by.open(whom, closed.substr(0, at)));
    }
    for (const auto* made : {"", ".", "resolve", "resolve.", "resolve.00", "{}"})
        CHECK_FALSE(by.open(whom, made));
    CHECK_FALSE(by.open(whom, closed + "0"));
    CHECK_FALSE(by.open(whom, "resolve." + std::string(64, '0')));
}

TEST_CASE("a seal keeps any words", "[mattermost]") {
    const secret key("k");
    const seal by(key);
    for (const std::string words : {"", "a.b.c", "{\"x\":\"🔥\"}", "\n\n"}) {
        const auto closed = by.close({"dialog", {}, "ana"}, words);
        CHECK(by.open({"dialog", {}, "ana"}, closed) == words);
    }
}
