#include "bot/platforms/slack/errands/history.hpp"

#include "bot/platforms/slack/api/pages.hpp"
#include "bot/platforms/slack/api/speaking.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bot::slack {
namespace {

constexpr std::string_view history = "conversations.history";
constexpr std::string_view mark_type = "scribe";
// An effect that is tried again is hours old at most; further back nobody looks.
constexpr std::size_t far_enough = 1'000;
// After so many attempts something is sent although nobody could look for it.
constexpr int patience_with_looking = 6;

const std::string& channel_in(const api_arguments& arguments) {
    return std::find_if(
               arguments.begin(),
               arguments.end(),
               [](const auto& each) { return each.first == "channel"; }
    )->second;
}

asio::awaitable<looked> scan(
    desk at,
    std::string_view method,
    api_arguments arguments,
    int attempt,
    std::function<bool(json)> each
) {
    std::size_t seen = 0;
    bool found = false, ended = false;
    arguments.emplace_back("include_all_metadata", "true");
    const auto read = co_await read_pages(
        at.api,
        std::string(method),
        std::move(arguments),
        [&](const api_answer& page) {
            for (json message : items(page.root, "messages")) {
                ++seen;
                found = !each(message);
                if (found) return false;
            }
            ended = !flag(page.root, "has_more");
            return seen < far_enough && !at.api.is_slow(method);
        }
    );
    if (read) co_return found || ended || seen >= far_enough;
    if (read.error().is == api_failure::kind::refused || attempt > patience_with_looking)
        co_return false;
    co_return tl::unexpected(read.error());
}

// Which parts of an effect stand there, by their ids.
asio::awaitable<looked> find_parts(
    desk at, std::string channel, saying of, std::map<int, std::string>& found
) {
    const auto look = [&](json message) {
        const auto mark = mark_in(at, message);
        if (mark && mark->effect == of.effect) found.emplace(mark->part, text(message, "ts"));
        return !found.contains(0);  // the first part is the oldest
    };
    const auto seen = co_await scan_history(at, std::move(channel), of.attempt, look);
    co_return seen;
}

}  // namespace

asio::awaitable<looked> scan_history(
    desk at, std::string channel, int attempt, std::function<bool(json)> each
) {
    const auto seen =
        co_await scan(at, history, {{"channel", std::move(channel)}}, attempt, std::move(each));
    co_return seen;
}

asio::awaitable<looked> scan_thread(
    desk at, std::string channel, std::string root, int attempt, std::function<bool(json)> each
) {
    const auto seen = co_await scan(
        at,
        "conversations.replies",
        {{"channel", std::move(channel)}, {"ts", std::move(root)}},
        attempt,
        std::move(each)
    );
    co_return seen;
}

std::string metadata_of(const desk& at, const mark& of) {
    nlohmann::json payload{{"house", at.options.house}, {"effect", of.effect}, {"part", of.part}};
    if (is_incident(of.card)) payload["card"] = number_of(of.card);
    if (of.copied != 0) {
        payload["copied_from"] = number_of(of.copied_from);
        payload["copied"] = of.copied;
    }
    return nlohmann::json{{"event_type", mark_type}, {"event_payload", std::move(payload)}}.dump();
}

std::optional<mark> mark_in(const desk& at, json message) {
    if (text(message, "user") != at.me.user && text(message, "bot_id") != at.me.bot) return {};
    const auto metadata = member(message, "metadata");
    if (!metadata || text(*metadata, "event_type") != mark_type) return {};
    const auto payload = member(*metadata, "event_payload");
    if (!payload || text(*payload, "house") != at.options.house) return {};
    return mark{
        number(*payload, "effect"),
        incident_id{number(*payload, "card")},
        static_cast<int>(number(*payload, "part")),
        incident_id{number(*payload, "copied_from")},
        number(*payload, "copied")};
}

asio::awaitable<tl::expected<std::vector<std::string>, api_failure>> say(
    desk at, std::string channel, saying what
) {
    std::map<int, std::string> there;
    if (what.attempt > 1) {
        const auto seen = co_await find_parts(at, channel, what, there);
        if (!seen) co_return tl::unexpected(seen.error());
        if (!*seen) what.markdown += may_be_repeated;
    }
    std::vector<std::string> ids;
    for (auto& arguments : messages_for(channel, what.markdown, at.known)) {
        const auto part = static_cast<int>(ids.size());
        if (const auto sent = there.find(part); sent != there.end()) {
            ids.push_back(sent->second);
            continue;
        }
        arguments.emplace_back("metadata", metadata_of(at, {what.effect, {}, part}));
        const auto made = co_await post_message(at, std::move(arguments));
        if (!made) co_return tl::unexpected(made.error());
        ids.emplace_back(text(made->root, "ts"));
    }
    co_return ids;
}

asio::awaitable<api_result> post_message(desk at, api_arguments arguments) {
    auto made = co_await at.api.call("chat.postMessage", arguments);
    if (made || made.error().code != "not_in_channel") co_return made;
    const api_arguments whereto{{"channel", channel_in(arguments)}};
    const auto joined = co_await at.api.call("conversations.join", whereto);
    if (!joined) co_return made;
    auto again = co_await at.api.call("chat.postMessage", std::move(arguments));
    co_return again;
}

asio::awaitable<tl::expected<std::string, api_failure>> open_direct(desk at, std::string person) {
    const auto made = co_await at.api.call("conversations.open", {{"users", std::move(person)}});
    if (!made) co_return tl::unexpected(made.error());
    co_return std::string(text(made->root, "channel", "id"));
}

}  // namespace bot::slack
