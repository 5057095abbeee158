#include "tests/mattermost/courier_stage.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace bot::test {

namespace {

constexpr std::size_t id_length = 26;

// "PUT /posts/p00…1/patch" -> "PUT /posts/*/patch", and the ids.
std::string route_of(const std::string& call, std::vector<std::string>& ids) {
    std::string route = call.substr(0, call.find('/'));
    std::size_t from = call.find('/') + 1;
    while (from <= call.size()) {
        const auto to = std::min(call.find('/', from), call.size());
        auto segment = call.substr(from, to - from);
        if (segment.size() == id_length) {
            ids.push_back(segment);
            segment = "*";
        }
        route += "/" + segment;
        from = to + 1;
    }
    return route;
}

http_response forbidden() {
    return no(403, "api.context.permissions.app_error");
}
http_response ok() {
    return make_json(200, R"({"status":"OK"})");
}
bool is_deleted(const tree& post) {
    return post.value("delete_at", 0) != 0;
}

}  // namespace

mattermost::courier_options courier_stage::house_h1() {
    mattermost::courier_options how;
    how.house = "h1";
    how.callback_url = "http://scribe:8080/mattermost/action";
    return how;
}

courier_stage::courier_stage(mattermost::courier_options options)
    : courier(record, chat.api(), known, me, by, std::move(options), tasks) {
    spdlog::set_level(spdlog::level::off);
    me.user = next_id('b');
    me.name = "scribe";
    me.team = next_id('t');
    team.insert(me.user);
    chat.otherwise = [this](const asked_of_mattermost& asked) { return answer(asked); };
}

courier_stage::~courier_stage() {
    tasks.cancel();
}

std::string courier_stage::next_id(char of) {
    auto digits = std::to_string(++ids_);
    return std::string(1, of) + std::string(id_length - 1 - digits.size(), '0') + digits;
}

delivery courier_stage::wish_for(wish what, address where) {
    delivery out;
    out.what.id = ++effects_;
    out.what.incident = incident_id{7};
    out.what.platform = "mattermost";
    out.what.where = std::move(where);
    out.what.what = std::move(what);
    if (std::holds_alternative<to_incident_room>(out.what.where)) out.channel = room;
    return out;
}

outcome courier_stage::carry(const delivery& what) {
    std::vector<outcome> answers;
    chat.world.run([&]() -> asio::awaitable<void> {
        asio::steady_timer done(chat.world.executor(), asio::steady_timer::time_point::max());
        courier.deliver(what, [&](outcome how) {
            answers.push_back(std::move(how));
            done.cancel();
        });
        if (answers.empty()) co_await done.async_wait(asio::as_tuple(asio::use_awaitable));
    });
    REQUIRE(answers.size() == 1);
    for (const auto& receipt : answers.front().receipts) record.take(receipt);
    return answers.front();
}

int courier_stage::carry_on(delivery what) {
    for (;; ++what.attempt) {
        const auto end = carry(what);
        INFO(end.reason);
        REQUIRE(end.is != outcome::verdict::refused);
        if (end.is == outcome::verdict::delivered) return what.attempt;
        REQUIRE(what.attempt < 9);
    }
}

std::string courier_stage::open(const std::string& name) {
    REQUIRE(carry(open_room{name, "Cache bug", {}, false}).is == outcome::verdict::delivered);
    room = record.bound.back().channel;
    return room;
}

void courier_stage::arm(std::string route, std::string how, int skip, int times) {
    faults_.push_back({std::move(route), std::move(how), skip, times});
}

std::string courier_stage::add_channel(const std::string& name, const std::string& type) {
    const auto id = next_id('c');
    channels[id].shown = {
        {"id", id},
        {"name", name},
        {"type", type},
        {"creator_id", next_id('u')},
        {"purpose", ""},
        {"header", ""},
        {"delete_at", 0}};
    return id;
}

std::string courier_stage::add_person(const std::string& name, bool in_team) {
    const auto id = next_id('u');
    people[name] = id;
    if (in_team) team.insert(id);
    return id;
}

