#include "tests/net/support.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace bot::test {

using asio::ip::tcp;

namespace {

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);

void openssl(const std::string& arguments) {
    const auto command = "openssl " + arguments + " 2>/dev/null";
    if (std::system(command.c_str()) != 0)
        throw std::runtime_error("this failed (apt install openssl?): " + command);
}

struct made_files : certificates {
    made_files() {
        std::string name = (std::filesystem::temp_directory_path() / "scribe-net-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a folder");
        folder = name;
        ca = folder + "/ca.pem";
        const std::string key = " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes ";
        openssl(
            "req -x509 -days 2 -subj /CN=test-ca" + key + " -keyout " + folder + "/ca.key -out " +
            ca
        );
        sign("server", "DNS:localhost,IP:127.0.0.1", server_cert, server_key);
        sign("elsewhere", "DNS:another.example", elsewhere_cert, elsewhere_key);
        stranger_cert = folder + "/stranger.pem";
        stranger_key = folder + "/stranger.key";
        openssl(
            "req -x509 -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost" + key +
            " -keyout " + stranger_key + " -out " + stranger_cert
        );
    }
    ~made_files() {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    void sign(
        const std::string& name, const std::string& alt, std::string& cert, std::string& key
    ) {
        const auto base = folder + "/" + name;
        cert = base + ".pem";
        key = base + ".key";
        std::ofstream(base + ".ext") << "subjectAltName=" << alt << "\n";
        openssl(
            "req -new -subj /CN=" + name +
            " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + key + " -out " + base +
            ".csr"
        );
        openssl(
            "x509 -req -days 2 -in " + base + ".csr -CA " + ca + " -CAkey " + folder +
            "/ca.key -CAcreateserial -extfile " + base + ".ext -out " + cert
        );
    }
};

asio::awaitable<http_response> say_hello(http_request) {
    co_return make_text(200, "hello");
}

asio::awaitable<http_response> echo(http_request request) {
    co_return make_text(200, request.body);
}

asio::awaitable<http_response> say_item(http_request request) {
    co_return make_text(200, request.parameter("id"));
}

asio::awaitable<http_response> throw_up(http_request) {
    throw std::runtime_error("secret detail");
    co_return make_text(200, "");
}

}  // namespace

loop::loop() = default;
loop::~loop() = default;

void loop::run(const std::function<asio::awaitable<void>()>& conversation) {
    bool done = false;
    std::exception_ptr thrown;
    asio::co_spawn(context_, conversation(), [&](std::exception_ptr e) {
        done = true;
        thrown = e;
        context_.stop();
    });
    context_.restart();
    context_.run_for(std::chrono::seconds(20));
    if (!done) throw std::runtime_error("the conversation did not end within 20 s");
    if (thrown) std::rethrow_exception(thrown);
}

struct raw_client::inside {
    tcp::socket socket;
};

raw_client::raw_client(std::unique_ptr<inside> in) : inside_(std::move(in)) {}
raw_client::~raw_client() = default;

asio::awaitable<std::unique_ptr<raw_client>> raw_client::connect(std::uint16_t port) {
    const auto executor = co_await asio::this_coro::executor;
    auto in = std::make_unique<inside>(inside{tcp::socket(executor)});
    const tcp::endpoint where(asio::ip::make_address("127.0.0.1"), port);
    co_await in->socket.async_connect(where, asio::use_awaitable);
    co_return std::unique_ptr<raw_client>(new raw_client(std::move(in)));
}

asio::awaitable<bool> raw_client::send(std::string bytes) {
    const auto [ec, size] =
        co_await asio::async_write(inside_->socket, asio::buffer(bytes), awaiting);
    co_return !ec;
}

asio::awaitable<std::string> raw_client::read_some() {
    std::array<char, 16384> bytes{};
    const auto [ec, size] = co_await inside_->socket.async_read_some(asio::buffer(bytes), awaiting);
    co_return std::string(bytes.data(), size);
}

asio::awaitable<std::string> raw_client::read_all() {
    std::string all;
    for (;;) {
        const auto some = co_await read_some();
        if (some.empty()) co_return all;
        all += some;
    }
}

void raw_client::shrink_receive_buffer() {
    inside_->socket.set_option(tcp::socket::receive_buffer_size(4096));
}

void raw_client::close() {
    inside_->socket.close();
}

asio::awaitable<std::string> exchange(std::uint16_t port, std::string bytes) {
    const auto client = co_await raw_client::connect(port);
    co_await client->send(std::move(bytes));
    const auto answer = co_await client->read_all();
    co_return answer;
}

int status_in(std::string_view answer) {
    if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
    return std::atoi(std::string(answer.substr(9, 3)).c_str());
}

int answers_in(const std::string& bytes) {
    const std::string line = "HTTP/1.1 ";
    int count = 0;
    for (auto at = bytes.find(line); at != std::string::npos; at = bytes.find(line, at + 1))
        if (status_in(std::string_view(bytes).substr(at)) > 0) ++count;
    return count;
}

std::string body_in(const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
}

const certificates& made_certificates() {
    static const made_files made;
    return made;
}

std::vector<http_route> small_routes() {
    return {
        {"GET", "/", say_hello},
        {"POST", "/echo", echo, 1000},
        {"GET", "/items/{id}", say_item},
        {"DELETE", "/items/{id}", say_item},
        {"GET", "/throws", throw_up},
    };
}

}  // namespace bot::test
