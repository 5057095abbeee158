// The least a durable chat server of this kind does: Beast, one JSON parse of the request,
// one SQLite row, one fsync for all that has arrived when the loop turns, one
// acknowledgement for each message. No sign-in, no rooms, no record.
#include "tests/bench/floor_journal.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace bot::bench;
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using nlohmann::json;

class session;
struct waiting {
    std::shared_ptr<session> who;
    std::int64_t n;
};

struct house {
    journal& keep;
    std::vector<waiting> uncommitted;
};

class session : public std::enable_shared_from_this<session> {
public:
    session(tcp::socket socket, house& in) : stream_(std::move(socket)), house_(in) {
        stream_.next_layer().socket().set_option(tcp::no_delay(true));
        stream_.text(true);
    }

    void start() {
        stream_.async_accept([self = shared_from_this()](error_code ec) {
            if (!ec) self->read();
        });
    }

    void acknowledge(std::int64_t n) {
        outgoing_.push_back("{\"acks\":[" + std::to_string(n) + "]}");
        if (outgoing_.size() == 1) write();
    }

private:
    void read() {
        stream_.async_read(incoming_, [self = shared_from_this()](error_code ec, std::size_t size) {
            if (ec) return;
            const auto* bytes = static_cast<const char*>(self->incoming_.cdata().data());
            const auto asked = json::parse(bytes, bytes + size);
            self->incoming_.consume(size);
            self->house_.keep.add(asked.at("text").get_ref<const std::string&>());
            self->house_.uncommitted.push_back({self, asked.at("n").get<std::int64_t>()});
            self->read();
        });
    }

    void write() {
        stream_.async_write(
            asio::buffer(outgoing_.front()),
            [self = shared_from_this()](error_code ec, std::size_t) {
                if (ec) return;
                self->outgoing_.pop_front();
                if (!self->outgoing_.empty()) self->write();
            }
        );
    }

    beast::websocket::stream<beast::tcp_stream, false> stream_;
    house& house_;
    beast::flat_buffer incoming_;
    std::deque<std::string> outgoing_;
};

void accept(tcp::acceptor& door, house& in) {
    door.async_accept([&](error_code ec, tcp::socket socket) {
        if (!ec) std::make_shared<session>(std::move(socket), in)->start();
        accept(door, in);
    });
}

}  // namespace

int main(int, char** argv) {
    need(argv[1] != nullptr, "reading the path of the database, the one argument,");
    journal keep(argv[1]);
    house in{keep, {}};
    asio::io_context io(1);
    tcp::acceptor door(io, {asio::ip::address_v4::loopback(), 0});
    accept(door, in);
    std::printf("http://127.0.0.1:%d\n", int(door.local_endpoint().port()));
    std::fflush(stdout);
    for (;;) {
        io.run_one();
        io.poll();
        keep.commit();
        for (auto& one : std::exchange(in.uncommitted, {})) one.who->acknowledge(one.n);
    }
}
