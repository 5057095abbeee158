// A machine whose time and network are played: while one stands, sockets, timers and clocks of this
// program are its own and not the kernel's. Time stands still while anybody has something to do
// and then jumps to what is next, so a day takes as long as its work. One thread; the same seed
// gives the same run.
//
// Only what Asio asks a kernel for is there (syscalls.cpp): TCP on 127.0.0.1, epoll, eventfd,
// timerfd. Everything above is the real thing, both ends of every connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

struct epoll_event;

namespace bot::test {

class machine {
public:
    using nanoseconds = std::chrono::nanoseconds;
    using milliseconds = std::chrono::milliseconds;

    // How the network treats what is sent from here on.
    struct manners {
        nanoseconds least{20'000}, most{2'000'000};  // on the way, each piece
        std::size_t piece = 0;                       // most bytes that arrive at once; 0: any
        std::size_t window = 64 * 1024;              // unread at most
    };

    // One at a time.
    explicit machine(std::uint64_t seed);
    ~machine();
    machine(const machine&) = delete;
    machine& operator=(const machine&) = delete;
    static machine* current();
    // Of its clock: one that begins at nought would make moments before the beginning negative.
    static constexpr nanoseconds beginning = std::chrono::hours(24 * 365);

    manners network;
    nanoseconds now() const { return now_; }
    std::uint64_t steps() const { return steps_; }  // of its time: two runs alike have as many

    // --- what happens to connections that stand now; of so many that there are ---
    std::size_t connections() const;
    void reset(std::size_t which);        // both ends hear of it
    void fall_silent(std::size_t which);  // nothing passes any more, and nobody hears of it
    // No connection comes up until then.
    void refuse_until(nanoseconds when) { refuses_until_ = when; }

    // --- what Asio asks for; errno by its return, negative ---
    bool owns(int fd) const { return things_.contains(fd); }
    int make_socket();
    int make_event();
    int make_timer();
    int make_epoll();
    int close(int fd);
    int bind(int fd, std::uint16_t port);
    int listen(int fd);
    int accept(int fd);
    int connect(int fd, std::uint16_t port);
    int shutdown(int fd, int how);
    std::uint16_t port_of(int fd, bool of_peer) const;  // 0: it has none
    int take_error(int fd);
    bool is_established(int fd) const;
    void reset_on_close(int fd, bool on);
    long receive(int fd, char* into, std::size_t size);
    long send(int fd, const char* from, std::size_t size);
    std::size_t readable_bytes(int fd) const;
    int set_timer(int fd, nanoseconds after);  // 0: off
    int control(int epoll, int operation, int fd, const epoll_event* how);
    int wait(int epoll, epoll_event* into, int most, int timeout_ms);
    std::uint32_t readiness(int fd) const;

private:
    struct end;  // of a connection, or what will be one
    struct thing;
    struct registration {
        std::uint32_t wanted = 0;
        std::uint64_t data = 0;
        bool edge = false;  // something became ready since it was last told
    };
    using moment = std::pair<nanoseconds, std::uint64_t>;  // and in the order they were made
    struct event {
        int fd;  // of whom it is about, as it was then
        std::uint64_t life;
        enum class kind { arrives, ends, breaks, connects, ticks } what;
        std::string bytes;
    };

    thing* find(int fd);
    const thing* find(int fd) const;
    int add(std::unique_ptr<thing> made);
    void raise(int fd);  // it may be ready for more than before
    moment later(nanoseconds at, int fd, event::kind what, std::string bytes = {});
    void pass_on(thing& from, event::kind what, std::string bytes = {});
    bool happen_next(std::optional<nanoseconds> until);
    void happen(event what);
    void establish(thing& caller);
    bool somebody_has_work() const;
    void watch_for_spinning(const thing& waiting);
    int collect(thing& of, epoll_event* into, int most);
    nanoseconds on_the_way();

    nanoseconds now_ = beginning;
    std::mt19937_64 dice_;
    std::map<int, std::unique_ptr<thing>> things_;
    std::map<moment, event> events_;
    std::map<std::uint16_t, int> listeners_;
    std::vector<int> free_;
    nanoseconds refuses_until_{0}, last_wait_{0};
    int waits_ = 0;
    int next_fd_ = 1 << 20;
    std::uint16_t next_port_ = 40'000;
    std::uint64_t count_ = 0, lives_ = 0, steps_ = 0;
};

}  // namespace bot::test
