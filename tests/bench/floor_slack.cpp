// The least a durable client of Socket Mode does: a frame reader by hand, no parse beyond the
// envelope's id, one SQLite row for each envelope, one fsync for all that one read brought, one
// write for all of their acknowledgements. One socket, blocking.
#include "tests/bench/floor_journal.hpp"
#include "tests/bench/load_client.hpp"

#include <string>
#include <sys/socket.h>
#include <vector>

namespace {

using namespace bot::bench;

constexpr std::size_t read_at_once = 256 * 1024;

void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto took = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        need(took > 0, "sending");
        bytes.remove_prefix(static_cast<std::size_t>(took));
    }
}

void upgrade(int fd) {
    send_all(
        fd,
        "GET /link/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
    );
    std::string head;
    char one = 0;
    while (!head.ends_with("\r\n\r\n")) {
        need(::recv(fd, &one, 1, 0) == 1, "upgrading");
        head += one;
    }
}

// The first frame's text; its whole size in `taken`, 0 when it has not arrived whole.
std::string_view first_frame(std::string_view bytes, std::size_t& taken) {
    taken = 0;
    if (bytes.size() < 4) return {};
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    std::size_t size = byte(1), head = 2;
    if (size == 126) {
        size = std::size_t(byte(2)) << 8 | byte(3);
        head = 4;
    }
    if (bytes.size() < head + size) return {};
    taken = head + size;
    return bytes.substr(head, size);
}

void add_acknowledgement(std::string& to, std::string_view envelope) {
    constexpr std::string_view key = R"("envelope_id":")";
    const auto at = envelope.find(key);
    if (at == envelope.npos) return;
    const auto id = envelope.substr(at + key.size(), 36);
    append_frame(to, R"({"envelope_id":")" + std::string(id) + "\"}");
}

}  // namespace

int main(int count, char** argv) {
    need(count == 3, "reading the database's path and the port, the two arguments,");
    journal keep(argv[1]);
    const int fd = dial(static_cast<std::uint16_t>(std::atoi(argv[2])));
    upgrade(fd);
    std::printf("connected to 127.0.0.1:%s\n", argv[2]);
    std::fflush(stdout);
    std::vector<char> fresh(read_at_once);
    std::string incoming, acknowledgements;
    for (;;) {
        const auto got = ::recv(fd, fresh.data(), fresh.size(), 0);
        if (got <= 0) return 0;
        incoming.append(fresh.data(), static_cast<std::size_t>(got));
        std::size_t used = 0, taken = 0;
        for (;;) {
            const auto text = first_frame(std::string_view(incoming).substr(used), taken);
            if (taken == 0) break;
            used += taken;
            const auto before = acknowledgements.size();
            add_acknowledgement(acknowledgements, text);
            if (acknowledgements.size() > before) keep.add(text);
        }
        incoming.erase(0, used);
        keep.commit();
        send_all(fd, acknowledgements);
        acknowledgements.clear();
    }
}
