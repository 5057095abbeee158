#include "bot/engine/kept_message.hpp"

#include <algorithm>

namespace bot {
namespace {

const std::string* words_of(const event& e) {
    if (const auto* posted = std::get_if<message_posted>(&e)) return &posted->text;
    if (const auto* shared = std::get_if<file_shared>(&e)) return &shared->text;
    if (const auto* own = std::get_if<bot_posted>(&e)) return &own->text;
    if (const auto* command = std::get_if<command_given>(&e)) return &command->text;
    return nullptr;
}

void reword(kept_message& kept, const std::string& text) {
    kept.text = text;
    kept.edited = true;
}

void follow(kept_message& kept, const record& line) {
    const auto is_same = [&](const std::string& emoji) {
        return [&](const kept_message::reaction& one) {
            return one.by == line.actor && one.emoji == emoji;
        };
    };
    if (const auto* edit = std::get_if<message_edited>(&line.what)) {
        reword(kept, edit->text);
    } else if (const auto* own = std::get_if<bot_posted>(&line.what)) {
        reword(kept, own->text);
    } else if (const auto* added = std::get_if<reaction_added>(&line.what)) {
        if (std::ranges::none_of(kept.reactions, is_same(added->emoji)))
            kept.reactions.push_back({added->emoji, line.actor});
    } else if (const auto* removed = std::get_if<reaction_removed>(&line.what)) {
        std::erase_if(kept.reactions, is_same(removed->emoji));
    } else if (std::holds_alternative<message_pinned>(line.what)) {
        kept.pinned = true;
    } else if (std::holds_alternative<message_unpinned>(line.what)) {
        kept.pinned = false;
    } else if (std::holds_alternative<message_deleted>(line.what)) {
        kept.deleted = true;
    }
}

}  // namespace

std::optional<kept_message> message_now(const record& line, const std::vector<record>& later) {
    const auto* words = words_of(line.what);
    if (!words) return std::nullopt;
    kept_message kept;
    kept.log = line.log;
    kept.seq = line.seq;
    kept.at = line.at;
    kept.author = line.actor;
    kept.id = line.message;
    kept.parent = line.parent;
    kept.text = *words;
    kept.deleted = line.erased;
    for (const auto& each : later) follow(kept, each);
    if (kept.deleted) kept.text.clear();
    return kept;
}

std::optional<instant> last_edit(const std::vector<record>& later) {
    std::optional<instant> at;
    for (const auto& each : later)
        if (std::holds_alternative<message_edited>(each.what)) at = each.at;
    return at;
}

}  // namespace bot