std::vector<std::string> courier_stage::lines(const std::string& channel) const {
    std::vector<std::string> said;
    for (const auto& one : posts)
        if (one["channel_id"] == channel && !is_deleted(one)) said.push_back(one["message"]);
    return said;
}

std::size_t courier_stage::calls(std::string_view route) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        chat.asked,
        [&](const asked_of_mattermost& one) {
            std::vector<std::string> ids;
            return route_of(one.call, ids) == route;
        }
    ));
}

tree* courier_stage::post(const std::string& id) {
    const auto found =
        std::ranges::find_if(posts, [&](const tree& one) { return one["id"] == id; });
    return found == posts.end() ? nullptr : &*found;
}

http_response courier_stage::answer(const asked_of_mattermost& asked) {
    std::vector<std::string> ids;
    const auto route = route_of(asked.call, ids);
    for (auto& one : faults_) {
        if (one.route != route || one.times == 0) continue;
        if (one.skip-- > 0) continue;
        --one.times;
        if (one.how == "429") return slow_down("1");
        if (one.how == "before") return make_text(500, "");
        if (one.how.find('.') != std::string::npos) return no(500, one.how);
        const auto done = act(route, asked);
        if (one.how == "html") return make_html(200, "<html>Welcome</html>");
        if (one.how == "cut") return make_json(200, done.body.substr(0, done.body.size() / 2));
        return make_text(500, "");
    }
    return act(route, asked);
}

http_response courier_stage::make_post(const tree& body) {
    const std::string channel = body["channel_id"], pending = body["pending_post_id"];
    for (const auto& one : posts)
        if (one["pending_post_id"] == pending) return make_json(201, one.dump());
    const auto found = channels.find(channel);
    if (found == channels.end() || !found->second.members.contains(me.user)) return forbidden();
    if (found->second.shown["delete_at"] != 0)
        return no(400, "api.post.create_post.can_not_post_to_deleted.error");
    tree one = body;
    one["id"] = next_id('p');
    one["user_id"] = me.user;
    one["create_at"] = 1'790'000'000'000 + ids_;
    one["delete_at"] = 0;
    tree kept = tree::array();
    for (const std::string file : body.value("file_ids", tree::array())) {
        if (files[file]) continue;  // silently dropped
        files[file] = true;
        kept.push_back(file);
    }
    one["file_ids"] = kept;
    posts.push_back(one);
    return make_json(201, one.dump());
}

http_response courier_stage::make_channel(const tree& body) {
    const std::string name = body["name"];
    if (name.size() > 64) return no(500, "app.channel.create_channel.internal_error");
    for (const auto& [id, one] : channels)
        if (one.shown["name"] == name)
            return no(400, "store.sql_channel.save_channel.exists.app_error");
    const auto id = next_id('c');
    auto& made = channels[id];
    made.shown = body;
    made.shown["id"] = id;
    made.shown["creator_id"] = me.user;
    made.shown["delete_at"] = 0;
    made.members.insert(me.user);
    return make_json(201, made.shown.dump());
}

http_response courier_stage::change_post(const std::string& id, const tree& body) {
    auto* one = post(id);
    if (!one || is_deleted(*one)) return forbidden();  // as a server says it of what is gone
    for (const auto& [name, value] : body.items()) (*one)[name] = value;
    return make_json(200, one->dump());
}

http_response courier_stage::list_posts(
    const std::string& channel, bool pinned, const std::string& target
) {
    if (!channels[channel].is_readable) return forbidden();
    const auto at = target.find("before=");
    const auto before = at == target.npos ? std::string() : target.substr(at + 7, id_length);
    tree order = tree::array(), all = tree::object();
    bool counts = before.empty();
    for (auto one = posts.rbegin(); one != posts.rend() && order.size() < 200; ++one) {
        if ((*one)["channel_id"] != channel || is_deleted(*one)) continue;
        if (counts && (!pinned || one->value("is_pinned", false))) {
            order.push_back((*one)["id"]);
            all[std::string((*one)["id"])] = *one;
        }
        counts = counts || (*one)["id"] == before;
    }
    return make_json(200, tree{{"order", order}, {"posts", all}}.dump());
}

