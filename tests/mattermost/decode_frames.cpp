// Each file of tests/golden/mattermost is what Mattermost sends and what it means to us.
#include "tests/mattermost/decode_golden.hpp"
#include "tests/support/printed_inbound.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace bot;
using namespace bot::test;

namespace {

using tree = nlohmann::ordered_json;

const bool updating = std::getenv("SCRIBE_UPDATE_GOLDEN") != nullptr;

struct notice_fields {
    tree operator()(const mattermost::person_renamed& n) const {
        return {{"person", n.id}, {"name", n.name}};
    }
    tree operator()(const mattermost::channel_renamed& n) const {
        return {{"channel", n.id}, {"name", n.name}};
    }
    tree operator()(const mattermost::joined_channel& n) const {
        return {{"we_joined", n.channel}};
    }
    tree operator()(const mattermost::left_channel& n) const { return {{"we_left", n.channel}}; }
    tree operator()(const mattermost::thread_gone& n) const {
        return {{"thread_gone", n.root}, {"channel", n.channel}};
    }
};

tree print(const mattermost::caller& from) {
    return {
        {"person", from.person},
        {"channel", from.channel},
        {"team", from.team},
        {"trigger", from.trigger},
        {"response_url", from.response_url},
        {"root", from.root},
        {"post", from.post}};
}

tree meaning_of_event(const tree& event) {
    const auto made = decode_told(event);
    tree notices = tree::array();
    for (const auto& one : made.notices) notices.push_back(std::visit(notice_fields{}, one));
    tree means = {{"inbounds", printed(made.inbounds)}, {"notices", notices}};
    if (made.asked) means["asked"] = print(*made.asked);
    return means;
}

tree meaning_of_listed(const tree& post) {
    const team_names who;
    document parsed;
    const auto root = parsed.parse(post.dump());
    REQUIRE(root);
    const auto now = mattermost::standing_of(*root, our_bot, who);
    tree marks = tree::array();
    for (const auto& one : now.reactions)
        marks.push_back(one.emoji + " " + one.by.name + " " + std::to_string(one.given_at));
    return {
        {"inbounds", printed(decode_listed(post))},
        {"standing",
         {{"id", now.id},
          {"at", format_rfc3339(now.at)},
          {"deleted", now.is_deleted},
          {"pinned", now.is_pinned},
          {"reactions", marks}}}};
}

tree meaning_of_call(const tree& file) {
    const auto asked = decode_call(file);
    if (!asked) return nullptr;
    auto made = printed(asked->in);
    made["from"] = print(asked->from);
    made["from_form"] = asked->from_form;
    return made;
}

tree meaning_of(const golden_frame& frame) {
    const auto kind = frame.kind();
    if (kind == "event") return meaning_of_event(frame.file.at(kind));
    if (kind == "listed") return meaning_of_listed(frame.file.at(kind));
    return meaning_of_call(frame.file);
}

}  // namespace

TEST_CASE("every Mattermost frame means what is written beside it", "[mattermost][golden]") {
    const auto all = golden_frames();
    REQUIRE(all.size() >= 90);
    for (const auto& frame : all) {
        INFO(frame.name);
        const auto means = meaning_of(frame);
        if (updating) {
            auto file = frame.file;
            file["means"] = means;
            std::ofstream(frame.path) << file.dump(2) << "\n";
            continue;
        }
        CHECK(frame.file.value("means", tree()).dump(2) == means.dump(2));
    }
    INFO("SCRIBE_UPDATE_GOLDEN is set: look at the changes, then run again without it");
    CHECK_FALSE(updating);
}
