#include "bot/platforms/mattermost/decode/decode.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/emoji.hpp"
#include "bot/platforms/json_repair.hpp"
#include "bot/platforms/mattermost/decode/post_decoding.hpp"
#include "bot/platforms/mattermost/decode/post_words.hpp"

#include <algorithm>
#include <iterator>

namespace bot::mattermost {
namespace {

constexpr std::size_t unknown_length = 1000;
constexpr std::int64_t latest_ms = 253'402'300'799'999;  // the end of the year 9999

// One event on its way: what it says, and what is made of it.
struct telling {
    json event;
    json data;
    std::string_view delivery;
    const identity& me;
    const names& who;
    decoded& out;
};

// The channel stands in the broadcast, in the data, or in both.
std::string_view channel_of(const telling& t) {
    const auto told = text(t.data, "channel_id");
    return told.empty() ? text(t.event, "broadcast", "channel_id") : told;
}

// Posts and reactions are JSON in a string; half a character in it does not make it unreadable.
std::optional<json> inner_json(json data, std::string_view key, document& into) {
    const auto words = text(data, key);
    if (words.empty()) return std::nullopt;
    auto root = into.parse(words);
    if (!root) root = into.parse(repair_escapes(std::string(words)));
    if (!root || !root->is_object()) return std::nullopt;
    return *root;
}

// Kept as it came, short: what cannot be read may matter to who reads the log.
void keep_unknown(const telling& t) {
    const auto channel = channel_of(t);
    if (channel.empty()) return;
    auto key = std::string("u:mattermost:").append(channel).append(":").append(t.delivery);
    auto in = make_inbound(std::move(key), channel, 0, {"", "somebody"});
    // Masked before it is cut: half a secret would not be recognised.
    in.what = in_unknown{shorten(masked(to_text(t.event)), unknown_length)};
    t.out.inbounds.push_back(std::move(in));
}

bool is_whole(json post) {
    return !text(post, "id").empty() && !text(post, "channel_id").empty();
}

// The post of an event; what is none is kept raw.
std::optional<json> post_in(const telling& t, document& into) {
    const auto post = inner_json(t.data, "post", into);
    if (post && is_whole(*post)) return post;
    keep_unknown(t);
    return std::nullopt;
}

post_reading reading(const telling& t, json post) {
    return {post, t.me, t.who, t.out.inbounds};
}

// --- posts ---

// Who could be meant by the names in it: Mattermost lists them by id.
mention_book people_mentioned(const telling& t) {
    mention_book people;
    document parser;
    const auto ids = parser.parse(text(t.data, "mentions"));
    simdjson::dom::array list;
    if (!ids || ids->get(list) != simdjson::SUCCESS) return people;
    for (const json one : list) {
        std::string_view id;
        if (one.get(id) != simdjson::SUCCESS) continue;
        if (auto name = t.who.person(id); name && *name != id)
            people.emplace_back(std::move(*name), id);
    }
    return people;
}

// A program repeats what others say; who only claims to be one (in props) loses, and wins nothing.
bool is_by_program(json post) {
    return text(post, "props", "from_webhook") == "true" ||
           text(post, "props", "from_bot") == "true";
}

// Stands in the log as the message it is; here it is a command, under a key of its own.
void add_command(const telling& t, json post) {
    const auto words = written_command(text(post, "message"));
    if (!words || is_by_program(post)) return;
    const auto by = person_of(text(post, "user_id"), t.who);
    const auto channel = text(post, "channel_id"), root = text(post, "root_id");
    auto in = make_inbound(post_key("c", post), channel, number(post, "create_at"), by);
    in.what = in_command{command_words(*words, people_mentioned(t), {}), false};
    in.channel_name = masked_line(text(t.data, "channel_name"));
    in.is_private_channel = text(t.data, "channel_type") == "P";
    t.out.inbounds.push_back(std::move(in));
    t.out.asked = caller{
        by.id,
        std::string(channel),
        std::string(text(t.data, "team_id")),
        {},
        {},
        std::string(root.empty() ? text(post, "id") : root),
        std::string(text(post, "id"))};
}

void on_posted(const telling& t) {
    document parser;
    const auto post = post_in(t, parser);
    if (!post) return;
    if (is_system(*post)) return add_membership(reading(t, *post));
    if (is_ours(*post, t.me)) return;
    add_said(reading(t, *post));
    add_command(t, *post);
}

// There is no event for a pin: this one, and the post says how it stands. It does not say who.
void add_pin(const telling& t, json post) {
    const auto updated = number(post, "update_at");
    const auto channel = text(post, "channel_id"), id = text(post, "id");
    auto in = make_inbound(pin_key(channel, id, updated), channel, updated, {"", "somebody"});
    in.what = in_pin{std::string(id), flag(post, "is_pinned")};
    t.out.inbounds.push_back(std::move(in));
}

void on_edited(const telling& t) {
    document parser;
    const auto post = post_in(t, parser);
    if (!post || is_system(*post) || is_ours(*post, t.me)) return;
    add_said(reading(t, *post));
    add_latest_edit(reading(t, *post));
    add_pin(t, *post);
}

void on_deleted(const telling& t) {
    document parser;
    const auto post = post_in(t, parser);
    if (!post || is_system(*post)) return;
    add_deletion(reading(t, *post), number(*post, "delete_at"));
    if (text(*post, "root_id").empty() && number(*post, "reply_count") > 0)
        t.out.notices.push_back(thread_gone{
            std::string(text(*post, "channel_id")), std::string(text(*post, "id"))});
}

// --- reactions ---

void on_reaction(const telling& t) {
    document parser;
    const auto reaction = inner_json(t.data, "reaction", parser);
    const auto channel = channel_of(t);
    if (!reaction || channel.empty()) return keep_unknown(t);
    const auto user = text(*reaction, "user_id"), post = text(*reaction, "post_id");
    const auto name = masked_line(text(*reaction, "emoji_name"));
    if (user.empty() || post.empty() || name.empty()) return keep_unknown(t);
    if (user == t.me.user) return;
    const bool added = text(t.event, "event") == "reaction_added";
    const auto given_at = added ? number(*reaction, "create_at") : 0;
    auto key = reaction_key(channel, post, user, name, given_at);
    if (!added) key = "r-" + key.substr(1) + ":" + std::string(t.delivery);
    auto in = make_inbound(std::move(key), channel, given_at, person_of(user, t.who));
    in.what = in_reaction{std::string(post), emoji_of(name), added};
    t.out.inbounds.push_back(std::move(in));
}

// --- what the listener has to know ---

void on_member(const telling& t) {
    const std::string channel(channel_of(t));
    const bool added = text(t.event, "event") == "user_added";
    auto user = text(t.data, "user_id");
    // Who is removed is told so alone, and not by an id.
    if (user.empty()) user = text(t.event, "broadcast", "user_id");
    if (user != t.me.user || user.empty() || channel.empty()) return;
    if (added) {
        t.out.notices.push_back(joined_channel{channel});
    } else {
        t.out.notices.push_back(left_channel{channel});
    }
}

void on_channel_changed(const telling& t) {
    document parser;
    const auto channel = inner_json(t.data, "channel", parser);
    if (!channel) return;
    auto name = masked_line(text(*channel, "name"));
    if (!text(*channel, "id").empty() && !name.empty())
        t.out.notices.push_back(channel_renamed{std::string(text(*channel, "id")), std::move(name)}
        );
}

void on_channel_gone(const telling& t) {
    if (const auto id = channel_of(t); !id.empty())
        t.out.notices.push_back(left_channel{std::string(id)});
}

void on_channel_here(const telling& t) {
    if (const auto id = channel_of(t); !id.empty())
        t.out.notices.push_back(joined_channel{std::string(id)});
}

void on_person(const telling& t) {
    const auto user = member(t.data, "user");
    if (!user || !user->is_object()) return;
    auto name = masked_line(text(*user, "username"));
    if (!text(*user, "id").empty() && !name.empty())
        t.out.notices.push_back(person_renamed{std::string(text(*user, "id")), std::move(name)});
}

struct event_row {
    std::string_view type;
    void (*tell)(const telling&);
};

constexpr event_row table[] = {
    {"posted", on_posted},
    {"post_edited", on_edited},
    {"post_deleted", on_deleted},
    {"reaction_added", on_reaction},
    {"reaction_removed", on_reaction},
    {"user_added", on_member},
    {"user_removed", on_member},
    {"channel_created", on_channel_here},
    {"channel_updated", on_channel_changed},
    {"channel_deleted", on_channel_gone},
    {"channel_restored", on_channel_here},
    {"user_updated", on_person},
};

}  // namespace

std::optional<instant> instant_of(std::int64_t ms) {
    if (ms <= 0 || ms > latest_ms) return std::nullopt;
    return instant(milliseconds(ms));
}

std::string moment_at(instant at) {
    return std::to_string(at.time_since_epoch().count());
}

int compare_moments(std::string_view a, std::string_view b) {
    const auto digits = [](std::string_view of) {
        return of.substr(std::min(of.find_first_not_of('0'), of.size()));
    };
    a = digits(a);
    b = digits(b);
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    const int order = a.compare(b);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

decoded decode_event(json event, std::string_view delivery, const identity& me, const names& who) {
    decoded out;
    const auto data = event.is_object() ? member(event, "data") : std::nullopt;
    if (!data || !data->is_object()) return out;
    const auto type = text(event, "event");
    const auto* row = std::find_if(std::begin(table), std::end(table), [&](const auto& one) {
        return one.type == type;
    });
    if (row != std::end(table)) row->tell({event, *data, delivery, me, who, out});
    return out;
}

std::string reaction_key(
    std::string_view channel,
    std::string_view post,
    std::string_view user,
    std::string_view emoji,
    std::int64_t given_at
) {
    auto key = std::string("r:mattermost:").append(channel);
    for (const auto part : {post, user, emoji}) key.append(":").append(part);
    return given_at > 0 ? key.append(":").append(std::to_string(given_at)) : key;
}

std::string pin_key(std::string_view channel, std::string_view post, std::int64_t updated_at) {
    return std::string("pin:mattermost:")
        .append(channel)
        .append(":")
        .append(post)
        .append(":")
        .append(std::to_string(updated_at));
}

}  // namespace bot::mattermost
