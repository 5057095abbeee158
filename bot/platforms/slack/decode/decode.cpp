#include "bot/platforms/slack/decode/decode.hpp"

#include "bot/platforms/slack/decode/message_decoding.hpp"
#include "bot/platforms/slack/decode/payload_words.hpp"

#include <algorithm>
#include <iterator>

namespace bot::slack {
namespace {

// One event on its way: what it says, and what is made of it.
struct telling {
    json event;
    setting here;
    decoded& out;
};

// "r:slack:C1:1700000009.000200:U1:…:1700000090.001100". What has no ts of its own has the
// moment it happened in its key: a copy has the same.
std::string key_of(const telling& t, std::string_view kind, std::string_view what) {
    const auto stamp = text(t.event, "event_ts");
    return std::string(kind)
        .append(":slack:")
        .append(t.here.channel)
        .append(":")
        .append(what)
        .append(":")
        .append(stamp);
}

bool is_about_us(const telling& t) {
    return text(t.event, "user") == t.here.me.user && !t.here.me.user.empty();
}

person actor_of(const telling& t) {
    return person_of(text(t.event, "user"), "", t.here.who);
}

void add(const telling& t, std::string key, decltype(inbound::what) what) {
    auto in = make_inbound(t.here, std::move(key), t.here.told_at, actor_of(t));
    in.what = std::move(what);
    t.out.inbounds.push_back(std::move(in));
}

// --- what happens in a room ---

void on_message(const telling& t) {
    decode_message_event(t.event, t.here, t.out.inbounds);
}

std::string_view without_blanks(std::string_view words) {
    // Composers put a no-break space behind a mention.
    for (const std::string_view blank : {" ", "\t", "\n", ":", ",", "\u00a0"})
        if (words.starts_with(blank)) return without_blanks(words.substr(blank.size()));
    return words;
}

// What follows the mention of `user` that the words begin with.
std::optional<std::string_view> without_mention(std::string_view words, std::string_view user) {
    words = without_blanks(words);
    const auto close = words.find('>');
    if (user.empty() || !words.starts_with("<@") || close == words.npos) return std::nullopt;
    if (words.substr(2, std::min(words.find('|'), close) - 2) != user) return std::nullopt;
    return without_blanks(words.substr(close + 1));
}

// Whoever begins with our name asks something of us. The same message comes as a message, too,
// and stands in the log as one: here it is a command, under a key of its own.
void on_mention(const telling& t) {
    const auto ts = text(t.event, "ts");
    const auto at = instant_of(ts);
    const auto words = without_mention(text(t.event, "text"), t.here.me.user);
    if (!at || !words || is_ours(t.event, t.here.me)) return;
    auto key = std::string("c:slack:").append(t.here.channel).append(":").append(ts);
    auto in = make_inbound(t.here, std::move(key), *at, author_of(t.event, t.here.who));
    in.what = in_command{command_words(*words, t.here.who), false};
    t.out.inbounds.push_back(std::move(in));
}

void on_reaction(const telling& t) {
    const auto item = member(t.event, "item");
    const auto ts = item ? text(*item, "ts") : std::string_view();
    if (!instant_of(ts) || text(*item, "type") != "message" || is_about_us(t)) return;
    const bool added = text(t.event, "type") == "reaction_added";
    const auto emoji = masked_line(text(t.event, "reaction"));
    auto what = std::string(ts).append(":").append(text(t.event, "user")).append(":").append(emoji);
    add(t, key_of(t, added ? "r" : "r-", what), in_reaction{std::string(ts), emoji, added});
}

// A pin brings its message along: one from before our time is worth keeping now.
void on_pin(const telling& t) {
    const auto item = member(t.event, "item");
    const auto message = item ? member(*item, "message") : std::nullopt;
    const auto ts = message ? text(*message, "ts") : std::string_view();
    if (!instant_of(ts) || is_about_us(t)) return;
    const bool pinned = text(t.event, "type") == "pin_added";
    if (pinned) decode_standing(*message, t.here, t.out.inbounds);
    add(t, key_of(t, pinned ? "pin" : "unpin", ts), in_pin{std::string(ts), pinned});
}

// Ours are seen, too: that is how we learn where we are.
void on_membership(const telling& t) {
    const bool joined = text(t.event, "type") == "member_joined_channel";
    add(t, key_of(t, joined ? "join" : "leave", text(t.event, "user")), in_membership{joined});
    if (!is_about_us(t)) return;
    const std::string channel(t.here.channel);
    if (joined) {
        t.out.notices.push_back(joined_channel{channel});
    } else {
        t.out.notices.push_back(left_channel{channel});
    }
}

void on_unknown(const telling& t) {
    if (!is_ours(t.event, t.here.me)) keep_unknown(t.event, t.here, t.out.inbounds);
}

void on_nothing(const telling&) {}

// --- what the listener has to know ---

void on_rename(const telling& t) {
    const auto name = masked_line(text(t.event, "channel", "name"));
    if (!name.empty()) t.out.notices.push_back(channel_renamed{std::string(t.here.channel), name});
}

void on_channel_gone(const telling& t) {
    t.out.notices.push_back(left_channel{std::string(t.here.channel)});
}

void on_person(const telling& t) {
    const auto user = member(t.event, "user");
    const auto id = user ? text(*user, "id") : std::string_view();
    if (id.empty()) return;
    std::string name;
    for (const auto told :
         {text(*user, "profile", "display_name"),
          text(*user, "profile", "real_name"),
          text(*user, "real_name"),
          text(*user, "name"),
          id})
        if (name.empty()) name = masked_line(told);
    t.out.notices.push_back(person_changed{std::string(id), name, flag(*user, "is_bot")});
}

void on_home(const telling& t) {
    if (text(t.event, "tab") == "home")
        t.out.notices.push_back(home_opened{std::string(text(t.event, "user"))});
}

void on_uninstalled(const telling& t) {
    t.out.notices.push_back(revoked{
        "The app was removed from the Slack workspace; install it again and put its new tokens "
        "into the configuration."});
}

void on_tokens_revoked(const telling& t) {
    const auto tokens = member(t.event, "tokens");
    if (!tokens || items(*tokens, "bot").size() == 0) return;
    t.out.notices.push_back(revoked{
        "Slack revoked the bot's token; install the app again and put its new tokens into the "
        "configuration."});
}

struct event_row {
    std::string_view type;
    void (*tell)(const telling&);
};

// What is told twice is read once: a channel's archiving is a message in it, a file comes with
// the message that shares it.
constexpr event_row table[] = {
    {"message", on_message},
    {"app_mention", on_mention},
    {"reaction_added", on_reaction},
    {"reaction_removed", on_reaction},
    {"pin_added", on_pin},
    {"pin_removed", on_pin},
    {"member_joined_channel", on_membership},
    {"member_left_channel", on_membership},
    {"channel_created", on_rename},
    {"channel_rename", on_rename},
    {"group_rename", on_rename},
    {"channel_left", on_channel_gone},
    {"channel_deleted", on_channel_gone},
    {"group_left", on_channel_gone},
    {"group_deleted", on_channel_gone},
    {"team_join", on_person},
    {"user_change", on_person},
    {"app_home_opened", on_home},
    {"app_uninstalled", on_uninstalled},
    {"tokens_revoked", on_tokens_revoked},
    {"channel_archive", on_nothing},
    {"channel_unarchive", on_nothing},
    {"group_archive", on_nothing},
    {"group_unarchive", on_nothing},
    {"file_shared", on_nothing},
    {"file_created", on_nothing},
    {"file_public", on_nothing},
    {"file_change", on_nothing},
    {"file_deleted", on_nothing},
    {"link_shared", on_nothing},
};

// The channel is named in as many ways as there are teams at Slack.
std::string_view channel_of(json event) {
    for (const auto found :
         {text(event, "channel"),
          text(event, "channel", "id"),
          text(event, "channel_id"),
          text(event, "item", "channel"),
          text(event, "old_channel_id")})
        if (!found.empty()) return found;
    return {};
}

instant time_of(json payload, json event) {
    for (const auto stamp : {text(event, "event_ts"), text(event, "ts")})
        if (const auto at = instant_of(stamp)) return *at;
    return instant(seconds(number(payload, "event_time")));
}

}  // namespace

decoded decode_event(json payload, const identity& me, const names& who) {
    decoded out;
    const auto event = member(payload, "event");
    if (text(payload, "type") == "app_rate_limited")
        out.notices.push_back(throttled{instant(seconds(number(payload, "minute_rate_limited")))});
    if (!event) return out;
    const auto type = text(*event, "type");
    const setting here{channel_of(*event), time_of(payload, *event), me, who};
    const auto* row = std::find_if(std::begin(table), std::end(table), [&](const auto& one) {
        return one.type == type;
    });
    (row == std::end(table) ? on_unknown : row->tell)({*event, here, out});
    return out;
}

}  // namespace bot::slack
