#include "tests/emulators/shared/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <netinet/tcp.h>
#include <optional>

namespace emulator {

using asio::ip::tcp;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_at_once = 64 * 1024;

}  // namespace

struct stream::inside {
    tcp::socket socket;
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
    std::array<char, read_at_once> buffer;
};

stream::stream(tcp::socket socket, asio::ssl::context* tls)
    : inside_(new inside{std::move(socket), std::nullopt, {}}) {
    if (tls) inside_->tls.emplace(inside_->socket, *tls);
    boost::system::error_code ignored;
    inside_->socket.set_option(tcp::no_delay(true), ignored);
}

stream::~stream() = default;

asio::awaitable<std::shared_ptr<stream>> stream::dial(
    std::string host, std::uint16_t port, asio::ssl::context* tls
) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::resolver resolver(executor);
    const auto [unknown, found] =
        co_await resolver.async_resolve(host, std::to_string(port), awaiting);
    if (unknown) co_return nullptr;
    tcp::socket socket(executor);
    const auto [refused, where] = co_await asio::async_connect(socket, found, awaiting);
    if (refused) co_return nullptr;
    auto made = std::make_shared<stream>(std::move(socket), tls);
    if (!tls) co_return made;
    SSL_set_tlsext_host_name(made->inside_->tls->native_handle(), host.c_str());
    const auto [failed] =
        co_await made->inside_->tls->async_handshake(asio::ssl::stream_base::client, awaiting);
    co_return failed ? nullptr : made;
}

asio::awaitable<bool> stream::greet() {
    if (!inside_->tls) co_return true;
    const auto [failed] =
        co_await inside_->tls->async_handshake(asio::ssl::stream_base::server, awaiting);
    co_return !failed;
}

asio::awaitable<std::string> stream::read_some() {
    const auto room = asio::buffer(inside_->buffer);
    if (inside_->tls) {
        const auto [ec, size] = co_await inside_->tls->async_read_some(room, awaiting);
        co_return std::string(inside_->buffer.data(), ec ? 0 : size);
    }
    const auto [ec, size] = co_await inside_->socket.async_read_some(room, awaiting);
    co_return std::string(inside_->buffer.data(), ec ? 0 : size);
}

asio::awaitable<bool> stream::write(std::string bytes) {
    const auto all = asio::buffer(bytes);
    if (inside_->tls) {
        const auto [ec, size] = co_await asio::async_write(*inside_->tls, all, awaiting);
        co_return !ec;
    }
    const auto [ec, size] = co_await asio::async_write(inside_->socket, all, awaiting);
    co_return !ec;
}

void stream::close() {
    boost::system::error_code ignored;
    inside_->socket.close(ignored);
}

void stream::reset() {
    boost::system::error_code ignored;
    inside_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

asio::any_io_executor stream::executor() {
    return inside_->socket.get_executor();
}

bool stream::peer_has_left() const {
    if (!inside_->socket.is_open()) return true;
    tcp_info info{};
    socklen_t size = sizeof info;
    const int handle = const_cast<tcp::socket&>(inside_->socket).native_handle();
    if (getsockopt(handle, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return true;
    return info.tcpi_state != TCP_ESTABLISHED;
}

}  // namespace emulator
