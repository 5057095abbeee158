#include "bot/store/sqlite/file_lock.hpp"

#include "bot/base/time.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace bot {
namespace {

std::string who_we_are() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) std::strcpy(host.data(), "this host");
    const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
    return "process " + std::to_string(::getpid()) + " on " + host.data() + ", started " +
           format_rfc3339(now);
}

std::string holder_in(int fd) {
    std::array<char, 512> text{};
    const auto count = ::pread(fd, text.data(), text.size() - 1, 0);
    std::string holder(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    return holder.empty() ? "another process" : holder;
}

}  // namespace

result<file_lock> file_lock::take(const std::string& path) {
    const std::string name = path + ".lock";
    const int fd = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(
            errc::unavailable,
            "cannot open " + name + ": " + std::strerror(errno) +
                ". Check that its folder exists and may be written to."
        );
    file_lock taken(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return fail(errc::unavailable, "cannot lock " + name + ": " + std::strerror(errno));
        return fail(
            errc::conflict,
            path + " is in use by " + holder_in(fd) +
                ". One process writes to it at a time: stop that one first, or give this one "
                "another file."
        );
    }
    const std::string us = who_we_are() + "\n";
    if (::ftruncate(fd, 0) != 0 ||
        ::pwrite(fd, us.data(), us.size(), 0) != static_cast<ssize_t>(us.size()))
        return fail(errc::unavailable, "cannot write " + name + ": " + std::strerror(errno));
    return taken;
}

file_lock::~file_lock() {
    // The file stays: whoever removed it could remove the one a newer process has just locked.
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace bot
