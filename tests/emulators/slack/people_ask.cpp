// Commands, buttons, forms, menus, shortcuts: what the app is asked.
#include "tests/emulators/slack/block_kit.hpp"
#include "tests/emulators/slack/composer.hpp"
#include "tests/emulators/slack/form.hpp"
#include "tests/emulators/slack/people.hpp"

#include <algorithm>
#include <regex>

namespace emulator::slack {
namespace {

std::string action_ts(core& in, moment now) {
    in.last_action = std::max(now, in.last_action + std::chrono::microseconds(1));
    return ts_of(in.last_action);
}

json who_json(const core& in, const user& who) {
    return {{"id", who.id}, {"username", who.name}, {"name", who.name}, {"team_id", in.team}};
}

json base_of(const core& in, std::string_view type, const user& who) {
    return {
        {"type", type},
        {"team", {{"id", in.team}, {"domain", "acme"}}},
        {"user", who_json(in, who)},
        {"api_app_id", in.app},
        {"token", "deprecated"},
        {"enterprise", nullptr},
        {"is_enterprise_install", false}};
}

std::string name_of(const channel& where) {
    switch (where.is) {
        case channel::kind::open:
            return where.name;
        case channel::kind::closed:
            return "privategroup";
        case channel::kind::direct:
            return "directmessage";
    }
    return {};
}

// With should_escape people, channels and links are told from words, and what was typed can be
// none of them.
std::string escaped_word(core& in, const std::string& word) {
    if (word.starts_with("http")) return "<" + entities(word) + ">";
    for (auto length = word.size(); length > 1; --length) {
        const auto name = std::string_view(word).substr(1, length - 1);
        const auto tail = entities(std::string_view(word).substr(length));
        if (const auto* who = word[0] == '@' ? in.find_user(name) : nullptr)
            return "<@" + who->id + "|" + who->name + ">" + tail;
        const auto* where = word[0] == '#' ? in.find_channel(name) : nullptr;
        if (where && where->is != channel::kind::direct)
            return "<#" + where->id + "|" + where->name + ">" + tail;
    }
    return entities(word);
}

std::string command_text(core& in, const std::string& text) {
    if (!in.policy.mention_escape) return text;
    static const std::regex words(R"([@#][\w.-]+|https?://[^\s<>]+)");
    std::string out;
    auto rest = text.begin();
    for (std::sregex_iterator each(text.begin(), text.end(), words), end; each != end; ++each) {
        out += entities(std::string(rest, (*each)[0].first)) + escaped_word(in, each->str());
        rest = (*each)[0].second;
    }
    return out + entities(std::string(rest, text.end()));
}

}  // namespace

std::int64_t workspace::runs_command(
    std::string_view user, std::string_view channel, std::string_view line, moment now
) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    auto& where = lively(in, channel, who, now);
    const auto space = std::min(line.find_first_of(" \n"), line.size());
    if (line.substr(0, space) != in.policy.command)
        impossible(std::string(line.substr(0, space)) + " is not a valid command");
    const auto text = std::string(line.substr(std::min(space + 1, line.size())));
    const auto url = in.new_response_url({where.id, who.id, "", now}, "commands");
    json payload = {
        {"token", "deprecated"},
        {"team_id", in.team},
        {"team_domain", "acme"},
        {"channel_id", where.id},
        {"channel_name", name_of(where)},
        {"user_id", who.id},
        {"user_name", who.name},
        {"command", in.policy.command},
        {"text", command_text(in, text)},
        {"api_app_id", in.app},
        {"is_enterprise_install", "false"},
        {"response_url", url},
        {"trigger_id", in.new_trigger(who.id, now)}};
    return in.ask(
        emitted::kind::slash_commands,
        std::move(payload),
        true,
        {asked::kind::command, who.id, where.id, "", url}
    );
}

namespace {

json action_of(core& in, const found_element& found, moment now) {
    json action = {
        {"type", (*found.element)["type"]},
        {"block_id", text_at(*found.block, "block_id")},
        {"action_id", text_at(*found.element, "action_id")},
        {"action_ts", action_ts(in, now)}};
    for (const char* name : {"text", "value", "style", "url"})
        if (found.element->contains(name)) action[name] = (*found.element)[name];
    return action;
}

found_element pressed(const json& blocks, std::string_view button) {
    const auto found = find_element(blocks, button);
    if (!found.element) impossible("there is no button \"" + std::string(button) + "\"");
    return found;
}

struct pressable {
    json blocks, message;
    bool ephemeral = false;
};

pressable what_is_there(core& in, channel& where, std::string_view ts, const user& who) {
    for (const auto& each : where.whispers)
        if (each.ts == ts && each.to == who.id) return {each.blocks, {}, true};
    const auto& m = message_in(in, where, ts);
    return {m.blocks, in.message_json(where, m, false), false};
}

}  // namespace

