#include "bot/store/sqlite/durable_file.hpp"

#include "bot/base/descriptor.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace bot {
namespace {

constexpr std::string_view check_folder = ". Check that its folder exists and may be written to.";

tl::unexpected<error> failed(const std::string& doing, std::string_view remedy = ".") {
    const auto code = errno == EEXIST ? errc::conflict : errc::unavailable;
    return fail(code, "cannot " + doing + ": " + std::strerror(errno) + std::string(remedy));
}

std::string folder_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

}  // namespace

result<void> make_private_folders(const std::filesystem::path& folder) {
    if (folder.empty() || std::filesystem::exists(folder)) return {};
    if (auto above = make_private_folders(folder.parent_path()); !above) return above;
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return failed(
            "create " + folder.string(),
            ". Make it writable for this user or configure another path."
        );
    return {};
}

result<void> make_new_file(const std::string& path) {
    const descriptor made(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!made.is_open()) return failed("create " + path, check_folder);
    return {};
}

result<void> sync_file(const std::string& path) {
    const descriptor held(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!held.is_open()) return failed("open " + path);
    if (::fsync(held.get()) != 0) return failed("write " + path + " to its disk");
    return {};
}

result<void> sync_folder_of(const std::string& path) {
    const auto folder = folder_of(path);
    const descriptor held(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!held.is_open()) return failed("open " + folder);
    if (::fsync(held.get()) != 0) return failed("write " + folder + " to its disk");
    return {};
}

result<void> rename_durably(const std::string& from, const std::string& to, bool replaces) {
    const auto refused = [&] { return failed("rename " + from + " to " + to); };
    const unsigned how = replaces ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), how) != 0) {
        // Some file systems of other machines know no such thing; then it is looked for before.
        if (replaces || (errno != EINVAL && errno != ENOSYS)) return refused();
        struct stat there {};
        errno = EEXIST;
        if (::lstat(to.c_str(), &there) == 0) return refused();
        if (::rename(from.c_str(), to.c_str()) != 0) return refused();
    }
    return sync_folder_of(to);
}

}  // namespace bot
