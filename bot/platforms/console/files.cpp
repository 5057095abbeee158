#include "bot/platforms/console/files.hpp"

#include "bot/base/digest.hpp"
#include "bot/base/text.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace bot::console {
namespace {

bool is_digest(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

result<std::string> file_shelf::keep(std::string_view bytes) const {
    const auto digest = to_hex(sha256(bytes));
    const auto path = folder_ + "/" + digest;
    std::error_code problem;
    std::filesystem::create_directories(folder_, problem);
    if (std::filesystem::exists(path, problem)) return digest;
    const auto failed = [&](const char* doing) {
        return fail(
            errc::unavailable,
            std::string("Cannot ") + doing + " the file in " + folder_ + ": " +
                std::strerror(errno) + ". It was not stored; try again."
        );
    };
    const auto temporary = folder_ + "/." + digest + "." + std::to_string(::getpid());
    const int file =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return failed("open");
    bool written = true;
    for (auto left = bytes; !left.empty() && written;) {
        const auto put = ::write(file, left.data(), left.size());
        if (put < 0 && errno == EINTR) continue;
        written = put > 0;
        if (written) left.remove_prefix(static_cast<std::size_t>(put));
    }
    written = written && ::fsync(file) == 0;
    ::close(file);
    if (!written || ::rename(temporary.c_str(), path.c_str()) != 0) {
        ::unlink(temporary.c_str());
        return failed("write");
    }
    const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return digest;
}

std::optional<std::string> file_shelf::read(std::string_view sha256) const {
    if (!is_digest(sha256)) return std::nullopt;
    std::ifstream file(folder_ + "/" + std::string(sha256), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::optional<std::int64_t> file_shelf::size_of(std::string_view sha256) const {
    if (!is_digest(sha256)) return std::nullopt;
    std::error_code none;
    const auto size = std::filesystem::file_size(folder_ + "/" + std::string(sha256), none);
    if (none) return std::nullopt;
    return static_cast<std::int64_t>(size);
}

std::string media_type_of(std::string_view name) {
    static constexpr std::pair<std::string_view, std::string_view> known[] = {
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},
        {".webp", "image/webp"},
        {".txt", "text/plain"},
        {".log", "text/plain"},
        {".md", "text/markdown"},
        {".csv", "text/csv"},
        {".json", "application/json"},
        {".pdf", "application/pdf"},
    };
    const auto lowered = lower_ascii(name);
    for (const auto& [ending, type] : known)
        if (lowered.ends_with(ending)) return std::string(type);
    return "application/octet-stream";
}

}  // namespace bot::console
