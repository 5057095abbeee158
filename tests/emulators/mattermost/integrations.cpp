// What an app answers to a slash command becomes posts of who ran it; and what is written in
// Slack's way becomes Markdown.
#include "bot/base/text.hpp"
#include "tests/emulators/mattermost/core.hpp"

namespace emulator::mattermost {

namespace {

void post_answer(core& in, const json& said, const audience& to, const command* of, moment now) {
    auto text = said.value("text", "");
    auto attachments = said.value("attachments", json::array());
    if (!said.value("skip_slack_parsing", false)) {
        text = from_slack(in, std::move(text));
        attachments_from_slack(in, attachments);
    }
    if (text.empty() && attachments.empty()) return;
    const auto kind = said.value("response_type", "");
    if (!kind.empty() && kind != "ephemeral" && kind != "in_channel") return;
    post made;
    made.user = to.user;
    made.channel = said.value("channel_id", to.channel);
    made.root = to.root;
    made.message = std::move(text);
    made.type = said.value("type", "");
    if (said.contains("props") && said["props"].is_object()) made.props = said["props"];
    made.props["from_webhook"] = "true";
    if (!attachments.empty()) made.props["attachments"] = attachments;
    // The command's own name goes before the answer's.
    const auto name = of && !of->username.empty() ? of->username : said.value("username", "");
    const auto icon = of && !of->icon_url.empty() ? of->icon_url : said.value("icon_url", "");
    if (!name.empty()) made.props["override_username"] = name;
    if (!icon.empty()) made.props["override_icon_url"] = icon;
    if (kind == "in_channel")
        in.put(std::move(made), now);
    else
        in.whisper(std::move(made), to.user, now);
}

}  // namespace

void answer_command(core& in, const json& said, const audience& to, const command* of, moment now) {
    post_answer(in, said, to, of, now);
    for (const auto& more : said.value("extra_responses", json::array()))
        post_answer(in, more, to, of, now);
}

json parsed_answer(const called_back& answer) {
    std::string type;
    for (const auto& [name, value] : answer.headers)
        if (name == "content-type") type = bot::lower_ascii(value);
    if (!type.starts_with("application/json")) return {{"text", answer.body}};
    auto read = json::parse(answer.body, nullptr, false);
    return read.is_object() ? read : json(json::value_t::discarded);
}

std::string from_slack(core& in, std::string text) {
    for (auto at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
        const auto end = text.find('>', at);
        if (end == text.npos) break;
        const auto what = text.substr(at + 1, end - at - 1);
        const auto bar = what.find('|');
        std::string made;
        if (what.starts_with('@')) {
            const auto* who = in.find_user(what.substr(1));
            made = "@" + (who ? who->name : what.substr(1));
        } else if (what.starts_with('!')) {
            made = "@" + what.substr(1);
        } else if (bar != what.npos) {
            made = "[" + what.substr(bar + 1) + "](" + what.substr(0, bar) + ")";
        } else {
            continue;
        }
        text.replace(at, end - at + 1, made);
    }
    return text;
}

void attachments_from_slack(core& in, json& attachments) {
    for (auto& one : attachments) {
        if (!one.is_object()) continue;
        for (const auto* name : {"text", "pretext", "fallback"})
            if (one.contains(name) && one[name].is_string())
                one[name] = from_slack(in, one[name].get<std::string>());
        if (!one.contains("fields") || !one["fields"].is_array()) continue;
        for (auto& field : one["fields"]) {
            if (!field.is_object() || !field.contains("value")) continue;
            auto& value = field["value"];
            value = value.is_string() ? from_slack(in, value.get<std::string>()) : value.dump();
        }
    }
}

}  // namespace emulator::mattermost
