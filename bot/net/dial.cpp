#include "bot/net/dial.hpp"

#include "bot/net/deadline.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <vector>

namespace bot {

namespace {

using asio::ip::tcp;
constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
// With more addresses to try, one that swallows packets must not use up the whole deadline.
constexpr std::chrono::seconds one_of_many{5};

using endpoints = std::vector<tcp::endpoint>;

// A name look-up cannot be interrupted: it runs in the C library. So whoever waits may walk away
// from it, and what it finds is thrown away.
struct lookup {
    explicit lookup(const asio::any_io_executor& on)
        : resolver(on), done(on, asio::steady_timer::time_point::max()) {}

    tcp::resolver resolver;
    asio::steady_timer done;
    error_code failed;
    endpoints found;
    bool over = false;
};

asio::awaitable<result<endpoints>> resolve(std::string host, std::uint16_t port) {
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) co_return endpoints{tcp::endpoint(address, port)};

    const auto executor = co_await asio::this_coro::executor;
    const auto search = std::make_shared<lookup>(executor);
    search->resolver.async_resolve(
        host,
        std::to_string(port),
        tcp::resolver::numeric_service,
        [search](error_code ec, const tcp::resolver::results_type& found) {
            search->failed = ec;
            for (const auto& entry : found) search->found.push_back(entry.endpoint());
            search->over = true;
            search->done.cancel();
        }
    );
    co_await search->done.async_wait(awaiting);
    if (!search->over) co_return fail(errc::unavailable, "looking up " + host + " was cancelled");
    if (search->failed || search->found.empty()) {
        co_return fail(
            errc::unavailable,
            "cannot find the address of " + host + ": " + search->failed.message()
        );
    }
    co_return search->found;
}

using socket_pointer = std::shared_ptr<tcp::socket>;

asio::awaitable<result<socket_pointer>> connect_one(tcp::endpoint to) {
    const auto executor = co_await asio::this_coro::executor;
    const auto socket = std::make_shared<tcp::socket>(executor);
    const auto [ec] = co_await socket->async_connect(to, awaiting);
    if (ec) co_return fail(errc::unavailable, ec.message());
    error_code ignored;
    socket->set_option(tcp::no_delay(true), ignored);
    co_return socket;
}

asio::awaitable<result<socket_pointer>> connect_any(
    url where, endpoints candidates, address_guard guard
) {
    result<socket_pointer> last = fail(errc::unavailable, "no address");
    for (std::size_t n = 0; n < candidates.size(); ++n) {
        const auto address = candidates[n].address().to_string();
        if (guard) {
            const auto allowed = guard(address);
            if (!allowed) co_return tl::unexpected(allowed.error());
        }
        if (n + 1 < candidates.size())
            last = co_await within(one_of_many, address, connect_one(candidates[n]));
        else
            last = co_await connect_one(candidates[n]);
        if (last) co_return last;
        last.error().detail =
            "cannot connect to " + where.shown() + " (" + address + "): " + last.error().detail;
    }
    co_return last;
}

}  // namespace

asio::awaitable<result<any_stream>> dial(url where, tls_context tls, address_guard guard) {
    auto found = co_await resolve(where.host, where.port);
    if (!found) co_return tl::unexpected(found.error());
    auto socket = co_await connect_any(where, std::move(*found), std::move(guard));
    if (!socket) co_return tl::unexpected(socket.error());
    if (!where.is_tls()) co_return make_plain_stream(std::move(**socket));

    auto stream = make_tls_client_stream(std::move(**socket), std::move(tls), where.host);
    const auto ec = co_await stream.handshake();
    if (ec) {
        // Wrong host and unknown issuer stay wrong; only a cut connection is worth a retry.
        const bool cut = ec == asio::error::eof || ec == asio::error::connection_reset ||
                         ec == asio::error::operation_aborted;
        co_return fail(
            cut ? errc::unavailable : errc::refused,
            "no trusted connection to " + where.shown() + ": " + stream.why_handshake_failed(ec) +
                "; check the host name and the CA file"
        );
    }
    co_return stream;
}

}  // namespace bot
