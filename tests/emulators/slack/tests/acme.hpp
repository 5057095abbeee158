// A small company's workspace, and what its app was told.
#pragma once

#include "tests/emulators/slack/workspace.hpp"

#include <catch2/catch.hpp>

namespace emulator::slack::test {

inline moment at_second(double seconds) {
    return moment(std::chrono::seconds(1'700'000'000)) +
           std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1'000'000));
}

// ana and ben are in #ops with the app; #away is without it, #closed is private and without it.
struct acme {
    workspace slack{at_second(0)};
    std::string ana = slack.add_user("ana"), ben = slack.add_user("ben");
    std::string ops = slack.add_channel("ops"), away = slack.add_channel("away"),
                closed = slack.add_channel("closed", channel::kind::closed);
    std::vector<emitted> told;
    moment now = at_second(100);

    acme() {
        for (const auto& where : {ops, away, closed})
            for (const auto& who : {ana, ben}) slack.let_in(where, who);
        slack.let_in(ops, slack.bot_user());
        slack.on_emitted([this](emitted each) { told.push_back(std::move(each)); });
    }

    reply call(std::string_view method, json arguments = json::object()) {
        return slack.api(method, slack.bot_token(), std::move(arguments), now);
    }
    std::string error(std::string_view method, json arguments = json::object()) {
        return call(method, std::move(arguments)).error();
    }
    std::string post(std::string_view text) {
        return call("chat.postMessage", {{"channel", ops}, {"text", text}}).body.at("ts");
    }
    json event(std::size_t from_last = 0) const {
        return told.at(told.size() - 1 - from_last).payload.at("event");
    }
    // The kinds of what was told: "message", "message/channel_topic", "pin_added".
    std::vector<std::string> kinds() const {
        std::vector<std::string> all;
        for (const auto& each : told) {
            const auto& what =
                each.payload.contains("event") ? each.payload["event"] : each.payload;
            const auto subtype = what.value("subtype", "");
            all.push_back(what.value("type", "") + (subtype.empty() ? "" : "/" + subtype));
        }
        return all;
    }
};

using kinds = std::vector<std::string>;
using lines = std::vector<std::string>;

inline json section(std::string_view text) {
    return {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}}}};
}
inline json button(std::string_view id, std::string_view label) {
    return {
        {"type", "button"},
        {"action_id", id},
        {"text", {{"type", "plain_text"}, {"text", label}}},
        {"value", "7"}};
}
inline json line_input(std::string_view block, std::string_view label) {
    return {
        {"type", "input"},
        {"block_id", block},
        {"label", {{"type", "plain_text"}, {"text", label}}},
        {"element", {{"type", "plain_text_input"}, {"action_id", block}}}};
}
inline json modal(std::vector<json> blocks) {
    return {
        {"type", "modal"},
        {"callback_id", "form"},
        {"title", {{"type", "plain_text"}, {"text", "Declare"}}},
        {"submit", {{"type", "plain_text"}, {"text", "Go"}}},
        {"blocks", std::move(blocks)}};
}

}  // namespace emulator::slack::test
