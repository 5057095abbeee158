#include "tests/emulators/slack/api.hpp"
#include "tests/emulators/slack/block_kit.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

constexpr std::size_t longest_name = 80, longest_topic = 250, most_invited = 100;
constexpr std::string_view reading = "channels:read groups:read im:read mpim:read";
constexpr std::string_view managing = "channels:manage groups:write";

// Letters of scripts without capitals pass; nothing is mended.
bool good_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80);
}

std::string_view good_name(call& c) {
    const auto name = c.text("name");
    if (name.empty()) return "invalid_name_required";
    if (length_of(name) > longest_name) return "invalid_name_maxlength";
    if (!std::all_of(name.begin(), name.end(), good_letter)) return "invalid_name_specials";
    if (name.find_first_not_of("-_") == name.npos) return "invalid_name_punctuation";
    return {};
}

std::string_view free_name(call& c) {
    return c.in.find_channel(c.text("name")) ? "name_taken" : "";
}

std::string_view may_create(call& c) {
    const auto scope = c.flag("is_private") ? "groups:write" : "channels:manage";
    if (!c.by.scopes.contains(scope)) return "missing_scope";
    return c.in.policy.app_may_create ? "" : "restricted_action";
}

json channel_answer(call& c) {
    return yes({{"channel", c.in.channel_json(*c.where)}});
}

json create(call& c) {
    const auto is = c.flag("is_private") ? channel::kind::closed : channel::kind::open;
    c.where = &c.in.create(c.text("name"), is, c.in.bot_user, c.now);
    return channel_answer(c);
}

// --- invite ---

std::string_view fault_of_guest(const call& c, const std::string& id) {
    const auto who = c.in.users.find(id);
    if (who == c.in.users.end()) return "user_not_found";
    if (id == c.in.bot_user) return "cant_invite_self";
    if (c.in.is_member(*c.where, id)) return "already_in_channel";
    if (who->second.deactivated) return "cant_invite";
    if (!who->second.team.empty() && who->second.team != c.in.team) return "org_user_not_in_team";
    if (!who->second.single_channel_guest) return {};
    const bool elsewhere =
        std::any_of(c.in.channels.begin(), c.in.channels.end(), [&](const auto& each) {
            return each.second.is != channel::kind::direct && c.in.is_member(each.second, id);
        });
    return elsewhere ? "ura_max_channels" : "";
}

std::string_view good_number_invited(call& c) {
    const auto number = c.list("users").size();
    if (number == 0) return "no_user";
    return number > most_invited ? "too_many_users" : "";
}

json invite(call& c) {
    auto errors = json::array();
    std::vector<std::string> welcome;
    for (const auto& id : c.list("users")) {
        const auto fault = fault_of_guest(c, id);
        if (fault.empty())
            welcome.push_back(id);
        else
            errors.push_back({{"user", id}, {"ok", false}, {"error", fault}});
    }
    const bool goes_on = errors.empty() || (c.flag("force") && !welcome.empty());
    if (goes_on)
        for (const auto& id : welcome) c.in.enter(*c.where, id, c.in.bot_user, c.now);
    auto body = goes_on ? channel_answer(c) : no(errors[0]["error"].get<std::string>());
    if (!errors.empty()) body["errors"] = std::move(errors);
    return body;
}

// --- what a channel is ---

std::string_view short_topic(call& c) {
    return length_of(c.text("topic")) > longest_topic ||
                   length_of(c.text("purpose")) > longest_topic
               ? "too_long"
               : "";
}

json set_topic(call& c) {
    c.in.set_topic(*c.where, c.text("topic"), c.in.bot_user, c.now);
    return yes({{"channel", c.in.channel_json(*c.where)}, {"topic", c.where->topic}});
}

json set_purpose(call& c) {
    c.in.set_purpose(*c.where, c.text("purpose"), c.in.bot_user, c.now);
    return yes({{"channel", c.in.channel_json(*c.where)}, {"purpose", c.where->purpose}});
}

std::string_view may_archive(call& c) {
    if (c.where->archived) return "already_archived";
    if (c.where->general) return "cant_archive_general";
    return c.in.policy.app_may_archive ? "" : "restricted_action";
}

json archive(call& c) {
    c.in.archive(*c.where, c.in.bot_user, false, c.now);
    return yes();
}

std::string_view own_channel(call& c) {
    return c.where->creator == c.in.bot_user ? "" : "not_authorized";
}

json rename(call& c) {
    c.in.rename(*c.where, c.text("name"), c.in.bot_user, c.now);
    return channel_answer(c);
}

std::string_view open_channel(call& c) {
    return c.where->is == channel::kind::open ? "" : "method_not_supported_for_channel_type";
}

json join(call& c) {
    if (!c.in.is_member(*c.where, c.in.bot_user))
        c.in.enter(*c.where, c.in.bot_user, "", c.now);
    else
        c.warnings.emplace_back("already_in_channel");
    return channel_answer(c);
}

json leave(call& c) {
    if (!c.in.is_member(*c.where, c.in.bot_user)) return yes({{"not_in_channel", true}});
    if (c.where->general) return no("cant_leave_general");
    c.in.exit(*c.where, c.in.bot_user, "", c.now);
    return yes();
}

