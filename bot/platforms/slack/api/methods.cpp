#include "bot/platforms/slack/api/methods.hpp"

#include <algorithm>

namespace bot::slack {
namespace {

constexpr rate tier2{20, 5};
constexpr rate tier3{50, 10};
constexpr rate tier4{100, 20};
// Slack names no number: "hundreds a minute", for all channels together.
constexpr rate special{300, 30};
// Far below what is allowed: no fault may turn reconnecting into a flood.
constexpr rate connecting{10, 5};

struct row {
    std::string_view method;
    method_facts facts;
};

constexpr bool reads = true;
constexpr row table[] = {
    {"apps.connections.open", {connecting, reads}},
    {"auth.test", {tier4, reads}},
    {"bookmarks.add", {tier2}},
    {"bookmarks.list", {tier3, reads}},
    {"canvases.create", {tier2}},
    {"canvases.edit", {tier3}},
    {"chat.delete", {tier3}},
    {"chat.getPermalink", {special, reads}},
    {"chat.postEphemeral", {tier4}},
    {"chat.postMessage", {special, false, true}},
    {"chat.scheduleMessage", {tier3}},
    {"chat.update", {tier3, false, true}},
    {"conversations.archive", {tier2}},
    {"conversations.canvases.create", {tier2}},
    {"conversations.create", {tier2}},
    {"conversations.history", {tier3, reads, false, true}},
    {"conversations.info", {tier3, reads}},
    {"conversations.invite", {tier3}},
    {"conversations.join", {tier3}},
    {"conversations.list", {tier2, reads}},
    {"conversations.members", {tier4, reads}},
    {"conversations.open", {tier3}},
    {"conversations.rename", {tier2}},
    {"conversations.replies", {tier3, reads, false, true}},
    {"conversations.setPurpose", {tier2}},
    {"conversations.setTopic", {tier2}},
    {"conversations.unarchive", {tier2}},
    {"emoji.list", {tier2, reads}},
    {"files.completeUploadExternal", {tier4}},
    {"files.getUploadURLExternal", {tier4, reads}},
    {"files.info", {tier4, reads}},
    {"pins.add", {tier2}},
    {"pins.list", {tier2, reads}},
    {"pins.remove", {tier2}},
    {"reactions.add", {tier3}},
    {"reactions.get", {tier3, reads}},
    {"reactions.remove", {tier2}},
    {"team.info", {tier3, reads}},
    {"usergroups.list", {tier2, reads}},
    {"usergroups.users.list", {tier2, reads}},
    {"users.conversations", {tier3, reads}},
    {"users.info", {tier4, reads}},
    {"users.list", {tier2, reads}},
    {"users.lookupByEmail", {tier3, reads}},
    {"views.open", {tier4}},
    {"views.publish", {tier4}},
    {"views.push", {tier4}},
    {"views.update", {tier4}},
};
static_assert(std::ranges::is_sorted(table, {}, &row::method));

constexpr method_facts unknown{tier2};

}  // namespace

const method_facts& facts_of(std::string_view method) {
    const auto* found = std::ranges::lower_bound(table, method, {}, &row::method);
    return found != std::end(table) && found->method == method ? found->facts : unknown;
}

}  // namespace bot::slack
