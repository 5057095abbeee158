#include "config/small_file.hpp"

#include "bot/base/descriptor.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace bot {
namespace {

tl::unexpected<error> failed(int number) {
    switch (number) {
        case ENOENT:
        case ENOTDIR:
            return fail(errc::not_found, "there is no such file");
        case EACCES:
        case EPERM:
            return fail(errc::forbidden, "this process may not read it");
        default:
            return fail(errc::unavailable, std::string("cannot read: ") + std::strerror(number));
    }
}

}  // namespace

result<small_file> read_small_file(const std::string& path, std::size_t limit) {
    // Not blocking: opening a pipe nobody writes to would wait for ever.
    const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return failed(errno);
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0) return failed(errno);
    if (S_ISDIR(facts.st_mode)) return fail(errc::invalid, "this is a folder, not a file");
    if (!S_ISREG(facts.st_mode)) return fail(errc::invalid, "this is no ordinary file");

    small_file read;
    read.others_can_read = (facts.st_mode & (S_IRWXG | S_IRWXO) & ~(S_IXGRP | S_IXOTH)) != 0;
    read.text.resize(limit + 1);
    std::size_t filled = 0;
    while (filled <= limit) {
        const auto got = ::read(file.get(), read.text.data() + filled, limit + 1 - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(errno);
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    if (filled > limit)
        return fail(errc::invalid, "larger than " + std::to_string(limit / 1024) + " kiB");
    read.text.resize(filled);
    return read;
}

path_is look_at(const std::string& path) {
    std::error_code ec;
    const auto status = std::filesystem::status(path, ec);
    switch (status.type()) {
        case std::filesystem::file_type::not_found:
            return path_is::missing;
        case std::filesystem::file_type::regular:
            return path_is::file;
        case std::filesystem::file_type::directory:
            return path_is::folder;
        case std::filesystem::file_type::none:
            return path_is::unreachable;
        default:
            return path_is::other;
    }
}

bool is_open_to_everybody(const std::string& path) {
    using std::filesystem::perms;
    std::error_code ec;
    const auto allowed = std::filesystem::status(path, ec).permissions();
    return (allowed & (perms::others_read | perms::others_write)) != perms::none;
}

std::string resolve_path(
    const std::string& folder, const std::string& path, const std::string& home
) {
    std::filesystem::path meant(path);
    if (path.starts_with("~/") && !home.empty()) {
        meant = std::filesystem::path(home) / path.substr(2);
    } else if (meant.is_relative() && !folder.empty()) {
        meant = std::filesystem::path(folder) / meant;
    }
    return meant.lexically_normal().string();
}

}  // namespace bot
