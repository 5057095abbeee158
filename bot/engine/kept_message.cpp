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

void reword(kept_message& kept, const std::string& text, std::int64_t seq) {
    kept.text = text;
    kept.edited = true;
    kept.as_of = seq;
}

void set_pin(kept_message& kept, const message_spot& on, bool pinned) {
    std::erase(kept.pins, on);
    if (pinned) kept.pins.push_back(on);
    kept.pinned = !kept.pins.empty();
}

void set_copy(kept_message& kept, const record& line, const copy_shown& told) {
    const message_spot where{line.platform, line.channel, line.message};
    const auto known = std::ranges::find(kept.copies, where, &kept_message::copy::where);
    if (known == kept.copies.end())
        kept.copies.push_back({where, line.seq, told.as_of, told.gone});
    else
        *known = {where, known->seq, told.as_of, told.gone};
}

void follow(kept_message& kept, const record& line) {
    const message_spot here{line.platform, line.channel, line.message};
    const auto is_same = [&](const std::string& emoji) {
        return [&](const kept_message::reaction& one) {
            return one.by == line.actor && one.emoji == emoji && one.on == here;
        };
    };
    if (const auto* edit = std::get_if<message_edited>(&line.what)) {
        reword(kept, edit->text, line.seq);
    } else if (const auto* own = std::get_if<bot_posted>(&line.what)) {
        reword(kept, own->text, line.seq);
    } else if (const auto* copy = std::get_if<copy_shown>(&line.what)) {
        set_copy(kept, line, *copy);
    } else if (const auto* added = std::get_if<reaction_added>(&line.what)) {
        if (std::ranges::none_of(kept.reactions, is_same(added->emoji)))
            kept.reactions.push_back({added->emoji, line.actor, here});
    } else if (const auto* removed = std::get_if<reaction_removed>(&line.what)) {
        std::erase_if(kept.reactions, is_same(removed->emoji));
    } else if (std::holds_alternative<message_pinned>(line.what)) {
        set_pin(kept, here, true);
    } else if (std::holds_alternative<message_unpinned>(line.what)) {
        set_pin(kept, here, false);
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
    kept.platform = line.platform;
    kept.channel = line.channel;
    kept.as_of = line.seq;
    if (const auto* shared = std::get_if<file_shared>(&line.what)) {
        kept.file = shared->name;
        kept.file_digest = shared->sha256;
        kept.file_type = shared->media_type;
        kept.file_size = shared->size;
    }
    for (const auto& each : later) follow(kept, each);
    if (kept.deleted) {
        kept.text.clear();
        kept.file.clear();
    }
    return kept;
}

std::optional<instant> last_edit(const std::vector<record>& later) {
    std::optional<instant> at;
    for (const auto& each : later)
        if (std::holds_alternative<message_edited>(each.what)) at = each.at;
    return at;
}

}  // namespace bot
