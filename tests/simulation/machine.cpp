#include "tests/simulation/machine.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <sys/epoll.h>
#include <utility>

namespace bot::test {

namespace {

machine* the_one = nullptr;
// As a kernel's: who asks again and again at once sees time pass.
constexpr std::chrono::microseconds timer_slack{50};

}  // namespace

struct machine::thing {
    enum class kind { socket, listener, event, timer, epoll } is = kind::socket;
    int fd = -1;
    std::uint64_t life = 0;

    // --- a connection's end ---
    enum class phase { fresh, calling, open, dead } at = phase::fresh;
    int peer = -1;
    std::uint64_t peer_life = 0;
    std::uint16_t port = 0, peer_port = 0;
    std::deque<std::string> came;
    std::size_t came_size = 0, on_the_way = 0;  // towards us
    nanoseconds last_arrival{0};
    bool peer_ended = false, has_shut = false, is_silent = false, resets = false;
    bool was_full = false;  // the peer waits for room here
    int error = 0;

    // --- a listener ---
    std::deque<int> callers;

    // --- an event, a timer ---
    bool is_set = false;
    moment tick{-1, 0};  // of the timer: its event, if there is one

    // --- an epoll ---
    std::map<int, registration> watched;
};

machine::machine(std::uint64_t seed) : dice_(seed) {
    if (the_one) throw std::logic_error("one machine at a time");
    the_one = this;
}

machine::~machine() {
    the_one = nullptr;
}

machine* machine::current() {
    return the_one;
}

machine::thing* machine::find(int fd) {
    const auto found = things_.find(fd);
    return found == things_.end() ? nullptr : found->second.get();
}

const machine::thing* machine::find(int fd) const {
    const auto found = things_.find(fd);
    return found == things_.end() ? nullptr : found->second.get();
}

int machine::add(std::unique_ptr<thing> made) {
    made->life = ++lives_;
    if (free_.empty()) {
        made->fd = next_fd_++;
    } else {
        made->fd = free_.back();
        free_.pop_back();
    }
    const auto fd = made->fd;
    things_.emplace(fd, std::move(made));
    return fd;
}

int machine::make_socket() {
    return add(std::make_unique<thing>());
}

int machine::make_event() {
    auto made = std::make_unique<thing>();
    made->is = thing::kind::event;
    return add(std::move(made));
}

int machine::make_timer() {
    auto made = std::make_unique<thing>();
    made->is = thing::kind::timer;
    return add(std::move(made));
}

int machine::make_epoll() {
    auto made = std::make_unique<thing>();
    made->is = thing::kind::epoll;
    return add(std::move(made));
}

int machine::close(int fd) {
    auto* one = find(fd);
    if (!one) return -EBADF;
    if (one->is == thing::kind::socket && one->at == thing::phase::open) {
        const bool breaks = one->resets || one->came_size > 0;
        pass_on(*one, breaks ? event::kind::breaks : event::kind::ends);
    }
    if (one->is == thing::kind::listener) {
        listeners_.erase(one->port);
        for (const int caller : std::exchange(one->callers, {})) close(caller);
    }
    for (auto& [other, each] : things_) each->watched.erase(fd);
    things_.erase(fd);
    free_.push_back(fd);
    return 0;
}

int machine::bind(int fd, std::uint16_t port) {
    auto* one = find(fd);
    if (port != 0 && listeners_.contains(port)) return -EADDRINUSE;
    one->port = port != 0 ? port : next_port_++;
    return 0;
}

int machine::listen(int fd) {
    auto* one = find(fd);
    if (!listeners_.emplace(one->port, fd).second) return -EADDRINUSE;
    one->is = thing::kind::listener;
    return 0;
}

int machine::accept(int fd) {
    auto* one = find(fd);
    if (one->callers.empty()) return -EAGAIN;
    const int caller = one->callers.front();
    one->callers.pop_front();
    return caller;
}

int machine::connect(int fd, std::uint16_t port) {
    auto* one = find(fd);
    if (one->at == thing::phase::open) return -EISCONN;
    if (one->at == thing::phase::calling) return -EALREADY;
    one->at = thing::phase::calling;
    one->peer_port = port;
    if (one->port == 0) one->port = next_port_++;
    later(now_ + on_the_way(), fd, event::kind::connects);
    return -EINPROGRESS;
}

// The listener has it before the caller knows.
void machine::establish(thing& caller) {
    const auto found = listeners_.find(caller.peer_port);
    if (found == listeners_.end() || now_ < refuses_until_) {
        caller.at = thing::phase::dead;
        caller.error = ECONNREFUSED;
        return raise(caller.fd);
    }
    auto* const listener = find(found->second);
    auto* const other = find(make_socket());
    other->at = caller.at = thing::phase::open;
    other->port = caller.peer_port;
    other->peer_port = caller.port;
    other->peer = caller.fd;
    other->peer_life = caller.life;
    caller.peer = other->fd;
    caller.peer_life = other->life;
    listener->callers.push_back(other->fd);
    raise(listener->fd);
    raise(caller.fd);
}

int machine::shutdown(int fd, int) {
    auto* one = find(fd);
    if (one->at != thing::phase::open) return -ENOTCONN;
    if (!one->has_shut) pass_on(*one, event::kind::ends);
    one->has_shut = true;
    return 0;
}

std::uint16_t machine::port_of(int fd, bool of_peer) const {
    const auto* one = find(fd);
    if (of_peer && one->at != thing::phase::open) return 0;
    return of_peer ? one->peer_port : one->port;
}

int machine::take_error(int fd) {
    return std::exchange(find(fd)->error, 0);
}

bool machine::is_established(int fd) const {
    const auto* one = find(fd);
    return one->at == thing::phase::open && !one->peer_ended && !one->has_shut;
}

void machine::reset_on_close(int fd, bool on) {
    find(fd)->resets = on;
}

long machine::receive(int fd, char* into, std::size_t size) {
    auto* one = find(fd);
    if (one->is == thing::kind::event || one->is == thing::kind::timer) {
        if (!std::exchange(one->is_set, false)) return -EAGAIN;
        const std::uint64_t once = 1;
        std::memcpy(into, &once, std::min(size, sizeof once));
        return sizeof once;
    }
    if (one->came.empty()) {
        if (one->error != 0) return -std::exchange(one->error, 0);
        if (one->peer_ended) return 0;
        return one->at == thing::phase::open ? -EAGAIN : -ENOTCONN;
    }
    std::size_t taken = 0;
    while (taken < size && !one->came.empty()) {
        auto& next = one->came.front();
        const auto part = std::min(size - taken, next.size());
        std::memcpy(into + taken, next.data(), part);
        taken += part;
        next.erase(0, part);
        if (next.empty()) one->came.pop_front();
    }
    one->came_size -= taken;
    if (std::exchange(one->was_full, false)) raise(one->peer);
    return static_cast<long>(taken);
}

long machine::send(int fd, const char* from, std::size_t size) {
    auto* one = find(fd);
    if (one->is == thing::kind::event) {
        one->is_set = true;
        raise(fd);
        return static_cast<long>(size);
    }
    if (one->error != 0) return -std::exchange(one->error, 0);
    if (one->at != thing::phase::open || one->has_shut) return -EPIPE;
    auto* peer = find(one->peer);
    if (!peer || peer->life != one->peer_life) return static_cast<long>(size);  // nobody is there
    const auto unread = peer->came_size + peer->on_the_way;
    if (unread >= network.window) {
        peer->was_full = true;
        return -EAGAIN;
    }
    const auto taken = std::min(size, network.window - unread);
    if (one->is_silent) return static_cast<long>(taken);
    const auto piece = network.piece == 0 ? taken : network.piece;
    for (std::size_t at = 0; at < taken; at += piece)
        pass_on(*one, event::kind::arrives, std::string(from + at, std::min(piece, taken - at)));
    return static_cast<long>(taken);
}

std::size_t machine::readable_bytes(int fd) const {
    return find(fd)->came_size;
}

int machine::set_timer(int fd, nanoseconds after) {
    auto* one = find(fd);
    events_.erase(one->tick);
    one->is_set = false;
    if (after.count() > 0)
        one->tick = later(now_ + std::max<nanoseconds>(after, timer_slack), fd, event::kind::ticks);
    return 0;
}

std::size_t machine::connections() const {
    return static_cast<std::size_t>(std::count_if(
        things_.begin(),
        things_.end(),
        [](const auto& each) {
            return each.second->at == thing::phase::open && each.second->peer > each.first;
        }
    ));
}

void machine::reset(std::size_t which) {
    for (auto& [fd, one] : things_) {
        if (one->at != thing::phase::open || one->peer <= fd || which-- > 0) continue;
        auto* const peer = find(one->peer);
        for (auto* each : {one.get(), peer}) {
            if (!each) continue;
            each->at = thing::phase::dead;
            each->error = ECONNRESET;
            each->peer_ended = true;
            raise(each->fd);
        }
        return;
    }
}

void machine::fall_silent(std::size_t which) {
    for (auto& [fd, one] : things_) {
        if (one->at != thing::phase::open || one->peer <= fd || which-- > 0) continue;
        one->is_silent = true;
        if (auto* const peer = find(one->peer)) peer->is_silent = true;
        return;
    }
}

machine::nanoseconds machine::on_the_way() {
    const auto span = static_cast<std::uint64_t>((network.most - network.least).count()) + 1;
    return network.least + nanoseconds(static_cast<std::int64_t>(dice_() % span));
}

machine::moment machine::later(nanoseconds at, int fd, event::kind what, std::string bytes) {
    const moment when{at, ++count_};
    events_.emplace(when, event{fd, find(fd)->life, what, std::move(bytes)});
    return when;
}

// In the order it was sent, however long each piece takes.
void machine::pass_on(thing& from, event::kind what, std::string bytes) {
    auto* const to = find(from.peer);
    if (!to || to->life != from.peer_life || from.is_silent) return;
    to->last_arrival = std::max(to->last_arrival, now_ + on_the_way());
    to->on_the_way += bytes.size();
    later(to->last_arrival, to->fd, what, std::move(bytes));
}

bool machine::happen_next(std::optional<nanoseconds> until) {
    if (events_.empty() || (until && events_.begin()->first.first > *until)) return false;
    now_ = std::max(now_, events_.begin()->first.first);
    auto next = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    ++steps_;
    happen(std::move(next));
    return true;
}

void machine::happen(event what) {
    auto* const one = find(what.fd);
    if (!one || one->life != what.life) return;
    switch (what.what) {
        case event::kind::connects:
            if (one->at == thing::phase::calling) establish(*one);
            return;
        case event::kind::ticks:
            one->is_set = true;
            return raise(what.fd);
        case event::kind::arrives:
            one->on_the_way -= what.bytes.size();
            if (one->is_silent || one->at != thing::phase::open) return;
            one->came_size += what.bytes.size();
            one->came.push_back(std::move(what.bytes));
            return raise(what.fd);
        case event::kind::ends:
            if (one->is_silent) return;
            one->peer_ended = true;
            return raise(what.fd);
        case event::kind::breaks:
            if (one->is_silent) return;
            one->at = thing::phase::dead;
            one->error = ECONNRESET;
            one->peer_ended = true;
            return raise(what.fd);
    }
}

void machine::raise(int fd) {
    for (auto& [other, each] : things_) {
        const auto found = each->watched.find(fd);
        if (found != each->watched.end()) found->second.edge = true;
    }
}

std::uint32_t machine::readiness(int fd) const {
    const auto& one = *find(fd);
    std::uint32_t ready = 0;
    switch (one.is) {
        case thing::kind::event:
        case thing::kind::timer:
            return one.is_set ? EPOLLIN : 0U;
        case thing::kind::listener:
            return one.callers.empty() ? 0U : EPOLLIN;
        case thing::kind::epoll:
            return 0;
        case thing::kind::socket:
            break;
    }
    if (one.at == thing::phase::fresh) return EPOLLOUT | EPOLLHUP;
    if (one.at == thing::phase::calling) return 0;
    if (!one.came.empty() || one.peer_ended) ready |= EPOLLIN;
    if (one.at == thing::phase::dead) ready |= EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP;
    const auto* peer = find(one.peer);
    const bool has_room =
        !peer || peer->life != one.peer_life || peer->came_size + peer->on_the_way < network.window;
    if (has_room) ready |= EPOLLOUT;
    return ready;
}

int machine::control(int epoll, int operation, int fd, const epoll_event* how) {
    auto& watched = find(epoll)->watched;
    if (operation == EPOLL_CTL_DEL) return watched.erase(fd) > 0 ? 0 : -ENOENT;
    if (!find(fd)) return -EPERM;
    const bool is_there = watched.contains(fd);
    if (operation == EPOLL_CTL_ADD && is_there) return -EEXIST;
    if (operation == EPOLL_CTL_MOD && !is_there) return -ENOENT;
    watched[fd] = {how->events, how->data.u64, true};
    return 0;
}

int machine::collect(thing& of, epoll_event* into, int most) {
    std::vector<epoll_event> ready;
    for (auto& [fd, each] : of.watched) {
        const auto found = readiness(fd) & (each.wanted | EPOLLERR | EPOLLHUP);
        if (found == 0 || (!each.edge && (each.wanted & EPOLLET) != 0)) continue;
        epoll_event told{};
        told.events = found;
        told.data.u64 = each.data;
        ready.push_back(told);
        each.edge = false;
    }
    // Who is served first is luck.
    for (std::size_t left = ready.size(); left > 1; --left)
        std::swap(ready[left - 1], ready[dice_() % left]);
    const auto count = std::min(static_cast<std::size_t>(most), ready.size());
    std::copy_n(ready.begin(), count, into);
    return static_cast<int>(count);
}

// In another loop of the same thread: it comes to it once this wait is over.
bool machine::somebody_has_work() const {
    return std::any_of(things_.begin(), things_.end(), [&](const auto& each) {
        const auto& watched = each.second->watched;
        return std::any_of(watched.begin(), watched.end(), [&](const auto& one) {
            return one.second.edge && (readiness(one.first) & one.second.wanted) != 0;
        });
    });
}

// A program that is never done with a moment would hold the machine up for ever.
void machine::watch_for_spinning(const thing& waiting) {
    constexpr int enough = 1'000'000;
    if (std::exchange(last_wait_, now_) != now_) waits_ = 0;
    if (++waits_ < enough) return;
    std::string ready;
    for (const auto& [fd, each] : waiting.watched)
        ready += " " + std::to_string(fd) + ":" + std::to_string(readiness(fd)) + "/" +
                 std::to_string(static_cast<int>(find(fd)->is));
    std::fprintf(stderr, "time stands still; ready are%s\n", ready.c_str());
    std::abort();
}

// Who waits gives the time away: to whatever is next, though it be later than they would wait.
int machine::wait(int epoll, epoll_event* into, int most, int timeout_ms) {
    auto* const one = find(epoll);
    watch_for_spinning(*one);
    while (happen_next(now_)) {
    }
    if (const int count = collect(*one, into, most); count > 0) return count;
    // A look takes its time, or who waits for less than that would wait for ever.
    if (timeout_ms == 0) now_ += std::chrono::microseconds(1);
    if (timeout_ms == 0) return 0;
    if (somebody_has_work()) {
        now_ += milliseconds(std::max(timeout_ms, 0));
    } else if (!happen_next(std::nullopt)) {
        if (timeout_ms < 0) throw std::runtime_error("everybody waits for everybody");
        now_ += milliseconds(timeout_ms);
    }
    while (happen_next(now_)) {
    }
    return collect(*one, into, most);
}

}  // namespace bot::test
