// What Mattermost does that would surprise: each by its number in the list of pitfalls.
#include "tests/mattermost/decode_golden.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <set>

using namespace bot;
using namespace bot::test;

namespace {

using tree = nlohmann::ordered_json;

std::vector<std::string> keys_of(const std::vector<inbound>& all) {
    std::vector<std::string> keys;
    for (const auto& one : all) keys.push_back(one.key);
    return keys;
}

// The frame's event with its post changed.
tree with_post(std::string_view frame, const std::function<void(tree&)>& change) {
    auto event = golden_frame_named(frame).file.at("event");
    auto post = tree::parse(event["data"]["post"].get<std::string>());
    change(post);
    event["data"]["post"] = post.dump();
    return event;
}

template <class Kind>
std::vector<Kind> of_kind(const std::vector<inbound>& all) {
    std::vector<Kind> found;
    for (const auto& one : all)
        if (const auto* what = std::get_if<Kind>(&one.what)) found.push_back(*what);
    return found;
}

}  // namespace

TEST_CASE("P4: our own posts are known by their author, whatever their props say", "[mattermost]") {
    for (const auto* props : {"{}", R"({"from_bot":"true"})", R"({"from_webhook":"true"})"}) {
        const auto ours = with_post("posted", [&](tree& post) {
            post["user_id"] = our_bot.user;
            post["props"] = tree::parse(props);
        });
        CHECK(decode_told(ours).inbounds.empty());
        const auto hers = with_post("posted", [&](tree& post) {
            post["props"] = tree::parse(props);
            post["props"]["override_username"] = "incidentbot";
        });
        const auto made = decode_told(hers).inbounds;
        REQUIRE(made.size() == 1);
        CHECK(made[0].who.name == "alice");
    }
}

TEST_CASE(
    "P4: a post by somebody else's webhook is kept: our own answers are seen by their asker alone "
    "and never come as posts",
    "[mattermost]"
) {
    const auto made = decode_told(golden_frame_named("posted_by_webhook").file.at("event"));
    REQUIRE(made.inbounds.size() == 1);
    CHECK(std::get<in_message>(made.inbounds[0].what).text == "deploy **v42** done");
}

TEST_CASE("P4: who claims to be a program gives no command by it", "[mattermost]") {
    for (const auto* prop : {"from_webhook", "from_bot"}) {
        const auto claimed = with_post("command", [&](tree& post) {
            post["props"] = tree::object({{prop, "true"}});
        });
        const auto made = decode_told(claimed);
        CHECK(of_kind<in_command>(made.inbounds).empty());
        CHECK_FALSE(made.asked);
        CHECK(of_kind<in_message>(made.inbounds).size() == 1);
    }
}

TEST_CASE("P7: a second copy of any event has the same keys", "[mattermost]") {
    for (const auto& frame : golden_frames()) {
        if (frame.kind() != "event") continue;
        INFO(frame.name);
        auto again = frame.file.at("event");
        again["seq"] = 4711;
        again["broadcast"]["omit_connection_id"] = "x";
        CHECK(
            keys_of(decode_told(again).inbounds) ==
            keys_of(decode_told(frame.file.at("event")).inbounds)
        );
    }
}

TEST_CASE(
    "P7: a reaction given twice is one, given again after its removal another", "[mattermost]"
) {
    const auto event = golden_frame_named("reaction_added").file.at("event");
    auto again = event;
    auto reaction = tree::parse(event["data"]["reaction"].get<std::string>());
    CHECK(decode_told(event, "c:1").inbounds[0].key == decode_told(event, "c:2").inbounds[0].key);
    reaction["create_at"] = reaction["create_at"].get<std::int64_t>() + 1000;
    again["data"]["reaction"] = reaction.dump();
    CHECK(decode_told(again).inbounds[0].key != decode_told(event).inbounds[0].key);

    // A removal has no moment of its own: the event's name tells two apart.
    const auto gone = golden_frame_named("reaction_removed").file.at("event");
    CHECK(decode_told(gone, "c:8").inbounds[0].key != decode_told(gone, "c:9").inbounds[0].key);
    CHECK(decode_told(gone).inbounds[0].at == instant());
}

TEST_CASE("P7: what REST lists has the keys its live events had", "[mattermost]") {
    for (const auto& frame : golden_frames()) {
        if (frame.kind() != "event" || !frame.name.starts_with("posted")) continue;
        INFO(frame.name);
        const auto post =
            tree::parse(frame.file["event"]["data"]["post"].get<std::string>(), nullptr, false);
        if (post.is_discarded() || !post.contains("id")) continue;
        CHECK(
            keys_of(decode_listed(post)) == keys_of(decode_told(frame.file.at("event")).inbounds)
        );
    }
    const auto listed = golden_frame_named("listed_edited").file.at("listed");
    const auto live = decode_told(golden_frame_named("edited").file.at("event")).inbounds;
    const auto keys = keys_of(decode_listed(listed));
    CHECK(std::set(keys.begin(), keys.end()).contains(live[1].key));
}

