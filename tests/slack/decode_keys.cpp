// What holds for every frame there is, and for every broken one.
#include "bot/base/redaction.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "tests/places.hpp"
#include "tests/slack/decode_names.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

using namespace bot;

namespace {

using tree = nlohmann::ordered_json;

struct frame {
    std::string name, kind;
    tree payload;
};

std::vector<frame> frames() {
    std::vector<frame> all;
    for (const auto& one :
         std::filesystem::directory_iterator(SCRIBE_SOURCE_DIR "/tests/golden/slack")) {
        if (one.path().extension() != ".json") continue;
        std::ifstream in(one.path());
        const auto file = tree::parse(in);
        const auto kind = file.items().begin().key();
        all.push_back({one.path().filename().string(), kind, file.at(kind)});
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    REQUIRE(all.size() >= 100);
    return all;
}

std::vector<inbound> decode(const std::string& kind, const tree& payload) {
    const test::known_names who;
    document parsed;
    const auto root = parsed.parse(payload.dump());
    REQUIRE(root);
    (void)slack::names_wanted(*root, who);
    if (kind == "event") return slack::decode_event(*root, test::our_identity, who).inbounds;
    if (kind == "history") return slack::decode_history(*root, "C1", test::our_identity, who);
    auto asked = kind == "command" ? slack::decode_command(*root, who)
                                   : slack::decode_interactive(*root, who);
    if (!asked) return {};
    asked->first.push_back(std::move(asked->in));
    return std::move(asked->first);
}

std::vector<std::string> keys_of(const std::vector<inbound>& all) {
    std::vector<std::string> keys;
    for (const auto& one : all) keys.push_back(one.key);
    return keys;
}

// Somewhere in it: a member goes, or becomes something else.
void damage(tree& value, std::mt19937_64& random) {
    static const std::vector<tree> others = {
        nullptr,
        true,
        -1,
        1e300,
        "",
        "<@U1",
        "\u202e<!channel>",
        tree::array(),
        tree::object(),
        tree::array({tree::array({1})}),
        "1700000000.000100",
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

struct words_of {
    std::vector<std::string> operator()(const in_message& w) const {
        return {w.id, w.parent, w.text};
    }
    std::vector<std::string> operator()(const in_edit& w) const { return {w.id, w.text}; }
    std::vector<std::string> operator()(const in_file& w) const {
        return {w.id, w.parent, w.name, w.media_type, w.text};
    }
    std::vector<std::string> operator()(const in_command& w) const { return {w.text}; }
    std::vector<std::string> operator()(const in_unknown& w) const { return {w.raw}; }
    std::vector<std::string> operator()(const in_reaction& w) const { return {w.id, w.emoji}; }
    template <class Other>
    std::vector<std::string> operator()(const Other&) const {
        return {};
    }
};

}  // namespace

TEST_CASE("S29: a second copy under another event id has the same keys", "[slack]") {
    for (const auto& one : frames()) {
        if (one.kind != "event") continue;
        INFO(one.name);
        auto copy = one.payload;
        copy["event_id"] = "Ev02";
        copy["event_context"] = "4-y";
        copy["event_time"] = 1'700'009'999;
        copy["authorizations"] = tree::array();
        CHECK(keys_of(decode("event", copy)) == keys_of(decode("event", one.payload)));
    }
}

TEST_CASE("S38: the history gives a message the keys it had when it was told", "[slack]") {
    for (const auto& one : frames()) {
        auto event = one.payload.value("event", tree::object());
        if (one.kind != "event" || event.value("type", "") != "message") continue;
        INFO(one.name);
        const auto subtype = event.value("subtype", "");
        if (subtype == "message_deleted" || !event.contains("user")) continue;
        auto message = event;
        for (const auto* member : {"channel", "channel_type", "event_ts"}) message.erase(member);
        if (subtype == "sh_room_created" || event["ts"] == "yesterday") continue;
        CHECK(keys_of(decode("history", message)) == keys_of(decode("event", one.payload)));
    }
}

TEST_CASE("S34: a mention is one command and one message, each once", "[slack]") {
    std::set<std::string> mentions, messages;
    for (const auto& one : frames()) {
        if (one.name == "event_mention.json")
            for (const auto& key : keys_of(decode("event", one.payload))) mentions.insert(key);
        if (one.name == "event_mention_message.json")
            for (const auto& key : keys_of(decode("event", one.payload))) messages.insert(key);
    }
    CHECK(mentions == std::set<std::string>{"c:slack:C1:1700000110.001500"});
    CHECK(messages == std::set<std::string>{"m:slack:C1:1700000110.001500"});
}

TEST_CASE("S35: what we say and do comes back as nothing, where we are does not", "[slack]") {
    for (const auto& one : frames()) {
        if (one.kind != "event" || !one.payload.contains("event")) continue;
        auto event = one.payload["event"];
        if (!event.contains("user") || event["user"] != "U1") continue;
        INFO(one.name);
        auto ours = one.payload;
        ours["event"]["user"] = "UBOT";
        CHECK(decode("event", ours).empty());
    }
    for (const auto* name : {"event_we_joined.json", "event_we_left.json"})
        for (const auto& one : frames())
            if (one.name == name) CHECK(decode("event", one.payload).size() == 1);
}

TEST_CASE("whatever is broken in a frame, what comes of it is well formed", "[slack]") {
    const auto all = frames();
    const std::uint64_t seed = 20260923;
    std::mt19937_64 random(seed);
    for (int round = 0; round < 20'000; ++round) {
        const auto& one = all[random() % all.size()];
        auto payload = one.payload;
        for (auto times = 1 + random() % 3; times > 0; --times) damage(payload, random);
        INFO("seed " << seed << ", round " << round << ", " << one.name << ": " << payload.dump());
        for (const auto& in : decode(one.kind, payload)) {
            REQUIRE_FALSE(in.key.empty());
            REQUIRE(in.platform == "slack");
            REQUIRE(is_utf8(in.key));
            REQUIRE(is_utf8(in.who.name));
            REQUIRE_FALSE(in.who.name.empty());
            for (const auto& words : std::visit(words_of{}, in.what)) {
                REQUIRE(is_utf8(words));
                REQUIRE(words.find("hunter2") == std::string::npos);
            }
        }
    }
}
