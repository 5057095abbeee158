// Buttons, menus and dialogs: the server calls the app that put them there.
#include "tests/emulators/mattermost/rest.hpp"

namespace emulator::mattermost {

namespace {

constexpr const char* action_failed = "api.post.do_action.action_integration.app_error";

struct clicked {
    post* on;
    json action;
};

// Of an ephemeral post only who has its cookie knows.
clicked find_clicked(call& c) {
    const auto cookie = c.in.cookies.find(c.text("cookie"));
    const auto found = c.in.by_id.find(c.at[0]);
    if (found == c.in.by_id.end()) refuse(404, "app.post.get.app_error");
    auto& on = *found->second;
    if (on.deleted != 0) refuse(404, "app.post.get.app_error");
    if (!on.only_to.empty() && (cookie == c.in.cookies.end() || cookie->second != on.id)) forbid();
    c.joined(on.channel);
    auto* action = find_action(on.props, c.at[1]);
    if (!action || !action->contains("integration"))
        refuse(404, "api.post.do_action.action_id.app_error");
    return {&on, *action};
}

// What an `update` leaves of the old props, once it brings its own.
json merged(const json& old, json given) {
    for (const auto* name : {"from_webhook", "override_username", "override_icon_url"})
        if (old.contains(name) && !given.contains(name)) given[name] = old[name];
    return given;
}

reply click_answered(
    core& in,
    const std::string& post_id,
    const std::string& who,
    const std::string& trigger,
    const called_back& answer,
    moment now
) {
    if (answer.status != 200) refuse(400, action_failed);
    const auto back = json::parse(answer.body, nullptr, false);
    if (!back.is_object()) refuse(400, action_failed);
    auto& on = *in.by_id.at(post_id);
    if (back.contains("update") && back["update"].is_object()) {
        const auto& next = back["update"];
        if (!on.only_to.empty()) refuse(404, "app.post.get.app_error");
        in.change(
            on,
            [&](post& p) {
                p.message = next.value("message", "");
                if (next.contains("props") && next["props"].is_object())
                    p.props = merged(p.props, next["props"]);
                p.pinned = next.value("is_pinned", p.pinned);
            },
            now
        );
    }
    if (auto text = back.value("ephemeral_text", ""); !text.empty()) {
        post made;
        made.user = on.user;
        made.channel = on.channel;
        made.root = on.root.empty() ? on.id : on.root;
        made.message = back.value("skip_slack_parsing", false) ? text : from_slack(in, text);
        made.props["from_webhook"] = "true";
        in.whisper(std::move(made), who, now);
    }
    return said(200, {{"status", "OK"}, {"trigger_id", trigger}});
}

reply click(call& c) {
    const auto [on, action] = find_clicked(c);
    const auto& where = c.in.channels.at(on->channel);
    const auto* of = c.in.find_team(where.team);
    const bool is_menu = action.value("type", "") == "select";
    auto context = action["integration"].value("context", json::object());
    if (const auto chosen = c.text("selected_option"); is_menu && !chosen.empty())
        context["selected_option"] = chosen;
    const auto trigger = c.in.new_trigger(c.by->id, where.id, c.now);
    const json body{
        {"user_id", c.by->id},
        {"user_name", c.by->name},
        {"channel_id", where.id},
        {"channel_name", where.name},
        {"team_id", where.team},
        {"team_domain", of ? of->name : ""},
        {"post_id", on->id},
        {"trigger_id", trigger},
        {"type", is_menu ? "select" : "button"},
        {"data_source", action.value("data_source", "")},
        {"context", context}};
    const auto url = action["integration"].value("url", "");
    run_first(
        c,
        errand::kind::action,
        request_to(c.in, url, "application/json", body.dump()),
        [&in = c.in, id = on->id, who = c.by->id, short_id = c.in.triggers.at(trigger).client_id](
            const called_back& back, moment now
        ) { return click_answered(in, id, who, short_id, back, now); }
    );
    return {};
}

// --- dialogs ---

reply open_dialog(call& c) {
    c.expects({"trigger_id", "url"});
    const auto& trigger = c.in.trigger_of(c.text("trigger_id"), c.now);
    dialog made;
    made.user = trigger.user;
    made.trigger = trigger.client_id;
    made.channel = trigger.channel;
    made.url = c.text("url");
    made.content = c.body.value("dialog", json::object());
    const json told{{"trigger_id", made.trigger}, {"url", made.url}, {"dialog", made.content}};
    c.in.dialogs.push_back(std::move(made));
    c.in.tell({"open_dialog", {{"dialog", told.dump()}}, trigger.user, "", ""});
    return fine();
}

reply submit(call& c) {
    c.expects({"url"});
    const auto channel = c.text("channel_id");
    if (!c.in.channels.contains(channel)) forbid();
    c.joined(channel);
    const json body{
        {"type", "dialog_submission"},
        {"callback_id", c.text("callback_id")},
        {"state", c.text("state")},
        {"user_id", c.by->id},
        {"channel_id", channel},
        {"team_id", c.text("team_id")},
        {"submission", c.body.value("submission", json::object())},
        {"cancelled", c.body.value("cancelled", false)}};
    run_first(
        c,
        errand::kind::dialog,
        request_to(c.in, c.text("url"), "application/json", body.dump()),
        [](const called_back& back, moment) {
            if (back.status != 200) refuse(400, action_failed);
            const auto read =
                back.body.empty() ? json::object() : json::parse(back.body, nullptr, false);
            if (!read.is_object()) refuse(400, action_failed);
            json answer = json::object();
            for (const auto* name : {"errors", "error", "type", "form"})
                if (read.contains(name) && !read[name].empty()) answer[name] = read[name];
            return said(200, std::move(answer));
        }
    );
    return {};
}

constexpr route rows[] = {
    {"POST", "/posts/{post}/actions/{action}", click},
    {"POST", "/actions/dialogs/open", open_dialog, true},
    {"POST", "/actions/dialogs/submit", submit},
};

}  // namespace

std::span<const route> action_routes() {
    return rows;
}

}  // namespace emulator::mattermost
