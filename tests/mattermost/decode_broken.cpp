// What holds for every frame there is, and for every broken one.
#include "bot/base/text.hpp"
#include "tests/base/hostile_text.hpp"
#include "tests/mattermost/decode_golden.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace bot;
using namespace bot::test;

namespace {

using tree = nlohmann::ordered_json;

// Somewhere in it: a member goes, or becomes something else.
void damage(tree& value, std::mt19937_64& random) {
    static const std::vector<tree> others = {
        nullptr,
        true,
        -1,
        1e300,
        "",
        "system_add_to_channel",
        "\u202e@channel",
        tree::array(),
        tree::object(),
        tree::array({tree::array({1})}),
        "!incident declare",
        1795384431990,
        std::string(5000, 'x')};
    if (!value.is_structured() || value.empty() || random() % 4 == 0) {
        value = others[random() % others.size()];
        return;
    }
    auto at = value.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random() % value.size()));
    if (random() % 5 == 0) {
        value.erase(at);
    } else {
        damage(*at, random);
    }
}

// Of an event mostly what is inside its strings.
void damage_event(tree& event, std::mt19937_64& random) {
    for (const auto* key : {"post", "reaction", "channel"}) {
        if (random() % 4 == 0 || !event.contains("data") || !event["data"].is_object()) continue;
        if (!event["data"].contains(key) || !event["data"][key].is_string()) continue;
        auto inner = tree::parse(event["data"][key].get<std::string>(), nullptr, false);
        if (inner.is_discarded()) continue;
        damage(inner, random);
        event["data"][key] = inner.dump();
        return;
    }
    damage(event, random);
}

std::vector<inbound> decode(const std::string& kind, const tree& payload, const tree& sealed) {
    if (kind == "event") return decode_told(payload).inbounds;
    if (kind == "listed") return decode_listed(payload);
    auto asked = decode_call({{kind, payload}, {"sealed", sealed}});
    if (!asked) return {};
    std::vector<inbound> one;
    one.push_back(std::move(asked->in));
    return one;
}

struct words_of {
    using words = std::vector<std::string>;
    words operator()(const in_message& w) const { return {w.id, w.parent, w.text}; }
    words operator()(const in_edit& w) const { return {w.id, w.text}; }
    words operator()(const in_file& w) const {
        return {w.id, w.parent, w.name, w.media_type, w.text};
    }
    words operator()(const in_command& w) const { return {w.text}; }
    words operator()(const in_unknown& w) const { return {w.raw}; }
    words operator()(const in_reaction& w) const { return {w.id, w.emoji}; }
    template <class Other>
    words operator()(const Other&) const {
        return {};
    }
};

void check(const inbound& in) {
    REQUIRE_FALSE(in.key.empty());
    REQUIRE(in.platform == "mattermost");
    REQUIRE_FALSE(in.keeps_room);
    REQUIRE(is_utf8(in.key));
    REQUIRE(is_utf8(in.who.name));
    REQUIRE_FALSE(in.who.name.empty());
    for (const auto& words : std::visit(words_of{}, in.what)) {
        REQUIRE(is_utf8(words));
        REQUIRE(words.find('\0') == std::string::npos);
        REQUIRE(words.find("hunter2hunter2") == std::string::npos);
    }
}

}  // namespace

TEST_CASE("whatever is broken in a frame, what comes of it is well formed", "[mattermost]") {
    const auto all = golden_frames();
    REQUIRE(all.size() >= 90);
    const std::uint64_t seed = 20261128;
    std::mt19937_64 random(seed);
    for (int round = 0; round < 20'000; ++round) {
        const auto& one = all[random() % all.size()];
        const auto kind = one.kind();
        if (kind == "form") continue;
        auto payload = one.file.at(kind);
        for (auto times = 1 + random() % 3; times > 0; --times) damage_event(payload, random);
        INFO("seed " << seed << ", round " << round << ", " << one.name << ": " << payload.dump());
        for (const auto& in : decode(kind, payload, one.file.value("sealed", tree("")))) check(in);
    }
}

TEST_CASE("hostile words come through as they were said, well formed", "[mattermost]") {
    const std::uint64_t seed = 4;
    hostile_text text(seed);
    auto post = golden_frame_named("listed").file.at("listed");
    for (int round = 0; round < 3'000; ++round) {
        const auto words = repair_utf8(text.next(hostile_text::broken()));
        INFO("seed " << seed << ", round " << round << ": " << words);
        post["message"] = words;
        const auto made = decode_listed(post);
        REQUIRE(made.size() == 1);
        check(made[0]);
    }
}
