#include "bot/net/http_reader.hpp"

#include "bot/net/chunked.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace bot {

namespace {

constexpr std::size_t one_read = 4096;
constexpr std::size_t one_body_read = 64 * 1024;

auto gone(const error_code& ec) {
    return refuse(0, "the connection ended: " + ec.message());
}

}  // namespace

asio::awaitable<bool> http_reader::read_more() {
    // What was used is thrown away only here, so that a view of it holds until then.
    bytes_.erase(0, std::exchange(used_, 0));
    const auto before = bytes_.size();
    bytes_.resize(before + one_read);
    const auto got = co_await from_.read_some(asio::buffer(bytes_.data() + before, one_read));
    bytes_.resize(before + got.size);
    ended_ = got.ec;
    co_return got.size > 0 || !got.ec;
}

asio::awaitable<bool> http_reader::wait_for_more() {
    if (has_more()) co_return true;
    const bool more = co_await read_more();
    co_return more;
}

asio::awaitable<parsed<std::string_view>> http_reader::read_head(http_limits limits) {
    head_finder finder(limits);
    for (;;) {
        const auto found = finder.look(rest());
        if (!found) co_return tl::unexpected(found.error());
        if (*found) {
            const auto head = rest().substr(0, **found);
            used_ += **found;
            co_return head;
        }
        const bool more = co_await read_more();
        if (!more) co_return gone(ended_);
    }
}

asio::awaitable<parsed<std::string>> http_reader::read_body(
    http_framing framing, std::size_t limit
) {
    if (framing.length.value_or(0) > limit) co_return refuse(413, "the body is too long");
    if (framing.chunked) {
        auto body = co_await read_chunked(limit);
        co_return body;
    }
    if (framing.until_close) {
        auto body = co_await read_until_close(limit);
        co_return body;
    }
    auto body = co_await read_sized(framing.length.value_or(0));
    co_return body;
}

asio::awaitable<parsed<std::string>> http_reader::read_chunked(std::size_t limit) {
    chunk_decoder decoder(limit);
    std::string body;
    for (;;) {
        const auto taken = decoder.take(rest(), body);
        if (!taken) co_return tl::unexpected(taken.error());
        used_ += *taken;
        if (decoder.is_done()) co_return body;
        const bool more = co_await read_more();
        if (!more) co_return gone(ended_);
    }
}

asio::awaitable<parsed<std::string>> http_reader::read_sized(std::uint64_t length) {
    std::string body(rest().substr(0, static_cast<std::size_t>(length)));
    used_ += body.size();
    while (body.size() < length) {
        // Memory follows what has come, not what was announced.
        const auto before = body.size();
        const auto room = std::min<std::uint64_t>(length - before, one_body_read);
        body.resize(before + static_cast<std::size_t>(room));
        const auto got = co_await from_.read_some(
            asio::buffer(body.data() + before, static_cast<std::size_t>(room))
        );
        body.resize(before + got.size);
        if (got.ec && body.size() < length) co_return gone(got.ec);
    }
    co_return body;
}

asio::awaitable<parsed<std::string>> http_reader::read_until_close(std::size_t limit) {
    std::string body;
    for (;;) {
        body.append(rest());
        used_ = bytes_.size();
        if (body.size() > limit) co_return refuse(413, "the body is too long");
        const bool more = co_await read_more();
        // Over TLS only a proper goodbye counts: a cut one may be an attacker's.
        if (!more && ended_ == asio::error::eof) co_return body;
        if (!more) co_return gone(ended_);
    }
}

std::string http_reader::take_rest() {
    std::string taken(rest());
    bytes_ = {};
    used_ = 0;
    return taken;
}

}  // namespace bot
