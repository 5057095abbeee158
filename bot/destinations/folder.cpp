#include "bot/destinations/folder.hpp"

#include "bot/destinations/merge.hpp"

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

// Nothing where there is no such file. One that cannot be read is no such file to write over.
result<std::optional<std::string>> read_file(
    int folder, const std::string& name, const std::string& path
) {
    const descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        return failed("read", path);
    }
    std::string text;
    char block[16384];
    for (;;) {
        const auto got = ::read(file.get(), block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read", path);
        if (got == 0) return text;
        text.append(block, static_cast<std::size_t>(got));
    }
}

std::string temporary_of(const std::string& name) {
    return "." + name + ".part";
}

result<void> write_beside(
    int folder, const std::string& name, std::string_view text, const std::string& path
) {
    const auto temporary = temporary_of(name);
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
    return {};
}

result<void> put_in_place(int folder, const std::string& name, const std::string& path) {
    const auto temporary = temporary_of(name);
    if (::renameat(folder, temporary.c_str(), folder, name.c_str()) != 0)
        return failed("put in place", path);
    if (::fsync(folder) != 0) return failed("make durable", path);
    return {};
}

// What was generated last, and of which incident.
struct generated_before {
    std::string owner, text;
};

result<std::optional<generated_before>> read_base(
    int folder, const std::string& name, const std::string& path
) {
    auto kept = read_file(folder, name, path);
    if (!kept) return tl::unexpected(kept.error());
    if (!*kept) return std::nullopt;
    const auto end = (*kept)->find('\n');
    if (end == std::string::npos) return std::nullopt;
    return generated_before{(*kept)->substr(0, end), (*kept)->substr(end + 1)};
}

std::string name_beside(const std::string& name) {
    const auto dot = name.rfind('.');
    return name.substr(0, dot) + ".new" + (dot == name.npos ? "" : name.substr(dot));
}

// Somebody may save the file while it is put together: then it is put together again.
result<std::size_t> write_merged(
    int folder,
    const std::string& name,
    std::optional<std::string> there,
    const std::string& base,
    std::string_view text,
    const std::string& path
) {
    constexpr int most_tries = 5;
    for (int tried = 1;; ++tried) {
        auto both =
            there ? merge_document(base, *there, text) : merged_document{std::string(text), 0};
        if (auto done = write_beside(folder, name, both.text, path); !done)
            return tl::unexpected(done.error());
        auto now = read_file(folder, name, path);
        if (!now) return tl::unexpected(now.error());
        if (*now != there && tried < most_tries) {
            there = std::move(*now);
            continue;
        }
        if (auto done = put_in_place(folder, name, path); !done)
            return tl::unexpected(done.error());
        return both.conflicts;
    }
}

}  // namespace

result<written_file> write_to_folder(
    const std::string& folder, std::string_view name, std::string_view text, std::string_view owner
) {
    if (!is_plain_name(name))
        return fail(errc::invalid, "'" + std::string(name) + "' is not a plain file name");
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    const descriptor place(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!place.is_open()) return failed("open", folder);

    // What was generated last is kept beside the file and out of sight: what differs from it people
    // wrote.
    const std::string wanted(name);
    const auto mark = "." + wanted + ".base";
    written_file made{(std::filesystem::path(folder) / wanted).string(), false, 0};
    auto there = read_file(place.get(), wanted, made.path);
    if (!there) return tl::unexpected(there.error());
    const auto last = read_base(place.get(), mark, made.path);
    if (!last) return tl::unexpected(last.error());
    const bool is_ours = *last && (*last)->owner == owner;
    if (*there && **there != text && !is_ours) {
        auto beside = write_to_folder(folder, name_beside(wanted), text, owner);
        if (beside) beside->beside = true;
        return beside;
    }
    const auto base = is_ours ? (*last)->text : std::string();
    const auto conflicts =
        write_merged(place.get(), wanted, std::move(*there), base, text, made.path);
    if (!conflicts) return tl::unexpected(conflicts.error());
    made.conflicts = *conflicts;
    // The file first: were it the other way round, a crash between would make old words people's.
    const auto kept = std::string(owner) + "\n" + std::string(text);
    if (auto done = write_beside(place.get(), mark, kept, made.path); !done)
        return tl::unexpected(done.error());
    if (auto done = put_in_place(place.get(), mark, made.path); !done)
        return tl::unexpected(done.error());
    return made;
}

}  // namespace bot
