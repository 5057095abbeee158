// Reading the JSON of a chat. One parse with simdjson, then views into it: the hot path makes no
// tree of its own. What is missing or of another type reads as empty; nothing here throws.
#pragma once

#include "bot/base/result.hpp"

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

// A value inside a document; valid as long as the document lives and is not parsed into again.
using json = simdjson::dom::element;

class document {
public:
    // Depth is limited to 64, size to what the caller let in. The text is copied.
    result<json> parse(std::string_view text);

private:
    simdjson::dom::parser parser_;
};

std::optional<json> member(json of, std::string_view key);  // nothing for null, too
std::string_view text(json of, std::string_view key);       // "" when it is no string
std::string_view text(json of, std::string_view outer, std::string_view key);
bool flag(json of, std::string_view key);
std::int64_t number(json of, std::string_view key, std::int64_t otherwise = 0);
std::string to_text(json of);  // minified

// Iterate an array member: for (json one : items(of, "blocks")). Empty when it is none.
simdjson::dom::array items(json of, std::string_view key);

}  // namespace bot