std::string_view kickable(call& c) {
    if (c.whom->id == c.in.bot_user) return "cant_kick_self";
    if (c.where->general) return "cant_kick_from_general";
    return c.in.is_member(*c.where, c.whom->id) ? "" : "not_in_channel";
}

json kick(call& c) {
    c.in.exit(*c.where, c.whom->id, c.in.bot_user, c.now);
    return yes();
}

json info(call& c) {
    auto body = channel_answer(c);
    if (c.flag("include_num_members")) body["channel"]["num_members"] = c.where->members.size();
    return body;
}

json members(call& c) {
    auto keys = c.where->members;
    std::sort(keys.begin(), keys.end());
    const auto part = page_of(c, keys, false, 100, 1000);
    if (!part.error.empty()) return no(part.error);
    return with_cursor({{"members", part.keys}}, part);
}

// --- lists ---

std::string_view type_of(const channel& in) {
    switch (in.is) {
        case channel::kind::open:
            return "public_channel";
        case channel::kind::closed:
            return "private_channel";
        case channel::kind::direct:
            return "im";
    }
    return {};
}

json listed(call& c, bool only_own) {
    auto types = c.list("types");
    if (types.empty()) types = {"public_channel"};
    std::vector<std::string> keys;
    for (const auto& [id, in] : c.in.channels) {
        const bool inside = c.in.is_member(in, c.in.bot_user);
        const bool asked = std::find(types.begin(), types.end(), type_of(in)) != types.end();
        const bool hidden = (only_own || in.is != channel::kind::open) && !inside;
        if (asked && !hidden && !(in.archived && c.flag("exclude_archived"))) keys.push_back(id);
    }
    const auto part = page_of(c, keys, false, 100, 1000);
    if (!part.error.empty()) return no(part.error);
    auto list = json::array();
    for (const auto& id : part.keys) {
        list.push_back(c.in.channel_json(c.in.channels.at(id)));
        list.back()["num_members"] = c.in.channels.at(id).members.size();
    }
    return with_cursor({{"channels", std::move(list)}}, part);
}

json list_all(call& c) {
    return listed(c, false);
}
json list_own(call& c) {
    return listed(c, true);
}

json open_direct(call& c) {
    if (c.has("channel")) {
        const auto error = seen_channel(c);
        return error.empty() ? channel_answer(c) : no(error);
    }
    const auto users = c.list("users");
    if (users.empty()) return no("users_list_not_supplied");
    if (users.size() > 1) return no("method_not_supported_for_channel_type");
    const auto who = c.in.users.find(users.front());
    if (who == c.in.users.end()) return no("user_not_found");
    if (who->second.deactivated) return no("user_disabled");
    if (who->second.id == c.in.bot_user) return no("cannot_dm_bot");
    const bool was_open = c.in.direct_of(who->first);
    c.where = &c.in.direct_with(who->first, c.now);
    json body = {{"channel", {{"id", c.where->id}}}};
    if (c.flag("return_im")) body["channel"] = c.in.channel_json(*c.where);
    if (was_open) body.update({{"no_op", true}, {"already_open", true}});
    return yes(std::move(body));
}

}  // namespace

std::vector<method> conversation_methods() {
    constexpr std::string_view inviting =
        "channels:manage channels:write.invites groups:write groups:write.invites";
    constexpr std::string_view naming =
        "channels:manage channels:write.topic groups:write groups:write.topic im:write";
    return {
        {"conversations.create",
         tier::two,
         managing,
         "",
         {good_name, may_create, free_name},
         create},
        {"conversations.invite",
         tier::three,
         inviting,
         "channel users",
         {seen_channel, no_direct, joined_channel, not_archived, good_number_invited},
         invite},
        {"conversations.setTopic",
         tier::two,
         naming,
         "channel",
         {seen_channel, no_direct, joined_channel, not_archived, short_topic},
         set_topic},
        {"conversations.setPurpose",
         tier::two,
         naming,
         "channel",
         {seen_channel, no_direct, joined_channel, not_archived, short_topic},
         set_purpose},
        {"conversations.archive",
         tier::two,
         managing,
         "channel",
         {seen_channel, no_direct, may_archive, joined_channel},
         archive},
        {"conversations.rename",
         tier::two,
         managing,
         "channel",
         {seen_channel, no_direct, joined_channel, not_archived, own_channel, good_name, free_name},
         rename},
        {"conversations.join",
         tier::three,
         "channels:join",
         "channel",
         {seen_channel, open_channel, not_archived},
         join},
        {"conversations.leave",
         tier::three,
         managing,
         "channel",
         {seen_channel, no_direct, not_archived},
         leave},
        {"conversations.kick",
         tier::three,
         managing,
         "channel user",
         {seen_channel, no_direct, joined_channel, known_user, kickable},
         kick},
        {"conversations.info", tier::three, reading, "channel", {seen_channel}, info},
        {"conversations.members", tier::four, reading, "channel", {seen_channel}, members},
        {"conversations.list", tier::two, reading, "", {}, list_all},
        {"users.conversations", tier::three, reading, "", {}, list_own},
        {"conversations.open", tier::three, "im:write mpim:write", "", {}, open_direct},
    };
}

}  // namespace emulator::slack
