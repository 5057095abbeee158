#include "tests/bench/load_client.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bot::bench {
namespace {

constexpr std::size_t read_at_once = 256 * 1024;

void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) give_up(std::string("cannot send: ") + std::strerror(errno));
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

// Up to the end of the head; a body would follow in the same bytes.
std::string read_head(int fd) {
    std::string head;
    char one = 0;
    while (!head.ends_with("\r\n\r\n")) {
        if (::recv(fd, &one, 1, 0) != 1) give_up("the connection ended within an HTTP response");
        head += one;
    }
    return head;
}

std::size_t number_at(std::string_view text, std::size_t at, std::size_t& next) {
    std::size_t n = 0;
    const auto [end, problem] = std::from_chars(text.data() + at, text.data() + text.size(), n);
    if (problem != std::errc()) give_up("an answer without a number: " + std::string(text));
    next = static_cast<std::size_t>(end - text.data());
    return n;
}

}  // namespace

void give_up(const std::string& why) {
    std::fprintf(stderr, "bench_load: %s\n", why.c_str());
    std::exit(1);
}

void append_frame(std::string& to, std::string_view text) {
    to += '\x81';
    if (text.size() < 126) {
        to += static_cast<char>(0x80 | text.size());
    } else if (text.size() < 65536) {
        to += '\xfe';
        to += static_cast<char>(text.size() >> 8);
        to += static_cast<char>(text.size() & 0xFF);
    } else {
        give_up("a request is too long");
    }
    to.append(4, '\0');
    to.append(text);
}

int dial(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
        give_up(std::string("cannot connect: ") + std::strerror(errno));
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

std::string sign_in(std::uint16_t port, const std::string& name) {
    const int fd = dial(port);
    const auto body = R"({"name":")" + name + R"("})";
    const auto place = "127.0.0.1:" + std::to_string(port);
    send_all(
        fd,
        "POST /api/sign-in HTTP/1.1\r\nHost: " + place + "\r\nOrigin: http://" + place +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\nConnection: close\r\n\r\n" + body
    );
    const auto head = read_head(fd);
    ::close(fd);
    constexpr std::string_view header = "Set-Cookie: ";
    const auto at = head.find(header);
    if (at == head.npos) give_up("signing in was refused: " + head);
    const auto from = at + header.size();
    return head.substr(from, head.find(';', from) - from);
}

load_client::load_client(std::uint16_t port, const std::string& cookie) : fd_(dial(port)) {
    const auto place = "127.0.0.1:" + std::to_string(port);
    send_all(
        fd_,
        "GET /api/socket HTTP/1.1\r\nHost: " + place + "\r\nOrigin: http://" + place +
            "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n" +
            (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n"
    );
    if (const auto head = read_head(fd_); !head.starts_with("HTTP/1.1 101"))
        give_up("the upgrade was refused: " + head);
    ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
}

load_client::~load_client() {
    ::close(fd_);
}

void load_client::prepare(std::string_view request) {
    append_frame(frames_, request);
    ends_.push_back(frames_.size());
    sent_at_.emplace_back();
}

void load_client::forget_prepared() {
    frames_.clear();
    ends_.clear();
    sent_at_.clear();
    sent_ = written_ = answered_ = 0;
}

void load_client::send_up_to(std::size_t count, moment now) {
    for (; sent_ < count && sent_ < ends_.size(); ++sent_) sent_at_[sent_] = now;
    flush();
}

void load_client::flush() {
    while (written_ < allowed()) {
        const auto took =
            ::send(fd_, frames_.data() + written_, allowed() - written_, MSG_NOSIGNAL);
        if (took < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (took <= 0) give_up(std::string("cannot send: ") + std::strerror(errno));
        written_ += static_cast<std::size_t>(took);
    }
}

void load_client::receive(std::vector<float>& latencies) {
    static thread_local std::vector<char> fresh(read_at_once);
    for (;;) {
        const auto got = ::recv(fd_, fresh.data(), fresh.size(), 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got <= 0) give_up("the server closed the connection");
        const auto now = std::chrono::steady_clock::now();
        bytes_received_ += static_cast<std::uint64_t>(got);
        incoming_.append(fresh.data(), static_cast<std::size_t>(got));
        std::size_t used = 0;
        while (const auto size =
                   take_frame(std::string_view(incoming_).substr(used), now, latencies))
            used += size;
        incoming_.erase(0, used);
        if (static_cast<std::size_t>(got) < fresh.size()) return;
    }
}

// The bytes the first frame took, 0 when it has not arrived whole.
std::size_t load_client::take_frame(
    std::string_view bytes, moment now, std::vector<float>& latencies
) {
    if (bytes.size() < 2) return 0;
    const auto byte = [&](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
    };
    std::size_t head = 2, size = byte(1) & 0x7F;
    if (const auto width = size == 126 ? 2U : size == 127 ? 8U : 0U) {
        head += width;
        if (bytes.size() < head) return 0;
        size = 0;
        for (std::size_t at = 2; at < head; ++at) size = size << 8 | byte(at);
    }
    if (bytes.size() < head + size) return 0;
    const auto kind = byte(0) & 0x0F;
    if (kind == 8) give_up("the server said goodbye: " + std::string(bytes.substr(head, size)));
    if (kind == 1) take_text(bytes.substr(head, size), now, latencies);
    return head + size;
}

void load_client::take_text(std::string_view text, moment now, std::vector<float>& latencies) {
    constexpr std::string_view acks = R"({"acks":[)";
    if (text.starts_with(acks)) {
        for (auto at = acks.size(); at < text.size() && text[at] != '}'; ++at)
            if (text[at] != ']') note(number_at(text, at, at), now, latencies);
        return;
    }
    if (text.find(R"("event":)") != text.npos) return;
    if (text.find(R"("error":)") != text.npos) give_up("refused: " + std::string(text));
    constexpr std::string_view key = R"("n":)";
    const auto at = text.find(key);
    if (at == text.npos) return;
    std::size_t next = 0;
    note(number_at(text, at + key.size(), next), now, latencies);
}

void load_client::note(std::size_t n, moment now, std::vector<float>& latencies) {
    if (n == 0 || n > sent_) give_up("an answer to a request nobody sent");
    ++answered_;
    latencies.push_back(std::chrono::duration<float, std::micro>(now - sent_at_[n - 1]).count());
}

}  // namespace bot::bench
