// RCAs as files in a folder, a vault for one. Whole files only, never outside the
// folder, never over what people wrote into one of them.
#pragma once

#include "bot/base/result.hpp"

#include <string>
#include <string_view>

namespace bot {

struct written_file {
    std::string path;
    bool beside = false;  // people had changed the file: the new draft stands beside it
};

// The file appears whole and durable or not at all. When the file there is not the one written
// last, the text goes to NAME.new.md and the file stays as it is.
result<written_file> write_to_folder(
    const std::string& folder, std::string_view name, std::string_view text
);

}  // namespace bot
