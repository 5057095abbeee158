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

    // Less than this is not asked of the kernel: what nobody wanted yet is kept.
    std::size_t read_ahead = 0;
    void put_back(std::string_view bytes);
    bool reads_ahead(std::size_t wanted) const { return has_kept() || wanted < read_ahead; }
    void start_reading_ahead(const some_buffers<asio::mutable_buffer>& into);  // its own slot

    // While more is to follow, what is written is only kept, a few packets of it, and goes with
    // the next write: a burst of small messages takes one call of the kernel.
    bool more_follows = false;
    bool gathers(std::size_t size) const;
    void start_gathering(const some_buffers<asio::const_buffer>& from);  // completes its own slot

    // Ends the sending side and reads what still comes, a second and a megabyte at most: a socket
    // closed over unread bytes sends a reset, and the peer may lose our last words to it.
    void start_drain();

    handler_slot reading;
    handler_slot looking;
    handler_slot writing;
    handler_slot gathering;
    handler_slot draining;

private:
    struct drain;
    struct sending;
    struct receiving;
    void send_gathered(sending after);
    bool has_kept() const { return kept_from_ < kept_until_; }
    std::size_t take_kept(const some_buffers<asio::mutable_buffer>& into);

    std::string kept_;
    std::size_t kept_from_ = 0, kept_until_ = 0;  // what of it is there
    std::string gathered_;
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

    // See transport; the promise is kept by a write after more_follows(false).
    void more_follows(bool more) { via_->more_follows = more; }

    // The next reads give these bytes first.
    void put_back(std::string_view bytes) { via_->put_back(bytes); }
    // So much is asked of the kernel at a time, however little a reader wants.
    void read_ahead(std::size_t size) { via_->read_ahead = size; }

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
                if (via_->reads_ahead(asio::buffer_size(to))) {
                    via_->looking.put(std::move(handler));
                    return via_->start_reading_ahead(to);
                }
                via_->reading.put(std::move(handler));
                via_->start_read(to);
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
                if (via_->gathers(asio::buffer_size(what))) {
                    via_->gathering.put(std::move(handler));
                    return via_->start_gathering(what);
                }
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
    std::unique_ptr<transport> via_;
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
