#include "bot/engine/drafting.hpp"

#include <array>

namespace bot {
namespace {

template <class... Functions>
struct overloaded : Functions... {
    using Functions::operator()...;
};

// What a room record is about is the room itself, wherever the report came from.
std::string channel_of(const inbound& in) {
    if (const auto* opened = std::get_if<in_room_opened>(&in.what))
        if (!opened->channel.empty()) return opened->channel;
    return in.channel;
}

std::string_view parent_of(const inbound& in) {
    if (const auto* message = std::get_if<in_message>(&in.what)) return message->parent;
    if (const auto* file = std::get_if<in_file>(&in.what)) return file->parent;
    return {};
}

}  // namespace

record draft(fact&& told, const inbound& in, instant now) {
    record line;
    line.at = told.at.value_or(in.at);
    line.recorded_at = now;
    line.platform = in.platform;
    line.channel = channel_of(in);
    line.actor = told.actor ? std::move(*told.actor) : in.who;
    line.message = told.message.empty() ? std::string(message_of(in)) : std::move(told.message);
    line.parent = told.parent.empty() && is_raw(told.what) ? std::string(parent_of(in))
                                                           : std::move(told.parent);
    line.origin = told.origin;
    line.what = std::move(told.what);
    return line;
}

std::optional<event> raw_line_of(const inbound& in) {
    using line = std::optional<event>;
    return std::visit(
        overloaded{
            [](const in_message& m) -> line { return message_posted{m.text}; },
            [](const in_edit& m) -> line { return message_edited{m.text}; },
            [](const in_delete&) -> line { return message_deleted{}; },
            [](const in_reaction& m) -> line {
                if (m.added) return reaction_added{m.emoji};
                return reaction_removed{m.emoji};
            },
            [](const in_pin& m) -> line {
                if (m.pinned) return message_pinned{};
                return message_unpinned{};
            },
            [](const in_file& m) -> line {
                return file_shared{m.name, m.sha256, m.media_type, m.size, m.text};
            },
            [](const in_membership& m) -> line {
                if (m.joined) return member_joined{};
                return member_left{};
            },
            [](const in_command& m) -> line { return command_given{m.text}; },
            [](const in_posted& m) -> line { return bot_posted{m.text}; },
            [](const in_unknown& m) -> line { return unknown_kept{m.raw}; },
            [](const auto&) -> line { return std::nullopt; },
        },
        in.what
    );
}

std::string_view message_of(const inbound& in) {
    return std::visit(
        [](const auto& what) -> std::string_view {
            if constexpr (requires { what.id; })
                return what.id;
            else
                return {};
        },
        in.what
    );
}

incident_id incident_of(const inbound& in) {
    return std::visit(
        [](const auto& what) {
            if constexpr (requires { what.incident; })
                return what.incident;
            else
                return incident_id::none;
        },
        in.what
    );
}

bool is_from_people(const inbound& in) {
    return std::visit(
        overloaded{
            [](const in_message&) { return true; },
            [](const in_edit&) { return true; },
            [](const in_delete&) { return true; },
            [](const in_reaction&) { return true; },
            [](const in_pin&) { return true; },
            [](const in_file&) { return true; },
            [](const in_command&) { return true; },
            [](const in_promote&) { return true; },
            [](const auto&) { return false; },
        },
        in.what
    );
}

std::string room_named_in(const decision& d) {
    for (const auto& told : d.facts)
        if (const auto* opened = std::get_if<room_opened>(&told.what)) return opened->name;
    for (const auto& wanted : d.effects)
        if (const auto* opens = std::get_if<open_room>(&wanted.what)) return opens->name;
    for (const auto& told : d.facts)
        if (const auto* opens = std::get_if<declared>(&told.what)) return opens->room_name;
    return d.bind ? d.bind->name : std::string();
}

std::string_view kind_of(const wish& what) {
    static constexpr std::array<std::string_view, std::variant_size_v<wish>> names{
        "open the room",
        "post",
        "show the card",
        "set the topic",
        "invite",
        "react",
        "publish the RCA",
        "keep the link",
        "show a message"};
    return names[what.index()];
}

in_gave_up::words words_lost_with(const effect& what) {
    using words = in_gave_up::words;
    const bool is_said =
        std::holds_alternative<post>(what.what) || std::holds_alternative<show_copy>(what.what);
    if (!is_said || what.collapse == gave_up_notice) return words::none;
    return std::holds_alternative<to_incident_room>(what.where) ? words::in_room : words::elsewhere;
}

}  // namespace bot
