#include "bot/platforms/slack/api/refusal.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace bot::slack {
namespace {

using namespace std::chrono_literals;

struct meaning {
    std::string_view code;
    std::string_view method;  // "" is any
    outcome::verdict is;
    std::string_view remedy;
    std::chrono::milliseconds after{0};  // the outbox knows
};

constexpr std::string_view invite_us =
    "invite the app to the channel (/invite in it), or name a channel it is in";
constexpr std::string_view ask_an_admin =
    "a workspace admin limits who may do this; ask one to allow it for the app";
constexpr std::string_view install_again =
    "install the app in the workspace again and put its new token into the configuration";
constexpr std::string_view our_mistake =
    "the message is not one Slack takes; please report it, with this line";
constexpr std::string_view reopen = "unarchive the channel, or go on in another";
constexpr std::string_view other_name =
    "take a name of at most 80 lower-case letters, digits, - and _";
constexpr std::string_view press_again = "press the button or type the command again";
constexpr std::string_view tried_again = "it is tried again";

constexpr meaning done(std::string_view code, std::string_view method = "") {
    return {code, method, outcome::verdict::delivered, ""};
}
constexpr meaning no(std::string_view code, std::string_view remedy, std::string_view method = "") {
    return {code, method, outcome::verdict::refused, remedy};
}
constexpr meaning again(std::string_view code, std::string_view remedy = tried_again) {
    return {code, "", outcome::verdict::retry, remedy};
}
// What somebody has to see to is asked about again, but not often.
constexpr meaning seldom(std::string_view code, std::string_view remedy) {
    return {code, "", outcome::verdict::retry, remedy, 5min};
}

// By code, then by method; the row of the method itself wins over the one of any.
constexpr meaning table[] = {
    seldom("access_denied", ask_an_admin),
    seldom("accesslimited", "allow this machine's address in the workspace's settings"),
    seldom("account_inactive", install_again),
    done("already_archived"),
    done("already_in_channel"),
    done("already_pinned"),
    done("already_reacted"),
    no("block_mismatch", our_mistake),
    no("cannot_create_channel", ask_an_admin),
    no("cannot_reply_to_message", "say it in the channel instead of the thread"),
    no("cant_archive_general", "the workspace's general channel stays; archive nothing there"),
    no("cant_archive_required", "everybody has to be in this channel; an admin can change that"),
    no("cant_delete_message", "only who wrote it or an admin can delete it"),
    no("cant_invite", "somebody who is in the channel has to invite them"),
    done("cant_invite_self"),
    no("cant_update_message", "only the app that wrote a message can change it"),
    again("canvas_creation_failed"),
    no("canvas_disabled_user_team",
       "switch canvases on in the workspace, or off in the configuration"),
    no("channel_canvas_already_exists", "the channel has a canvas of its own; it is left as it is"),
    no("channel_not_found",
       "the channel is gone, or private and the app is not in it: /invite the app there"),
    no("channels_limit_exceeded", "share it with fewer channels"),
    no("compliance_exports_prevent_deletion",
       "the workspace keeps all messages; an admin can change that"),
    no("duplicate_external_id", our_mistake),
    no("edit_window_closed", "the workspace lets nobody edit messages this old"),
    seldom("ekm_access_denied", "an admin has suspended access with the workspace's keys"),
    seldom("enterprise_is_restricted", ask_an_admin),
    no("exchanged_trigger_id", press_again),
    no("expired_trigger_id", press_again),
    again("failed_for_some_users"),
    again("fetch_members_failed"),
    again("file_not_found"),
    no("file_type_not_allowed",
       "the workspace does not take files of this type; an admin can allow it"),
    no("free_teams_cannot_create_non_tabbed_canvases",
       "the workspace's plan has no such canvas; switch canvases off in the configuration"),
    again("hash_conflict"),
    seldom("invalid_auth", install_again),
    no("invalid_blocks", our_mistake),
    no("invalid_blocks_format", our_mistake),
    again("invalid_cursor"),
    no("invalid_emoji", "Slack does not know this emoji"),
    no("invalid_link", "give a whole link, with https:// in front"),
    no("invalid_name", other_name),
    no("invalid_name", "the workspace has no emoji of this name", "reactions.add"),
    no("invalid_name_maxlength", other_name),
    no("invalid_name_punctuation", other_name),
    no("invalid_name_required", other_name),
    no("invalid_name_specials", other_name),
    no("invalid_trigger_id", press_again),
    no("is_archived", reopen),
    done("is_archived", "conversations.archive"),
    no("is_inactive", reopen),
    no("markdown_text_conflict", our_mistake),
    no("message_limit_exceeded",
       "the workspace has used up what its plan allows; an admin can change the plan"),
    no("message_not_found", "the message was deleted; write a new one"),
    done("message_not_found", "chat.delete"),
    done("message_not_found", "pins.remove"),
    done("message_not_found", "reactions.add"),
    done("message_not_found", "reactions.remove"),
    no("metadata_too_large", our_mistake),
    no("method_not_supported_for_channel_type",
       "this works in channels only, not in direct messages"),
    no("missing_scope", ""),
    no("msg_blocks_too_long", our_mistake),
    no("msg_too_long", our_mistake),
    no("name_already_exists", "take another name"),
    no("name_taken", "take another name: archived channels keep theirs"),
    no("no_permission", ask_an_admin),
    done("no_pin"),
    done("no_reaction"),
    no("no_text", our_mistake),
    seldom(
        "not_allowed_token_type",
        "the configuration has a token of another kind: xoxb- for the bot, xapp- for the socket"
    ),
    done("not_archived"),
    seldom("not_authed", "put the bot's token into the configuration"),
    no("not_authorized", "the app may rename only channels it made itself; ask who made this one"),
    no("not_enabled", "switch the Home tab on in the app's settings (App Home)"),
    no("not_found", "it is closed already"),
    no("not_in_channel", invite_us),
    no("not_pinnable", "Slack does not pin messages of this kind"),
    done("not_pinned"),
    no("not_reactable", "nobody can react to messages of this kind"),
    seldom(
        "org_login_required",
        "the workspace is being moved to an organisation; an admin sees when it is done"
    ),
    no("org_user_not_in_team", "they are not in this workspace; an admin can add them"),
    no("permission_denied", ask_an_admin),
    no("plan_upgrade_required", "the workspace's plan does not have this"),
    no("posting_to_channel_denied", ask_an_admin),
    no("restricted_action", ask_an_admin),
    no("restricted_action_non_threadable_channel",
       "this channel has no threads; say it in the channel"),
    no("restricted_action_read_only_channel", ask_an_admin),
    no("restricted_action_thread_locked", "the thread is locked; say it in the channel"),
    no("restricted_action_thread_only_channel", "this channel takes replies in threads only"),
    again("streaming_state_conflict"),
    seldom("team_access_not_granted", ask_an_admin),
    seldom("team_added_to_org", tried_again),
    seldom("team_disabled", "the workspace is switched off; its owner can bring it back"),
    no("thread_locked", "the thread is locked; say it in the channel"),
    no("thread_not_found", "the thread was deleted; say it in the channel"),
    seldom("token_expired", install_again),
    seldom("token_revoked", install_again),
    no("too_long", "Slack takes 250 characters here"),
    no("too_many_attachments", our_mistake),
    no("too_many_bookmarks", "remove one of the channel's bookmarks first"),
    no("too_many_emoji", "the message has as many kinds of reactions as Slack allows"),
    no("too_many_members",
       "the channel is too large for the app to join; somebody in it has to invite it"),
    no("too_many_pins", "unpin something in the channel first"),
    no("too_many_reactions", "the message has as many reactions as Slack allows"),
    no("ura_max_channels", "a guest can be in one channel only; an admin can change that"),
    no("user_is_restricted", "guests cannot be part of this; an admin can make them members"),
    no("user_not_found", "there is nobody of this id in the workspace"),
    no("user_not_in_channel", "they are not in the channel; invite them first"),
    no("user_not_visible", "the app may not see this person; ask an admin"),
    seldom("user_removed_from_team", install_again),
    no("users_not_found", "nobody in the workspace has this address"),
    no("view_too_large", our_mistake),
};

constexpr auto by_code_and_method = [](const meaning& row) {
    return std::pair(row.code, row.method);
};
static_assert(std::ranges::is_sorted(table, {}, by_code_and_method));

const meaning* row_of(std::string_view code, std::string_view method) {
    const auto* found =
        std::ranges::lower_bound(table, std::pair(code, method), {}, by_code_and_method);
    const bool is_it = found != std::end(table) && found->code == code && found->method == method;
    return is_it ? found : nullptr;
}

const meaning* meaning_of(std::string_view method, const api_failure& failure) {
    if (failure.is != api_failure::kind::refused) return nullptr;
    const auto* own = row_of(failure.code, method);
    return own ? own : row_of(failure.code, "");
}

std::string scope_remedy(std::string_view method, const api_failure& failure) {
    const auto scope =
        failure.needed.empty() ? "that " + std::string(method) + " needs" : failure.needed;
    if (method == "apps.connections.open")
        return "make an app-level token with the scope " + scope +
               " in the app's settings (api.slack.com/apps, Basic Information, App-Level Tokens)";
    return "add the scope " + scope +
           " to the app (api.slack.com/apps, OAuth & Permissions, Bot Token Scopes) and install it "
           "in the workspace again";
}

}  // namespace

bool is_done_already(std::string_view method, const api_failure& failure) {
    const auto* row = meaning_of(method, failure);
    return row && row->is == outcome::verdict::delivered;
}

std::string remedy_for(std::string_view method, const api_failure& failure) {
    using kind = api_failure::kind;
    if (failure.is == kind::broken)
        return "check that the base URL is Slack's and what stands between";
    if (failure.is != kind::refused) return std::string(tried_again);
    if (failure.code == "missing_scope") return scope_remedy(method, failure);
    if (const auto* row = meaning_of(method, failure); row && !row->remedy.empty())
        return std::string(row->remedy);
    return "see what docs.slack.dev/reference/methods/" + std::string(method) + " says about it";
}

outcome outcome_of(std::string_view method, const api_failure& failure) {
    outcome made;
    const auto* row = meaning_of(method, failure);
    if (row && row->is == outcome::verdict::delivered) return made;
    made.is = failure.is == api_failure::kind::refused ? outcome::verdict::refused
                                                       : outcome::verdict::retry;
    made.after = failure.after;
    if (row) {
        made.is = row->is;
        made.after = row->after;
    }
    made.reason = failure.detail + "; " + remedy_for(method, failure);
    return made;
}

}  // namespace bot::slack