http_response courier_stage::add_member(const std::string& channel, const std::string& who) {
    const auto found = channels.find(channel);
    const bool is_me = who == me.user;
    if (found == channels.end() || (is_me && found->second.shown["type"] != "O"))
        return forbidden();
    if (!team.contains(who)) return no(404, "app.team.get_member.missing.app_error");
    found->second.members.insert(who);
    return make_json(201, tree{{"user_id", who}, {"channel_id", channel}}.dump());
}

http_response courier_stage::direct(const tree& body) {
    const auto name = std::string(body[0]) + "__" + std::string(body[1]);
    for (const auto& [id, one] : channels)
        if (one.shown["name"] == name) return make_json(201, one.shown.dump());
    const auto id = add_channel(name, "D");
    channels[id].members = {me.user, body[1]};
    return make_json(201, channels[id].shown.dump());
}

http_response courier_stage::list_channels() const {
    tree all = tree::array();
    for (const auto& [id, one] : channels)
        if (one.members.contains(me.user)) all.push_back(one.shown);
    return make_json(200, all.dump());
}

http_response courier_stage::act(const std::string& route, const asked_of_mattermost& asked) {
    std::vector<std::string> ids;
    route_of(asked.call, ids);
    const auto body = asked.json();
    if (route == "POST /posts") return make_post(body);
    if (route == "POST /channels") return make_channel(body);
    if (route == "PUT /posts/*/patch") return change_post(ids[0], body);
    if (route == "GET /channels/*/posts") return list_posts(ids[0], false, asked.target);
    if (route == "GET /channels/*/pinned") return list_posts(ids[0], true, "");
    if (route == "POST /channels/*/members") return add_member(ids[0], body["user_id"]);
    if (route == "POST /channels/direct") return direct(body);
    if (route == "GET /users/me/teams/*/channels") return list_channels();
    if (route == "DELETE /posts/*" || route == "GET /posts/*") {
        auto* one = post(ids[0]);
        if (!one || is_deleted(*one)) return no(404, "app.post.get.app_error");
        if (route == "GET /posts/*") return make_json(200, one->dump());
        (*one)["delete_at"] = 1;
        return ok();
    }
    if (route == "PUT /channels/*/patch") {
        auto& shown = channels[ids[0]].shown;
        if (shown["header"] != body["header"]) headers_said.push_back(body["header"]);
        shown["header"] = body["header"];
        return make_json(200, shown.dump());
    }
    if (route == "POST /files") {
        const auto id = next_id('f');
        files[id] = false;
        return make_json(201, tree{{"file_infos", {{{"id", id}}}}}.dump());
    }
    if (route == "POST /reactions") {
        if (!post(body["post_id"]) || is_deleted(*post(body["post_id"]))) return forbidden();
        reactions.insert(std::string(body["post_id"]) + " " + std::string(body["emoji_name"]));
        return make_json(200, body.dump());
    }
    if (route.starts_with("DELETE /users/me/posts/*/reactions/")) {
        reactions.erase(ids[0] + " " + route.substr(route.rfind('/') + 1));
        return ok();
    }
    const auto name = asked.call.substr(asked.call.rfind('/') + 1);
    if (route.starts_with("GET /users/username/") && people.contains(name))
        return make_json(200, tree{{"id", people[name]}, {"username", name}}.dump());
    if (route.starts_with("GET /teams/*/channels/name/"))
        for (const auto& [id, one] : channels)
            if (one.shown["name"] == name &&
                (one.shown["type"] == "O" || one.members.contains(me.user)))
                return make_json(200, one.shown.dump());
    return no(404, "api.context.404.app_error");
}

}  // namespace bot::test
