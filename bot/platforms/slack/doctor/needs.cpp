#include "bot/platforms/slack/doctor/needs.hpp"

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

constexpr std::array scopes{
    scope_need{"app_mentions:read", "be asked by @mention"},
    scope_need{"bookmarks:read", "see which links it keeps in sight already"},
    scope_need{"bookmarks:write", "keep the console's link in sight of the channel"},
    scope_need{"canvases:write", "write the RCA as a canvas (slack.canvas)", true},
    scope_need{
        "channels:history", "record what is said in an incident's channel, or what was missed"},
    scope_need{"channels:join", "come back to a channel it was put out of", true},
    scope_need{"channels:manage", "open the incident's channel, set its topic, invite people"},
    scope_need{"channels:read", "find the broadcast channel, follow renames"},
    scope_need{"chat:write", "say anything"},
    scope_need{"chat:write.public", "announce in a public channel it was not invited to"},
    scope_need{"commands", "take /incident, /inc and the message menu"},
    scope_need{"files:read", "name the files people share"},
    scope_need{"files:write", "hand over the RCA as a file"},
    scope_need{"groups:history", "record private incidents"},
    scope_need{"groups:read", "find private channels it is in"},
    scope_need{"groups:write", "open a private incident's channel"},
    scope_need{"im:write", "speak to a person privately"},
    scope_need{"metadata.message:read", "see whether a message got there before it is sent again"},
    scope_need{"pins:read", "put pinned messages on the timeline"},
    scope_need{"pins:write", "pin the live card"},
    scope_need{"reactions:read", "put messages on the timeline by reaction"},
    scope_need{"reactions:write", "show that it saw a reaction"},
    scope_need{"usergroups:read", "name user groups in the record"},
    scope_need{"users:read", "name people in the record"},
    scope_need{"users:read.email", "find the on-call of the catalogue by e-mail", true},
};

constexpr std::array events{
    event_need{"app_home_opened", "", "that somebody opened its Home"},
    event_need{"app_mention", "app_mentions:read", "that it is asked by @mention"},
    event_need{"app_uninstalled", "", "that it was removed"},
    event_need{"channel_archive", "channels:read", "that a channel was archived"},
    event_need{"channel_rename", "channels:read", "that a channel has a new name"},
    event_need{"group_archive", "groups:read", "that a private channel was archived"},
    event_need{"group_rename", "groups:read", "that a private channel has a new name"},
    event_need{"member_joined_channel", "channels:read", "who came"},
    event_need{"member_left_channel", "channels:read", "who left"},
    event_need{"message.channels", "channels:history", "what is said in incident channels"},
    event_need{"message.groups", "groups:history", "what is said in private incidents"},
    event_need{"pin_added", "pins:read", "pins"},
    event_need{"pin_removed", "pins:read", "unpinning"},
    event_need{"reaction_added", "reactions:read", "reactions"},
    event_need{"reaction_removed", "reactions:read", "reactions taken back"},
    event_need{"tokens_revoked", "", "that its token was revoked"},
    event_need{"user_change", "users:read", "that somebody has a new name"},
};

constexpr std::string_view head =
    R"(# The Slack app Scribe needs: api.slack.com/apps, Create New App, From a manifest.
# Printed by `scribe reference slack-manifest`; docs/slack.md leads through the rest.
#
# For HTTP mode (Slack calls Scribe) set socket_mode_enabled to false and add, with your address:
#   url: https://scribe.example.org/slack/events         to each slash command
#   request_url: https://scribe.example.org/slack/events to event_subscriptions and interactivity
_metadata:
  major_version: 2
  minor_version: 1
display_information:
  name: Scribe
  description: Keeps the record of an incident and writes it up
  background_color: "#1b1f24"
features:
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true
    messages_tab_read_only_enabled: false
  bot_user:
    display_name: scribe
    always_online: true
  shortcuts:
    - name: Declare incident
      type: global
      callback_id: declare
      description: Opens the form
    - name: Add to timeline
      type: message
      callback_id: add_timeline
      description: Puts this message on the incident's timeline
  slash_commands:
    - command: /incident
      description: Declare, record and resolve incidents
      usage_hint: "declare P2 TITLE | note TEXT | resolve | help"
      should_escape: true
    - command: /inc
      description: The same as /incident
      usage_hint: "declare P2 TITLE | note TEXT | resolve | help"
      should_escape: true
oauth_config:
  scopes:
    bot:
)";

constexpr std::string_view middle = R"(settings:
  event_subscriptions:
    bot_events:
)";

constexpr std::string_view tail = R"(  interactivity:
    is_enabled: true
  socket_mode_enabled: true
  org_deploy_enabled: false
  token_rotation_enabled: false
)";

}  // namespace

std::span<const scope_need> scope_needs() {
    return scopes;
}

std::span<const event_need> event_needs() {
    return events;
}

std::string manifest() {
    std::string text(head);
    for (const auto& one : scopes) text.append("      - ").append(one.scope).append("\n");
    text += middle;
    for (const auto& one : events) text.append("      - ").append(one.event).append("\n");
    text += tail;
    return text;
}

std::string needs_reference() {
    std::string text =
        "# What the Slack app may do, and why\n\nPrinted by `scribe reference slack-needs`; "
        "`scribe doctor` checks it.\n\n| scope | without it Scribe cannot |\n|---|---|\n";
    for (const auto& one : scopes)
        text.append("| `")
            .append(one.scope)
            .append("` | ")
            .append(one.without)
            .append(one.is_optional ? " (optional) |\n" : " |\n");
    text += "\n| event | scope | without it Scribe does not notice |\n|---|---|---|\n";
    for (const auto& one : events)
        text.append("| `")
            .append(one.event)
            .append(one.scope.empty() ? "` | none | " : "` | `")
            .append(one.scope)
            .append(one.scope.empty() ? "" : "` | ")
            .append(one.without)
            .append(" |\n");
    return text;
}

}  // namespace bot::slack
