#include "tests/bench/slack_side.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace bot::bench {
namespace {

using std::chrono::steady_clock;
constexpr std::size_t read_at_once = 256 * 1024;

// The rest of the line behind `name`, which stands in lower or upper case; "" without it.
std::string_view header(std::string_view head, std::string_view name) {
    for (std::size_t at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at + 2)) {
        const auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        if (line.size() <= name.size() || line[name.size()] != ':') continue;
        if (::strncasecmp(line.data(), name.data(), name.size()) != 0) continue;
        auto value = line.substr(name.size() + 1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        return value;
    }
    return {};
}

std::string_view form_field(std::string_view body, std::string_view name) {
    const auto wanted = std::string(name) + "=";
    auto at = body.starts_with(wanted) ? 0 : body.find("&" + wanted);
    if (at == body.npos) return {};
    at = body.find('=', at) + 1;
    return body.substr(at, body.find('&', at) - at);
}

std::string accept_key(std::string_view key) {
    const auto whole = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[SHA_DIGEST_LENGTH];
    ::SHA1(reinterpret_cast<const unsigned char*>(whole.data()), whole.size(), digest);
    unsigned char text[64];
    const auto size = ::EVP_EncodeBlock(text, digest, sizeof digest);
    return {reinterpret_cast<char*>(text), static_cast<std::size_t>(size)};
}

}  // namespace

void give_up(const std::string& why) {
    std::fprintf(stderr, "bench_slack: %s\n", why.c_str());
    std::exit(1);
}

void append_server_frame(std::string& to, std::string_view text) {
    to += '\x81';
    if (text.size() < 126) {
        to += static_cast<char>(text.size());
    } else if (text.size() < 65536) {
        to += '\x7e';
        to += static_cast<char>(text.size() >> 8);
        to += static_cast<char>(text.size() & 0xFF);
    } else {
        give_up("an envelope is too long");
    }
    to.append(text);
}

slack_side::slack_side(heard what) : heard_(std::move(what)) {
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    door_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(door_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(door_, 64) != 0)
        give_up(std::string("cannot listen: ") + std::strerror(errno));
    ::getsockname(door_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    for (const int fd : {door_, STDIN_FILENO}) {
        epoll_event wanted{EPOLLIN, {.fd = fd}};
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &wanted);
    }
}

bool slack_side::look(std::chrono::nanoseconds patience) {
    epoll_event events[64];
    const timespec most{patience.count() / 1'000'000'000, patience.count() % 1'000'000'000};
    const int count = ::epoll_pwait2(poll_, events, 64, &most, nullptr);
    bool has_orders = false;
    for (int i = 0; i < count; ++i) {
        const int fd = events[i].data.fd;
        if (fd == STDIN_FILENO) {
            has_orders = true;
        } else if (fd == door_) {
            welcome();
        } else {
            if (events[i].events & EPOLLOUT) write(fd);
            if (peers_.contains(fd) && events[i].events & ~EPOLLOUT) read(fd);
        }
    }
    return has_orders;
}

void slack_side::send(int socket, std::string_view frames) {
    auto& out = peers_[socket].out;
    const bool was_idle = out.empty();
    out += frames;
    if (was_idle) write(socket);
}

void slack_side::watch(int fd, bool for_room) {
    epoll_event wanted{EPOLLIN, {.fd = fd}};
    if (for_room) wanted.events |= EPOLLOUT;
    ::epoll_ctl(poll_, EPOLL_CTL_MOD, fd, &wanted);
}

void slack_side::welcome() {
    const int fd = ::accept4(door_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event wanted{EPOLLIN, {.fd = fd}};
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &wanted);
    peers_[fd];
}

void slack_side::write(int fd) {
    auto& out = peers_[fd].out;
    std::size_t written = 0;
    while (written < out.size()) {
        const auto took = ::send(fd, out.data() + written, out.size() - written, MSG_NOSIGNAL);
        if (took <= 0) break;  // no room, or gone: then the reader hears of it
        written += static_cast<std::size_t>(took);
    }
    out.erase(0, written);
    watch(fd, !out.empty());
}

void slack_side::drop(int fd) {
    ::close(fd);
    peers_.erase(fd);
    if (sockets_.erase(fd) > 0) heard_.lost(fd);
}

