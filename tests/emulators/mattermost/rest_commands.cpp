// Slash commands: the server calls the app, and what it answers is posted.
#include "bot/base/text.hpp"
#include "bot/net/url.hpp"
#include "tests/emulators/mattermost/rest.hpp"

#include <algorithm>

namespace emulator::mattermost {

namespace {

void add(std::string& form, std::string_view name, std::string_view value) {
    if (!form.empty()) form += '&';
    form.append(name).append("=").append(bot::percent_encode(value));
}

// The people and the public channels that the text names, each with its id beside it.
void add_mentions(std::string& form, core& in, const std::string& team, std::string_view text) {
    std::vector<std::pair<std::string, std::string>> users, channels;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '@' && text[at] != '~') continue;
        const auto end = text.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.", at + 1
        );
        const auto length = end == text.npos ? end : end - at - 1;
        const auto name = bot::lower_ascii(text.substr(at + 1, length));
        if (text[at] == '@') {
            const auto* who = in.find_user(name);
            if (who && who->name == name) users.emplace_back(name, who->id);
        } else if (const auto* where = in.find_channel(team, name);
                   where && where->is == channel::kind::open) {
            channels.emplace_back(name, where->id);
        }
    }
    for (const auto& [name, id] : users) add(form, "user_mentions", name);
    for (const auto& [name, id] : users) add(form, "user_mentions_ids", id);
    for (const auto& [name, id] : channels) add(form, "channel_mentions", name);
    for (const auto& [name, id] : channels) add(form, "channel_mentions_ids", id);
}

std::string command_form(
    call& c,
    const command& of,
    const channel& where,
    const std::string& team,
    const std::string& text
) {
    const auto url_id = c.in.new_id();
    c.in.response_urls[url_id] = {c.by->id, where.id, c.text("root_id"), team, to_millis(c.now), 0};
    const auto trigger = c.in.new_trigger(c.by->id, where.id, c.now);
    const auto* in_team = c.in.find_team(team);
    std::string form;
    add(form, "channel_id", where.id);
    add(form, "channel_name", where.name);
    add(form, "command", "/" + of.trigger);
    add(form, "response_url", c.in.policy.site_url + "/hooks/commands/" + url_id);
    if (c.in.is_current() && !c.text("root_id").empty()) add(form, "root_id", c.text("root_id"));
    add(form, "team_domain", in_team ? in_team->name : "");
    add(form, "team_id", team);
    add(form, "text", text);
    add(form, "token", of.token);
    add(form, "trigger_id", trigger);
    add(form, "user_id", c.by->id);
    add(form, "user_name", c.by->name);
    add_mentions(form, c.in, team, text);
    return form;
}

constexpr const char* command_failed = "api.command.execute_command.failed.app_error";

reply command_answered(
    core& in, const command& of, const audience& to, const called_back& answer, moment now
) {
    if (answer.status == 0) refuse(500, command_failed);
    if (answer.status != 200) refuse(500, "api.command.execute_command.failed_resp.app_error");
    const auto said_back = parsed_answer(answer);
    if (said_back.is_discarded()) refuse(500, command_failed);
    if (runes_in(said_back.value("text", "")) > in.policy.max_post) refuse(500, command_failed);
    try {
        answer_command(in, said_back, to, &of, now);
    } catch (const refusal&) {
        refuse(500, command_failed);
    }
    // All of it comes back to who ran it, the integrations' addresses and contexts included.
    json echo{
        {"response_type", ""},
        {"text", ""},
        {"username", ""},
        {"channel_id", ""},
        {"icon_url", ""},
        {"type", ""},
        {"props", nullptr},
        {"goto_location", ""},
        {"trigger_id", in.new_trigger(to.user, to.channel, now)},
        {"skip_slack_parsing", false},
        {"attachments", nullptr},
        {"extra_responses", nullptr}};
    echo.update(said_back);
    return said(200, std::move(echo));
}

reply execute(call& c) {
    c.expects({"channel_id", "command"});
    const auto line = c.text("command");
    if (!line.starts_with('/')) refuse(400, "api.command.execute_command.start.app_error");
    auto& where = c.joined(c.text("channel_id"));
    if (where.archived != 0) refuse(400, "api.command.execute_command.deleted.error");
    const auto team = where.team.empty() ? c.text("team_id") : where.team;
    const auto blank = std::min(line.find_first_of(" \n"), line.size());
    const auto name = bot::lower_ascii(std::string_view(line).substr(1, blank - 1));
    const auto text = line.substr(std::min(blank + 1, line.size()));
    const auto found = std::ranges::find_if(c.in.commands, [&](const auto& each) {
        return each.second.trigger == name && each.second.team == team;
    });
    if (found == c.in.commands.end())
        refuse(404, "api.command.execute_command.not_found.app_error");
    const auto& of = found->second;
    auto form = command_form(c, of, where, team, text);
    auto what = request_to(c.in, of.url, "application/x-www-form-urlencoded", std::move(form));
    if (of.get) {
        what.method = "GET";
        what.url += (of.url.find('?') == of.url.npos ? "?" : "&") + std::exchange(what.body, {});
    }
    what.headers.emplace_back("authorization", "Token " + of.token);
    const audience to{c.by->id, where.id, c.text("root_id")};
    run_first(
        c,
        errand::kind::command,
        std::move(what),
        [&in = c.in, id = of.id, to](const called_back& back, moment now) {
            return command_answered(in, in.commands.at(id), to, back, now);
        }
    );
    return {};
}

reply create_command(call& c) {
    if (!c.by->is_admin()) forbid();
    c.expects({"team_id", "trigger", "url"});
    command made;
    made.id = c.in.new_id();
    made.token = c.in.new_id();
    made.team = c.text("team_id");
    made.trigger = bot::lower_ascii(c.text("trigger"));
    made.url = c.text("url");
    made.username = c.text("username");
    made.icon_url = c.text("icon_url");
    made.get = c.text("method") == "G";
    c.in.commands[made.id] = made;
    return said(
        201,
        {{"id", made.id},
         {"token", made.token},
         {"team_id", made.team},
         {"trigger", made.trigger},
         {"url", made.url},
         {"method", made.get ? "G" : "P"}}
    );
}

reply list_commands(call& c) {
    if (!c.by->is_admin()) forbid();
    json all = json::array();
    for (const auto& [id, of] : c.in.commands)
        all.push_back({{"id", id}, {"trigger", of.trigger}, {"url", of.url}, {"token", of.token}});
    return said(200, std::move(all));
}

constexpr route rows[] = {
    {"POST", "/commands/execute", execute},
    {"POST", "/commands", create_command},
    {"GET", "/commands", list_commands},
};

}  // namespace

std::span<const route> command_routes() {
    return rows;
}

}  // namespace emulator::mattermost
