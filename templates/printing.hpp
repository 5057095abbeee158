// Answers for values written out exactly as Python writes them, and as JSON.
#pragma once

#include "bot/base/result.hpp"
#include "templates/item.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

// Both append, and answer whether something people told is among what was written.
result<bool> append_text(std::string& to, const item& what);  // str()
result<bool> append_repr(std::string& to, const item& what);  // repr()

void append_quoted(std::string& to, std::string_view text);  // repr() of text

// json.dumps with sorted keys, ASCII only and safe within HTML; `indent` opens it up.
result<std::string> to_json(const item& what, std::optional<std::size_t> indent);

}  // namespace bot
