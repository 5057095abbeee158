#include "bot/platforms/slack/decode/message_decoding.hpp"

#include "bot/base/digest.hpp"
#include "bot/base/text.hpp"
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/decode/payload_words.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <algorithm>
#include <iterator>

namespace bot::slack {
namespace {

constexpr std::size_t unknown_length = 1000;

std::string key_of(std::string_view kind, const setting& here, std::string_view ts) {
    return std::string(kind).append(":slack:").append(here.channel).append(":").append(ts);
}

std::string parent_of(json message) {
    const auto thread = text(message, "thread_ts");
    return thread == text(message, "ts") ? "" : std::string(thread);
}

// --- a message, and what it carries ---

enum class handling { said, room_change, tombstone, changed, deleted, silent, unknown };

struct subtype_row {
    std::string_view subtype;
    handling how;
    // room_change: what was done; or what was set, and the field that says to what.
    std::string_view what = {}, field = {};
};

// Comings and goings, pins, and what happens to threads are told by events of their own.
constexpr subtype_row subtypes[] = {
    {"", handling::said},
    {"bot_message", handling::said},
    {"me_message", handling::said},
    {"thread_broadcast", handling::said},
    {"reply_broadcast", handling::said},
    {"file_share", handling::said},
    {"slackbot_response", handling::said},
    {"huddle_thread", handling::said},
    {"message_changed", handling::changed},
    {"message_deleted", handling::deleted},
    {"tombstone", handling::tombstone},
    {"message_replied", handling::silent},
    {"channel_join", handling::silent},
    {"channel_leave", handling::silent},
    {"group_join", handling::silent},
    {"group_leave", handling::silent},
    {"pinned_item", handling::silent},
    {"unpinned_item", handling::silent},
    {"channel_topic", handling::room_change, "the topic", "topic"},
    {"channel_purpose", handling::room_change, "the description", "purpose"},
    {"channel_name", handling::room_change, "the channel's name", "name"},
    {"channel_archive", handling::room_change, "archived the channel"},
    {"channel_unarchive", handling::room_change, "unarchived the channel"},
    {"group_topic", handling::room_change, "the topic", "topic"},
    {"group_purpose", handling::room_change, "the description", "purpose"},
    {"group_name", handling::room_change, "the channel's name", "name"},
    {"group_archive", handling::room_change, "archived the channel"},
    {"group_unarchive", handling::room_change, "unarchived the channel"},
};

subtype_row row_of(json message) {
    const auto subtype = text(message, "subtype");
    const auto* row = std::find_if(std::begin(subtypes), std::end(subtypes), [&](const auto& one) {
        return one.subtype == subtype;
    });
    return row == std::end(subtypes) ? subtype_row{subtype, handling::unknown} : *row;
}

// "set the topic: SEV2 | db", said by who did it.
std::string room_change_text(json message, const subtype_row& row, const names& who) {
    if (row.field.empty()) return std::string(row.what);
    const auto to = markdown_of_text(text(message, row.field), who);
    auto line = (to.empty() ? "cleared " : "set ") + std::string(row.what);
    if (!to.empty()) line += ": " + to;
    return replace_all(std::move(line), "\n", " ");
}

void add_message(json message, std::string words, const setting& here, std::vector<inbound>& out) {
    const auto ts = text(message, "ts");
    const auto at = instant_of(ts);
    if (!at) return keep_unknown(message, here, out);
    auto in = make_inbound(
        here, message_key(platform, here.channel, ts), *at, author_of(message, here.who)
    );
    in.what = in_message{std::string(ts), parent_of(message), masked(words)};
    out.push_back(std::move(in));
}

std::string file_name(json file) {
    for (const auto* field : {"name", "title", "id"})
        if (const auto told = text(file, field); !told.empty()) return masked_line(told);
    return "file";
}

// The first file is the message; each further one has an id made of the message's and its own.
std::string further_id(std::string_view ts, json file) {
    return std::string(ts).append(":").append(text(file, "id"));
}

void add_files(json message, std::string words, const setting& here, std::vector<inbound>& out) {
    const auto ts = text(message, "ts");
    const auto at = instant_of(ts);
    if (!at) return keep_unknown(message, here, out);
    bool is_first = true;
    for (const json file : items(message, "files")) {
        const auto id = is_first ? std::string(ts) : further_id(ts, file);
        auto in = make_inbound(
            here, message_key(platform, here.channel, id), *at, author_of(message, here.who)
        );
        in.what = in_file{
            id,
            parent_of(message),
            file_name(file),
            {},
            masked_line(text(file, "mimetype")),
            number(file, "size"),
            is_first ? masked(words) : ""};
        out.push_back(std::move(in));
        is_first = false;
    }
}

void add_said(json message, const setting& here, std::vector<inbound>& out) {
    auto words = markdown_of_message(message, here.who);
    if (items(message, "files").size() > 0) return add_files(message, std::move(words), here, out);
    add_message(message, std::move(words), here, out);
}

// --- changes ---

// Apps' attachments are what they say; what Slack adds of its own (a preview of a link) is not.
std::string told_attachments(json message) {
    std::string all;
    for (const json one : items(message, "attachments"))
        if (!member(one, "from_url") && !member(one, "original_url")) all += to_text(one);
    return all;
}

// What people say is all in `text`; an app's blocks and attachments may change beside it.
bool same_words(json before, json now) {
    if (text(before, "text") != text(now, "text")) return false;
    if (text(now, "bot_id").empty()) return true;
    const auto blocks_before = member(before, "blocks"), blocks_now = member(now, "blocks");
    if (blocks_before && blocks_now && to_text(*blocks_before) != to_text(*blocks_now))
        return false;
    return told_attachments(before) == told_attachments(now);
}

void add_edit(
    json message,
    std::string_view edited,
    instant at,
    const setting& here,
    std::vector<inbound>& out
) {
    const auto ts = text(message, "ts"), editor = text(message, "edited", "user");
    auto by = author_of(message, here.who);
    if (!editor.empty() && editor != by.id && text(message, "bot_id").empty())
        by = person_of(editor, "", here.who);
    // Stamps of edits are full seconds, and those of messages are not: none was edited before it
    // was said.
    at = std::max(at, instant_of(ts).value_or(at));
    auto in =
        make_inbound(here, key_of("e", here, ts).append(":").append(edited), at, std::move(by));
    in.what = in_edit{std::string(ts), masked(markdown_of_message(message, here.who))};
    out.push_back(std::move(in));
}

// Who deleted is not told; most delete their own. An empty message goes before it: when the
// message itself comes later, it is a copy, and its words are never written down.
void add_deletion(
    std::string_view ts, std::optional<json> before, const setting& here, std::vector<inbound>& out
) {
    const auto at = instant_of(ts);
    if (!at) return;
    std::vector<std::string> ids{std::string(ts)};
    bool is_first = true;
    if (before)
        for (const json file : items(*before, "files"))
            if (!std::exchange(is_first, false)) ids.push_back(further_id(ts, file));
    const auto by = before ? author_of(*before, here.who) : person{"", "somebody"};
    for (const auto& id : ids) {
        auto unsaid = make_inbound(here, message_key(platform, here.channel, id), *at, by);
        unsaid.what = in_message{id, before ? parent_of(*before) : "", ""};
        if (!before || !is_ours(*before, here.me)) out.push_back(std::move(unsaid));
        auto gone = make_inbound(here, key_of("d", here, id), here.told_at, by);
        gone.what = in_delete{id};
        out.push_back(std::move(gone));
    }
}

// An edit carries the message as it was: should it come first, what came before it is a copy
// when it comes. A change without new words (the preview of a link, a reply's count) is none.
void decode_change(json event, const setting& here, std::vector<inbound>& out) {
    const auto now = member(event, "message"), before = member(event, "previous_message");
    if (!now) return keep_unknown(event, here, out);
    if (row_of(*now).how == handling::tombstone)
        return add_deletion(text(*now, "ts"), before ? before : now, here, out);
    if (is_ours(*now, here.me) || !instant_of(text(*now, "ts"))) return;
    auto edited = text(*now, "edited", "ts");
    if (before ? same_words(*before, *now) : edited.empty()) return;
    // Two edits within a second have one stamp; apps that change their message have none.
    if (!edited.empty() && before && text(*before, "edited", "ts") == edited) edited = {};
    const auto at = edited.empty() ? here.told_at : instant_of(edited).value_or(here.told_at);
    if (edited.empty()) edited = text(event, "event_ts");
    if (before) {
        decode_standing(*before, here, out);
    } else {
        decode_message(*now, here, out);
    }
    add_edit(*now, edited, at, here, out);
}

}  // namespace

inbound make_inbound(const setting& here, std::string key, instant at, person by) {
    inbound in;
    in.key = std::move(key);
    in.at = at;
    in.platform = platform;
    in.channel = here.channel;
    in.who = std::move(by);
    return in;
}

void decode_message(json message, const setting& here, std::vector<inbound>& out) {
    const auto row = row_of(message);
    if (row.how != handling::tombstone && is_ours(message, here.me)) return;
    switch (row.how) {
        case handling::said:
            return add_said(message, here, out);
        case handling::room_change:
            return add_message(message, room_change_text(message, row, here.who), here, out);
        case handling::tombstone:
            return add_deletion(text(message, "ts"), message, here, out);
        case handling::silent:
            return;
        case handling::changed:
        case handling::deleted:
        case handling::unknown:
            return keep_unknown(message, here, out);
    }
}

bool add_last_edit(json message, const setting& here, std::vector<inbound>& out) {
    const auto edited = text(message, "edited", "ts");
    const auto at = instant_of(edited);
    if (!at || row_of(message).how != handling::said || is_ours(message, here.me)) return false;
    add_edit(message, edited, *at, here, out);
    return true;
}

void decode_standing(json message, const setting& here, std::vector<inbound>& out) {
    std::vector<inbound> posted, last_edit;
    decode_message(message, here, posted);
    const bool was_edited = add_last_edit(message, here, last_edit);
    for (auto& in : posted) {
        if (auto* said = std::get_if<in_message>(&in.what); said && was_edited) said->text.clear();
        if (auto* file = std::get_if<in_file>(&in.what); file && was_edited) file->text.clear();
        out.push_back(std::move(in));
    }
    std::move(last_edit.begin(), last_edit.end(), std::back_inserter(out));
}

void decode_message_event(json event, const setting& here, std::vector<inbound>& out) {
    switch (row_of(event).how) {
        case handling::changed:
            return decode_change(event, here, out);
        case handling::deleted:
            return add_deletion(
                text(event, "deleted_ts"), member(event, "previous_message"), here, out
            );
        default:
            return decode_message(event, here, out);
    }
}

void keep_unknown(json event, const setting& here, std::vector<inbound>& out) {
    if (here.channel.empty()) return;
    const auto raw = to_text(event);
    auto stamp = std::string(text(event, "event_ts"));
    if (stamp.empty()) stamp = text(event, "ts");
    if (stamp.empty()) stamp = to_hex(sha256(raw)).substr(0, 32);
    const auto kind = std::string(text(event, "type")).append(":").append(text(event, "subtype"));
    auto in = make_inbound(
        here,
        key_of("u", here, stamp).append(":").append(kind),
        here.told_at,
        author_of(event, here.who)
    );
    // Masked before it is cut: half a secret would not be recognised.
    in.what = in_unknown{shorten(masked(raw), unknown_length)};
    out.push_back(std::move(in));
}

std::vector<inbound> decode_history(
    json message, std::string_view channel, const identity& me, const names& who
) {
    std::vector<inbound> out;
    const auto at = instant_of(text(message, "ts")).value_or(instant{});
    const setting here{channel, at, me, who};
    decode_standing(message, here, out);
    return out;
}

}  // namespace bot::slack
