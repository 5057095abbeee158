#include "bot/platforms/mattermost/api/refusal.hpp"

#include <algorithm>
#include <chrono>

namespace bot::mattermost {
namespace {

using namespace std::chrono_literals;
using kind = api_failure::kind;

struct meaning {
    std::string_view id;
    outcome::verdict is;
    std::string_view remedy;
    std::chrono::milliseconds after{0};  // the outbox knows
};

constexpr std::string_view ask_an_admin =
    "a Mattermost admin has to allow it for the bot (System Console, Permissions), or invite the "
    "bot where it is not in";
constexpr std::string_view new_token =
    "make a new access token for the bot (Integrations, Bot Accounts), or enable the account "
    "again, "
    "and put the token into the configuration";
constexpr std::string_view restore = "an admin can unarchive the channel, or go on in another";
constexpr std::string_view our_mistake =
    "this is not what Mattermost takes; please report it, with this line";
constexpr std::string_view tried_again = "it is tried again";
constexpr std::string_view into_the_team = "somebody has to add them to the team first";
constexpr std::string_view no_such_person = "there is nobody of this name in Mattermost";
constexpr std::string_view allow_files =
    "an admin can allow file attachments (System Console, File Storage)";
constexpr std::string_view smaller_file =
    "an admin can raise the largest file size (System Console, File Storage), and that of a proxy";
constexpr std::string_view message_gone = "the message was deleted";

constexpr meaning no(std::string_view id, std::string_view remedy) {
    return {id, outcome::verdict::refused, remedy};
}
constexpr meaning again(
    std::string_view id, std::string_view remedy, std::chrono::milliseconds after = 0ms
) {
    return {id, outcome::verdict::retry, remedy, after};
}

constexpr meaning table[] = {
    no("api.channel.add_user.to.channel.failed.deleted.app_error", into_the_team),
    no("api.channel.add_user_to_channel.deleted.app_error", restore),
    no("api.channel.update_channel.deleted.app_error", restore),
    no("api.context.permissions.app_error", ask_an_admin),
    no("api.emoji.get_by_name.app_error", "Mattermost does not know this emoji"),
    no("api.file.attachments.disabled.app_error", allow_files),
    no("api.file.upload_file.storage.app_error", allow_files),
    no("api.file.upload_file.too_large_detailed.app_error", smaller_file),
    no("api.post.create_post.can_not_post_to_deleted.error", restore),
    no("api.post.create_post.root_id.app_error",
       "the thread was deleted; say it in the channel instead"),
    no("api.post.create_post.town_square_read_only", ask_an_admin),
    again("api.post.deduplicate_create_post.pending", tried_again, 1s),
    no("api.post.update_post.permissions_time_limit.app_error",
       "an admin limits how long posts can be edited; it has to be without limit for the bot"),
    no("api.user.add_direct_channels.user_restricted",
       "an admin can let people write to anybody (System Console, Users and Teams)"),
    no("app.channel.get.existing.app_error", "the channel is gone"),
    no("app.channel.get_by_name.missing.app_error", "there is no such channel"),
    no("app.post.get.app_error", message_gone),
    no("app.team.get_member.missing.app_error", into_the_team),
    no("app.user.missing_account.const", no_such_person),
    no("model.channel.is_valid.2_or_more.app_error", our_mistake),
    no("model.post.is_valid.msg.app_error", our_mistake),
    no("model.post.is_valid.props.app_error", our_mistake),
    no("model.reaction.is_valid.emoji_name.app_error", "Mattermost does not know this emoji"),
    no("store.sql_channel.save_channel.exists.app_error", "take another name"),
    no("store.sql_channel.save_channel.limit.app_error",
       "the team has as many channels as it may: archive old ones, or let an admin raise "
       "MaxChannelsPerTeam"),
    no("store.sql_channel.save_channel.previously.app_error",
       "take another name: archived channels keep theirs"),
};
static_assert(std::ranges::is_sorted(table, {}, &meaning::id));

const meaning* row_of(std::string_view id) {
    const auto* found = std::ranges::lower_bound(table, id, {}, &meaning::id);
    return found != std::end(table) && found->id == id ? found : nullptr;
}

std::string_view remedy_by_status(int status) {
    switch (status) {
        case 401:
            return new_token;
        case 403:
            return ask_an_admin;
        case 404:
            return "what it is about is gone, or Scribe may not see it";
        case 413:
            return smaller_file;
        case 501:
            return "this Mattermost does not have it; see its configuration";
        default:
            return "see the server's log for it";
    }
}

}  // namespace

std::string remedy_for(const api_failure& failure) {
    if (failure.is == kind::broken)
        return "check that mattermost.url is Mattermost's, and no proxy's";
    if (const auto* row = row_of(failure.id)) return std::string(row->remedy);
    if (failure.is != kind::refused) return std::string(tried_again);
    return std::string(remedy_by_status(failure.status));
}

outcome outcome_of(std::string_view doing, const api_failure& failure) {
    outcome made;
    made.is = failure.is == kind::refused ? outcome::verdict::refused : outcome::verdict::retry;
    made.after = failure.after;
    if (failure.is_about_us()) {
        // Somebody has to see to it: asked about again, but not often.
        made.is = outcome::verdict::retry;
        made.after = 5min;
    } else if (const auto* row = row_of(failure.id)) {
        made.is = row->is;
        made.after = row->after;
    }
    made.reason =
        "could not " + std::string(doing) + ": " + failure.detail + "; " + remedy_for(failure);
    return made;
}

}  // namespace bot::mattermost