TEST_CASE("P7: what stands on a post has the keys it came with", "[mattermost]") {
    const team_names who;
    document parsed;
    const auto text = golden_frame_named("listed_reacted").file.at("listed").dump();
    const auto root = parsed.parse(text);
    REQUIRE(root);
    const auto now = mattermost::standing_of(*root, our_bot, who);
    REQUIRE(now.reactions.size() == 1);
    const auto& mark = now.reactions[0];
    CHECK(mark.emoji == "🔍");
    CHECK(
        mattermost::reaction_key(incidents, now.id, mark.by.id, mark.emoji_name, mark.given_at) ==
        "r:mattermost:" + incidents + ":" + now.id + ":" + li + ":mag:1795384491990"
    );
}

TEST_CASE("P8: an edit moves edit_at, a pin or a reaction does not", "[mattermost]") {
    const auto edited = decode_told(golden_frame_named("edited").file.at("event")).inbounds;
    CHECK(of_kind<in_edit>(edited).size() == 1);
    for (const auto* name : {"pinned", "unpinned"}) {
        const auto made = decode_told(golden_frame_named(name).file.at("event")).inbounds;
        CHECK(of_kind<in_edit>(made).empty());
        REQUIRE(of_kind<in_pin>(made).size() == 1);
        CHECK(of_kind<in_pin>(made)[0].pinned == (std::string_view(name) == "pinned"));
    }
    // Pinned after an edit: the edit is a copy of the one that was told, by its key.
    const auto pinned = decode_told(golden_frame_named("pinned_after_edit").file.at("event"));
    CHECK(keys_of(pinned.inbounds)[1] == keys_of(edited)[1]);
}

TEST_CASE("P8: a deletion says its post was never deleted, and is one", "[mattermost]") {
    const auto made = decode_told(golden_frame_named("deleted").file.at("event")).inbounds;
    REQUIRE(made.size() == 2);
    // The words it still carries are not written down.
    CHECK(std::get<in_message>(made[0].what).text.empty());
    CHECK(std::holds_alternative<in_delete>(made[1].what));
    CHECK(made[1].at == instant());
    CHECK(
        made[1].key ==
        keys_of(decode_listed(golden_frame_named("listed_deleted").file.at("listed")))[1]
    );
}

TEST_CASE("P8: a program that changes its attachments alone has edited", "[mattermost]") {
    const auto made =
        decode_told(golden_frame_named("edited_attachments").file.at("event")).inbounds;
    REQUIRE(of_kind<in_edit>(made).size() == 1);
    CHECK(of_kind<in_edit>(made)[0].text == "[RESOLVED] High latency");
}

TEST_CASE("P10: U+0000 and half a character do not get into the record", "[mattermost]") {
    const auto made =
        decode_told(golden_frame_named("posted_half_a_character").file.at("event")).inbounds;
    REQUIRE(made.size() == 1);
    CHECK(std::get<in_message>(made[0].what).text == "cut \uFFFD here  end");
}

TEST_CASE("P10: the longest post there can be is kept whole", "[mattermost]") {
    std::string words;
    for (int i = 0; i < 16'383; ++i) words += "🔥";
    const auto event = with_post("posted", [&](tree& post) { post["message"] = words; });
    const auto made = decode_told(event).inbounds;
    REQUIRE(made.size() == 1);
    CHECK(std::get<in_message>(made[0].what).text == words);
}

TEST_CASE("P13: a newer server's post means the same", "[mattermost]") {
    const auto made = decode_told(golden_frame_named("posted_newer_server").file.at("event"));
    REQUIRE(made.inbounds.size() == 1);
    CHECK(std::get<in_message>(made.inbounds[0].what).text == "no parent_id");
}

TEST_CASE("mentions stay what people read, and a command's say who is meant", "[mattermost]") {
    const auto said = decode_told(golden_frame_named("posted_mentions").file.at("event"));
    CHECK(
        std::get<in_message>(said.inbounds[0].what).text ==
        "hello @incidentbot @ana @channel, see ~incidents and :tada: #db"
    );
    const auto asked = decode_told(golden_frame_named("command_mentions").file.at("event"));
    REQUIRE(of_kind<in_command>(asked.inbounds).size() == 1);
    CHECK(
        of_kind<in_command>(asked.inbounds)[0].text ==
        "role lead <@" + li + "|li>. cc @alice-x @ghost"
    );
}

TEST_CASE("names are asked for once, and only those that are not known", "[mattermost]") {
    const auto wanted = [](std::string_view frame) {
        const team_names who;
        document parsed;
        const auto text = golden_frame_named(frame).file.at("event").dump();
        return mattermost::names_wanted(*parsed.parse(text), who).people;
    };
    using ids = std::vector<std::string>;
    CHECK(wanted("posted").empty());
    CHECK(wanted("posted_unnamed") == ids{"zzzznobody0000000000000001"});
    CHECK(wanted("system_add_by_us") == ids{our_bot.user, "newperson00000000000000001"});
    CHECK(wanted("reaction_added").empty());
    CHECK(wanted("hello").empty());
}
