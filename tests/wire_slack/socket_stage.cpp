#include "tests/wire_slack/socket_stage.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace bot::slack::test {

using asio::ip::tcp;
using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);

}  // namespace

void far_end::send(std::string_view text) {
    send_bytes(frame_bytes(opcode::text, text));
}

void far_end::send_bytes(std::string bytes) {
    queue_.push_back(std::move(bytes));
    if (!writing_) write();
}

void far_end::write() {
    writing_ = true;
    const auto done = [self = shared_from_this()](boost::system::error_code ec, std::size_t) {
        self->writing_ = false;
        self->queue_.pop_front();
        if (ec) self->queue_.clear();
        if (!self->queue_.empty()) self->write();
    };
    asio::async_write(socket_, asio::buffer(queue_.front()), done);
}

void far_end::close(std::uint16_t code) {
    send_bytes(frame_bytes(opcode::close, close_payload(code)));
}

void far_end::cut() {
    socket_.close();
}

void far_end::reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
}

void far_end::take(const frame& one) {
    if (one.is == opcode::text) texts.push_back(one.payload);
    if (one.is == opcode::pong) pongs.push_back(one.payload);
    if (one.is == opcode::ping) {
        ++pings;
        if (answers_pings) send_bytes(frame_bytes(opcode::pong, one.payload));
    }
    if (one.is == opcode::close) {
        said_goodbye = true;
        if (answers_close) close();
    }
}

asio::awaitable<void> far_end::run(std::string first) {
    emulator::frame_reader frames;
    frames.feed(first);
    std::array<char, 16384> bytes{};
    while (!ended) {
        for (auto one = frames.next(); one; one = frames.next()) take(*one);
        if (said_goodbye && answers_close && !leaves_open && !writing_) cut();
        const auto [ec, size] = co_await socket_.async_read_some(asio::buffer(bytes), awaiting);
        frames.feed({bytes.data(), size});
        ended = ec.failed();
    }
    cut();
}

socket_stage::socket_stage(asio::any_io_executor executor)
    : acceptor_(executor, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)), tasks_(executor) {
    on_open = [this](int) { return issue(); };
    on_upgrade = [](int) { return std::string(); };
    on_link = [](far_end& one) { one.send(any_hello); };
    tasks_.start("accept", accept());
}

socket_stage::~socket_stage() = default;

std::pair<int, std::string> socket_stage::issue() {
    const auto port = std::to_string(acceptor_.local_endpoint().port());
    return {
        200,
        R"({"ok":true,"url":"ws://127.0.0.1:)" + port + "/link/?ticket=t" +
            std::to_string(++tickets_) + R"(&app_id=A1"})"};
}

int socket_stage::held() const {
    return static_cast<int>(std::ranges::count_if(links, [](const auto& one) {
        return !one->ended;
    }));
}

asio::awaitable<void> socket_stage::accept() {
    for (;;) {
        auto [ec, socket] = co_await acceptor_.async_accept(awaiting);
        if (ec) co_return;
        tasks_.start("serve", serve(std::move(socket)));
    }
}

asio::awaitable<void> socket_stage::serve(tcp::socket socket) {
    http_reader reader;
    std::array<char, 16384> bytes{};
    for (;;) {
        auto message = reader.next();
        if (message && message->path().starts_with("/link")) {
            co_await upgrade(std::move(socket), *message, reader.rest());
            co_return;
        }
        if (message) {
            asked.push_back(*message);
            asked_at.push_back(std::chrono::steady_clock::now());
            const auto [status, body] = on_open(static_cast<int>(asked.size()));
            if (status < 0) continue;
            header_list headers{{"content-type", "application/json"}};
            headers.emplace_back("content-length", std::to_string(body.size()));
            if (!open_headers.empty()) headers.emplace_back("retry-after", open_headers);
            const auto answer = response_bytes(status, headers, body);
            co_await asio::async_write(socket, asio::buffer(answer), awaiting);
            continue;
        }
        const auto [ec, size] = co_await socket.async_read_some(asio::buffer(bytes), awaiting);
        if (ec) co_return;
        reader.feed({bytes.data(), size});
    }
}