void slack_side::read(int fd) {
    static std::vector<char> fresh(read_at_once);
    const auto got = ::recv(fd, fresh.data(), fresh.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return drop(fd);
    auto& one = peers_[fd];
    one.in.append(fresh.data(), static_cast<std::size_t>(got));
    while (!one.is_socket)
        if (!take_request(fd)) return;
    std::size_t at = 0;
    while (take_frame(fd, at))
        if (!peers_.contains(fd)) return;
    one.in.erase(0, at);
}

bool slack_side::take_request(int fd) {
    auto& one = peers_[fd];
    const auto end = one.in.find("\r\n\r\n");
    if (end == one.in.npos) return false;
    const auto head = std::string_view(one.in).substr(0, end + 2);
    if (!header(head, "sec-websocket-key").empty()) {
        upgrade(fd, head);
        one.in.erase(0, end + 4);
        return true;
    }
    const auto size =
        std::strtoul(std::string(header(head, "content-length")).c_str(), nullptr, 10);
    if (one.in.size() < end + 4 + size) return false;
    const auto target = head.substr(head.find(' ') + 1, head.find(" HTTP/") - head.find(' ') - 1);
    const auto path = target.substr(0, target.find('?'));
    const auto said =
        answer(path.substr(path.rfind('/') + 1), std::string_view(one.in).substr(end + 4, size));
    last_call = steady_clock::now();
    one.in.erase(0, end + 4 + size);
    send(
        fd,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: " +
            std::to_string(said.size()) + "\r\n\r\n" + said
    );
    return true;
}

void slack_side::upgrade(int fd, std::string_view head) {
    auto said =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        accept_key(header(head, "sec-websocket-key")) + "\r\n\r\n";
    append_server_frame(
        said,
        R"({"type":"hello","num_connections":1,"debug_info":{"host":"applink-1","build_number":1,)"
        R"("approximate_connection_time":18060},"connection_info":{"app_id":"A0BENCH01"}})"
    );
    peers_[fd].is_socket = true;
    sockets_[fd] = true;
    send(fd, said);
}

// False when the next one has not arrived whole.
bool slack_side::take_frame(int fd, std::size_t& at) {
    auto& in = peers_[fd].in;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(in[at + i]); };
    const auto left = in.size() - at;
    if (left < 6) return false;
    std::size_t size = byte(1) & 0x7F, head = 6;
    if (size == 127) give_up("a frame is too long");
    if (size == 126) {
        head = 8;
        size = std::size_t(byte(2)) << 8 | byte(3);
    }
    if (left < head + size) return false;
    for (std::size_t i = 0; i < size; ++i) in[at + head + i] ^= in[at + head - 4 + i % 4];
    const auto text = std::string_view(in).substr(at + head, size);
    const auto kind = byte(0) & 0x0F;
    at += head + size;
    constexpr std::string_view key = R"("envelope_id":")";
    if (kind == 1) {
        const auto from = text.find(key);
        if (from == text.npos) give_up("no acknowledgement: " + std::string(text));
        const auto id = text.substr(from + key.size());
        heard_.ack(id.substr(0, id.find('"')));
    } else if (kind == 9 && size < 126) {
        send(fd, std::string{'\x8a', static_cast<char>(size)} + std::string(text));
    } else if (kind == 8) {
        send(fd, std::string{'\x88', '\0'});
        drop(fd);
    }
    return true;
}

std::string slack_side::answer(std::string_view method, std::string_view body) {
    const auto place = "//127.0.0.1:" + std::to_string(port_) + "/";
    if (method == "apps.connections.open")
        return R"({"ok":true,"url":"ws:)" + place + R"(link/?ticket=t1&app_id=A0BENCH01"})";
    if (method == "auth.test")
        return R"({"ok":true,"url":"http:)" + place +
               R"(","team":"Bench","user":"scribe","team_id":"T0BENCH01","user_id":"U0SCRIBE1",)"
               R"("bot_id":"B0SCRIBE1","app_id":"A0BENCH01"})";
    if (method == "conversations.create") {
        channel = "C0BENCH" + std::to_string(10 + ++channels_);
        return R"({"ok":true,"channel":{"id":")" + channel + R"(","name":")" +
               std::string(form_field(body, "name")) + R"(","creator":"U0SCRIBE1"}})";
    }
    if (method == "users.info") {
        const std::string id(form_field(body, "user"));
        return R"({"ok":true,"user":{"id":")" + id + R"(","name":"person-)" + id +
               R"(","profile":{"display_name":"Person )" + id + R"("}}})";
    }
    if (method == "conversations.info")
        return R"({"ok":true,"channel":{"id":")" + std::string(form_field(body, "channel")) +
               R"(","name":"incident"}})";
    if (method == "chat.postMessage")
        return R"({"ok":true,"channel":")" + std::string(form_field(body, "channel")) +
               R"(","ts":"1758999000.)" + std::to_string(100'000 + ++messages_) + R"("})";
    return R"({"ok":true,"messages":[],"channels":[],"items":[]})";
}

}  // namespace bot::bench
