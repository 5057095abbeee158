#include "bot/platforms/slack/ears/socket_mode.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/slack/ears/socket_mode_core.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>

namespace bot::slack {

using std::chrono::steady_clock;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t longest_message = 16 * 1024 * 1024;
constexpr std::size_t read_at_once = 16 * 1024;  // a dozen events
constexpr std::size_t most_kept = 8 * 1024 * 1024;
// Stopping takes two seconds at most: first what is handed out, then the goodbyes.
constexpr milliseconds last_acknowledgements{400};
constexpr milliseconds goodbyes{1'500};

connection_rules rules_of(const socket_mode_options& options) {
    connection_rules rules;
    rules.steady = std::clamp(options.steady, 1, 4);
    rules.opens_per_minute = options.opens_per_minute;
    rules.hello_deadline = options.hello_deadline;
    rules.drain = options.drain;
    rules.stable = options.stable;
    rules.backoff_first = options.backoff_first;
    rules.backoff_cap = options.backoff_cap;
    rules.crowded_pause = options.crowded_pause;
    rules.disabled_pause = options.disabled_pause;
    rules.fatal_pause = options.fatal_pause;
    return rules;
}

websocket_client_options socket_options_of(const socket_mode_options& options) {
    auto made = options.socket;
    made.deadline = std::min(made.deadline, options.hello_deadline);
    made.websocket.handshake = options.hello_deadline;
    made.websocket.idle = options.liveness;
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

socket_mode::core::core(
    asio::any_io_executor on,
    web_api& app_api,
    socket_mode_options wanted,
    std::function<void(const envelope&, acknowledge)> envelopes,
    std::function<void(milliseconds)> gaps
)
    : executor(std::move(on)),
      api(app_api),
      options(std::move(wanted)),
      socket_options(socket_options_of(options)),
      random(random_or_own(options.random)),
      on_envelope(std::move(envelopes)),
      on_gap(std::move(gaps)),
      tasks(executor),
      alarm(executor),
      unpaused(executor, steady_clock::time_point::max()),
      quiet(executor) {
    set.rules = rules_of(options);
    acks = std::make_shared<acknowledgements>(
        executor,
        options.acks_anyway_after,
        [this](int connection, const std::string& text) { return send(connection, text); }
    );
    acks->when_none_open = [this] { quiet.cancel(); };
}

// --- envelopes ---

// Reading goes on while paused, or pings would go unanswered and the connection with them.
bool socket_mode::core::take(int id, std::string text) {
    last_frame = steady_clock::now();
    if (understand(id, text)) return true;
    kept_bytes += text.size();
    kept.emplace_back(id, std::move(text));
    return kept_bytes < most_kept;
}

// False: an envelope, and nobody has room for it now.
bool socket_mode::core::understand(int id, std::string_view text) {
    const auto told = reader.read(text);
    switch (told.is) {
        case frame::kind::envelope:
            if (stopping) return true;
            if (paused) return false;
            hand_out(id, told);
            break;
        case frame::kind::hello:
            spdlog::info(
                "slack: connection {} is ready, for about {} s", id, told.lifetime.count()
            );
            tell(said_hello{id, told.lifetime, told.open});
            if (const auto tell_once = std::exchange(options.when_connected, {})) tell_once();
            break;
        case frame::kind::disconnect:
            spdlog::info("slack: connection {} is to go: {}", id, shorten(told.reason, 40));
            tell(said_disconnect{id, std::string(told.reason), told.open});
            break;
        case frame::kind::other:
            spdlog::debug("slack: a frame that is none of ours");
            break;
    }
    return true;
}

void socket_mode::core::hand_out(int id, const frame& told) {
    ++envelopes;
    auto answer = acks->expect(id, told, steady_clock::now());
    try {
        on_envelope(
            {told.id, told.type, told.payload, told.takes_answer, told.retry_attempt},
            std::move(answer)
        );
    } catch (const std::exception& e) {
        // The connection must not go with it: what comes next has nothing to do with this one.
        spdlog::error("slack: handling an envelope failed: {}", e.what());
    }
}

// On the connection it came by; else on any: Slack sends again what nobody acknowledges.
bool socket_mode::core::send(int preferred, const std::string& text) {
    const auto own = sockets.find(preferred);
    if (own != sockets.end() && own->second->send(text)) return true;
    return std::ranges::any_of(sockets, [&](const auto& entry) {
        return entry.first != preferred && entry.second->send(text);
    });
}

// --- from outside ---

asio::awaitable<void> socket_mode::core::wait(
    pointer self, milliseconds most, bool (*done)(const core&)
) {
    const auto until = steady_clock::now() + most;
    while (!done(*self) && steady_clock::now() < until) {
        self->quiet.expires_at(until);
        co_await self->quiet.async_wait(awaiting);
    }
}

void socket_mode::core::end() {
    stopping = true;
    acks->end();
    alarm.cancel();
    unpaused.cancel();
    quiet.cancel();
    tasks.cancel();
    sockets.clear();
}

socket_mode::socket_mode(
    asio::any_io_executor executor,
    web_api& app_api,
    socket_mode_options options,
    std::function<void(const envelope&, acknowledge)> on_envelope,
    std::function<void(milliseconds)> on_gap
)
    : core_(std::make_shared<core>(
          std::move(executor),
          app_api,
          std::move(options),
          std::move(on_envelope),
          std::move(on_gap)
      )) {}

socket_mode::~socket_mode() {
    core_->end();
}

void socket_mode::start() {
    core_->tell(started{});
}

asio::awaitable<void> socket_mode::stop() {
    const auto self = core_;
    self->stopping = true;
    self->unpaused.cancel();
    co_await core::wait(self, last_acknowledgements, [](const core& one) {
        return one.acks->open() == 0;
    });
    self->tell(stopped{});
    co_await core::wait(self, goodbyes, [](const core& one) { return one.sockets.empty(); });
    co_await self->tasks.stop();
    self->end();
}

void socket_mode::pause() {
    core_->paused = true;
}

void socket_mode::resume() {
    const auto self = core_;
    self->paused = false;
    while (!self->kept.empty() && !self->paused) {
        const auto [id, text] = std::move(self->kept.front());
        self->kept.pop_front();
        self->kept_bytes -= text.size();
        self->understand(id, text);
    }
    self->unpaused.cancel();
}

void socket_mode::start_over() {
    // Closed, one may take itself out.
    const auto all = core_->sockets;
    for (const auto& [id, socket] : all) socket->close();
}

socket_mode_state socket_mode::state() const {
    const auto& set = core_->set;
    socket_mode_state now;
    now.ready = ready_count(set);
    now.reconnects = set.reconnects;
    now.envelopes = core_->envelopes;
    now.acknowledged = core_->acks->sent();
    now.late = core_->acks->late();
    if (core_->last_frame != steady_clock::time_point())
        now.last_frame_age =
            std::chrono::floor<milliseconds>(steady_clock::now() - core_->last_frame);
    now.without_any = set.without_any;
    if (set.none_since) now.without_any += monotonic() - *set.none_since;
    now.trouble = set.trouble;
    if (now.trouble.empty() && now.ready == 0 && !core_->last_failure.empty())
        now.trouble = "no connection to Slack: " + core_->last_failure;
    return now;
}

}  // namespace bot::slack
