#include "bot/net/any_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <chrono>

namespace bot {

namespace {

using asio::ip::tcp;
constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_gathered = 16 * 1024;

class plain_transport final : public transport {
public:
    explicit plain_transport(tcp::socket socket) : socket_(std::move(socket)) {}

    void start_read(const some_buffers<asio::mutable_buffer>& into) override {
        socket_.async_read_some(into, slot_completion(reading));
    }
    void start_write(const some_buffers<asio::const_buffer>& from) override {
        socket_.async_write_some(from, slot_completion(writing));
    }
    void start_handshake() override { done(); }
    void start_shutdown() override { done(); }
    tcp::socket& socket() override { return socket_; }
    std::string why_handshake_failed(error_code ec) const override { return ec.message(); }

private:
    void done() {
        asio::post(socket_.get_executor(), [done = slot_completion(writing)]() mutable {
            done(error_code());
        });
    }

    tcp::socket socket_;
};

class tls_transport final : public transport {
public:
    tls_transport(
        tcp::socket socket,
        std::shared_ptr<asio::ssl::context> tls,
        asio::ssl::stream_base::handshake_type role
    )
        : tls_(std::move(tls)), stream_(std::move(socket), *tls_), role_(role) {}

    void start_read(const some_buffers<asio::mutable_buffer>& into) override {
        stream_.async_read_some(into, slot_completion(reading));
    }
    void start_write(const some_buffers<asio::const_buffer>& from) override {
        stream_.async_write_some(from, slot_completion(writing));
    }
    void start_handshake() override { stream_.async_handshake(role_, slot_completion(writing)); }
    void start_shutdown() override { stream_.async_shutdown(slot_completion(writing)); }
    tcp::socket& socket() override { return stream_.next_layer(); }
    std::string why_handshake_failed(error_code ec) const override;

    void expect_host(const std::string& host);

private:
    // The context outlives the connection even when settings are loaded anew.
    std::shared_ptr<asio::ssl::context> tls_;
    asio::ssl::stream<tcp::socket> stream_;
    asio::ssl::stream_base::handshake_type role_;
};

std::string tls_transport::why_handshake_failed(error_code ec) const {
    auto* ssl = const_cast<asio::ssl::stream<tcp::socket>&>(stream_).native_handle();
    const long verdict = SSL_get_verify_result(ssl);
    if (verdict != X509_V_OK) return X509_verify_cert_error_string(verdict);
    return ec.message();
}

void tls_transport::expect_host(const std::string& host) {
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    auto* ssl = stream_.native_handle();
    auto* expected = SSL_get0_param(ssl);
    SSL_set_verify(ssl, SSL_VERIFY_PEER, nullptr);
    if (!not_an_address) {
        X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str());
        return;
    }
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size());
    SSL_ctrl(
        ssl,
        SSL_CTRL_SET_TLSEXT_HOSTNAME,
        TLSEXT_NAMETYPE_host_name,
        const_cast<char*>(host.c_str())
    );
}

}  // namespace

struct transport::drain : std::enable_shared_from_this<transport::drain> {
    explicit drain(transport& of)
        : done(of.draining), socket(of.socket()), patience(socket.get_executor()) {}

    void start() {
        error_code ignored;
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        patience.expires_after(std::chrono::seconds(1));
        patience.async_wait([self = shared_from_this()](error_code ec) {
            if (ec || self->over) return;
            error_code gone;
            self->socket.close(gone);
        });
        next();
    }

    void next() {
        socket.async_read_some(
            asio::buffer(scratch),
            asio::bind_cancellation_slot(
                done.get_cancellation_slot(),
                [self = shared_from_this()](error_code ec, std::size_t size) {
                    self->seen += size;
                    if (!ec && self->seen < most) return self->next();
                    self->over = true;
                    self->patience.cancel();
                    self->done(error_code());
                }
            )
        );
    }

    static constexpr std::size_t most = 1024 * 1024;
    slot_completion done;
    tcp::socket& socket;  // not touched once `over`
    asio::steady_timer patience;
    std::array<char, 4096> scratch{};
    std::size_t seen = 0;
    bool over = false;
};

void transport::start_drain() {
    std::make_shared<drain>(*this)->start();
}

// Waits for whatever there is, and gives as much of it as was asked for.
struct transport::receiving {
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept {
        return done.get_cancellation_slot();
    }

    void operator()(error_code ec, std::size_t size) {
        of->kept_until_ = size;
        done(ec, of->take_kept(into));
    }

    transport* of;
    some_buffers<asio::mutable_buffer> into;
    slot_completion done;
};

void transport::put_back(std::string_view bytes) {
    kept_.resize(kept_until_);
    kept_.append(bytes);
    kept_until_ = kept_.size();
}

std::size_t transport::take_kept(const some_buffers<asio::mutable_buffer>& into) {
    const auto kept = asio::buffer(kept_.data() + kept_from_, kept_until_ - kept_from_);
    const auto size = asio::buffer_copy(into, kept);
    kept_from_ += size;
    return size;
}

