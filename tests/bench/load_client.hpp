// One chat client of the load generator: frames made before the clock starts, answers
// read for their numbers only. The generator shares two cores with what it measures.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bot::bench {

using moment = std::chrono::steady_clock::time_point;

// A text frame as a client sends it. Its mask is zero, so the words stand in it as they are.
void append_frame(std::string& to, std::string_view text);

// A blocking connection to 127.0.0.1.
int dial(std::uint16_t port);
// The Cookie header's value after POST /api/sign-in.
std::string sign_in(std::uint16_t port, const std::string& name);

class load_client {
public:
    // Connects and upgrades; from then on nothing blocks. `cookie` may be empty.
    load_client(std::uint16_t port, const std::string& cookie);
    load_client(const load_client&) = delete;
    load_client& operator=(const load_client&) = delete;
    ~load_client();

    // Requests in the order they will be sent, numbered from 1.
    void prepare(std::string_view request);
    void forget_prepared();
    std::size_t prepared() const { return ends_.size(); }

    // Lets requests up to so many of the prepared ones out; what the socket does not take goes
    // with the next flush.
    void send_up_to(std::size_t count, moment now);
    void flush();
    bool is_blocked() const { return written_ < allowed(); }

    // Reads what there is. Every answer's latency, in microseconds, is appended.
    void receive(std::vector<float>& latencies);

    std::size_t sent() const { return sent_; }
    std::size_t answered() const { return answered_; }
    std::uint64_t bytes_received() const { return bytes_received_; }
    int descriptor() const { return fd_; }

private:
    std::size_t allowed() const { return sent_ == 0 ? 0 : ends_[sent_ - 1]; }
    std::size_t take_frame(std::string_view bytes, moment now, std::vector<float>& latencies);
    void take_text(std::string_view text, moment now, std::vector<float>& latencies);
    void note(std::size_t n, moment now, std::vector<float>& latencies);

    int fd_ = -1;
    std::string frames_;
    std::vector<std::size_t> ends_;  // of each request in frames_
    std::vector<moment> sent_at_;
    std::size_t sent_ = 0, written_ = 0, answered_ = 0;
    std::uint64_t bytes_received_ = 0;
    std::string incoming_;
};

[[noreturn]] void give_up(const std::string& why);

}  // namespace bot::bench
