#include "bot/net/websocket.hpp"

#include "bot/net/websocket_handshake.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <deque>

namespace bot {

namespace beast = boost::beast;
namespace ws = boost::beast::websocket;

// Found by Beast through argument-dependent look-up.
void beast_close_socket(any_stream& stream) {
    stream.close();
}

template <class Handler>
void async_teardown(beast::role_type, any_stream& stream, Handler&& handler) {
    stream.async_drain([handler = std::forward<Handler>(handler
                        )](error_code ec, std::size_t) mutable { handler(ec); });
}

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
// A buffer that one long message has grown beyond this is given back.
constexpr std::size_t usual_message = 64 * 1024;
constexpr std::size_t longest_reason = 123;

result<std::string> no_longer(const error_code& ec, const ws::close_reason& said) {
    if (ec == ws::error::closed) {
        return fail(
            errc::unavailable, "the peer closed the websocket (" + std::to_string(said.code) + ")"
        );
    }
    const bool broken = ec.category() == make_error_code(ws::error::closed).category();
    return fail(broken ? errc::invalid : errc::unavailable, "the websocket ended: " + ec.message());
}

}  // namespace

struct websocket::core : std::enable_shared_from_this<websocket::core> {
    core(any_stream over, websocket_options wanted)
        : options(wanted),
          stream(std::move(over)),
          grace(stream.get_executor()),
          gone(stream.get_executor(), asio::steady_timer::time_point::max()) {
        stream.set_option(ws::stream_base::timeout{options.handshake, options.idle, true});
        stream.read_message_max(options.message_limit);
        stream.auto_fragment(false);
        stream.next_layer().read_ahead(options.read_ahead);
        stream.text(true);
    }

    std::string take(std::size_t size);
    bool queue(std::string text);
    void write_next();
    void wrote(error_code ec);
    void begin_close(std::uint16_t code, std::string reason);
    void send_close();
    void end();

    websocket_options options;
    ws::stream<any_stream, false> stream;
    beast::flat_buffer incoming;
    std::deque<std::string> outgoing;  // the front is being written while `writing`
    std::size_t queued = 0;
    std::optional<ws::close_reason> closing;
    asio::steady_timer grace;
    asio::steady_timer gone;
    bool writing = false;
    bool over = false;
};

std::string websocket::core::take(std::size_t size) {
    const auto data = incoming.cdata();
    std::string text(static_cast<const char*>(data.data()), data.size());
    incoming.consume(size);
    if (incoming.capacity() > usual_message) incoming.shrink_to_fit();
    return text;
}

bool websocket::core::queue(std::string text) {
    if (closing || over) return false;
    if (queued + text.size() > options.send_budget) {
        // What was queued would come too late anyway; only what is half written must stay.
        outgoing.resize(writing ? 1 : 0);
        begin_close(close_code::try_again, "reads too slowly");
        return false;
    }
    queued += text.size();
    outgoing.push_back(std::move(text));
    if (!writing) write_next();
    return true;
}

void websocket::core::write_next() {
    writing = true;
    // A burst of small messages, acknowledgements above all, leaves in few packets.
    stream.next_layer().more_follows(outgoing.size() > 1);
    stream.async_write(
        asio::buffer(outgoing.front()),
        [self = shared_from_this()](error_code ec, std::size_t) { self->wrote(ec); }
    );
}

void websocket::core::wrote(error_code ec) {
    writing = false;
    if (ec || over) {
        outgoing.clear();
        queued = 0;
        return end();
    }
    queued -= outgoing.front().size();
    outgoing.pop_front();
    if (!outgoing.empty()) return write_next();
    queued = 0;
    if (closing) send_close();
}

void websocket::core::begin_close(std::uint16_t code, std::string reason) {
    if (closing || over) return;
    if (reason.size() > longest_reason) reason.resize(longest_reason);
    closing.emplace(static_cast<ws::close_code>(code), reason);
    grace.expires_after(options.close_grace);
    grace.async_wait([self = shared_from_this()](error_code ec) {
        if (!ec) self->end();
    });
    if (!writing) send_close();
}

