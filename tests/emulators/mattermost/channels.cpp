// Channels come, change and go; people enter and leave them.
#include "tests/emulators/mattermost/core.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace emulator::mattermost {

namespace {

constexpr std::size_t max_name = 64, max_header = 1024, max_purpose = 250;

void check(const core& in, const channel& made) {
    constexpr std::string_view first = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr std::string_view more = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    if (made.name.size() < 2 || made.name.find_first_not_of(more) != made.name.npos ||
        first.find(made.name.front()) == first.npos)
        refuse(400, "model.channel.is_valid.2_or_more.app_error");
    if (made.name.size() > max_name) refuse(500, "app.channel.create_channel.internal_error");
    if (runes_in(made.display_name) > max_name)
        refuse(400, "model.channel.is_valid.display_name.app_error");
    if (runes_in(made.header) > max_header) refuse(400, "model.channel.is_valid.header.app_error");
    if (runes_in(made.purpose) > max_purpose)
        refuse(400, "model.channel.is_valid.purpose.app_error");
    for (const auto& [id, other] : in.channels)
        if (id != made.id && other.team == made.team && other.name == made.name)
            refuse(400, "store.sql_channel.save_channel.exists.app_error");
}

std::string group_name(const std::vector<std::string>& sorted) {
    std::string all;
    for (const auto& id : sorted) all += id;
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(all.data()), all.size(), digest.data());
    std::string text;
    for (const auto byte : digest) {
        std::array<char, 3> two{};
        std::snprintf(two.data(), two.size(), "%02x", byte);
        text += two.data();
    }
    return text;
}

std::string was_and_is(std::string_view what, const std::string& was, const std::string& is) {
    const auto text = std::string(" ") + (is.empty() ? "removed the " : "updated the ");
    if (is.empty()) return text + std::string(what) + " (was: " + was + ")";
    if (was.empty()) return text + std::string(what) + " to: " + is;
    return text + std::string(what) + " from: " + was + " to: " + is;
}

}  // namespace

channel& core::create(channel made, const user& by, moment now) {
    check(*this, made);
    made.id = new_id();
    made.creator = by.id;
    made.created = made.updated = to_millis(now);
    made.members = {by.id};
    made.admins = {by.id};
    auto& kept = channels.emplace(made.id, made).first->second;
    system_post(kept, by, "system_join_channel", by.name + " joined the channel.", {}, now);
    tell({"channel_created", {{"channel_id", kept.id}, {"team_id", kept.team}}, by.id, "", ""});
    return kept;
}

channel& core::direct_with(std::vector<std::string> ids, const user& by, moment now) {
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    const bool two = ids.size() <= 2;
    const auto name = two ? ids.front() + "__" + ids.back() : group_name(ids);
    if (auto* found = find_channel("", name)) return *found;
    channel made;
    made.id = new_id();
    made.is = two ? channel::kind::direct : channel::kind::group;
    made.name = name;
    made.creator = by.id;
    made.created = made.updated = to_millis(now);
    made.members = ids;
    if (!two)
        for (const auto& id : ids)
            made.display_name += (made.display_name.empty() ? "" : ", ") + users.at(id).name;
    auto& kept = channels.emplace(made.id, made).first->second;
    std::erase(ids, by.id);
    if (two)
        tell(
            {"direct_added",
             {{"creator_id", by.id}, {"teammate_id", ids.empty() ? by.id : ids.front()}},
             "",
             kept.id,
             ""}
        );
    else
        tell({"group_added", {{"teammate_ids", json(ids).dump()}}, "", kept.id, ""});
    return kept;
}

void core::enter(channel& in, const user& who, const user& by, moment now) {
    if (is_member(in, who.id)) return;
    if (!in_team(in.team, who.id)) refuse(404, "app.team.get_member.missing.app_error");
    in.members.push_back(who.id);
    tell({"user_added", {{"team_id", in.team}, {"user_id", who.id}}, "", in.id, ""});
    if (who.id == by.id) {
        system_post(in, by, "system_join_channel", who.name + " joined the channel.", {}, now);
        return;
    }
    json props{{"userId", by.id}, {"addedUserId", who.id}, {"addedUsername", who.name}};
    auto text = who.name + " added to the channel by " + by.name + ".";
    system_post(in, by, "system_add_to_channel", std::move(text), std::move(props), now);
}

void core::exit(channel& in, const user& who, const user& by, moment now) {
    if (!is_member(in, who.id)) return;
    std::erase(in.members, who.id);
    in.admins.erase(who.id);
    tell({"user_removed", {{"remover_id", by.id}, {"user_id", who.id}}, "", in.id, ""});
    tell({"user_removed", {{"channel_id", in.id}, {"remover_id", by.id}}, who.id, "", ""});
    if (who.id == by.id) {
        system_post(in, by, "system_leave_channel", who.name + " left the channel.", {}, now);
        return;
    }
    json props{{"removedUserId", who.id}, {"removedUsername", who.name}};
    auto text = who.name + " removed from the channel.";
    system_post(in, by, "system_remove_from_channel", std::move(text), std::move(props), now);
}

void core::patch(channel& in, const json& what, const user& by, moment now) {
    const auto before = in;
    auto next = in;
    next.name = what.value("name", in.name);
    next.display_name = what.value("display_name", in.display_name);
    next.header = what.value("header", in.header);
    next.purpose = what.value("purpose", in.purpose);
    next.updated = to_millis(now);
    check(*this, next);
    in = std::move(next);
    tell({"channel_updated", {{"channel", channel_json(in).dump()}}, "", in.id, ""});
    struct row {
        std::string channel::*field;
        std::string_view type, what, key;
    };
    static constexpr row rows[] = {
        {&channel::display_name,
         "system_displayname_change",
         "channel display name",
         "displayname"},
        {&channel::header, "system_header_change", "channel header", "header"},
        {&channel::purpose, "system_purpose_change", "channel purpose", "purpose"},
    };
    for (const auto& [field, type, name, key] : rows) {
        if (before.*field == in.*field) continue;
        json props{
            {"old_" + std::string(key), before.*field}, {"new_" + std::string(key), in.*field}};
        auto text = by.name + was_and_is(name, before.*field, in.*field);
        system_post(in, by, type, std::move(text), std::move(props), now);
    }
}

void core::archive(channel& in, const user& by, moment now) {
    system_post(in, by, "system_channel_deleted", by.name + " archived the channel.", {}, now);
    in.archived = in.updated = to_millis(now);
    tell({"channel_deleted", {{"channel_id", in.id}, {"delete_at", in.archived}}, "", "", in.team});
}

void core::restore(channel& in, const user& by, moment now) {
    in.archived = 0;
    in.updated = to_millis(now);
    tell({"channel_restored", {{"channel_id", in.id}}, "", "", in.team});
    system_post(in, by, "system_channel_restored", by.name + " unarchived the channel.", {}, now);
}

void core::enter_team(std::string_view team_id, const user& who, moment now) {
    auto& of = teams.find(team_id)->second;
    if (!of.members.insert(who.id).second) return;
    const json data{{"team_id", of.id}, {"user_id", who.id}};
    for (int twice = 0; twice < 2; ++twice) tell({"added_to_team", data, who.id, "", ""});
    auto* square = find_channel(of.id, "town-square");
    if (!square) return;
    square->members.push_back(who.id);
    tell({"user_added", data, "", square->id, ""});
    system_post(*square, who, "system_join_team", who.name + " joined the team.", {}, now);
}

}  // namespace emulator::mattermost
