#include "bot/platforms/slack/socket_mode.hpp"

#include "bot/base/text.hpp"
#include "bot/net/deadline.hpp"
#include "bot/platforms/slack/acknowledgements.hpp"
#include "bot/platforms/slack/connection.hpp"
#include "bot/platforms/slack/frame.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <random>
#include <utility>

namespace bot::slack {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t longest_message = 16 * 1024 * 1024;
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
    return made;
}

milliseconds monotonic() {
    return std::chrono::floor<milliseconds>(steady_clock::now().time_since_epoch());
}

std::function<double()> random_or_own(std::function<double()> given) {
    if (given) return given;
    return [random = std::mt19937(std::random_device{}())]() mutable {
        return std::uniform_real_distribution<double>(0, 1)(random);
    };
}

url_refused refusal_of(int id, const api_failure& failure) {
    using enum api_failure::kind;
    auto why = url_refused::because::passing;
    if (failure.is == throttled) why = url_refused::because::throttled;
    if (failure.is == refused) why = meaning_of(failure.code);
    return {id, why, failure.after, failure.code};
}

}  // namespace

struct socket_mode::core : std::enable_shared_from_this<socket_mode::core> {
    using pointer = std::shared_ptr<core>;

    core(
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

    // What to do is decided in connection.cpp.
    void tell(connection_event what);
    void perform(const ask_for_url& what);
    void perform(const open_socket& what);
    void perform(const close_socket& what);
    void perform(const alert& what);
    void perform(const report_gap& what);
    void set_alarm();

    static asio::awaitable<result<api_result>> open_call(pointer self);
    static asio::awaitable<void> ask(pointer self, int id);
    static asio::awaitable<void> run(pointer self, int id, std::string url);
    static asio::awaitable<void> read(pointer self, int id, std::shared_ptr<websocket> socket);

    bool take(int id, std::string_view text);
    void hand_out(int id, const frame& told);
    bool send(int preferred, const std::string& text);

    static asio::awaitable<void> wait(pointer self, milliseconds most, bool (*done)(const core&));
    void end();

    asio::any_io_executor executor;
    web_api& api;
    socket_mode_options options;
    websocket_client_options socket_options;
    std::function<double()> random;
    std::function<void(const envelope&, acknowledge)> on_envelope;
    std::function<void(milliseconds)> on_gap;

    connection_set set;
    std::deque<connection_event> events;
    bool telling = false;
    std::map<int, std::shared_ptr<websocket>> sockets;
    frame_reader reader;
    std::shared_ptr<acknowledgements> acks;

    std::int64_t envelopes = 0;
    steady_clock::time_point last_frame{};
    std::string last_failure;
    bool paused = false;
    bool stopping = false;

    nursery tasks;
    asio::steady_timer alarm;
    asio::steady_timer unpaused;
    asio::steady_timer quiet;  // while stopping: cancelled when there is less to wait for
};

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
        const auto text = co_await socket->read();
        if (!text) {
            self->last_failure = text.error().detail;
            spdlog::info("slack: connection {} ended: {}", id, self->last_failure);
            co_return;
        }
        for (bool taken = self->take(id, *text); !taken; taken = self->take(id, *text))
            co_await self->unpaused.async_wait(awaiting);
    }
}

// --- envelopes ---

// False: an envelope, and nobody has room for it now.
bool socket_mode::core::take(int id, std::string_view text) {
    last_frame = steady_clock::now();
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
    auto answer = acks->expect(id, told, last_frame);
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
    core_->paused = false;
    core_->unpaused.cancel();
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
