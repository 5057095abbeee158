// Posts as REST lists them, and whose names have to be known before anything is decoded.
#include "bot/platforms/emoji.hpp"
#include "bot/platforms/json_repair.hpp"
#include "bot/platforms/mattermost/decode/decode.hpp"
#include "bot/platforms/mattermost/decode/post_decoding.hpp"
#include "bot/platforms/mattermost/decode/post_words.hpp"

#include <algorithm>

namespace bot::mattermost {
namespace {

simdjson::dom::array reactions_of(json post) {
    const auto metadata = member(post, "metadata");
    return items(metadata && metadata->is_object() ? *metadata : post, "reactions");
}

// An edit leaves the words before it as a post of its own.
bool is_ghost(json post) {
    return !text(post, "original_id").empty();
}

void want(std::string_view id, const names& who, std::vector<std::string>& people) {
    if (id.empty() || who.person(id)) return;
    if (std::find(people.begin(), people.end(), id) == people.end()) people.emplace_back(id);
}

void want_of_post(json post, const names& who, std::vector<std::string>& people) {
    want(text(post, "user_id"), who, people);
    if (!is_system(post)) return;
    for (const auto key : {"addedUserId", "removedUserId"})
        want(text(post, "props", key), who, people);
}

void want_of_list(std::string_view list, const names& who, std::vector<std::string>& people) {
    document parser;
    const auto root = parser.parse(list);
    simdjson::dom::array ids;
    if (!root || root->get(ids) != simdjson::SUCCESS) return;
    for (const json one : ids) {
        std::string_view id;
        if (one.get(id) == simdjson::SUCCESS) want(id, who, people);
    }
}

}  // namespace

std::vector<inbound> decode_post(json post, const identity& me, const names& who) {
    std::vector<inbound> out;
    if (!post.is_object() || text(post, "id").empty() || text(post, "channel_id").empty())
        return out;
    const post_reading r{post, me, who, out};
    const auto deleted_at = number(post, "delete_at");
    if (is_ghost(post)) return out;
    if (is_system(post)) {
        if (deleted_at == 0) add_membership(r);
    } else if (deleted_at > 0) {
        add_deletion(r, deleted_at);
    } else if (!is_ours(post, me)) {
        add_said(r);
        add_latest_edit(r);
    }
    return out;
}

standing standing_of(json post, const identity& me, const names& who) {
    standing now{
        std::string(text(post, "id")),
        instant_of(number(post, "update_at")).value_or(instant()),
        number(post, "delete_at") > 0,
        flag(post, "is_pinned"),
        {}};
    for (const json one : reactions_of(post)) {
        if (!one.is_object()) continue;
        const auto user = text(one, "user_id");
        const auto name = masked_line(text(one, "emoji_name"));
        const bool is_gone = number(one, "delete_at") > 0;
        if (is_gone || name.empty() || user.empty() || user == me.user) continue;
        now.reactions.push_back(
            {emoji_of(name), person_of(user, who), number(one, "create_at"), name}
        );
    }
    return now;
}

unnamed names_wanted_of_post(json post, const names& who) {
    unnamed wanted;
    if (!post.is_object() || is_ghost(post)) return wanted;
    want_of_post(post, who, wanted.people);
    for (const json one : reactions_of(post))
        if (one.is_object()) want(text(one, "user_id"), who, wanted.people);
    return wanted;
}

unnamed names_wanted(json event, const names& who) {
    unnamed wanted;
    const auto data = event.is_object() ? member(event, "data") : std::nullopt;
    if (!data || !data->is_object()) return wanted;
    document parser;
    for (const auto key : {"post", "reaction"}) {
        const auto words = text(*data, key);
        if (words.empty()) continue;
        auto root = parser.parse(words);
        if (!root) root = parser.parse(repair_escapes(std::string(words)));
        if (!root || !root->is_object()) continue;
        want_of_post(*root, who, wanted.people);
        if (written_command(text(*root, "message")))
            want_of_list(text(*data, "mentions"), who, wanted.people);
    }
    return wanted;
}

}  // namespace bot::mattermost
