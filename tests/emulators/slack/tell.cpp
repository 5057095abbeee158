// What the app is told, and what it is not: nothing it has not subscribed, nothing its token may
// not read, nothing from where it is not.
#include "tests/emulators/slack/core.hpp"

namespace emulator::slack {
namespace {

struct by_kind {
    std::string_view subscription, scope, type;
};

by_kind messages_of(channel::kind is) {
    switch (is) {
        case channel::kind::open:
            return {"message.channels", "channels:history", "channel"};
        case channel::kind::closed:
            return {"message.groups", "groups:history", "group"};
        case channel::kind::direct:
            return {"message.im", "im:history", "im"};
    }
    return {};
}

}  // namespace

void core::tell_event(
    std::string_view subscription,
    std::string_view scope,
    const channel* about,
    json event,
    moment now
) {
    if (!told || !subscriptions.contains(std::string(subscription))) return;
    const auto& ours = tokens.at(bot_token);
    if (!ours.refused.empty() && subscription != "tokens_revoked" &&
        subscription != "app_uninstalled")
        return;
    if (!scope.empty() && !ours.scopes.contains(std::string(scope))) return;
    if (about && !is_member(*about, bot_user)) return;
    emitted out;
    out.id = count("emitted");
    out.payload = {
        {"token", "deprecated"},
        {"team_id", team},
        {"api_app_id", app},
        {"event", std::move(event)},
        {"type", "event_callback"},
        {"event_id", new_id("Ev")},
        {"event_time", now.time_since_epoch().count() / 1'000'000},
        {"is_ext_shared_channel", about && about->shared},
        {"event_context", "4-" + std::to_string(out.id)},
        {"authorizations",
         json::array(
             {{{"enterprise_id", nullptr},
               {"team_id", team},
               {"user_id", bot_user},
               {"is_bot", true},
               {"is_enterprise_install", false}}}
         )}};
    told(std::move(out));
}

void core::tell_message(const channel& in, json event, moment now) {
    const auto [subscription, scope, type] = messages_of(in.is);
    event["type"] = "message";
    event["channel"] = in.id;
    event["channel_type"] = type;
    if (!event.contains("event_ts")) event["event_ts"] = event["ts"];
    tell_event(subscription, scope, &in, std::move(event), now);
}

// Of public channels everybody hears, of private ones their members.
void core::tell_in_channel(std::string_view name, const channel& in, json event, moment now) {
    const bool open = in.is == channel::kind::open;
    const auto type = (open ? "channel_" : "group_") + std::string(name);
    event["type"] = type;
    tell_event(
        type, open ? "channels:read" : "groups:read", open ? nullptr : &in, std::move(event), now
    );
}

std::int64_t core::ask(emitted::kind is, json payload, bool takes_answer, asked what) {
    const auto id = count("emitted");
    questions.emplace(id, std::move(what));
    if (told) told({id, is, std::move(payload), takes_answer});
    return id;
}

}  // namespace emulator::slack
