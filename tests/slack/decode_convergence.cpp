// Whatever order Slack tells things in, and however often, the record ends up the same.
#include "bot/platforms/slack/decode/decode.hpp"
#include "tests/slack/decode_names.hpp"
#include "tests/support/house.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace bot;

namespace {

using tree = nlohmann::ordered_json;

constexpr const char* message_ts = "1700000000.000100";

tree message(const std::string& words, const std::string& edited = "") {
    tree made = {{"type", "message"}, {"user", "U1"}, {"text", words}, {"ts", message_ts}};
    if (!edited.empty()) made["edited"] = {{"user", "U1"}, {"ts", edited}};
    return made;
}

tree told(const char* subtype, const char* event_ts, tree more) {
    tree event = {
        {"type", "message"}, {"subtype", subtype}, {"ts", event_ts}, {"event_ts", event_ts}};
    event.update(more);
    return event;
}

// The life of one message: each event carries what Slack's does.
const std::string first = "!note the cache is warm", second = "!note the cache was cold",
                  third = "!note the cache was cold at 19:08";
const tree posted = message(first);
const tree edited = told(
    "message_changed",
    "1700000060.000700",
    {{"message", message(second, "1700000060.000000")}, {"previous_message", message(first)}}
);
const tree edited_again = told(
    "message_changed",
    "1700000070.000700",
    {{"message", message(third, "1700000070.000000")},
     {"previous_message", message(second, "1700000060.000000")}}
);
const tree deleted = told(
    "message_deleted",
    "1700000080.000800",
    {{"deleted_ts", message_ts}, {"previous_message", message(second, "1700000060.000000")}}
);
tree unfurled() {
    auto now = message(second, "1700000060.000000");
    now["attachments"] = {{{"from_url", "https://x.io"}, {"text", "a preview"}}};
    return told(
        "message_changed",
        "1700000065.000700",
        {{"message", now}, {"previous_message", message(second, "1700000060.000000")}}
    );
}
tree pinned() {
    return {
        {"type", "pin_added"},
        {"user", "U2"},
        {"item", {{"type", "message"}, {"message", message(first)}}},
        {"event_ts", "1700000090.000800"}};
}

struct slack_house {
    slack_house() {
        inside.platform = "slack";
        inside.declare("P1 Cache bug");
    }

    void tell(tree event) {
        event["channel"] = inside.room;
        const tree payload = {{"type", "event_callback"}, {"event", std::move(event)}};
        document parsed;
        const auto root = parsed.parse(payload.dump());
        REQUIRE(root);
        for (auto& in : slack::decode_event(*root, test::our_identity, who).inbounds)
            inside.receive(std::move(in));
    }

    // What matters of it in the end.
    std::string state() {
        const auto kept = inside.run().look().message("slack", inside.room, message_ts);
        std::string made = "not there";
        if (kept)
            made = kept->text + (kept->deleted ? " deleted" : "") + (kept->pinned ? " pinned" : "");
        for (const auto& row : inside.table()) made += "\n" + row;
        return made;
    }

    test::house inside;
    test::known_names who;
};

// Every order of the events gives the state that `expected`, the order they happened in, gives.
void check_all_orders(const std::vector<tree>& expected) {
    slack_house in_order;
    for (const auto& event : expected) in_order.tell(event);
    std::vector<std::size_t> order(expected.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    do {
        std::string shown;
        slack_house house;
        for (const auto at : order) {
            shown += std::to_string(at) + " ";
            house.tell(expected[at]);
        }
        // Copies of all of them come again.
        for (const auto& event : expected) house.tell(event);
        INFO("in the order " << shown);
        CHECK(house.state() == in_order.state());
    } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace

TEST_CASE("S36: a message and its edit come in any order", "[slack]") {
    check_all_orders({posted, edited});
    slack_house house;
    house.tell(edited);
    house.tell(posted);
    CHECK(house.state().starts_with(second));
    CHECK(house.state().find("the cache was cold") != std::string::npos);
    CHECK(house.state().find("warm") == std::string::npos);
}

TEST_CASE("S36: two edits and the preview of a link come in any order", "[slack]") {
    check_all_orders({posted, edited, unfurled()});
    check_all_orders({posted, edited, edited_again});
}

TEST_CASE("S36: a deletion before its message leaves no word of it", "[slack]") {
    check_all_orders({posted, edited, deleted});
    for (const auto& order : std::vector<std::vector<tree>>{
             {deleted, posted, edited}, {deleted, edited, posted}, {edited, deleted, posted}}) {
        slack_house house;
        for (const auto& event : order) house.tell(event);
        CHECK(house.state() == slack_house().state().replace(0, 9, " deleted"));
        CHECK(house.inside.raw_log().find("cache was") == std::string::npos);
        CHECK(house.inside.raw_log().find("warm") == std::string::npos);
    }
}

TEST_CASE("a pin brings a message that nobody told of", "[slack]") {
    check_all_orders({posted, pinned()});
    slack_house house;
    house.tell(pinned());
    CHECK(house.state().starts_with(first + " pinned"));
}
