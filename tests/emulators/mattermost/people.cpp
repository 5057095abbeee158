// What people do, through the same REST API as everybody, but at any pace: a refusal is the test's
// mistake.
#include "bot/net/url.hpp"
#include "tests/emulators/mattermost/rest.hpp"

#include <algorithm>
#include <stdexcept>

namespace emulator::mattermost {

namespace {

std::string post_path(std::string_view id, std::string_view more = {}) {
    return "/posts/" + std::string(id) + std::string(more);
}

std::string channel_path(const core& in, std::string_view where, std::string_view more = {}) {
    const auto* found = const_cast<core&>(in).find_channel(where);
    if (!found) throw std::invalid_argument("there is no channel " + std::string(where));
    return "/channels/" + found->id + std::string(more);
}

http_message request(
    const std::string& token, std::string_view method, const std::string& path, const json& body
) {
    http_message asked;
    asked.start = std::string(method) + " /api/v4" + path + " HTTP/1.1";
    asked.headers = {{"authorization", "Bearer " + token}, {"content-type", "application/json"}};
    if (!body.is_null()) asked.body = body.dump();
    return asked;
}

// What somebody's client will not do.
json expected(const reply& done) {
    if (done.status / 100 != 2) throw std::invalid_argument(done.body.dump());
    return done.body;
}

}  // namespace

reply workspace::api(
    std::string_view who, std::string_view method, std::string_view path, json body, moment now
) {
    const auto asked = request(token_of(who), method, std::string(path), body);
    auto done = answer(*core_, asked, now, false);
    if (done.first) throw std::invalid_argument("this calls an app: " + std::string(path));
    return std::move(done.answer);
}

std::string workspace::says(
    std::string_view who, std::string_view where, std::string_view text, moment now, json more
) {
    more["channel_id"] = edit_channel(where).id;
    more["message"] = text;
    return expected(api(who, "POST", "/posts", std::move(more), now)).at("id");
}

std::string workspace::replies(
    std::string_view who, std::string_view root, std::string_view text, moment now
) {
    const auto* found = find_post(root);
    if (!found) throw std::invalid_argument("there is no post " + std::string(root));
    return says(who, found->channel, text, now, {{"root_id", root}});
}

void workspace::edits(
    std::string_view who, std::string_view id, std::string_view text, moment now
) {
    expected(api(who, "PUT", post_path(id, "/patch"), {{"message", text}}, now));
}

void workspace::deletes(std::string_view who, std::string_view id, moment now) {
    expected(api(who, "DELETE", post_path(id), {}, now));
}

void workspace::reacts(
    std::string_view who, std::string_view id, std::string_view emoji, moment now
) {
    const json said{{"user_id", edit_user(who).id}, {"post_id", id}, {"emoji_name", emoji}};
    expected(api(who, "POST", "/reactions", said, now));
}

void workspace::unreacts(
    std::string_view who, std::string_view id, std::string_view emoji, moment now
) {
    const auto path = "/users/me/posts/" + std::string(id) + "/reactions/" + std::string(emoji);
    expected(api(who, "DELETE", path, {}, now));
}

void workspace::pins(std::string_view who, std::string_view id, moment now) {
    expected(api(who, "POST", post_path(id, "/pin"), {}, now));
}

void workspace::unpins(std::string_view who, std::string_view id, moment now) {
    expected(api(who, "POST", post_path(id, "/unpin"), {}, now));
}

std::string workspace::shares_file(
    std::string_view who,
    std::string_view where,
    std::string_view name,
    std::string bytes,
    std::string_view comment,
    moment now
) {
    const auto path =
        "/files?channel_id=" + edit_channel(where).id + "&filename=" + bot::percent_encode(name);
    auto asked = request(token_of(who), "POST", path, {});
    asked.headers.back().second = "application/octet-stream";
    asked.body = std::move(bytes);
    const auto done = expected(handle(asked, now).answer);
    const auto files = json::array({done.at("file_infos").at(0).at("id")});
    return says(who, where, comment, now, {{"file_ids", files}});
}

std::string workspace::creates_channel(
    std::string_view who, std::string_view name, channel::kind is, moment now
) {
    const json said{
        {"team_id", team_id()},
        {"name", name},
        {"display_name", name},
        {"type", std::string(1, static_cast<char>(is))}};
    return expected(api(who, "POST", "/channels", said, now)).at("id");
}

void workspace::joins(std::string_view who, std::string_view where, moment now) {
    adds(who, where, who, now);
}

void workspace::leaves(std::string_view who, std::string_view where, moment now) {
    removes(who, where, who, now);
}

void workspace::adds(
    std::string_view who, std::string_view where, std::string_view whom, moment now
) {
    const json said{{"user_id", edit_user(whom).id}};
    expected(api(who, "POST", channel_path(*core_, where, "/members"), said, now));
}

void workspace::removes(
    std::string_view who, std::string_view where, std::string_view whom, moment now
) {
    const auto path = channel_path(*core_, where, "/members/" + edit_user(whom).id);
    expected(api(who, "DELETE", path, {}, now));
}

void workspace::archives(std::string_view who, std::string_view where, moment now) {
    expected(api(who, "DELETE", channel_path(*core_, where), {}, now));
}

void workspace::restores(std::string_view who, std::string_view where, moment now) {
    expected(api(who, "POST", channel_path(*core_, where, "/restore"), {}, now));
}

void workspace::patches(std::string_view who, std::string_view where, json what, moment now) {
    expected(api(who, "PUT", channel_path(*core_, where, "/patch"), std::move(what), now));
}

std::string workspace::writes_to(
    std::string_view who, std::string_view whom, std::string_view text, moment now
) {
    const json two{edit_user(who).id, edit_user(whom).id};
    const auto made = expected(api(who, "POST", "/channels/direct", two, now));
    return says(who, made.at("id").get<std::string>(), text, now);
}

void workspace::types(std::string_view who, std::string_view where, moment now) {
    const json said{{"channel_id", edit_channel(where).id}, {"parent_id", ""}};
    act(token_of(who), "user_typing", said, now);
}

std::string workspace::joins_team(std::string_view name, moment now) {
    user who;
    who.name = name;
    who.id = core_->new_id();
    who.email = who.name + "@acme.example";
    who.created = who.updated = to_millis(now);
    const auto& kept = core_->users.emplace(who.id, who).first->second;
    core_->tell({"new_user", {{"user_id", kept.id}}, "", "", ""});
    core_->enter_team(core_->first_team, kept, now);
    return kept.id;
}

void workspace::renames_self(std::string_view who, std::string_view nickname, moment now) {
    expected(api(who, "PUT", "/users/me/patch", {{"nickname", nickname}}, now));
}

// --- what calls the app ---

outcome workspace::runs_command(
    std::string_view who,
    std::string_view where,
    std::string_view line,
    moment now,
    std::string_view root
) {
    json said{{"channel_id", edit_channel(where).id}, {"team_id", team_id()}, {"command", line}};
    if (!root.empty()) said["root_id"] = root;
    return handle(request(token_of(who), "POST", "/commands/execute", said), now);
}

outcome workspace::clicks(
    std::string_view who,
    std::string_view id,
    std::string_view action,
    moment now,
    std::string_view selected
) {
    const auto found = core_->by_id.find(std::string(id));
    if (found == core_->by_id.end())
        throw std::invalid_argument("there is no post " + std::string(id));
    const auto* meant = find_action(found->second->props, action, action);
    if (!meant) throw std::invalid_argument("there is no button " + std::string(action));
    json said = json::object();
    if (!selected.empty()) said["selected_option"] = selected;
    for (const auto& [cookie, post_id] : core_->cookies)
        if (post_id == id) said["cookie"] = cookie;
    const auto path = post_path(id, "/actions/" + meant->value("id", ""));
    return handle(request(token_of(who), "POST", path, said), now);
}

namespace {

dialog& open_one(core& in, const std::string& who) {
    for (auto at = in.dialogs.rbegin(); at != in.dialogs.rend(); ++at)
        if (at->open && at->user == who) return *at;
    throw std::invalid_argument("no dialog is open");
}

void check_filled(const dialog& in, const json& submission) {
    for (const auto& element : in.content.value("elements", json::array())) {
        const auto name = element.value("name", "");
        const bool given =
            submission.contains(name) && !submission[name].is_null() && submission[name] != "";
        if (!element.value("optional", false) && !given && element.value("type", "") != "bool")
            throw std::invalid_argument(name + " is required");
    }
}

}  // namespace

outcome workspace::submits(std::string_view who, json submission, moment now) {
    auto& in = open_one(*core_, edit_user(who).id);
    check_filled(in, submission);
    return finish_dialog(in, {{"submission", std::move(submission)}}, now);
}

outcome workspace::cancels(std::string_view who, moment now) {
    auto& in = open_one(*core_, edit_user(who).id);
    if (in.content.value("notify_on_cancel", false))
        return finish_dialog(in, {{"cancelled", true}}, now);
    in.open = false;
    return {reply{200, {{"status", "OK"}}, {}}};
}

outcome workspace::finish_dialog(dialog& in, json said, moment now) {
    auto* seen = &in;
    const bool cancelled = said.value("cancelled", false);
    said.update(
        {{"url", in.url},
         {"callback_id", in.content.value("callback_id", "")},
         {"state", in.content.value("state", "")},
         {"channel_id", in.channel.empty() ? town_square() : in.channel},
         {"team_id", team_id()}}
    );
    auto begun = handle(request(token_of(in.user), "POST", "/actions/dialogs/submit", said), now);
    if (!begun.first) return begun;
    // Their client shows what is wrong, and closes when nothing is.
    auto then = std::move(begun.first->then);
    begun.first->then = [seen, then, cancelled](const called_back& back, moment later) {
        auto done = then(back, later);
        if (done.status == 200 && done.body.is_object()) {
            seen->errors = done.body.value("errors", json::object());
            seen->error = done.body.value("error", "");
            seen->open = !cancelled && !(seen->errors.empty() && seen->error.empty());
        }
        return done;
    };
    return begun;
}

}  // namespace emulator::mattermost
