#include "tests/emulators/shared/host.hpp"

#include "bot/base/text.hpp"
#include "tests/emulators/shared/frame.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>

namespace emulator {

using asio::ip::tcp;

namespace {

constexpr std::size_t requests_kept = 10'000;

std::function<moment()> clock_or_systems(std::function<moment()> clock) {
    if (clock) return clock;
    return [] {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    };
}

asio::awaitable<void> pause(milliseconds how_long) {
    asio::steady_timer timer(co_await asio::this_coro::executor, how_long);
    co_await timer.async_wait(asio::use_awaitable);
}

bool wants_socket(const http_message& asked) {
    return bot::lower_ascii(asked.header("upgrade")) == "websocket";
}

std::string switching(std::string_view accept) {
    return response_bytes(
        101,
        {{"upgrade", "websocket"},
         {"connection", "Upgrade"},
         {"sec-websocket-accept", std::string(accept)}},
        ""
    );
}

// Not 101: a short text.
reply refusal(int status, header_list headers = {}) {
    return {status, "no socket for you", std::move(headers)};
}

}  // namespace

host::host(asio::any_io_executor executor, host_options options, fault_table known)
    : around_{
          executor,
          clock_or_systems(std::move(options.clock)),
          std::mt19937(options.seed),
          signal(executor),
          fault_plan(std::move(known)),
          nullptr,
      },
      options_(std::move(options)),
      port_(options_.port) {}

std::string host::origin() const {
    return (tls_ ? "https://" : "http://") + options_.host + ":" + std::to_string(port_);
}

void host::load_certificate() {
    if (options_.certificate.empty()) return;
    tls_.emplace(asio::ssl::context::tls_server);
    tls_->use_certificate_chain_file(options_.certificate);
    tls_->use_private_key_file(options_.key, asio::ssl::context::pem);
}

tcp::acceptor host::listen(std::uint16_t port) {
    return {around_.executor, tcp::endpoint(asio::ip::address_v4::loopback(), port)};
}

void host::start() {
    load_certificate();
    front_.acceptor.emplace(listen(port_));
    port_ = front_.acceptor->local_endpoint().port();
    around_.tasks = std::make_unique<bot::nursery>(around_.executor);
    front_.answer = [this](http_message asked) { return answer_call(std::move(asked)); };
    around_.tasks->start("listening", accept(&front_));
    has_started();
    if (!beside_.answer) return;
    beside_.acceptor.emplace(listen(port_beside_));
    port_beside_ = beside_.acceptor->local_endpoint().port();
    around_.tasks->start("listening beside", accept(&beside_));
}

asio::awaitable<void> host::stop() {
    if (!around_.tasks) co_return;
    boost::system::error_code ignored;
    for (auto* one : {&front_, &beside_})
        if (one->acceptor) one->acceptor->close(ignored);
    cut_sockets();
    co_await around_.tasks->stop();
    around_.tasks.reset();
}

void host::listen_beside(std::uint16_t port, handler answer) {
    beside_.answer = std::move(answer);
    beside_.is_platforms = false;
    port_beside_ = port;
}

asio::awaitable<void> host::accept(door* from) {
    for (;;) {
        auto [ec, socket] =
            co_await from->acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
        if (!from->acceptor->is_open()) co_return;
        if (ec) continue;
        auto* tls = from->is_platforms && tls_ ? &*tls_ : nullptr;
        auto wire = std::make_shared<stream>(std::move(socket), tls);
        around_.tasks->start("a connection", converse(from, std::move(wire)));
    }
}

asio::awaitable<void> host::converse(door* from, std::shared_ptr<stream> wire) {
    const bool welcome = co_await wire->greet();
    if (!welcome) co_return;
    http_reader reader;
    for (;;) {
        auto asked = reader.next();
        if (!asked) {
            const auto bytes = co_await wire->read_some();
            if (bytes.empty() || reader.is_broken()) co_return;
            reader.feed(bytes);
            continue;
        }
        if (from->is_platforms && wants_socket(*asked)) {
            co_await upgrade(std::move(wire), std::move(*asked), reader.rest());
            co_return;
        }
        const bool goes_on = co_await serve(from, wire, std::move(*asked));
        if (!goes_on) co_return;
    }
}

asio::awaitable<bool> host::serve(door* from, std::shared_ptr<stream> wire, http_message asked) {
    const bool keeps = asked.keeps_alive();
    std::optional<fault> how;
    if (from->is_platforms) how = around_.fault_at(place::call, subject_of_call(asked));
    reply done;
    if (takes_effect(how, own_call_faults())) done = co_await from->answer(asked);
    auto plan = plan_of(done, how, own_call_faults());
    if (from->is_platforms) note(std::move(asked), plan.status);
    const bool on = co_await give(std::move(wire), std::move(plan));
    co_return on&& keeps;
}

asio::awaitable<bool> host::give(std::shared_ptr<stream> wire, answer_plan plan) {
    if (plan.wait.count() > 0) co_await pause(plan.wait);
    const bool drips = plan.per_byte.count() > 0;
    const auto step = drips ? 1 : std::max<std::size_t>(plan.bytes.size(), 1);
    for (std::size_t at = 0; at < plan.bytes.size(); at += step) {
        if (drips) co_await pause(plan.per_byte);
        const bool on = co_await wire->write(plan.bytes.substr(at, step));
        if (!on) co_return false;
    }
    while (plan.then == answer_plan::after::hang) {
        const auto bytes = co_await wire->read_some();
        if (bytes.empty()) break;
    }
    co_return plan.then == answer_plan::after::go_on;
}

asio::awaitable<void> host::upgrade(
    std::shared_ptr<stream> wire, http_message asked, std::string first_bytes
) {
    const auto how = around_.fault_at(place::upgrade);
    const auto is = [&](std::string_view name) { return how && how->name == name; };
    const bool silent = is("upgrade_silence"), drop = is("upgrade_drop");
    if (silent || drop) {
        note(std::move(asked), 0);
        const auto then = silent ? answer_plan::after::hang : answer_plan::after::close;
        co_await give(std::move(wire), answer_plan{0, "", {}, {}, then});
        co_return;
    }
    auto refused = std::optional<reply>();
    if (is("upgrade_status")) refused = refusal(static_cast<int>(how->number(503)));
    if (is("upgrade_redirect")) refused = refusal(302, {{"location", how->value}});
    const auto key = asked.header("sec-websocket-key");
    if (!refused && (key.empty() || asked.header("sec-websocket-version") != "13"))
        refused = refusal(400);
    if (!refused) refused = refuses(asked);
    note(asked, refused ? refused->status : 101);
    if (refused) {
        co_await give(std::move(wire), answering(*refused));
        co_return;
    }
    const auto accept = accept_for(is("upgrade_bad_accept") ? "another key" : key);
    const bool on = co_await wire->write(switching(accept));
    if (!on) co_return;
    admitted(std::move(wire), std::move(asked), std::move(first_bytes));
}

void host::note(http_message asked, int status) {
    requests_.push_back({around_.now(), std::move(asked), status});
    if (requests_.size() > requests_kept) requests_.pop_front();
    around_.changed.raise();
}

asio::awaitable<bool> host::until(std::function<bool()> holds, milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    signal& changed = around_.changed;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) co_return false;
        co_await changed.wait(end);
    }
    co_return true;
}

}  // namespace emulator