std::int64_t workspace::presses(
    std::string_view user,
    std::string_view channel,
    std::string_view ts,
    std::string_view button,
    moment now
) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    auto& where = lively(in, channel, who, now);
    const auto there = what_is_there(in, where, ts, who);
    const auto url = in.new_response_url({where.id, who.id, std::string(ts), now}, "actions");
    auto payload = base_of(in, "block_actions", who);
    payload.update(
        {{"container",
          {{"type", "message"},
           {"message_ts", ts},
           {"channel_id", where.id},
           {"is_ephemeral", there.ephemeral}}},
         {"channel", {{"id", where.id}, {"name", name_of(where)}}},
         {"state", {{"values", state_of(in, there.blocks, json::object())}}},
         {"trigger_id", in.new_trigger(who.id, now)},
         {"response_url", url},
         {"actions", json::array({action_of(in, pressed(there.blocks, button), now)})}}
    );
    if (!there.ephemeral) payload["message"] = there.message;
    return in.ask(
        emitted::kind::interactive,
        std::move(payload),
        true,
        {asked::kind::message_action, who.id, where.id, "", url}
    );
}

namespace {

view& own_view(core& in, std::string_view id, const user& who) {
    const auto found = in.views.find(id);
    if (found == in.views.end() || !found->second.open) impossible("there is no such view open");
    if (found->second.user != who.id) impossible("it is another's view");
    return found->second;
}

}  // namespace

std::int64_t workspace::presses_in_view(
    std::string_view user, std::string_view view_id, std::string_view button, moment now
) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    const auto& seen = own_view(in, view_id, who);
    const auto& blocks = seen.content["blocks"];
    auto shown = in.view_json(seen);
    shown["state"]["values"] = state_of(in, blocks, json::object());
    auto payload = base_of(in, "block_actions", who);
    payload.update(
        {{"container", {{"type", "view"}, {"view_id", seen.id}}},
         {"trigger_id", in.new_trigger(who.id, now, seen.id)},
         {"view", std::move(shown)},
         {"actions", json::array({action_of(in, pressed(blocks, button), now)})}}
    );
    return in.ask(
        emitted::kind::interactive,
        std::move(payload),
        false,
        {asked::kind::view_action, who.id, "", seen.id, ""}
    );
}

std::int64_t workspace::submits(
    std::string_view user, std::string_view view_id, json values, moment now
) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    auto& seen = own_view(in, view_id, who);
    if (seen.home) impossible("the home tab has nothing to submit");
    const auto state = state_of(in, seen.content["blocks"], values);
    if (const auto fault = fault_of_form(seen.content["blocks"], state); !fault.empty())
        impossible(fault);
    seen.errors = json::object();
    auto shown = in.view_json(seen);
    shown["state"]["values"] = state;
    auto payload = base_of(in, "view_submission", who);
    payload.update(
        {{"trigger_id", in.new_trigger(who.id, now, seen.id)},
         {"view", std::move(shown)},
         {"response_urls", json::array()}}
    );
    return in.ask(
        emitted::kind::interactive,
        std::move(payload),
        true,
        {asked::kind::submission, who.id, "", seen.id, ""}
    );
}

// Told only when the view asked for it.
std::int64_t workspace::closes(std::string_view user, std::string_view view_id, moment now) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    auto& seen = own_view(in, view_id, who);
    in.close_view(seen, false);
    if (!seen.content.value("notify_on_close", false)) return 0;
    auto payload = base_of(in, "view_closed", who);
    payload.update({{"view", in.view_json(seen)}, {"is_cleared", false}});
    return in.ask(
        emitted::kind::interactive,
        std::move(payload),
        false,
        {asked::kind::view_action, who.id, "", seen.id, ""}
    );
}

std::int64_t workspace::uses_message_menu(
    std::string_view user,
    std::string_view channel,
    std::string_view ts,
    std::string_view callback_id,
    moment now
) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    auto& where = lively(in, channel, who, now);
    const auto& m = message_in(in, where, ts);
    const auto url = in.new_response_url({where.id, who.id, m.ts, now}, "app");
    auto payload = base_of(in, "message_action", who);
    payload.update(
        {{"callback_id", callback_id},
         {"trigger_id", in.new_trigger(who.id, now)},
         {"action_ts", action_ts(in, now)},
         {"message_ts", m.ts},
         {"message", in.message_json(where, m, false)},
         {"channel", {{"id", where.id}, {"name", name_of(where)}}},
         {"response_url", url}}
    );
    return in.ask(
        emitted::kind::interactive,
        std::move(payload),
        false,
        {asked::kind::shortcut, who.id, where.id, "", url}
    );
}

std::int64_t workspace::uses_shortcut(
    std::string_view user, std::string_view callback_id, moment now
) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    auto payload = base_of(in, "shortcut", who);
    payload.update(
        {{"callback_id", callback_id},
         {"trigger_id", in.new_trigger(who.id, now)},
         {"action_ts", action_ts(in, now)}}
    );
    return in.ask(
        emitted::kind::interactive,
        std::move(payload),
        false,
        {asked::kind::shortcut, who.id, "", "", ""}
    );
}

void workspace::opens_home(std::string_view user, moment now, std::string_view tab) {
    auto& in = *core_;
    in.pass_time(now);
    const auto& who = person(in, user);
    auto& where = in.direct_with(who.id, now);
    json event = {
        {"type", "app_home_opened"},
        {"user", who.id},
        {"channel", where.id},
        {"tab", tab},
        {"event_ts", in.next_ts(where, now)}};
    if (const auto* there = home(who.id)) event["view"] = in.view_json(*there);
    in.tell_event("app_home_opened", "", nullptr, std::move(event), now);
}

}  // namespace emulator::slack
