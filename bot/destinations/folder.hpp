// RCAs as files in a folder, a vault for one. Whole files only, never outside the
// folder, and what people wrote into one of them stays (merge.hpp).
#pragma once

#include "bot/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace bot {

struct written_file {
    std::string path;
    bool beside = false;        // a file of that name was there that is not this one
    std::size_t conflicts = 0;  // places that people and the record both changed
};

// The file appears whole and durable or not at all. Beside it `.NAME.base` keeps what was
// generated. A file that we did not write, or not about `owner` ("INC-7"), stays as it is, and the
// text goes to NAME.new.md.
result<written_file> write_to_folder(
    const std::string& folder, std::string_view name, std::string_view text, std::string_view owner
);

// "outage.md" beside which "outage.new.md" stands.
std::string name_beside(std::string_view name);

}  // namespace bot
