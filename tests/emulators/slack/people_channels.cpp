#include "tests/emulators/slack/people.hpp"

namespace emulator::slack {

std::string workspace::creates_channel(
    std::string_view user, std::string_view name, channel::kind is, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    if (core_->find_channel(name)) impossible(std::string(name) + " is taken");
    return core_->create(name, is, who.id, now).id;
}

void workspace::joins(std::string_view user, std::string_view channel, moment now) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = place(*core_, channel);
    if (where.is != channel::kind::open || where.archived) impossible("nobody joins there");
    if (core_->is_member(where, who.id)) impossible(who.name + " is in it already");
    core_->enter(where, who.id, "", now);
}

void workspace::leaves(std::string_view user, std::string_view channel, moment now) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    core_->exit(lively(*core_, channel, who, now), who.id, "", now);
}

void workspace::invites(
    std::string_view user, std::string_view channel, std::string_view whom, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    const auto& guest = person(*core_, whom);
    auto& where = lively(*core_, channel, who, now);
    if (core_->is_member(where, guest.id)) impossible(guest.name + " is in it already");
    core_->enter(where, guest.id, who.id, now);
}

void workspace::removes(
    std::string_view user, std::string_view channel, std::string_view whom, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    const auto& guest = person(*core_, whom);
    auto& where = lively(*core_, channel, who, now);
    if (!core_->is_member(where, guest.id)) impossible(guest.name + " is not in it");
    core_->exit(where, guest.id, who.id, now);
}

void workspace::archives(std::string_view user, std::string_view channel, moment now) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    core_->archive(lively(*core_, channel, who, now), who.id, false, now);
}

void workspace::unarchives(std::string_view user, std::string_view channel, moment now) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    auto& where = place(*core_, channel);
    if (!where.archived) impossible(where.name + " is not archived");
    core_->archive(where, who.id, true, now);
}

void workspace::renames(
    std::string_view user, std::string_view channel, std::string_view name, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    if (core_->find_channel(name)) impossible(std::string(name) + " is taken");
    core_->rename(lively(*core_, channel, who, now), name, who.id, now);
}

void workspace::deletes_channel(std::string_view user, std::string_view channel, moment now) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    core_->drop(place(*core_, channel), who.id, now);
}

void workspace::sets_topic(
    std::string_view user, std::string_view channel, std::string_view topic, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    core_->set_topic(lively(*core_, channel, who, now), topic, who.id, now);
}

void workspace::sets_purpose(
    std::string_view user, std::string_view channel, std::string_view purpose, moment now
) {
    core_->pass_time(now);
    const auto& who = person(*core_, user);
    core_->set_purpose(lively(*core_, channel, who, now), purpose, who.id, now);
}

void workspace::renames_self(std::string_view user, std::string_view display_name, moment now) {
    core_->pass_time(now);
    auto& who = person(*core_, user);
    who.display_name = display_name;
    who.real_name = display_name;
    core_->tell_event(
        "user_change",
        "users:read",
        nullptr,
        {{"type", "user_change"},
         {"user", core_->user_json(who, true)},
         {"cache_ts", now.time_since_epoch().count() / 1'000'000},
         {"event_ts", ts_of(now)}},
        now
    );
}

std::string workspace::joins_team(std::string_view name, moment now) {
    core_->pass_time(now);
    const auto id = add_user(name);
    core_->tell_event(
        "team_join",
        "users:read",
        nullptr,
        {{"type", "team_join"},
         {"user", core_->user_json(core_->users.at(id), true)},
         {"event_ts", ts_of(now)}},
        now
    );
    return id;
}

void workspace::uninstalls_app(moment now) {
    core_->pass_time(now);
    core_->tokens.at(core_->bot_token).refused = "account_inactive";
    core_->tell_event(
        "tokens_revoked",
        "",
        nullptr,
        {{"type", "tokens_revoked"},
         {"tokens", {{"oauth", json::array()}, {"bot", json::array({core_->bot_user})}}},
         {"event_ts", ts_of(now)}},
        now
    );
    core_->tell_event(
        "app_uninstalled", "", nullptr, {{"type", "app_uninstalled"}, {"event_ts", ts_of(now)}}, now
    );
}

void workspace::loses_events(moment now) {
    const auto seconds = now.time_since_epoch().count() / 1'000'000;
    emitted out;
    out.id = core_->count("emitted");
    out.payload = {
        {"token", "deprecated"},
        {"type", "app_rate_limited"},
        {"team_id", core_->team},
        {"minute_rate_limited", seconds - seconds % 60},
        {"api_app_id", core_->app}};
    if (core_->told) core_->told(std::move(out));
}

}  // namespace emulator::slack