void transport::start_reading_ahead(const some_buffers<asio::mutable_buffer>& into) {
    if (has_kept()) {
        const auto size = take_kept(into);
        asio::post(socket().get_executor(), [size, done = slot_completion(looking)]() mutable {
            done(error_code(), size);
        });
        return;
    }
    kept_from_ = kept_until_ = 0;
    kept_.resize(read_ahead);
    reading.put(receiving{this, into, slot_completion(looking)});
    start_read(some_buffers<asio::mutable_buffer>(asio::buffer(kept_)));
}

// Waits for the kernel to take what was gathered, as often as it takes; then whoever wrote last
// goes on.
struct transport::sending {
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept {
        return done.get_cancellation_slot();
    }

    void operator()(error_code ec, std::size_t taken) {
        of->gathered_.erase(0, taken);
        if (!ec && !of->gathered_.empty()) return of->send_gathered(std::move(*this));
        of->gathered_.clear();
        if (of->gathered_.capacity() > 2 * most_gathered) of->gathered_.shrink_to_fit();
        done(ec, ec ? 0 : size);
    }

    transport* of;
    std::size_t size;
    slot_completion done;
};

bool transport::gathers(std::size_t size) const {
    return !gathered_.empty() || (more_follows && size < most_gathered);
}

void transport::start_gathering(const some_buffers<asio::const_buffer>& from) {
    const auto before = gathered_.size(), size = asio::buffer_size(from);
    gathered_.resize(before + size);
    asio::buffer_copy(asio::buffer(gathered_) + before, from);
    if (!more_follows || gathered_.size() >= most_gathered)
        return send_gathered({this, size, slot_completion(gathering)});
    asio::post(socket().get_executor(), [size, done = slot_completion(gathering)]() mutable {
        done(error_code(), size);
    });
}

void transport::send_gathered(sending after) {
    writing.put(std::move(after));
    start_write(some_buffers<asio::const_buffer>(asio::buffer(gathered_)));
}

bool any_stream::is_silent() {
    if (!is_open()) return false;
    auto& socket = via_->socket();
    error_code ec;
    socket.non_blocking(true, ec);
    if (ec) return false;
    char byte = 0;
    socket.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, ec);
    return ec == asio::error::would_block;
}

void any_stream::cancel() {
    error_code ignored;
    if (via_) via_->socket().cancel(ignored);
}

void any_stream::close() {
    error_code ignored;
    if (via_) via_->socket().close(ignored);
}

std::string any_stream::peer() const {
    error_code ec;
    const auto end = via_->socket().remote_endpoint(ec);
    if (ec) return "";
    const auto address = end.address();
    // One host has one spelling, whichever socket it came in by.
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

asio::awaitable<error_code> any_stream::handshake() {
    const auto start = [this](auto handler) {
        via_->writing.put(std::move(handler));
        via_->start_handshake();
    };
    const auto [ec, size] =
        co_await asio::async_initiate<decltype(awaiting), void(error_code, std::size_t)>(
            start, awaiting
        );
    co_return ec;
}

asio::awaitable<error_code> any_stream::shutdown() {
    const auto start = [this](auto handler) {
        via_->writing.put(std::move(handler));
        via_->start_shutdown();
    };
    const auto [said, unused] =
        co_await asio::async_initiate<decltype(awaiting), void(error_code, std::size_t)>(
            start, awaiting
        );
    if (said || !is_open()) co_return said;

    const auto drain = [this](auto handler) { async_drain(std::move(handler)); };
    const auto [ec, size] =
        co_await asio::async_initiate<decltype(awaiting), void(error_code, std::size_t)>(
            drain, awaiting
        );
    co_return ec;
}

asio::awaitable<any_stream::moved> any_stream::read_some(asio::mutable_buffer into) {
    const auto [ec, size] = co_await async_read_some(into, awaiting);
    co_return moved{ec, size};
}

asio::awaitable<error_code> any_stream::write(asio::const_buffer first, asio::const_buffer second) {
    const std::array<asio::const_buffer, 2> both{first, second};
    const auto [ec, size] = co_await asio::async_write(*this, both, awaiting);
    co_return ec;
}

any_stream make_plain_stream(tcp::socket socket) {
    return any_stream(std::make_unique<plain_transport>(std::move(socket)));
}

any_stream make_tls_server_stream(tcp::socket socket, std::shared_ptr<asio::ssl::context> tls) {
    return any_stream(std::make_unique<tls_transport>(
        std::move(socket), std::move(tls), asio::ssl::stream_base::server
    ));
}

any_stream make_tls_client_stream(
    tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, const std::string& host
) {
    auto via = std::make_unique<tls_transport>(
        std::move(socket), std::move(tls), asio::ssl::stream_base::client
    );
    via->expect_host(host);
    return any_stream(std::move(via));
}

}  // namespace bot
