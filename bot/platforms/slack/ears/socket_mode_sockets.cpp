#include "bot/base/text.hpp"
#include "bot/net/deadline.hpp"
#include "bot/platforms/slack/ears/socket_mode_core.hpp"

#include <spdlog/spdlog.h>

namespace bot::slack {

using std::chrono::steady_clock;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);

url_refused refusal_of(int id, const api_failure& failure) {
    using enum api_failure::kind;
    auto why = url_refused::because::passing;
    if (failure.is == throttled) why = url_refused::because::throttled;
    if (failure.is == refused) why = meaning_of(failure.code);
    return {id, why, failure.after, failure.code};
}

}  // namespace

milliseconds monotonic() {
    return std::chrono::floor<milliseconds>(steady_clock::now().time_since_epoch());
}

// --- deciding ---

// One after the other: what is done about the first event may bring on the next at once.
void socket_mode::core::tell(connection_event what) {
    events.push_back(std::move(what));
    if (std::exchange(telling, true)) return;
    while (!events.empty()) {
        const auto next = std::move(events.front());
        events.pop_front();
        for (const auto& action : slack::resume(set, next, monotonic(), random()))
            std::visit([this](const auto& one) { perform(one); }, action);
    }
    telling = false;
    set_alarm();
}

void socket_mode::core::perform(const ask_for_url& what) {
    tasks.start("slack connection", ask(shared_from_this(), what.connection));
}

void socket_mode::core::perform(const open_socket& what) {
    tasks.start("slack connection", run(shared_from_this(), what.connection, what.url));
}

// One that is not open yet is closed as soon as it is.
void socket_mode::core::perform(const close_socket& what) {
    const auto found = sockets.find(what.connection);
    if (found != sockets.end()) found->second->close();
}

void socket_mode::core::perform(const alert& what) {
    spdlog::error("slack: {}", what.text);
}

void socket_mode::core::perform(const report_gap& what) {
    spdlog::warn("slack: connected again after {} ms without", what.without_any.count());
    if (on_gap && !stopping) on_gap(what.without_any);
}

void socket_mode::core::set_alarm() {
    const auto next = next_deadline(set);
    if (!next || stopping) {
        alarm.cancel();
        return;
    }
    alarm.expires_at(steady_clock::time_point(*next));
    alarm.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        const auto self = weak.lock();
        if (!ec && self) self->tell(deadline_passed{});
    });
}

// --- one connection ---

asio::awaitable<result<api_result>> socket_mode::core::open_call(pointer self) {
    auto answer = co_await self->api.call("apps.connections.open", {});
    co_return answer;
}

asio::awaitable<void> socket_mode::core::ask(pointer self, int id) {
    const auto answer =
        co_await within(self->options.hello_deadline, "apps.connections.open", open_call(self));
    if (!answer) {
        self->last_failure = answer.error().detail;
        self->tell(url_refused{id, url_refused::because::passing});
        co_return;
    }
    if (!*answer) {
        self->last_failure = answer->error().detail;
        self->tell(refusal_of(id, answer->error()));
        co_return;
    }
    const auto url = text((*answer)->root, "url");
    if (url.empty()) {
        self->last_failure = "apps.connections.open answered without a URL";
        self->tell(url_refused{id, url_refused::because::passing});
        co_return;
    }
    self->tell(url_issued{id, std::string(url)});
}

asio::awaitable<void> socket_mode::core::run(pointer self, int id, std::string url) {
    auto address = address_of(std::move(url), self->options.debug_reconnects);
    auto opened = co_await connect_websocket(std::move(address), {}, self->socket_options);
    if (!opened) {
        self->last_failure = opened.error().detail;
        spdlog::warn("slack: connection {} failed: {}", id, self->last_failure);
        self->tell(socket_failed{id});
        co_return;
    }
    const auto socket = std::move(*opened);
    self->sockets.emplace(id, socket);
    self->tell(socket_opened{id});
    co_await read(self, id, socket);
    co_await socket->ended();
    self->sockets.erase(id);
    self->quiet.cancel();
    self->tell(socket_closed{id});
}

asio::awaitable<void> socket_mode::core::read(
    pointer self, int id, std::shared_ptr<websocket> socket
) {
    for (;;) {
        auto text = co_await socket->read();
        if (!text) {
            self->last_failure = text.error().detail;
            spdlog::info("slack: connection {} ended: {}", id, self->last_failure);
            co_return;
        }
        if (self->take(id, std::move(*text))) continue;
        while (self->paused && !self->stopping) co_await self->unpaused.async_wait(awaiting);
    }
}

}  // namespace bot::slack
