#include "bot/platforms/slack/export/export_file.hpp"

#include "bot/base/text.hpp"
#include "bot/base/time.hpp"
#include "bot/platforms/plain_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace bot::slack {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 512ULL * 1024 * 1024;
constexpr std::string_view day_ending = ".json";

// Names in a folder for which `is_wanted` holds, sorted.
template <class Wanted>
std::vector<std::string> names_in(const std::string& path, Wanted is_wanted) {
    std::vector<std::string> found;
    std::error_code failed;
    for (fs::directory_iterator at(path, failed), end; !failed && at != end; at.increment(failed))
        if (is_wanted(*at)) found.push_back(at->path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

bool is_folder_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

bool is_day_file(std::string_view name) {
    return name.ends_with(day_ending) &&
           parse_date(name.substr(0, name.size() - day_ending.size())).has_value();
}

result<std::string> read_plain_file(const std::string& path) {
    if (auto may = bot::may_be_read(path, largest_file); !may) return tl::unexpected(may.error());
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (file) {
        std::error_code unknown;
        const auto size = fs::file_size(path, unknown);
        text.resize(unknown ? 0 : static_cast<std::size_t>(size));
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
    }
    if (!file)
        return fail(errc::unavailable, path + " cannot be read: " + std::strerror(errno) + ".");
    return is_utf8(text) ? std::move(text) : repair_utf8(text);
}

std::vector<std::string> folders_in(const std::string& path) {
    return names_in(path, [](const fs::directory_entry& one) {
        std::error_code failed;
        return fs::is_directory(one.symlink_status(failed));
    });
}

result<std::vector<std::string>> days_in(const std::string& path) {
    std::error_code failed;
    const auto status = fs::symlink_status(path, failed);
    if (fs::is_symlink(status))
        return fail(errc::forbidden, path + " is a symbolic link; an export has none.");
    auto days = names_in(path, [](const fs::directory_entry& one) {
        return is_day_file(one.path().filename().string());
    });
    for (auto& day : days) day.resize(day.size() - day_ending.size());
    return days;
}

}  // namespace bot::slack
