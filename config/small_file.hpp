// Reading a file whole, when it is small and really a file.
#pragma once

#include "bot/base/result.hpp"

#include <cstddef>
#include <string>

namespace bot {

struct small_file {
    std::string text;
    bool others_can_read = false;  // or write: group or world has a right to it
};

// Refuses folders, devices and pipes without waiting for them, and more than `limit` bytes. The
// error names the reason, not the path and nothing of what was read.
result<small_file> read_small_file(const std::string& path, std::size_t limit);

enum class path_is { missing, file, folder, other, unreachable };
path_is look_at(const std::string& path);
bool is_open_to_everybody(const std::string& path);  // more than owner and group: to read or write

// `path` as meant from `folder`: absolute ones stay, "~/" is `home`.
std::string resolve_path(
    const std::string& folder, const std::string& path, const std::string& home
);

}  // namespace bot
