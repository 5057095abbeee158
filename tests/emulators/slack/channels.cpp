#include "tests/emulators/slack/core.hpp"

namespace emulator::slack {
namespace {

std::string mention(std::string_view user) {
    return "<@" + std::string(user) + ">";
}

std::int64_t seconds_of(moment at) {
    return at.time_since_epoch().count() / 1'000'000;
}

// "channel_topic" in a public channel, "group_topic" in a private one.
message notice(
    const channel& in, std::string_view subtype, std::string_view by, std::string text, json extra
) {
    message m;
    m.subtype = (in.is == channel::kind::open ? "channel_" : "group_") + std::string(subtype);
    m.user = by;
    m.text = mention(by) + " " + std::move(text);
    m.extra = std::move(extra);
    return m;
}

}  // namespace

channel& core::create(std::string_view name, channel::kind is, std::string_view by, moment now) {
    channel made;
    made.id = new_id("C");
    made.is = is;
    made.name = name;
    made.creator = by;
    made.created = now;
    auto& in = channels.emplace(made.id, made).first->second;
    if (is == channel::kind::open)
        tell_event(
            "channel_created",
            "channels:read",
            nullptr,
            {{"type", "channel_created"},
             {"channel",
              {{"id", in.id}, {"name", name}, {"created", seconds_of(now)}, {"creator", by}}},
             {"event_ts", next_ts(in, now)}},
            now
        );
    enter(in, by, "", now);
    return in;
}

void core::enter(channel& in, std::string_view user, std::string_view inviter, moment now) {
    in.members.emplace_back(user);
    json by = json::object();
    if (!inviter.empty()) by["inviter"] = inviter;
    auto event = by;
    event.update(
        {{"type", "member_joined_channel"},
         {"user", user},
         {"channel", in.id},
         {"channel_type", in.is == channel::kind::open ? "C" : "G"},
         {"team", team},
         {"event_ts", next_ts(in, now)}}
    );
    tell_event(
        "member_joined_channel",
        in.is == channel::kind::open ? "channels:read" : "groups:read",
        &in,
        std::move(event),
        now
    );
    put(in, notice(in, "join", user, "has joined the channel", std::move(by)), now);
}

// Who leaves is told of their own leaving.
void core::exit(channel& in, std::string_view user, std::string_view remover, moment now) {
    auto left = remover.empty() ? notice(in, "leave", user, "has left the channel", json::object())
                                : notice(
                                      in,
                                      "leave",
                                      remover,
                                      "removed " + mention(user) + " from the channel",
                                      json::object()
                                  );
    json event = {
        {"type", "member_left_channel"},
        {"user", user},
        {"channel", in.id},
        {"channel_type", in.is == channel::kind::open ? "C" : "G"},
        {"team", team},
        {"event_ts", next_ts(in, now)}};
    tell_event(
        "member_left_channel",
        in.is == channel::kind::open ? "channels:read" : "groups:read",
        &in,
        std::move(event),
        now
    );
    if (user == bot_user)
        tell_in_channel(
            "left",
            in,
            {{"channel", in.id},
             {"actor_id", remover.empty() ? user : remover},
             {"event_ts", next_ts(in, now)}},
            now
        );
    std::erase(in.members, user);
    put(in, std::move(left), now);
}

void core::archive(channel& in, std::string_view by, bool back, moment now) {
    in.archived = !back;
    put(in,
        notice(
            in,
            back ? "unarchive" : "archive",
            by,
            back ? "un-archived the channel" : "archived the channel",
            {{"members", in.members}}
        ),
        now);
    tell_in_channel(
        back ? "unarchive" : "archive",
        in,
        {{"channel", in.id}, {"user", by}, {"is_moved", 0}, {"event_ts", next_ts(in, now)}},
        now
    );
}

void core::rename(channel& in, std::string_view name, std::string_view by, moment now) {
    const auto old = in.name;
    in.name = name;
    put(in,
        notice(
            in,
            "name",
            by,
            "has renamed the channel from \"" + old + "\" to \"" + in.name + "\"",
            {{"name", in.name}, {"old_name", old}}
        ),
        now);
    tell_in_channel(
        "rename",
        in,
        {{"channel",
          {{"id", in.id},
           {"name", in.name},
           {"name_normalized", in.name},
           {"created", seconds_of(in.created)},
           {"is_channel", in.is == channel::kind::open},
           {"is_mpim", false}}},
         {"event_ts", next_ts(in, now)}},
        now
    );
}

void core::set_topic(channel& in, std::string_view topic, std::string_view by, moment now) {
    in.topic = topic;
    in.topic_by = by;
    in.topic_at = now;
    const auto text = topic.empty() ? std::string("cleared the channel topic")
                                    : "set the channel topic: " + in.topic;
    put(in, notice(in, "topic", by, text, {{"topic", in.topic}}), now);
}

void core::set_purpose(channel& in, std::string_view purpose, std::string_view by, moment now) {
    in.purpose = purpose;
    in.purpose_by = by;
    in.purpose_at = now;
    const auto text = purpose.empty() ? std::string("cleared the channel description")
                                      : "set the channel description: " + in.purpose;
    put(in, notice(in, "purpose", by, text, {{"purpose", in.purpose}}), now);
}

void core::drop(channel& in, std::string_view by, moment now) {
    tell_in_channel(
        "deleted", in, {{"channel", in.id}, {"actor_id", by}, {"event_ts", next_ts(in, now)}}, now
    );
    channels.erase(std::string(in.id));
}

}  // namespace emulator::slack
