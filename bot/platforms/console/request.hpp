// What a browser asks over its socket: one JSON object with a number and a verb.
// Decoding only; strict, pure. docs/console-protocol.md has the whole language.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot::console {

struct file_ref {
    std::string name, sha256, media_type;
    std::int64_t size = 0;
};

struct request {
    std::int64_t n = 0;
    std::string verb;
    std::string room, id, text, parent, message, emoji, template_name, name;
    row_kind kind = row_kind::message;
    bool on = true;
    std::int64_t before = 0;
    std::int64_t incident = 0;
    std::optional<file_ref> file;
};

// A frame that cannot be answered by number has n == 0.
struct refusal {
    std::int64_t n = 0;
    error why;
};

tl::expected<request, refusal> parse_request(std::string_view frame);

// "general", "inc-7-cache-invalidation-bug", "@ana".
bool is_room_name(std::string_view name);
// What people sign in as: letters, digits, . _ - and other scripts, up to 40 bytes.
result<std::string> checked_person_name(std::string_view name);

}  // namespace bot::console
