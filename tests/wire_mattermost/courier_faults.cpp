// Each call that writes, gone wrong in each way: one visible thing, whatever got lost.
#include "tests/wire_mattermost/courier_stage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;
using Catch::Matchers::Contains;
using words = std::vector<std::string>;

namespace {

struct wrong {
    std::string name, value;
};

// Rows 25 and 28 of the fault matrix, and 23.
wrong any_fault() {
    return GENERATE(
        wrong{"drop_before", ""},
        wrong{"drop_after", ""},
        wrong{"status_after", "500"},
        wrong{"status_after", "502"},
        wrong{"html", ""},
        wrong{"cut_json", ""},
        wrong{"cut_body", ""},
        wrong{"error_500", ""},
        wrong{"too_many", "1"}
    );
}

std::size_t header_changes(const courier_stage& at) {
    return static_cast<std::size_t>(std::ranges::count_if(
        at.space.sees(at.room), [](const auto* one) { return one->type == "system_header_change"; }
    ));
}

}  // namespace

TEST_CASE("25, 28: words are said once", "[mattermost]") {
    const auto [name, value] = any_fault();
    CAPTURE(name, value);
    // Within the half minute Mattermost knows a post again itself, later only its mark helps.
    const bool is_late = GENERATE(false, true);
    courier_stage at;
    at.open();
    if (is_late) at.space.policy().deduplicates = std::chrono::milliseconds(0);
    at.arm(name, "POST /posts", value);
    CHECK(at.carry_on(at.wish_for(post{"mitigated"})) == 2);
    CHECK(at.said(at.room) == words{"mitigated"});
    CHECK(at.space.duplicates().empty());
    CHECK(at.record.all_of<in_posted>().size() == 1);
}

TEST_CASE("25, 28: a channel is opened once", "[mattermost]") {
    const auto [name, value] = any_fault();
    CAPTURE(name, value);
    courier_stage at;
    const auto before = at.space.channels().size();
    at.arm(name, "POST /channels", value);
    CHECK(at.carry_on(at.wish_for(open_room{"inc-7-db", "Cache bug", {}, false})) == 2);
    CHECK(at.space.channels().size() == before + 1);
    REQUIRE(at.record.bound.size() == 1);
    CHECK(at.record.bound[0].name == "inc-7-db");
    CHECK(at.space.find_channel("inc-7-db")->header == "Cache bug");
}

TEST_CASE("25, 28: a card is shown once, pinned, and its edits arrive", "[mattermost]") {
    const auto [name, value] = any_fault();
    CAPTURE(name, value);
    courier_stage at;
    at.open();
    at.space.policy().deduplicates = std::chrono::milliseconds(0);
    at.arm(name, "POST /posts", value);
    const show_card card{"INC-7 open", {{"Take lead", "#7 take lead", true}}};
    CHECK(at.carry_on(at.wish_for(card)) == 2);
    at.arm(name, "PUT /posts/{post}/patch", value);
    CHECK(at.carry_on(at.wish_for(show_card{"INC-7 mitigated"})) == 2);
    CHECK(at.said(at.room) == words{"INC-7 mitigated"});
    for (const auto* one : at.space.sees(at.room))
        if (one->user == at.me.user && one->type.empty()) CHECK(one->pinned);
}

TEST_CASE("25, 28: an RCA stands in the room once, with its file", "[mattermost]") {
    const auto [name, value] = any_fault();
    const std::string where = GENERATE(as<std::string>(), "POST /posts", "POST /files");
    CAPTURE(name, value, where);
    courier_stage at;
    at.open();
    at.space.policy().deduplicates = std::chrono::milliseconds(0);
    at.arm(name, where, value);
    at.carry_on(at.wish_for(publish_rca{"default", true}));
    const auto said = at.said(at.room);
    REQUIRE(said.size() == 1);
    CHECK_THAT(said[0], Contains("RCA draft"));
    const auto* shown = at.space.sees(at.room).back();
    REQUIRE(shown->files.size() == 1);
    CHECK(at.space.find_file(shown->files[0])->name == "2025-09-27-cache.md");
    CHECK(at.space.find_file(shown->files[0])->bytes == "# Cache bug\n");
    CHECK(at.calls("POST /files") <= 2);
}

TEST_CASE("25, 28: a header is changed once", "[mattermost]") {
    const auto [name, value] = any_fault();
    CAPTURE(name, value);
    courier_stage at;
    at.open();
    at.arm(name, "PUT /channels/{channel}/patch", value);
    CHECK(at.carry_on(at.wish_for(set_topic{"mitigated"})) == 2);
    CHECK(at.space.find_channel(at.room)->header == "mitigated");
    CHECK(header_changes(at) == 1);
}

TEST_CASE("25, 28: people come in once, and reactions are given", "[mattermost]") {
    const auto [name, value] = any_fault();
    CAPTURE(name, value);
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.open();
    at.arm(name, "POST /channels/{channel}/members", value);
    CHECK(at.carry_on(at.wish_for(invite{{{"", "ana"}}})) == 2);
    const auto& members = at.space.find_channel(at.room)->members;
    CHECK(std::ranges::count(members, ana) == 1);
    const auto id = at.space.says("ana", at.room, "look", at.chat.now());
    at.arm(name, "POST /reactions", value);
    CHECK(at.carry_on(at.wish_for(react_back{id, "📌", true})) == 2);
    REQUIRE(at.space.find_post(id)->reactions.size() == 1);
    CHECK(at.space.find_post(id)->reactions[0].name == "pushpin");
}

TEST_CASE("25, 28: words for one person arrive once", "[mattermost]") {
    const auto [name, value] = any_fault();
    const std::string where = GENERATE(as<std::string>(), "POST /posts", "POST /channels/direct");
    CAPTURE(name, value, where);
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.space.policy().deduplicates = std::chrono::milliseconds(0);
    at.arm(name, where, value);
    CHECK(at.carry_on(at.wish_for(post{"You lead"}, to_person{{ana, "ana"}, ""})) == 2);
    std::size_t told = 0;
    for (const auto* each : at.space.channels())
        if (each->is == emulator::mattermost::channel::kind::direct)
            told += at.said(each->id).size();
    CHECK(told == 1);
}

TEST_CASE("a post that is still on its way is waited for, not sent twice", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("error_500", "POST /posts", "api.post.deduplicate_create_post.pending");
    CHECK(at.carry_on(at.wish_for(post{"mitigated"})) == 1);
    CHECK(at.said(at.room) == words{"mitigated"});
}
