#include "bot/platforms/mattermost/api/pacing.hpp"
#include "bot/platforms/mattermost/ears/event_stream_core.hpp"

#include <spdlog/spdlog.h>

#include <exception>

namespace bot::mattermost {

using std::chrono::steady_clock;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);

milliseconds monotonic() {
    return std::chrono::floor<milliseconds>(steady_clock::now().time_since_epoch());
}

}  // namespace

// --- deciding ---

// One after the other: what is done about the first event may bring on the next at once.
void event_stream::core::tell(connection_event what) {
    events.push_back(std::move(what));
    if (std::exchange(telling, true)) return;
    while (!events.empty()) {
        const auto next = std::move(events.front());
        events.pop_front();
        for (const auto& action : mattermost::resume(one, next, monotonic(), random()))
            std::visit([this](const auto& wanted) { perform(wanted); }, action);
    }
    telling = false;
    set_alarm();
}

void event_stream::core::perform(const open_socket& what) {
    tasks.start(
        "mattermost connection", run(shared_from_this(), what.attempt, what.connection, what.seq)
    );
}

// One that is not open yet is closed as soon as it is.
void event_stream::core::perform(const close_socket& what) {
    const auto found = sockets.find(what.attempt);
    if (found != sockets.end()) found->second->close();
}

void event_stream::core::perform(const send_ping& what) {
    const auto found = sockets.find(what.attempt);
    if (found != sockets.end()) found->second->send(ping_text(what.number));
}

void event_stream::core::perform(const ask_whether_refused& what) {
    tasks.start("mattermost token", judge(shared_from_this(), what.attempt));
}

// The frame that is being read is the one that is meant.
void event_stream::core::perform(const hand_out& what) {
    if (!reading || stopping) return;
    ++event_count;
    const auto begun = begun_as;
    recorded done = [weak = weak_from_this(), begun, seq = what.seq] {
        const auto self = weak.lock();
        if (self && self->begun_as == begun) self->one.counted.recorded(seq);
    };
    try {
        on_event({begun_as, what.seq, reading->type, reading->whole}, std::move(done));
    } catch (const std::exception& e) {
        // The connection must not go with it: what comes next has nothing to do with this one.
        spdlog::error("mattermost: handling an event failed: {}", e.what());
    }
}

void event_stream::core::perform(const report_gap& what) {
    // Numbers of another connection are no longer ours, and events have to be told apart for ever
    // even where connections have no names.
    if (reading && reading->is == frame::kind::hello) begun_as = one.id.empty() ? own_id() : one.id;
    // At the first hello nothing has gone wrong: what was said before we came is read.
    const auto level = one.gaps == 0 ? spdlog::level::info : spdlog::level::warn;
    spdlog::log(level, "mattermost: {}; reading what may have been missed", what.because);
    if (on_gap && !stopping) on_gap();
}

void event_stream::core::perform(const alert& what) {
    spdlog::error("mattermost: {}", what.text);
}

std::string event_stream::core::own_id() const {
    std::string id = "own";
    for (int i = 0; i < 4; ++i) id += std::to_string(static_cast<int>(random() * 1e9));
    return id;
}

void event_stream::core::set_alarm() {
    const auto next = next_deadline(one);
    if (!next || stopping) {
        alarm.cancel();
        return;
    }
    alarm.expires_at(steady_clock::time_point(*next));
    alarm.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
        const auto self = weak.lock();
        if (ec || !self) return;
        // What would say that it is alive may lie there unread.
        if (self->is_blocked) self->one.heard_since_ping = true;
        self->tell(deadline_passed{});
    });
}

// --- one connection ---

asio::awaitable<void> event_stream::core::judge(pointer self, int attempt) {
    bool refused = false;
    if (self->options.is_refused) refused = co_await self->options.is_refused();
    self->tell(token_judged{attempt, refused});
}

asio::awaitable<void> event_stream::core::run(
    pointer self, int attempt, std::string connection, std::int64_t seq
) {
    auto address = address_of(self->options.base_url, connection, seq);
    http_headers headers;
    headers.set("Authorization", "Bearer " + std::string(self->options.token->reveal()));
    socket_failed failed{attempt};
    auto how = self->socket_options;
    how.on_declined = [&failed](int status, const http_headers& told) {
        failed.status = status;
        failed.after = wait_of(told);
    };
    auto opened =
        co_await connect_websocket(std::move(address), std::move(headers), std::move(how));
    if (!opened) {
        self->last_failure = opened.error().detail;
        spdlog::warn("mattermost: connection {} failed: {}", attempt, self->last_failure);
        self->tell(failed);
        co_return;
    }
    const auto socket = std::move(*opened);
    self->sockets.emplace(attempt, socket);
    self->tell(socket_opened{attempt});
    co_await read(self, attempt, socket);
    co_await socket->ended();
    // What was not looked at is told again.
    self->kept.clear();
    self->kept_bytes = 0;
    self->sockets.erase(attempt);
    self->quiet.cancel();
    self->tell(socket_closed{attempt});
}

asio::awaitable<void> event_stream::core::read(
    pointer self, int attempt, std::shared_ptr<websocket> socket
) {
    for (;;) {
        auto text = co_await socket->read();
        if (!text) {
            self->last_failure = text.error().detail;
            spdlog::info("mattermost: connection {} ended: {}", attempt, self->last_failure);
            co_return;
        }
        if (self->take(attempt, std::move(*text))) continue;
        self->is_blocked = true;
        while (self->paused && !self->stopping && socket->is_open())
            co_await self->unpaused.async_wait(awaiting);
        self->is_blocked = false;
    }
}

}  // namespace bot::mattermost
