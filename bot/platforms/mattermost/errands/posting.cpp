#include "bot/platforms/mattermost/errands/posting.hpp"

#include "bot/net/rest.hpp"
#include "bot/platforms/mattermost/api/judgement.hpp"
#include "bot/platforms/mattermost/show/posts.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace bot::mattermost {
namespace {

using tree = nlohmann::json;
using kind = api_failure::kind;
using namespace std::chrono_literals;

constexpr std::string_view mark_name = "scribe";
constexpr std::string_view pending = "api.post.deduplicate_create_post.pending";
constexpr int most_pending = 5;
constexpr auto pending_pause = 200ms;
constexpr int forbidden = 403, not_found = 404;
constexpr std::size_t page = 200;
// An effect that is tried again is hours old at most; further back nobody looks.
constexpr std::size_t far_enough = 1'000;
// After so many attempts words go out although nobody could look for the ones before.
constexpr int patience_with_reading = 6;

std::string written(const tree& what) {
    return what.dump(-1, ' ', false, tree::error_handler_t::replace);
}

tree props_of(const desk& at, const new_post& what) {
    tree mine{{"house", at.options.house}, {"effect", what.of.effect}, {"part", what.of.part}};
    if (is_incident(what.of.card)) mine["card"] = number_of(what.of.card);
    if (what.of.copied != 0) {
        mine["copied_from"] = number_of(what.of.copied_from);
        mine["copied"] = what.of.copied;
    }
    tree props{{mark_name, std::move(mine)}};
    if (!what.attachments.empty()) {
        auto attached = tree::parse(what.attachments, nullptr, false);
        if (!attached.is_discarded()) props["attachments"] = std::move(attached);
    }
    return props;
}

// Stable over all attempts: Mattermost knows the second one for half a minute.
std::string pending_id(const desk& at, const mark& of) {
    return at.me.user + ":" + at.options.house + "-" + std::to_string(of.effect) + "-" +
           std::to_string(of.part);
}

tree body_of(const desk& at, const new_post& what) {
    tree body{
        {"channel_id", what.channel},
        {"message", with_links(what.message, at.known)},
        {"pending_post_id", pending_id(at, what.of)},
        {"props", props_of(at, what)}};
    if (!what.root.empty()) body["root_id"] = what.root;
    if (!what.file.empty()) body["file_ids"] = tree::array({what.file});
    if (what.is_pinned) body["is_pinned"] = true;
    return body;
}

there place_of(json post) {
    return {std::string(text(post, "id")), instant_of(number(post, "create_at"))};
}

// While the first of two that are the same is on its way, the second is told so.
asio::awaitable<api_result> put_once(desk at, std::string channel, std::string body) {
    for (int tried = 1;; ++tried) {
        auto made = co_await at.api.call("POST", "/posts", body, channel);
        if (made && text(made->root, "id").empty())
            co_return tl::unexpected(make_failure("POST /posts", kind::ambiguous, "no id came back")
            );
        if (made || made.error().id != pending || tried == most_pending) co_return made;
        co_await rest(pending_pause);
    }
}

asio::awaitable<bool> join(desk at, std::string channel) {
    const auto path = "/channels/" + channel + "/members";
    const auto joined =
        co_await at.api.call("POST", path, written({{"user_id", at.me.user}}), channel);
    co_return joined.has_value();
}

asio::awaitable<tl::expected<std::map<int, there>, api_failure>> find_parts(
    desk at, std::string channel, std::int64_t effect
) {
    std::map<int, there> found;
    const auto read = co_await scan_posts(at, std::move(channel), [&](json each) {
        const auto of = mark_in(at, each);
        if (of && of->effect == effect) found.emplace(of->part, place_of(each));
        return !found.contains(0);  // the first part is the oldest
    });
    if (!read) co_return tl::unexpected(read.error());
    co_return found;
}

}  // namespace

std::optional<mark> mark_in(const desk& at, json post) {
    if (text(post, "user_id") != at.me.user) return {};
    const auto props = member(post, "props");
    const auto mine = props ? member(*props, mark_name) : std::nullopt;
    if (!mine || text(*mine, "house") != at.options.house) return {};
    return mark{
        number(*mine, "effect"),
        incident_id{number(*mine, "card")},
        static_cast<int>(number(*mine, "part")),
        incident_id{number(*mine, "copied_from")},
        number(*mine, "copied")};
}

