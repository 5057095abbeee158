// A small company's server, and what its hub has told.
#pragma once

#include "tests/emulators/mattermost/workspace.hpp"

#include <catch2/catch.hpp>

namespace emulator::mattermost::test {

using nlohmann::json;

inline moment at_second(double seconds) {
    return moment(std::chrono::seconds(1'700'000'000)) +
           std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1'000'000));
}

// ana and ben are in incidents with the bot; away is without it, closed is private and without it.
struct acme {
    workspace space;
    std::string ana = space.add_user("ana"), ben = space.add_user("ben");
    std::string ops = space.add_channel("incidents"), away = space.add_channel("away"),
                closed = space.add_channel("closed", channel::kind::closed);
    std::vector<event> told;
    moment now = at_second(100);

    explicit acme(edition is = edition::v5_37) : space(at_second(0), is) {
        for (const auto& where : {ops, away, closed})
            for (const auto& who : {ana, ben}) space.let_in(where, who);
        space.let_in(ops, space.bot_user());
        space.on_event([this](const event& each) { told.push_back(each); });
    }

    reply call(std::string_view method, std::string_view path, json body = {}) {
        return space.api("scribe", method, path, std::move(body), now);
    }
    reply call_as(
        std::string_view who, std::string_view method, std::string_view path, json body = {}
    ) {
        return space.api(who, method, path, std::move(body), now);
    }
    reply post(json more) {
        more["channel_id"] = ops;
        return call("POST", "/posts", std::move(more));
    }
    // "403 api.context.permissions.app_error"
    static std::string said(const reply& got) {
        return std::to_string(got.status) + (got.error().empty() ? "" : " " + got.error());
    }
    // The kinds of what was told since the last time: "posted", "posted/system_join_channel".
    std::vector<std::string> kinds() {
        std::vector<std::string> all;
        for (const auto& each : std::exchange(told, {})) {
            all.push_back(each.name);
            if (!each.data.contains("post")) continue;
            const auto type = json::parse(each.data["post"].get<std::string>()).value("type", "");
            if (!type.empty()) all.back() += "/" + type;
        }
        return all;
    }
    json list(std::string_view path) { return call("GET", path).body; }
};

using kinds = std::vector<std::string>;
using lines = std::vector<std::string>;

// Braces with one thing in them are that thing to some compilers: a list says that it is one.
inline json with_actions(const std::vector<json>& actions) {
    const json one{{"text", "what now?"}, {"actions", actions}};
    return {{"attachments", json::array({one})}};
}
inline json button(std::string_view id, std::string_view url, json context = json::object()) {
    return {
        {"id", id},
        {"type", "button"},
        {"name", "Button " + std::string(id)},
        {"integration", {{"url", url}, {"context", std::move(context)}}}};
}

}  // namespace emulator::mattermost::test
