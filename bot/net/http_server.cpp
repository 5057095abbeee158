#include "bot/net/http_server.hpp"

#include "bot/net/http_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <ctime>

namespace bot {

namespace {

using asio::ip::tcp;
using std::chrono::milliseconds;
constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
// So many are told that there are too many; beyond that they are dropped without a word.
constexpr std::size_t most_refused = 256;
constexpr milliseconds accept_pause{100};

// How often deadlines are looked at: often enough for the shortest of them.
milliseconds check_every(const http_server_options& options) {
    const auto shortest = std::min(
        {options.header_deadline,
         options.body_deadline,
         options.write_deadline,
         options.idle_deadline}
    );
    return std::clamp(shortest / 4, milliseconds(5), milliseconds(500));
}

asio::awaitable<void> watch_deadlines(std::shared_ptr<http_server::core> server) {
    asio::steady_timer timer(server->executor);
    for (;;) {
        timer.expires_after(check_every(server->options));
        co_await timer.async_wait(awaiting);
        const auto now = http_connection::clock::now();
        for (auto* one : server->connections) one->check(now);
    }
}

asio::awaitable<void> accept_all(
    std::shared_ptr<http_server::core> server, tcp::acceptor acceptor, tls_context tls
) {
    asio::steady_timer pause(server->executor);
    for (;;) {
        auto [ec, socket] = co_await acceptor.async_accept(awaiting);
        if (ec == asio::error::operation_aborted) co_return;
        if (!ec) {
            server->admit(std::move(socket), tls);
            continue;
        }
        if (ec == asio::error::connection_aborted) continue;
        // Out of descriptors, most likely: the connection stays in the queue, and asking again
        // at once would spin.
        spdlog::warn("http cannot accept connections: {}; trying again", ec.message());
        pause.expires_after(accept_pause);
        co_await pause.async_wait(awaiting);
    }
}

std::string place(const std::string& address, std::uint16_t port) {
    return (address.find(':') == std::string::npos ? address : "[" + address + "]") + ":" +
           std::to_string(port);
}

}  // namespace

http_server::core::core(
    asio::any_io_executor on,
    std::vector<http_route> routes,
    std::vector<websocket_route> websockets,
    http_server_options wanted
)
    : executor(std::move(on)),
      options(std::move(wanted)),
      router(std::move(routes), std::move(websockets)),
      all_gone(executor),
      ears(executor),
      hands(executor) {}

void http_server::core::admit(tcp::socket socket, const tls_context& tls) {
    if (stopping) return;
    const bool full = connections.size() >= options.max_connections;
    if (full != full_said && full)
        spdlog::warn("http has {} connections, no more are served", connections.size());
    full_said = full;
    // For the handshake of a refused connection there is no time.
    if (full && (tls || connections.size() >= options.max_connections + most_refused)) return;

    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto stream =
        tls ? make_tls_server_stream(std::move(socket), tls) : make_plain_stream(std::move(socket));
    auto one =
        std::make_shared<http_connection>(shared_from_this(), std::move(stream), tls != nullptr);
    one->refused = full;
    hands.start("http connection", serve_connection(one));
}

const std::string& http_server::core::date() {
    const auto now = std::time(nullptr);
    if (now == date_of) return date_text;
    std::tm parts{};
    gmtime_r(&now, &parts);
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    date_text = fmt::format(
        "{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
        days[parts.tm_wday],
        parts.tm_mday,
        months[parts.tm_mon],
        parts.tm_year + 1900,
        parts.tm_hour,
        parts.tm_min,
        parts.tm_sec
    );
    date_of = now;
    return date_text;
}

http_server::http_server(
    asio::any_io_executor executor,
    std::vector<http_route> routes,
    std::vector<websocket_route> websockets,
    http_server_options options
)
    : core_(std::make_shared<core>(
          std::move(executor), std::move(routes), std::move(websockets), std::move(options)
      )) {}

http_server::~http_server() {
    core_->stopping = true;
    for (auto* one : core_->connections) {
        one->stream.close();
        if (one->socket) one->socket->close(close_code::going_away);
    }
    // The coroutines own the core: without this they and it would keep each other alive.
    core_->ears.cancel();
    core_->hands.cancel();
}

result<std::uint16_t> http_server::listen(
    const std::string& address, std::uint16_t port, tls_context tls
) {
    const auto cannot = [&](const error_code& ec) {
        return fail(
            ec == asio::error::address_in_use ? errc::conflict : errc::invalid,
            "cannot listen on " + place(address, port) + ": " + ec.message() +
                "; choose another address or port"
        );
    };
    error_code ec;
    const auto parsed_address = asio::ip::make_address(address, ec);
    if (ec) return cannot(ec);
    const tcp::endpoint where(parsed_address, port);
    tcp::acceptor acceptor(core_->executor);
    acceptor.open(where.protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor.bind(where, ec);
    if (!ec) acceptor.listen(tcp::acceptor::max_listen_connections, ec);
    if (ec) return cannot(ec);
    const auto bound = acceptor.local_endpoint(ec).port();
    if (ec) return cannot(ec);

    if (core_->ears.size() == 0) core_->hands.start("http deadlines", watch_deadlines(core_));
    core_->ears.start("http listener", accept_all(core_, std::move(acceptor), std::move(tls)));
    return bound;
}

asio::awaitable<void> http_server::stop() {
    const auto server = core_;
    server->stopping = true;
    co_await server->ears.stop();
    for (auto* one : server->connections) one->begin_stop();
    if (!server->connections.empty()) {
        server->all_gone.expires_after(server->options.stop_grace);
        co_await server->all_gone.async_wait(awaiting);
    }
    co_await server->hands.stop();
}

std::size_t http_server::connections() const {
    return core_->connections.size();
}

}  // namespace bot
