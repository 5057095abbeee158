#include "bot/platforms/mattermost/ears/replies.hpp"

#include "bot/platforms/mattermost/show/posts.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace bot::mattermost {
namespace {

namespace asio = boost::asio;
using tree = nlohmann::json;

std::string print(const tree& made) {
    return made.dump(-1, ' ', false, tree::error_handler_t::replace);
}

}  // namespace

asio::awaitable<bool> rest_replies::open_dialog(std::string dialog) {
    const auto opened =
        co_await api_.call("POST", "/actions/dialogs/open", std::move(dialog), std::string());
    if (!opened) spdlog::warn("mattermost: no form could be shown: {}", opened.error().detail);
    co_return opened.has_value();
}

asio::awaitable<void> rest_replies::tell(caller whom, answer what) {
    if (!whom.response_url.empty()) {
        auto body = with_links(answer_of(what), known_);
        const auto told = co_await api_.post_to(whom.response_url, std::move(body));
        if (told && told->status == 200) co_return;
    }
    const bool told = co_await whisper(whom.person, what.text);
    if (!told) spdlog::warn("mattermost: an answer reached nobody");
}

asio::awaitable<void> rest_replies::reply(caller whom, answer what) {
    bool told = false;
    if (!what.is_private) told = co_await post(whom.channel, whom.root, what.text);
    if (!told) told = co_await whisper(whom.person, what.text);
    if (!told) spdlog::warn("mattermost: an answer reached nobody");
}

asio::awaitable<bool> rest_replies::whisper(std::string person, std::string words) {
    auto both = print(tree::array({me_.user, person}));
    const auto opened =
        co_await api_.call("POST", "/channels/direct", std::move(both), std::string());
    if (!opened) {
        spdlog::warn("mattermost: no direct message could be opened: {}", opened.error().detail);
        co_return false;
    }
    const std::string channel(text(opened->root, "id"));
    const bool told = co_await post(channel, std::string(), std::move(words));
    co_return told;
}

asio::awaitable<bool> rest_replies::post(std::string channel, std::string root, std::string words) {
    for (const auto& piece : messages_of(words)) {
        tree made{{"channel_id", channel}, {"message", with_links(piece, known_)}};
        if (!root.empty()) made["root_id"] = root;
        auto body = print(made);
        const auto told = co_await api_.call("POST", "/posts", std::move(body), channel);
        if (told) continue;
        spdlog::warn("mattermost: an answer could not be posted: {}", told.error().detail);
        co_return false;
    }
    co_return true;
}

}  // namespace bot::mattermost
