// What the tests of this room share: a loop that runs one conversation to its end, raw bytes on
// a socket, and certificates made on the spot.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/net/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>

namespace bot::test {

namespace asio = boost::asio;

// Declared before anything that lives on it.
class loop {
public:
    loop();
    ~loop();
    asio::any_io_executor executor() { return context_.get_executor(); }

    // Runs until the conversation ends; what it throws is thrown here. One that takes 20 s fails.
    // The closure lives as long as the coroutine made from it.
    void run(const std::function<asio::awaitable<void>()>& conversation);

private:
    asio::io_context context_{1};
};

// A TCP connection without manners.
class raw_client {
public:
    static asio::awaitable<std::unique_ptr<raw_client>> connect(std::uint16_t port);
    ~raw_client();

    asio::awaitable<bool> send(std::string bytes);  // false when the peer no longer takes them
    asio::awaitable<std::string> read_some();       // "" at the end
    asio::awaitable<std::string> read_all();        // until the peer closes or resets
    void shrink_receive_buffer();
    void close();

private:
    struct inside;
    explicit raw_client(std::unique_ptr<inside> in);
    std::unique_ptr<inside> inside_;
};

// Connects, sends, and gives everything that comes back until the server closes.
asio::awaitable<std::string> exchange(std::uint16_t port, std::string bytes);

int status_in(std::string_view answer);    // 0 when it is no HTTP answer
int answers_in(const std::string& bytes);  // how many status lines
std::string body_in(const std::string& answer);

// PEM files in a folder that goes with the process.
struct certificates {
    std::string ca;
    std::string server_cert;  // for localhost and 127.0.0.1, signed by `ca`
    std::string server_key;
    std::string stranger_cert;  // for localhost, signed by itself
    std::string stranger_key;
    std::string elsewhere_cert;  // signed by `ca` for another.example
    std::string elsewhere_key;
    std::string folder;
};
const certificates& made_certificates();

// GET / answers "hello", POST /echo the body, GET /items/{id} the id, GET /throws throws.
std::vector<http_route> small_routes();

}  // namespace bot::test
