#include "bot/platforms/slack/doctor/rehearsal.hpp"

#include "bot/net/backoff.hpp"
#include "bot/platforms/slack/api/refusal.hpp"
#include "bot/platforms/slack/doctor/needs.hpp"
#include "bot/platforms/slack/ears/socket_mode.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace bot::slack {
namespace {

namespace asio = boost::asio;

// What is done, in order, and the event it has to bring.
struct step {
    std::string_view method, event;
    bool in_private = false;
};
constexpr std::array steps{
    step{"chat.postMessage", "message.channels"},
    step{"reactions.add", "reaction_added"},
    step{"reactions.remove", "reaction_removed"},
    step{"pins.add", "pin_added"},
    step{"pins.remove", "pin_removed"},
    step{"conversations.rename", "channel_rename"},
    step{"conversations.archive", "channel_archive"},
    step{"chat.postMessage", "message.groups", true},
    step{"conversations.rename", "group_rename", true},
    step{"conversations.archive", "group_archive", true},
};

struct stage {
    std::string channel, name, message;
};

api_arguments arguments_of(std::string_view method, const stage& at) {
    if (method == "chat.postMessage")
        return {{"channel", at.channel}, {"text", "Scribe tries whether it hears. Never mind."}};
    if (method == "conversations.rename")
        return {{"channel", at.channel}, {"name", at.name + "-2"}};
    if (method == "conversations.archive") return {{"channel", at.channel}};
    return {{"channel", at.channel}, {"timestamp", at.message}, {"name", "eyes"}};
}

// "message" in a private channel is told under a name of its own.
std::string event_of(json event, const stage& closed) {
    const auto type = text(event, "type");
    if (type != "message") return std::string(type);
    return text(event, "channel") == closed.channel ? "message.groups" : "message.channels";
}

class listening {
public:
    listening(asio::any_io_executor executor, rehearsal& how)
        : news_(executor),
          sockets_(
              executor,
              how.app_api,
              options_for(how, news_),
              [this](const envelope& told, const acknowledge& ack) {
                  ack({});
                  if (const auto event = member(told.payload, "event"))
                      heard_.insert(event_of(*event, closed));
                  news_.cancel();
              },
              [](std::chrono::milliseconds) {}
          ) {
        sockets_.start();
    }

    // Until it holds, or the patience is over.
    asio::awaitable<bool> until(std::function<bool()> holds, std::chrono::milliseconds patience) {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (!holds() && std::chrono::steady_clock::now() < end) {
            news_.expires_at(end);
            co_await news_.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        co_return holds();
    }
    bool is_ready() const { return sockets_.state().ready > 0; }
    bool heard(std::string_view event) const { return heard_.contains(event); }
    asio::awaitable<void> stop() { return sockets_.stop(); }

    stage open, closed;

private:
    static socket_mode_options options_for(rehearsal& how, asio::steady_timer& news) {
        socket_mode_options options;
        options.steady = 1;
        options.when_connected = [&news] { news.cancel(); };
        options.socket = how.socket;
        options.random = [random = how.random] { return draw_chance(random); };
        return options;
    }

    asio::steady_timer news_;
    std::set<std::string, std::less<>> heard_;
    socket_mode sockets_;
};

finding not_done(std::string_view what, std::string_view method, const api_failure& why) {
    return {
        finding::grade::fault,
        "Slack: rehearsal: " + std::string(what),
        why.detail,
        remedy_for(method, why)};
}

finding not_heard(std::string_view event) {
    const auto need = std::ranges::find(event_needs(), event, &event_need::event);
    return {
        finding::grade::fault,
        "Slack: event " + std::string(event) + " is not told",
        "without it Scribe does not notice " + std::string(need->without),
        "Add it under Event Subscriptions, Subscribe to bot events, and save. Another Scribe with "
        "the same tokens may have taken it: stop that one and try again."};
}

asio::awaitable<tl::expected<stage, api_failure>> open_stage(
    rehearsal& how, std::string name, bool is_private
) {
    auto made = co_await how.api.call(
        "conversations.create", {{"name", name}, {"is_private", is_private ? "true" : "false"}}
    );
    if (!made) co_return tl::unexpected(made.error());
    co_return stage{std::string(text(made->root, "channel", "id")), std::move(name), {}};
}

asio::awaitable<void> play(rehearsal& how, listening& ear, findings& found) {
    for (const auto& one : steps) {
        auto& at = one.in_private ? ear.closed : ear.open;
        if (at.channel.empty()) continue;
        const std::string method(one.method);
        auto done = co_await how.api.call(method, arguments_of(method, at));
        if (!done) {
            found.push_back(not_done(method, method, done.error()));
            continue;
        }
        if (method == "chat.postMessage") at.message = text(done->root, "ts");
    }
}

}  // namespace

asio::awaitable<findings> rehearse(rehearsal how) {
    findings found;
    listening ear(co_await asio::this_coro::executor, how);
    const bool is_ready = co_await ear.until([&] { return ear.is_ready(); }, how.patience);
    if (!is_ready) {
        co_await ear.stop();
        found.push_back(
            {finding::grade::fault, "Slack: rehearsal", "no connection said hello", "See above."}
        );
        co_return found;
    }
    for (const bool is_private : {false, true}) {
        auto made = co_await open_stage(
            how, "scribe-doctor-" + how.mark + (is_private ? "-private" : ""), is_private
        );
        if (made)
            (is_private ? ear.closed : ear.open) = std::move(*made);
        else
            found.push_back(not_done("a channel", "conversations.create", made.error()));
    }
    co_await play(how, ear, found);
    const auto is_complete = [&] {
        return std::ranges::all_of(steps, [&](const step& one) { return ear.heard(one.event); });
    };
    co_await ear.until(is_complete, how.patience);
    co_await ear.stop();
    for (const auto& one : steps)
        if (!ear.heard(one.event)) found.push_back(not_heard(one.event));
    if (found.empty())
        found.push_back({finding::grade::good, "Slack: events", "all that were tried", {}});
    co_return found;
}

}  // namespace bot::slack
