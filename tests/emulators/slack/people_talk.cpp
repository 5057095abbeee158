#include "tests/emulators/slack/composer.hpp"
#include "tests/emulators/slack/people.hpp"

#include <algorithm>

namespace emulator::slack {

user& person(core& in, std::string_view name) {
    auto* found = in.find_user(name);
    if (!found) impossible("there is no user " + std::string(name));
    return *found;
}

channel& place(core& in, std::string_view name) {
    auto* found = in.find_channel(name);
    if (!found) impossible("there is no channel " + std::string(name));
    return *found;
}

channel& place_of(core& in, std::string_view name, const user& who, moment now) {
    const auto& app = in.users.at(in.bot_user).name;
    return name == "@" + app ? in.direct_with(who.id, now) : place(in, name);
}

channel& lively(core& in, std::string_view name, const user& who, moment now) {
    auto& where = place_of(in, name, who, now);
    if (where.archived) impossible(where.name + " is archived");
    if (!in.is_member(where, who.id)) impossible(who.name + " is not in " + where.name);
    return where;
}

message& message_in(core& in, channel& where, std::string_view ts) {
    auto* found = in.find_message(where, ts);
    if (!found) impossible("there is no message " + std::string(ts) + " in " + where.name);
    return *found;
}

std::string whole_second(moment now) {
    return std::to_string(now.time_since_epoch().count() / 1'000'000) + ".000000";
}

namespace {

known_names names_of(core& in) {
    return {
        [&in](std::string_view name) {
            const auto* who = in.find_user(name);
            return who ? who->id : std::string();
        },
        [&in](std::string_view name) {
            const auto* where = in.find_channel(name);
            return where && where->is != channel::kind::direct ? where->id : std::string();
        },
        [&in](std::string_view handle) {
            for (const auto& [id, group] : in.usergroups)
                if (group.handle == handle && group.enabled) return id;
            return std::string();
        }};
}

}  // namespace

message typed(core& in, const user& who, std::string_view text) {
    message m;
    auto sent = compose(text, names_of(in));
    if (!text.empty()) {
        sent.blocks[0]["block_id"] = in.new_secret("").substr(0, 5);
        m.blocks = std::move(sent.blocks);
    }
    m.text = std::move(sent.text);
    m.user = who.id;
    m.client_msg_id = in.new_secret("msg-");
    return m;
}

std::string workspace::says(
    std::string_view user, std::string_view channel, std::string_view text, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    if (where.read_only && !who.admin) impossible(where.name + " is read-only");
    return core_->put(where, typed(*core_, who, text), now).ts;
}

std::string workspace::replies(
    std::string_view user,
    std::string_view channel,
    std::string_view thread_ts,
    std::string_view text,
    moment now,
    bool broadcast
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    auto& root = message_in(*core_, where, thread_ts);
    if (!root.thread_ts.empty() && root.thread_ts != root.ts) impossible("that is a reply itself");
    auto m = typed(*core_, who, text);
    m.thread_ts = root.ts;
    m.broadcast = broadcast;
    if (broadcast) m.subtype = "thread_broadcast";
    return core_->put(where, std::move(m), now).ts;
}

void workspace::edits(
    std::string_view user,
    std::string_view channel,
    std::string_view ts,
    std::string_view text,
    moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    auto& m = message_in(*core_, where, ts);
    if (m.user != who.id) impossible("only its author edits a message");
    const auto before = m;
    auto again = typed(*core_, who, text);
    m.text = std::move(again.text);
    m.blocks = std::move(again.blocks);
    m.edited = {who.id, whole_second(now)};
    core_->changed(where, before, message(m), now);
}

void workspace::deletes(
    std::string_view user, std::string_view channel, std::string_view ts, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    if (message_in(*core_, where, ts).user != who.id && !who.admin)
        impossible("only its author or an admin deletes a message");
    core_->remove(where, ts, now);
}

void workspace::unfurls(
    std::string_view channel, std::string_view ts, json attachment, moment now
) {
    core_->pass_time(now);
    auto& where = place(*core_, channel);
    auto& m = message_in(*core_, where, ts);
    const auto before = m;
    m.attachments.push_back(std::move(attachment));
    core_->changed(where, before, message(m), now);
}

void workspace::reacts(
    std::string_view user,
    std::string_view channel,
    std::string_view ts,
    std::string_view name,
    moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    auto& m = message_in(*core_, where, ts);
    for (const auto& each : m.reactions)
        if (each.name == name &&
            std::find(each.users.begin(), each.users.end(), who.id) != each.users.end())
            impossible(who.name + " has reacted so already");
    core_->react(where, m, who.id, name, now);
}

void workspace::unreacts(
    std::string_view user,
    std::string_view channel,
    std::string_view ts,
    std::string_view name,
    moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    core_->unreact(where, message_in(*core_, where, ts), who.id, name, now);
}

void workspace::pins(
    std::string_view user, std::string_view channel, std::string_view ts, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    for (const auto& each : where.pins)
        if (each.ts == ts) impossible("it is pinned already");
    core_->pin_it(where, message_in(*core_, where, ts), who.id, now);
}

void workspace::unpins(
    std::string_view user, std::string_view channel, std::string_view ts, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    core_->unpin_it(lively(*core_, channel, who, now), ts, who.id, now);
}

std::string workspace::shares_file(
    std::string_view user,
    std::string_view channel,
    std::string_view name,
    std::string_view mimetype,
    std::string bytes,
    std::string_view comment,
    moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = lively(*core_, channel, who, now);
    file made;
    made.id = core_->new_id("F");
    made.name = name;
    made.mimetype = mimetype;
    made.user = who.id;
    made.bytes = std::move(bytes);
    made.uploaded = true;
    made.created = now;
    const auto id = core_->files.emplace(made.id, made).first->first;
    return core_->share(where, {id}, typed(*core_, who, comment), now);
}

std::string workspace::app_says(
    std::string_view bot_id, std::string_view channel, json content, moment now
) {
    core_->pass_time(now);
    auto& where = place(*core_, channel);
    message m;
    m.bot_id = bot_id;
    m.subtype = "bot_message";
    m.text = content.value("text", "");
    m.blocks = content.value("blocks", json::array());
    m.attachments = content.value("attachments", json::array());
    m.username = content.value("username", "");
    m.thread_ts = content.value("thread_ts", "");
    m.icons = content.value("icons", json());
    for (const auto& [id, each] : core_->users)
        if (each.bot && each.bot_id == bot_id) {
            m.subtype.clear();
            m.user = id;
            m.app_id = each.app_id;
        }
    return core_->put(where, std::move(m), now).ts;
}

}  // namespace emulator::slack
