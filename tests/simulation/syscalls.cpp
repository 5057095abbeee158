// What Asio asks of a kernel, asked of the machine that stands, and of the kernel when none does.
// Defined in the program itself, these come before the C library's.
#undef _FORTIFY_SOURCE  // it defines some of them itself, inline

#include "tests/simulation/machine.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstring>
#include <ctime>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

using bot::test::machine;

namespace {

machine* owner_of(int fd) {
    auto* const one = machine::current();
    return one && one->owns(fd) ? one : nullptr;
}

// As system calls answer: -1 and errno.
template <class Number>
Number answer(Number told) {
    if (told >= 0) return told;
    errno = static_cast<int>(-told);
    return -1;
}

std::uint16_t port_in(const sockaddr* address) {
    if (address->sa_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
    return ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
}

int write_address(std::uint16_t port, sockaddr* into, socklen_t* size) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    made.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::memcpy(into, &made, std::min<std::size_t>(*size, sizeof made));
    *size = sizeof made;
    return 0;
}

timespec to_timespec(std::chrono::nanoseconds span) {
    constexpr std::int64_t billion = 1'000'000'000;
    timespec made{};
    made.tv_sec = span.count() / billion;
    made.tv_nsec = span.count() % billion;
    return made;
}

// 2026-03-02T09:00:00Z at the machine's beginning.
constexpr std::int64_t wall_at_start = 1'772'442'000;

}  // namespace

extern "C" {

int clock_gettime(clockid_t which, timespec* into) noexcept {
    auto* const one = machine::current();
    if (!one || (which != CLOCK_MONOTONIC && which != CLOCK_REALTIME))
        return static_cast<int>(syscall(SYS_clock_gettime, which, into));
    *into = to_timespec(one->now());
    if (which == CLOCK_REALTIME)
        into->tv_sec +=
            wall_at_start -
            std::chrono::duration_cast<std::chrono::seconds>(machine::beginning).count();
    return 0;
}

time_t time(time_t* into) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (into) *into = now.tv_sec;
    return now.tv_sec;
}

int socket(int domain, int type, int protocol) noexcept {
    auto* const one = machine::current();
    if (!one || (domain != AF_INET && domain != AF_INET6))
        return static_cast<int>(syscall(SYS_socket, domain, type, protocol));
    return one->make_socket();
}

int bind(int fd, const sockaddr* address, socklen_t size) noexcept {
    if (auto* const one = owner_of(fd)) return answer(one->bind(fd, port_in(address)));
    return static_cast<int>(syscall(SYS_bind, fd, address, size));
}

int listen(int fd, int backlog) noexcept {
    if (auto* const one = owner_of(fd)) return answer(one->listen(fd));
    return static_cast<int>(syscall(SYS_listen, fd, backlog));
}

int accept(int fd, sockaddr* address, socklen_t* size) {
    auto* const one = owner_of(fd);
    if (!one) return static_cast<int>(syscall(SYS_accept, fd, address, size));
    const int caller = one->accept(fd);
    if (caller >= 0 && address) write_address(one->port_of(caller, true), address, size);
    return answer(caller);
}

int connect(int fd, const sockaddr* address, socklen_t size) {
    if (auto* const one = owner_of(fd)) return answer(one->connect(fd, port_in(address)));
    return static_cast<int>(syscall(SYS_connect, fd, address, size));
}

int shutdown(int fd, int how) noexcept {
    if (auto* const one = owner_of(fd)) return answer(one->shutdown(fd, how));
    return static_cast<int>(syscall(SYS_shutdown, fd, how));
}

int getsockname(int fd, sockaddr* address, socklen_t* size) noexcept {
    if (auto* const one = owner_of(fd))
        return write_address(one->port_of(fd, false), address, size);
    return static_cast<int>(syscall(SYS_getsockname, fd, address, size));
}

int getpeername(int fd, sockaddr* address, socklen_t* size) noexcept {
    auto* const one = owner_of(fd);
    if (!one) return static_cast<int>(syscall(SYS_getpeername, fd, address, size));
    const auto port = one->port_of(fd, true);
    return port == 0 ? answer(-ENOTCONN) : write_address(port, address, size);
}

int setsockopt(int fd, int level, int name, const void* value, socklen_t size) noexcept {
    auto* const one = owner_of(fd);
    if (!one) return static_cast<int>(syscall(SYS_setsockopt, fd, level, name, value, size));
    if (level == SOL_SOCKET && name == SO_LINGER) {
        const auto* how = static_cast<const linger*>(value);
        one->reset_on_close(fd, how->l_onoff != 0 && how->l_linger == 0);
    }
    return 0;
}

int getsockopt(int fd, int level, int name, void* value, socklen_t* size) noexcept {
    auto* const one = owner_of(fd);
    if (!one) return static_cast<int>(syscall(SYS_getsockopt, fd, level, name, value, size));
    std::memset(value, 0, *size);
    if (level == SOL_SOCKET && name == SO_ERROR) {
        const int error = one->take_error(fd);
        std::memcpy(value, &error, sizeof error);
    }
    if (level == IPPROTO_TCP && name == TCP_INFO)
        static_cast<tcp_info*>(value)->tcpi_state =
            one->is_established(fd) ? TCP_ESTABLISHED : TCP_CLOSE_WAIT;
    return 0;
}

