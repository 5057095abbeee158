#include "bot/platforms/mattermost/ears/event_stream.hpp"

#include "bot/platforms/mattermost/ears/event_stream_core.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>

namespace bot::mattermost {

using std::chrono::steady_clock;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t longest_message = 16 * 1024 * 1024;
constexpr std::size_t read_at_once = 16 * 1024;
constexpr std::size_t most_kept = 8 * 1024 * 1024;
constexpr milliseconds goodbyes{1'500};
// A peer that has gone without a word is missed after so long without a byte.
constexpr milliseconds liveness{15'000};

connection_rules rules_of(const event_stream_options& options) {
    connection_rules rules;
    rules.hello_deadline = options.hello_deadline;
    rules.ping_every = options.ping_every;
    rules.ping_deadline = options.ping_deadline;
    rules.stable = options.stable;
    rules.backoff_first = options.backoff_first;
    rules.backoff_cap = options.backoff_cap;
    rules.refused_pause = options.refused_pause;
    return rules;
}

websocket_client_options socket_options_of(const event_stream_options& options) {
    auto made = options.socket;
    made.deadline = std::min(made.deadline, options.hello_deadline);
    made.websocket.handshake = options.hello_deadline;
    made.websocket.idle = std::min(made.websocket.idle, liveness);
    made.websocket.message_limit = std::max(made.websocket.message_limit, longest_message);
    made.websocket.close_grace = std::min(made.websocket.close_grace, goodbyes);
    made.websocket.skip_binary = true;
    made.websocket.read_ahead = read_at_once;
    return made;
}

std::function<double()> random_or_own(std::function<double()> given) {
    if (given) return given;
    return [random = std::mt19937(std::random_device{}())]() mutable {
        return std::uniform_real_distribution<double>(0, 1)(random);
    };
}

}  // namespace

event_stream::core::core(
    asio::any_io_executor on,
    event_stream_options wanted,
    std::function<void(const stream_event&, recorded)> events,
    std::function<void()> gaps
)
    : options(std::move(wanted)),
      socket_options(socket_options_of(options)),
      random(random_or_own(options.random)),
      on_event(std::move(events)),
      on_gap(std::move(gaps)),
      tasks(on),
      alarm(on),
      unpaused(on, steady_clock::time_point::max()),
      quiet(on) {
    one.rules = rules_of(options);
}

// --- frames ---

// Reading goes on while paused, or answers to our pings would not be seen. False: no more than
// that, please.
bool event_stream::core::take(int attempt, std::string text) {
    last_frame = steady_clock::now();
    if (understand(attempt, text)) return true;
    kept_bytes += text.size();
    kept.emplace_back(attempt, std::move(text));
    return kept_bytes < most_kept;
}

// False: an event, and nobody has room for it now.
bool event_stream::core::understand(int attempt, std::string_view text) {
    frame told = reader.read(text);
    const bool waits = paused || telling || (!kept.empty() && !is_draining);
    if (told.is == frame::kind::event && waits && !stopping) {
        one.heard_since_ping = true;
        return false;
    }
    reading = &told;
    switch (told.is) {
        case frame::kind::hello:
            spdlog::info("mattermost: connection {} is greeted", attempt);
            tell(said_hello{attempt, std::string(told.connection), told.seq});
            break;
        case frame::kind::event:
            tell(said_event{attempt, told.seq});
            break;
        case frame::kind::reply:
            tell(said_pong{attempt, told.denied});
            break;
        case frame::kind::other:
            spdlog::debug("mattermost: a frame that is none of ours");
            break;
    }
    reading = nullptr;
    return true;
}

// What was kept, in order, before anything new.
void event_stream::core::drain() {
    // Within an event that is being told it has to wait for the end of that.
    if (telling || is_draining) {
        asio::post(alarm.get_executor(), [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->drain();
        });
        return;
    }
    is_draining = true;
    while (!kept.empty() && !paused) {
        const auto [attempt, text] = std::move(kept.front());
        kept.pop_front();
        kept_bytes -= text.size();
        understand(attempt, text);
    }
    is_draining = false;
    if (!paused) unpaused.cancel();
}

// --- from outside ---

void event_stream::core::end() {
    stopping = true;
    alarm.cancel();
    unpaused.cancel();
    quiet.cancel();
    tasks.cancel();
    sockets.clear();
}

event_stream::event_stream(
    asio::any_io_executor executor,
    event_stream_options options,
    std::function<void(const stream_event&, recorded)> on_event,
    std::function<void()> on_gap
)
    : core_(std::make_shared<core>(
          std::move(executor), std::move(options), std::move(on_event), std::move(on_gap)
      )) {}

event_stream::~event_stream() {
    core_->end();
}

void event_stream::start() {
    core_->tell(started{});
}

asio::awaitable<void> event_stream::stop() {
    const auto self = core_;
    self->stopping = true;
    self->unpaused.cancel();
    self->tell(stopped{});
    const auto until = steady_clock::now() + goodbyes;
    while (!self->sockets.empty() && steady_clock::now() < until) {
        self->quiet.expires_at(until);
        co_await self->quiet.async_wait(awaiting);
    }
    co_await self->tasks.stop();
    self->end();
}

void event_stream::pause() {
    core_->paused = true;
}

void event_stream::resume() {
    core_->paused = false;
    core_->drain();
}

event_stream_state event_stream::state() const {
    const auto& one = core_->one;
    event_stream_state now;
    now.is_ready = one.at == phase::ready;
    now.reconnects = one.reconnects;
    now.events = core_->event_count;
    now.resumed = one.resumed;
    now.gaps = one.gaps;
    if (core_->last_frame != steady_clock::time_point())
        now.last_frame_age =
            std::chrono::floor<milliseconds>(steady_clock::now() - core_->last_frame);
    now.trouble = one.trouble;
    if (now.trouble.empty() && !now.is_ready && !core_->last_failure.empty())
        now.trouble = "no connection to Mattermost: " + core_->last_failure;
    return now;
}

}  // namespace bot::mattermost
