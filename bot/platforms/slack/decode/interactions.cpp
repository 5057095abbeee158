// Commands, buttons, menus and forms: whatever asks something of us.
#include "bot/base/digest.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/decode/message_decoding.hpp"
#include "bot/platforms/slack/decode/payload_words.hpp"
#include "bot/platforms/slack/show/form_blocks.hpp"

#include <algorithm>
#include <iterator>

namespace bot::slack {
namespace {

std::string digest_of(std::string_view words) {
    return to_hex(sha256(words)).substr(0, 32);
}

// Who asked, and where, in any of the interactive payloads.
interaction make_interaction(json payload, const names& who) {
    interaction asked;
    const auto user = *member(payload, "user");
    auto handle = text(user, "name");
    if (handle.empty()) handle = text(user, "username");
    asked.in.who = person_of(text(user, "id"), handle, who);
    asked.in.platform = platform;
    asked.in.channel = text(payload, "channel", "id");
    if (asked.in.channel.empty()) asked.in.channel = text(payload, "container", "channel_id");
    asked.in.at = instant_of(text(payload, "action_ts")).value_or(instant{});
    asked.from.person = asked.in.who.id;
    asked.from.channel = asked.in.channel;
    asked.from.trigger = text(payload, "trigger_id");
    asked.from.response_url = text(payload, "response_url");
    asked.from.view = text(payload, "view", "id");
    return asked;
}

// One key for each time something was asked, the same in every copy of the asking.
std::string key_of(std::string_view kind, const interaction& asked, std::string_view stamp) {
    return std::string(kind).append(":slack:").append(stamp).append(":").append(asked.from.person);
}

std::optional<interaction> on_press(json payload, const names& who) {
    for (const json action : items(payload, "actions")) {
        const auto id = text(action, "action_id"), command = text(action, "value");
        if (text(action, "type") != "button" || !id.starts_with(command_action) || command.empty())
            continue;
        auto asked = make_interaction(payload, who);
        const auto stamp = text(action, "action_ts");
        asked.in.at = instant_of(stamp).value_or(instant{});
        asked.in.key = key_of("b", asked, stamp).append(":").append(id);
        asked.in.what = in_command{masked(command), !asked.from.trigger.empty()};
        return asked;
    }
    return std::nullopt;
}

// The same form may come again with other values, after an error: those are another command.
std::optional<interaction> on_form(json payload, const names& who) {
    const auto view = member(payload, "view");
    auto filled = view ? read_form(*view, who) : std::nullopt;
    if (!filled) return std::nullopt;
    auto asked = make_interaction(payload, who);
    const auto stamp = asked.from.view + ":" + std::string(text(*view, "hash"));
    asked.in.key = key_of("v", asked, stamp).append(":").append(digest_of(filled->command));
    asked.in.channel = asked.from.channel = filled->channel;
    asked.in.what = in_command{std::move(filled->command), false};
    asked.from.first_block = std::move(filled->first_block);
    asked.from_form = true;
    return asked;
}

std::optional<interaction> on_menu(json payload, const names& who) {
    if (text(payload, "callback_id") != "add_timeline") return std::nullopt;
    auto asked = make_interaction(payload, who);
    const auto message = member(payload, "message");
    auto ts = text(payload, "message_ts");
    if (ts.empty() && message) ts = text(*message, "ts");
    if (!instant_of(ts)) return std::nullopt;
    asked.in.key =
        key_of("p", asked, std::string(text(payload, "action_ts")).append(":").append(ts));
    asked.in.what = in_promote{std::string(ts), row_kind::message};
    if (message)
        decode_standing(*message, {asked.in.channel, asked.in.at, identity{}, who}, asked.first);
    return asked;
}

std::optional<interaction> on_shortcut(json payload, const names& who) {
    if (text(payload, "callback_id") != "declare") return std::nullopt;
    auto asked = make_interaction(payload, who);
    asked.in.key = key_of("s", asked, text(payload, "action_ts"));
    asked.in.what = in_command{"declare", !asked.from.trigger.empty()};
    return asked;
}

struct interactive_row {
    std::string_view type;
    std::optional<interaction> (*read)(json, const names&);
};

constexpr interactive_row table[] = {
    {"block_actions", on_press},
    {"view_submission", on_form},
    {"message_action", on_menu},
    {"shortcut", on_shortcut},
};

}  // namespace

std::optional<interaction> decode_command(json payload, const names& who) {
    interaction asked;
    asked.in.who = person_of(text(payload, "user_id"), text(payload, "user_name"), who);
    if (asked.in.who.id.empty()) return std::nullopt;
    asked.in.platform = platform;
    asked.in.channel = text(payload, "channel_id");
    // Of a private channel Slack gives no name here; who is in it may know.
    const auto told = text(payload, "channel_name");
    asked.in.is_private_channel = told == "privategroup";
    auto name = who.channel(asked.in.channel);
    asked.in.channel_name = name ? masked_line(*name) : masked_line(told);
    asked.from = {
        asked.in.who.id,
        asked.in.channel,
        std::string(text(payload, "trigger_id")),
        std::string(text(payload, "response_url")),
        {},
        {}};
    const auto& trigger = asked.from.trigger;
    asked.in.key = "c:slack:" + (trigger.empty() ? digest_of(to_text(payload)) : trigger);
    asked.in.what = in_command{command_words(text(payload, "text"), who), !trigger.empty()};
    return asked;
}

std::optional<interaction> decode_interactive(json payload, const names& who) {
    const auto type = text(payload, "type");
    const auto* row = std::find_if(std::begin(table), std::end(table), [&](const auto& one) {
        return one.type == type;
    });
    if (row == std::end(table) || text(payload, "user", "id").empty()) return std::nullopt;
    return row->read(payload, who);
}

}  // namespace bot::slack