asio::awaitable<void> socket_stage::upgrade(
    tcp::socket socket, http_message wanted, std::string first
) {
    auto answer = on_upgrade(++upgrades);
    const bool opens = answer.empty();
    if (opens)
        answer = response_bytes(
            101,
            {{"upgrade", "websocket"},
             {"connection", "upgrade"},
             {"sec-websocket-accept", accept_for(wanted.header("sec-websocket-key"))}},
            ""
        );
    co_await asio::async_write(socket, asio::buffer(answer), awaiting);
    if (!opens) co_return;

    const auto one =
        std::make_shared<far_end>(std::move(socket), static_cast<int>(links.size()) + 1);
    one->ticket = wanted.query("ticket");
    one->target = wanted.target();
    links.push_back(one);
    most_held = std::max(most_held, held());
    on_link(*one);
    co_await one->run(std::move(first));
}

socket_mode_options quick() {
    socket_mode_options options;
    options.hello_deadline = 300ms;
    options.liveness = 5s;
    options.drain = 30ms;
    options.stable = 20ms;
    options.backoff_first = 2ms;
    options.backoff_cap = 60ms;
    options.crowded_pause = 200ms;
    options.disabled_pause = 200ms;
    options.fatal_pause = 200ms;
    options.opens_per_minute = 1'000'000;
    return options;
}

stage_house::stage_house(socket_mode_options options, milliseconds minute)
    : slack(context.get_executor()), token_("xapp-1-secret") {
    web_api_options wanted;
    const auto [status, body] = slack.issue();
    const auto from = body.find("127"), to = body.find("/link");
    wanted.base_url = "http://" + body.substr(from, to - from) + "/api/";
    wanted.token = &token_;
    wanted.minute = minute;
    api_ = std::make_unique<web_api>(context.get_executor(), std::move(wanted));
    mode = std::make_unique<socket_mode>(
        context.get_executor(),
        *api_,
        std::move(options),
        [this](const envelope& one, acknowledge answer) {
            if (on_envelope) return on_envelope(one, std::move(answer));
            got.push_back({std::string(one.id), std::string(one.type), to_text(one.payload), answer}
            );
            answer("");
        },
        [this](milliseconds gap) { gaps.push_back(gap); }
    );
}

stage_house::~stage_house() = default;

void stage_house::run(const std::function<asio::awaitable<void>()>& conversation) {
    bool done = false;
    std::exception_ptr thrown;
    asio::co_spawn(context, conversation(), [&](std::exception_ptr e) {
        done = true;
        thrown = e;
        context.stop();
    });
    context.restart();
    context.run_for(30s);
    if (thrown) std::rethrow_exception(thrown);
    if (!done) throw std::runtime_error("the conversation did not end within 30 s");
}

asio::awaitable<void> stage_house::let_pass(milliseconds span) {
    asio::steady_timer timer(context, span);
    co_await timer.async_wait(awaiting);
}

asio::awaitable<void> stage_house::until(std::function<bool()> holds) {
    const auto limit = std::chrono::steady_clock::now() + 10s;
    while (!holds() && std::chrono::steady_clock::now() < limit) co_await let_pass(1ms);
    REQUIRE(holds());
}

asio::awaitable<void> stage_house::until_ready(int count) {
    co_await until([this, count] { return mode->state().ready == count; });
}

std::string an_event(const std::string& id, int retry_attempt) {
    return R"({"envelope_id":")" + id +
           R"(","type":"events_api","accepts_response_payload":false,)" + R"("retry_attempt":)" +
           std::to_string(retry_attempt) +
           R"(,"retry_reason":"","payload":{"type":"event_callback","event":{"type":"message"}}})";
}

std::string a_command(const std::string& id) {
    return R"({"envelope_id":")" + id +
           R"(","type":"slash_commands","accepts_response_payload":true,"payload":{"command":"/inc"}})";
}

std::string a_disconnect(const std::string& reason) {
    return R"({"type":"disconnect","reason":")" + reason +
           R"(","debug_info":{"host":"applink-1"}})";
}

}  // namespace bot::slack::test
