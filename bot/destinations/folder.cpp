#include "bot/destinations/folder.hpp"

#include "bot/base/digest.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace bot {
namespace {

class descriptor {
public:
    explicit descriptor(int held) : held_(held) {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() {
        if (held_ >= 0) ::close(held_);
    }
    int get() const { return held_; }
    bool is_open() const { return held_ >= 0; }

private:
    int held_;
};

tl::unexpected<error> failed(const std::string& doing, const std::string& path) {
    const int why = errno;
    return fail(
        why == ENOSPC || why == EDQUOT ? errc::unavailable : errc::refused,
        "Cannot " + doing + " " + path + ": " + std::strerror(why) +
            ". Set rca.folder to a folder that can be written."
    );
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.size() < 200 && name.front() != '.' &&
           name.find('/') == name.npos && name.find('\0') == name.npos;
}

std::optional<std::string> read_file(int folder, const std::string& name) {
    const descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open()) return std::nullopt;
    std::string text;
    char block[16384];
    for (;;) {
        const auto got = ::read(file.get(), block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(block, static_cast<std::size_t>(got));
    }
}

result<void> write_file(
    int folder, const std::string& name, std::string_view text, const std::string& path
) {
    const auto temporary = "." + name + ".part";
    {
        const descriptor file(::openat(
            folder, temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644
        ));
        if (!file.is_open()) return failed("write", path);
        for (std::string_view left = text; !left.empty();) {
            const auto put = ::write(file.get(), left.data(), left.size());
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) return failed("write", path);
            left.remove_prefix(static_cast<std::size_t>(put));
        }
        if (::fsync(file.get()) != 0) return failed("make durable", path);
    }
    if (::renameat(folder, temporary.c_str(), folder, name.c_str()) != 0)
        return failed("put in place", path);
    if (::fsync(folder) != 0) return failed("make durable", path);
    return {};
}

}  // namespace

result<written_file> write_to_folder(
    const std::string& folder, std::string_view name, std::string_view text
) {
    if (!is_plain_name(name))
        return fail(errc::invalid, "'" + std::string(name) + "' is not a plain file name");
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    const descriptor place(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!place.is_open()) return failed("open", folder);

    // What we wrote last is remembered by its digest, beside the file and out of sight.
    const std::string wanted(name);
    const auto mark = "." + wanted + ".sha256";
    const auto there = read_file(place.get(), wanted);
    const auto last = read_file(place.get(), mark);
    const bool changed_by_people =
        there && *there != text && (!last || *last != to_hex(sha256(*there)));
    std::string chosen = wanted;
    if (changed_by_people) {
        const auto dot = wanted.rfind('.');
        chosen = wanted.substr(0, dot) + ".new" + (dot == wanted.npos ? "" : wanted.substr(dot));
    }
    const auto path = (std::filesystem::path(folder) / chosen).string();
    if (auto done = write_file(place.get(), chosen, text, path); !done)
        return tl::unexpected(done.error());
    if (!changed_by_people)
        if (auto done = write_file(place.get(), mark, to_hex(sha256(text)), path); !done)
            return tl::unexpected(done.error());
    return written_file{path, changed_by_people};
}

}  // namespace bot
