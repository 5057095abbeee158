#include "bot/destinations/open_folder.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace bot {
namespace {

tl::unexpected<error> failed_at(
    const std::string& doing, const std::string& path, const std::string& remedy
) {
    const int why = errno;
    return fail(
        why == ENOSPC || why == EDQUOT ? errc::unavailable : errc::refused,
        "Cannot " + doing + " " + path + ": " + std::strerror(why) + ". " + remedy
    );
}

std::string temporary_of(const std::string& name) {
    return "." + name + ".part";
}

}  // namespace

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.size() < 200 && name.front() != '.' &&
           name.find('/') == name.npos && name.find('\0') == name.npos;
}

result<open_folder> open_folder::open(std::string path, std::string remedy) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    descriptor held(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!held.is_open()) return failed_at("open", path, remedy);
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return open_folder(std::move(path), std::move(remedy), std::move(held));
}

tl::unexpected<error> open_folder::failed(const std::string& doing, std::string_view name) const {
    return failed_at(doing, path_of(name), remedy_);
}

result<std::optional<std::string>> open_folder::read(const std::string& name) const {
    const descriptor file(::openat(held_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        return failed("read", name);
    }
    std::string text;
    char block[16384];
    for (;;) {
        const auto got = ::read(file.get(), block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read", name);
        if (got == 0) return text;
        text.append(block, static_cast<std::size_t>(got));
    }
}

result<void> open_folder::write_beside(const std::string& name, std::string_view text) const {
    const descriptor file(::openat(
        held_.get(),
        temporary_of(name).c_str(),
        O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
        0644
    ));
    if (!file.is_open()) return failed("write", name);
    for (auto left = text; !left.empty();) {
        const auto put = ::write(file.get(), left.data(), left.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return failed("write", name);
        left.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(file.get()) != 0) return failed("make durable", name);
    return {};
}

result<void> open_folder::put_in_place(const std::string& name) const {
    if (::renameat(held_.get(), temporary_of(name).c_str(), held_.get(), name.c_str()) != 0)
        return failed("put in place", name);
    if (::fsync(held_.get()) != 0) return failed("make durable", name);
    return {};
}

result<void> open_folder::replace(const std::string& name, std::string_view text) const {
    if (auto done = write_beside(name, text); !done) return done;
    return put_in_place(name);
}

result<std::optional<generated_before>> read_generated(
    const open_folder& from, const std::string& name
) {
    auto kept = from.read(name);
    if (!kept) return tl::unexpected(kept.error());
    if (!*kept) return std::nullopt;
    const auto end = (*kept)->find('\n');
    if (end == std::string::npos) return std::nullopt;
    return generated_before{(*kept)->substr(0, end), (*kept)->substr(end + 1)};
}

result<void> keep_generated(
    const open_folder& in, const std::string& name, const generated_before& what
) {
    return in.replace(name, what.owner + "\n" + what.text);
}

}  // namespace bot
