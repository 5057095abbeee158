// The files of an export, as far as they may be read: plain ones, inside its folder.
#pragma once

#include "bot/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

// One step into a folder and no other: no "..", no path, nothing empty.
bool is_folder_name(std::string_view name);
// "2025-09-27.json" names a day, "canvas.json" none.
bool is_day_file(std::string_view name);

// The whole file, well-formed UTF-8; not_found, or why not. An error is a whole sentence.
result<std::string> read_plain_file(const std::string& path);

// Names of the folders in it, and of the day files without ".json", both sorted. A folder that is
// a link has none.
std::vector<std::string> folders_in(const std::string& path);
result<std::vector<std::string>> days_in(const std::string& path);

}  // namespace bot::slack
