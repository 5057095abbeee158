// Files people share: kept by their digest in one folder, durable before anything
// speaks of them.
#pragma once

#include "bot/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot::console {

class file_shelf {
public:
    explicit file_shelf(std::string folder) : folder_(std::move(folder)) {}

    // The SHA-256 under which the bytes are kept from now on.
    result<std::string> keep(std::string_view bytes) const;
    // Nothing when there is none, or when the digest is no digest.
    std::optional<std::string> read(std::string_view sha256) const;
    // How many bytes; nothing when there is none.
    std::optional<std::int64_t> size_of(std::string_view sha256) const;

private:
    std::string folder_;
};

// By its name, from a short list; what is not on it is bytes to a browser.
std::string media_type_of(std::string_view name);

}  // namespace bot::console