void websocket::core::send_close() {
    stream.next_layer().more_follows(false);
    stream.async_close(*closing, [self = shared_from_this()](error_code) { self->end(); });
}

void websocket::core::end() {
    if (over) return;
    over = true;
    stream.next_layer().close();
    grace.cancel();
    gone.cancel();
}

websocket::websocket(std::shared_ptr<core> inside) : core_(std::move(inside)) {}

websocket::~websocket() {
    if (!core_->closing) core_->end();
}

asio::awaitable<result<std::string>> websocket::read() {
    const auto one = core_;
    if (one->over) co_return fail(errc::unavailable, "the websocket has ended");
    for (;;) {
        const auto [ec, size] = co_await one->stream.async_read(one->incoming, awaiting);
        if (ec) {
            // Our own goodbye is still under way and needs the connection for its last frame.
            if (!one->closing) one->end();
            co_return no_longer(ec, one->stream.reason());
        }
        if (one->stream.got_text()) co_return one->take(size);
        one->incoming.consume(size);
        if (one->options.skip_binary) continue;
        one->begin_close(close_code::unsupported, "text only");
        co_return fail(errc::invalid, "the peer sent a binary message; only text is understood");
    }
}

bool websocket::send(std::string text) {
    return core_->queue(std::move(text));
}

void websocket::close(std::uint16_t code, std::string reason) {
    core_->begin_close(code, std::move(reason));
}

asio::awaitable<void> websocket::ended() {
    const auto one = core_;
    while (!one->over) co_await one->gone.async_wait(awaiting);
}

bool websocket::is_open() const {
    return !core_->closing && !core_->over;
}

std::size_t websocket::queued_bytes() const {
    return core_->queued;
}

std::optional<close_reason> websocket::peer_reason() const {
    const auto& said = core_->stream.reason();
    if (!said) return std::nullopt;
    return close_reason{said.code, std::string(said.reason.data(), said.reason.size())};
}

asio::awaitable<result<std::shared_ptr<websocket>>> accept_websocket(
    any_stream stream, http_request request, websocket_options options
) {
    beast::http::request<beast::http::empty_body> asked(beast::http::verb::get, request.target, 11);
    for (const auto& [name, value] : request.headers) asked.insert(name, value);

    const auto made = std::make_shared<websocket::core>(std::move(stream), options);
    const auto [ec] = co_await made->stream.async_accept(asked, awaiting);
    if (ec) co_return fail(errc::invalid, "the websocket upgrade failed: " + ec.message());
    co_return std::make_shared<websocket>(made);
}

asio::awaitable<result<std::shared_ptr<websocket>>> request_websocket(
    any_stream stream,
    std::string host,
    std::string target,
    http_headers headers,
    std::string shown,
    websocket_options options,
    std::function<void(int status, const http_headers&)> on_declined
) {
    const auto made = std::make_shared<websocket::core>(std::move(stream), options);
    made->stream.set_option(ws::stream_base::decorator([&headers](ws::request_type& request) {
        for (const auto& [name, value] : headers) request.set(name, value);
    }));
    ws::response_type answer;
    const auto [ec] = co_await made->stream.async_handshake(answer, host, target, awaiting);
    made->stream.set_option(ws::stream_base::decorator([](ws::request_type&) {}));
    if (!ec) co_return std::make_shared<websocket>(made);
    if (ec != ws::error::upgrade_declined)
        co_return fail(errc::unavailable, shown + ": the handshake failed: " + ec.message());

    const auto status = answer.result_int();
    if (on_declined) {
        http_headers told;
        for (const auto& field : answer)
            told.add(std::string(field.name_string()), std::string(field.value()));
        on_declined(static_cast<int>(status), told);
    }
    const bool later = status == 429 || status >= 500;
    const bool never = status == 401 || status == 403;
    co_return fail(
        later ? errc::unavailable : (never ? errc::forbidden : errc::refused),
        shown + " answered the upgrade with status " + std::to_string(status)
    );
}

}  // namespace bot
