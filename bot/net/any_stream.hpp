// One connected byte stream, plain TCP or TLS; the difference ends here. For the files of this
// room only: rooms above see HTTP messages and websockets.
#pragma once

#include "bot/net/handler_slot.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace bot {

namespace asio = boost::asio;
using boost::system::error_code;

// A few buffers, copied from a sequence of any type. What does not fit is left for the next call,
// as the contract of read_some and write_some allows.
template <class Buffer>
class some_buffers {
public:
    using value_type = Buffer;
    using const_iterator = const Buffer*;

    some_buffers() = default;
    template <class Sequence>
    explicit some_buffers(const Sequence& sequence) {
        const auto end = asio::buffer_sequence_end(sequence);
        for (auto at = asio::buffer_sequence_begin(sequence); at != end && count_ < held_.size();
             ++at) {
            const Buffer one(*at);
            if (one.size() > 0) held_[count_++] = one;
        }
    }
    const_iterator begin() const { return held_.data(); }
    const_iterator end() const { return held_.data() + count_; }

private:
    std::array<Buffer, 8> held_{};
    std::size_t count_ = 0;
};

// What plain TCP and TLS do differently.
class transport {
public:
    virtual ~transport() = default;
    virtual void start_read(const some_buffers<asio::mutable_buffer>& into) = 0;
    virtual void start_write(const some_buffers<asio::const_buffer>& from) = 0;
    virtual void start_handshake() = 0;  // completes the write slot
    virtual void start_shutdown() = 0;   // completes the write slot
    virtual asio::ip::tcp::socket& socket() = 0;
    virtual std::string why_handshake_failed(error_code ec) const = 0;

    // Ends the sending side and reads what still comes, a second and a megabyte at most: a socket
    // closed over unread bytes sends a reset, and the peer may lose our last words to it.
    void start_drain();

    handler_slot reading;
    handler_slot writing;
    handler_slot draining;

private:
    struct drain;
};

class any_stream {
public:
    using executor_type = asio::any_io_executor;
    using lowest_layer_type = any_stream;

    any_stream() = default;
    explicit any_stream(std::unique_ptr<transport> via) : via_(std::move(via)) {}

    executor_type get_executor() { return via_->socket().get_executor(); }
    any_stream& lowest_layer() { return *this; }
    bool is_open() const { return via_ && via_->socket().is_open(); }
    // Whether it is open and nothing has come, neither bytes nor the end. Never waits.
    bool is_silent();
    // Both are safe at any moment; what is outstanding completes with operation_aborted.
    void cancel();
    void close();
    // The address of the other end, without port; empty when it is gone already.
    std::string peer() const;
    std::string why_handshake_failed(error_code ec) const { return via_->why_handshake_failed(ec); }

    // The next reads give these bytes first.
    void put_back(std::string_view bytes) { first_.append(bytes); }

    asio::awaitable<error_code> handshake();
    asio::awaitable<error_code> shutdown();  // says goodbye in TLS, then drains
    // Ends in ec; the number of bytes is valid in either case.
    struct moved {
        error_code ec;
        std::size_t size = 0;
    };
    asio::awaitable<moved> read_some(asio::mutable_buffer into);
    asio::awaitable<error_code> write(asio::const_buffer first, asio::const_buffer second = {});

    template <class Buffers, class Token>
    typename asio::async_result<std::decay_t<Token>, void(error_code, std::size_t)>::return_type
    async_read_some(const Buffers& into, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const some_buffers<asio::mutable_buffer>& to) {
                via_->reading.put(std::move(handler));
                start_read(to);
            },
            token,
            some_buffers<asio::mutable_buffer>(into)
        );
    }

    template <class Buffers, class Token>
    typename asio::async_result<std::decay_t<Token>, void(error_code, std::size_t)>::return_type
    async_write_some(const Buffers& from, Token&& token) {
        return asio::async_initiate<Token, void(error_code, std::size_t)>(
            [this](auto handler, const some_buffers<asio::const_buffer>& what) {
                via_->writing.put(std::move(handler));
                via_->start_write(what);
            },
            token,
            some_buffers<asio::const_buffer>(from)
        );
    }

    // Completes `handler(ec, 0)` when the other end has closed too, or the patience is over.
    template <class Handler>
    void async_drain(Handler&& handler) {
        via_->draining.put(std::forward<Handler>(handler));
        via_->start_drain();
    }

private:
    void start_read(const some_buffers<asio::mutable_buffer>& into);

    std::unique_ptr<transport> via_;
    std::string first_;
};

any_stream make_plain_stream(asio::ip::tcp::socket socket);
any_stream make_tls_server_stream(
    asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls
);
// The handshake succeeds only with a chain that leads to a trusted root and names `host`.
any_stream make_tls_client_stream(
    asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, const std::string& host
);

}  // namespace bot
