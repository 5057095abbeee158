// Slack's side of the wire for the benchmarks: the least that Socket Mode and the Web API need,
// in one thread that shares two cores with what it measures.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace bot::bench {

[[noreturn]] void give_up(const std::string& why);

// A text frame as a server sends it.
void append_server_frame(std::string& to, std::string_view text);

class slack_side {
public:
    struct heard {
        std::function<void(std::string_view envelope_id)> ack;
        std::function<void(int socket)> lost;  // with whatever was on its way
    };
    explicit slack_side(heard what);
    slack_side(const slack_side&) = delete;
    slack_side& operator=(const slack_side&) = delete;

    std::uint16_t port() const { return port_; }
    // The sockets that have had their hello, by number.
    const std::map<int, bool>& sockets() const { return sockets_; }

    // Waits so long for something, and handles what there is. True when there are orders to read.
    bool look(std::chrono::nanoseconds patience);
    // Bytes of whole frames; what the kernel does not take now goes later.
    void send(int socket, std::string_view frames);

    std::string channel;  // the last that was made
    std::chrono::steady_clock::time_point last_call{};

private:
    struct peer {
        std::string in, out;
        bool is_socket = false;
    };

    void watch(int fd, bool for_room);
    void welcome();
    void read(int fd);
    void write(int fd);
    void drop(int fd);
    bool take_request(int fd);
    bool take_frame(int fd, std::size_t& at);
    void upgrade(int fd, std::string_view head);
    std::string answer(std::string_view method, std::string_view body);

    heard heard_;
    int poll_ = -1, door_ = -1;
    std::uint16_t port_ = 0;
    int channels_ = 0, messages_ = 0;
    std::map<int, peer> peers_;
    std::map<int, bool> sockets_;
};

}  // namespace bot::bench
