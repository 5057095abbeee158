#include "bot/platforms/plain_file.hpp"

#include <filesystem>

namespace bot {

namespace fs = std::filesystem;

result<void> may_be_read(const std::string& path, std::uintmax_t largest) {
    std::error_code failed;
    const auto status = fs::symlink_status(path, failed);
    if (status.type() == fs::file_type::not_found)
        return fail(errc::not_found, path + " is not there.");
    if (fs::is_symlink(status))
        return fail(errc::forbidden, path + " is a symbolic link; an export has none.");
    if (!fs::is_regular_file(status)) return fail(errc::invalid, path + " is no plain file.");
    const auto size = fs::file_size(path, failed);
    if (largest > 0 && !failed && size > largest)
        return fail(
            errc::invalid, path + " is larger than " + std::to_string(largest >> 20) + " MiB."
        );
    return {};
}

}  // namespace bot
