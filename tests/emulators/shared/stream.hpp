// One TCP connection, with or without TLS, and the manners it is to have: it can be cut, reset,
// or fall silent.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace emulator {

namespace asio = boost::asio;

class stream {
public:
    // `tls`: nothing for plain TCP; outlives it.
    stream(asio::ip::tcp::socket socket, asio::ssl::context* tls);
    ~stream();
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    // Nothing when the address cannot be reached. For https any certificate is good enough: what
    // is asked is whether the app listens, not who it is.
    static asio::awaitable<std::shared_ptr<stream>> dial(
        std::string host, std::uint16_t port, asio::ssl::context* tls
    );

    // One reader and one writer at a time. None of them throws for what the peer does.
    asio::awaitable<bool> greet();             // the TLS handshake as a server; true without TLS
    asio::awaitable<std::string> read_some();  // "" at the end
    asio::awaitable<bool> write(std::string bytes);

    void close();
    void reset();  // RST instead of a goodbye
    asio::any_io_executor executor();
    // The kernel's word, without reading: the peer has closed its side, or all is over.
    bool peer_has_left() const;

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

}  // namespace emulator
