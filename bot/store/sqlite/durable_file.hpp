// Names that outlive a power cut: a file is durable only when its folder knows it, too.
#pragma once

#include "bot/base/result.hpp"

#include <filesystem>
#include <string>

namespace bot {

// Those that are missing, for their owner alone (0700).
result<void> make_private_folders(const std::filesystem::path& folder);
// An empty file for its owner alone (0600); conflict when there is something of that name.
result<void> make_new_file(const std::string& path);
result<void> sync_file(const std::string& path);
// The folder a file is in.
result<void> sync_folder_of(const std::string& path);
// Over what is there, or (conflict) only where nothing is.
result<void> rename_durably(const std::string& from, const std::string& to, bool replaces);

}  // namespace bot
