#include "bot/net/websocket_client.hpp"

#include "bot/net/deadline.hpp"
#include "bot/net/dial.hpp"
#include "bot/net/websocket_handshake.hpp"

namespace bot {

namespace {

asio::awaitable<result<std::shared_ptr<websocket>>> open(
    url where, http_headers headers, websocket_client_options options
) {
    auto stream = co_await dial(where, std::move(options.tls), std::move(options.may_connect));
    if (!stream) co_return tl::unexpected(stream.error());
    headers.set_if_absent("User-Agent", "scribe");
    auto opened = co_await request_websocket(
        std::move(*stream),
        where.authority(),
        where.target,
        std::move(headers),
        where.shown(),
        options.websocket,
        std::move(options.on_declined)
    );
    co_return opened;
}

}  // namespace

asio::awaitable<result<std::shared_ptr<websocket>>> connect_websocket(
    std::string url, http_headers headers, websocket_client_options options
) {
    auto where = parse_url(url);
    if (!where) co_return tl::unexpected(where.error());
    if (!where->is_websocket())
        co_return fail(errc::invalid, where->shown() + " is no ws:// or wss:// address");
    if (where->is_tls() && !options.tls) {
        auto made = make_client_tls();
        if (!made) co_return tl::unexpected(made.error());
        options.tls = std::move(*made);
    }
    const auto deadline = options.deadline;
    const auto what = "opening " + where->shown();
    auto opened = co_await within(
        deadline, what, open(std::move(*where), std::move(headers), std::move(options))
    );
    co_return opened;
}

}  // namespace bot