asio::awaitable<said> put_post(desk at, new_post what, bool* lacks_file) {
    const auto body = written(body_of(at, what));
    auto made = co_await put_once(at, what.channel, body);
    if (!made && made.error().is == kind::refused && made.error().status == forbidden) {
        const bool is_in = co_await join(at, what.channel);
        if (is_in) made = co_await put_once(at, what.channel, body);
    }
    if (!made) co_return tl::unexpected(made.error());
    if (lacks_file) *lacks_file = items(made->root, "file_ids").size() == 0;
    co_return place_of(made->root);
}

// A patch of the props replaces all of them: the mark goes with it.
asio::awaitable<tl::expected<void, api_failure>> edit_post(desk at, std::string id, new_post what) {
    tree body{{"message", with_links(what.message, at.known)}, {"props", props_of(at, what)}};
    if (what.is_pinned) body["is_pinned"] = true;
    const auto changed =
        co_await at.api.call("PUT", "/posts/" + id + "/patch", written(body), what.channel);
    if (!changed) co_return tl::unexpected(changed.error());
    co_return tl::expected<void, api_failure>();
}

asio::awaitable<tl::expected<void, api_failure>> remove_post(
    desk at, std::string channel, std::string id
) {
    const auto gone = co_await at.api.call("DELETE", "/posts/" + id, {}, std::move(channel));
    if (gone) co_return tl::expected<void, api_failure>();
    auto why = gone.error();
    const bool is_done = co_await is_gone(at, std::move(id), why);
    if (is_done) co_return tl::expected<void, api_failure>();
    co_return tl::unexpected(std::move(why));
}

asio::awaitable<bool> is_gone(desk at, std::string id, api_failure why) {
    if (why.is != kind::refused) co_return false;
    if (why.status == not_found) co_return true;
    if (why.status != forbidden) co_return false;
    const auto seen = co_await at.api.read("/posts/" + id);
    if (seen) co_return number(seen->root, "delete_at") != 0;
    co_return seen.error().is == kind::refused&& seen.error().status == not_found;
}

bool is_unreadable(const api_failure& why) {
    return why.is == kind::refused && !why.is_about_us();
}

asio::awaitable<tl::expected<void, api_failure>> scan_posts(
    desk at, std::string channel, std::function<bool(json)> each
) {
    // Going back from a post, not by page numbers: what is said meanwhile moves nothing.
    std::string before;
    const auto path = "/channels/" + channel + "/posts?per_page=" + std::to_string(page);
    for (std::size_t seen = 0; seen < far_enough;) {
        const auto got = co_await at.api.read(before.empty() ? path : path + "&before=" + before);
        if (!got) co_return tl::unexpected(got.error());
        const auto posts = member(got->root, "posts");
        std::size_t listed = 0;
        for (json id : items(got->root, "order")) {
            std::string_view name;
            if (id.get(name) != simdjson::SUCCESS) continue;
            ++listed;
            before = name;
            const auto one = posts ? member(*posts, name) : std::nullopt;
            if (one && !each(*one)) co_return tl::expected<void, api_failure>();
        }
        seen += listed;
        if (listed < page) co_return tl::expected<void, api_failure>();
    }
    co_return tl::unexpected(make_failure(
        "GET /channels/" + channel + "/posts",
        kind::refused,
        "more was said since than is looked through"
    ));
}

asio::awaitable<tl::expected<std::vector<there>, api_failure>> say(
    desk at, std::string channel, saying what
) {
    std::map<int, there> sent;
    if (what.attempt > 1) {
        auto parts = co_await find_parts(at, channel, what.effect);
        if (parts)
            sent = std::move(*parts);
        else if (is_unreadable(parts.error()) || what.attempt > patience_with_reading)
            what.markdown += may_be_repeated;
        else
            co_return tl::unexpected(parts.error());
    }
    std::vector<there> all;
    for (auto& message : messages_of(what.markdown)) {
        const auto part = static_cast<int>(all.size());
        if (const auto before = sent.find(part); before != sent.end()) {
            all.push_back(before->second);
            continue;
        }
        new_post one{channel, std::move(message), {what.effect, {}, part}, what.root};
        const auto made = co_await put_post(at, std::move(one));
        if (!made) co_return tl::unexpected(made.error());
        all.push_back(*made);
    }
    co_return all;
}

}  // namespace bot::mattermost