ssize_t recv(int fd, void* into, size_t size, int flags) {
    if (auto* const one = owner_of(fd))
        return answer(one->receive(fd, static_cast<char*>(into), size));
    return syscall(SYS_recvfrom, fd, into, size, flags, nullptr, nullptr);
}

ssize_t send(int fd, const void* from, size_t size, int flags) {
    if (auto* const one = owner_of(fd))
        return answer(one->send(fd, static_cast<const char*>(from), size));
    return syscall(SYS_sendto, fd, from, size, flags, nullptr, 0);
}

ssize_t recvmsg(int fd, msghdr* what, int flags) {
    auto* const one = owner_of(fd);
    if (!one) return syscall(SYS_recvmsg, fd, what, flags);
    long taken = 0;
    for (std::size_t i = 0; i < what->msg_iovlen; ++i) {
        const auto& part = what->msg_iov[i];
        const long now = one->receive(fd, static_cast<char*>(part.iov_base), part.iov_len);
        if (now < 0) return taken > 0 ? taken : answer(now);
        taken += now;
        if (static_cast<std::size_t>(now) < part.iov_len) break;
    }
    return taken;
}

ssize_t sendmsg(int fd, const msghdr* what, int flags) {
    auto* const one = owner_of(fd);
    if (!one) return syscall(SYS_sendmsg, fd, what, flags);
    long taken = 0;
    for (std::size_t i = 0; i < what->msg_iovlen; ++i) {
        const auto& part = what->msg_iov[i];
        const long now = one->send(fd, static_cast<const char*>(part.iov_base), part.iov_len);
        if (now < 0) return taken > 0 ? taken : answer(now);
        taken += now;
        if (static_cast<std::size_t>(now) < part.iov_len) break;
    }
    return taken;
}

ssize_t read(int fd, void* into, size_t size) {
    if (auto* const one = owner_of(fd))
        return answer(one->receive(fd, static_cast<char*>(into), size));
    return syscall(SYS_read, fd, into, size);
}

ssize_t write(int fd, const void* from, size_t size) {
    if (auto* const one = owner_of(fd))
        return answer(one->send(fd, static_cast<const char*>(from), size));
    return syscall(SYS_write, fd, from, size);
}

int close(int fd) {
    if (auto* const one = owner_of(fd)) return answer(one->close(fd));
    return static_cast<int>(syscall(SYS_close, fd));
}

int ioctl(int fd, unsigned long request, ...) noexcept {
    va_list rest;
    va_start(rest, request);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    auto* const one = owner_of(fd);
    if (!one) return static_cast<int>(syscall(SYS_ioctl, fd, request, argument));
    if (request == FIONREAD)
        *static_cast<int*>(argument) = static_cast<int>(one->readable_bytes(fd));
    return 0;
}

int fcntl(int fd, int command, ...) {
    va_list rest;
    va_start(rest, command);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    if (owner_of(fd)) return 0;
    return static_cast<int>(syscall(SYS_fcntl, fd, command, argument));
}

int poll(pollfd* all, nfds_t count, int timeout) {
    if (count != 1 || !owner_of(all->fd))
        return static_cast<int>(syscall(SYS_poll, all, count, timeout));
    const auto ready = owner_of(all->fd)->readiness(all->fd);
    all->revents = 0;
    if ((ready & EPOLLIN) != 0) all->revents |= POLLIN;
    if ((ready & EPOLLOUT) != 0) all->revents |= POLLOUT;
    if ((ready & EPOLLERR) != 0) all->revents |= POLLERR;
    all->revents &= static_cast<short>(all->events | POLLERR);
    return all->revents != 0 ? 1 : 0;
}

int eventfd(unsigned int value, int flags) noexcept {
    if (auto* const one = machine::current()) return one->make_event();
    return static_cast<int>(syscall(SYS_eventfd2, value, flags));
}

int epoll_create1(int flags) noexcept {
    if (auto* const one = machine::current()) return one->make_epoll();
    return static_cast<int>(syscall(SYS_epoll_create1, flags));
}

int epoll_create(int) noexcept {
    return epoll_create1(0);
}

int epoll_ctl(int epoll, int operation, int fd, epoll_event* how) noexcept {
    if (auto* const one = owner_of(epoll)) return answer(one->control(epoll, operation, fd, how));
    return static_cast<int>(syscall(SYS_epoll_ctl, epoll, operation, fd, how));
}

int epoll_wait(int epoll, epoll_event* into, int most, int timeout) {
    if (auto* const one = owner_of(epoll)) return answer(one->wait(epoll, into, most, timeout));
    return static_cast<int>(syscall(SYS_epoll_wait, epoll, into, most, timeout));
}

int timerfd_create(int clock, int flags) noexcept {
    if (auto* const one = machine::current()) return one->make_timer();
    return static_cast<int>(syscall(SYS_timerfd_create, clock, flags));
}

int timerfd_settime(int fd, int flags, const itimerspec* to, itimerspec* before) noexcept {
    auto* const one = owner_of(fd);
    if (!one) return static_cast<int>(syscall(SYS_timerfd_settime, fd, flags, to, before));
    const auto span =
        std::chrono::seconds(to->it_value.tv_sec) + std::chrono::nanoseconds(to->it_value.tv_nsec);
    // An absolute moment is one that is long past: Asio's way of saying at once.
    const bool at_once = (flags & TFD_TIMER_ABSTIME) != 0 && span.count() > 0;
    return answer(one->set_timer(fd, at_once ? std::chrono::nanoseconds(1) : span));
}

}  // extern "C"
