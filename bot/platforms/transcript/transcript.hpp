// Transcripts, version 1: a JSON Lines file of what happened on a platform, in order.
// This is the one reader of the format; it is strict, and pure.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/inbound.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace bot::transcript {

inline constexpr std::string_view platform = "transcript";
// The word that stands for the channel of the incident declared last.
inline constexpr std::string_view incident_channel = "incident";

// An alert as its source sent it; which kind of source decides how it is read.
struct alert_line {
    std::string source, body, key;
    instant at;
};

// Channels are still names as they stand in the file.
using line = std::variant<inbound, alert_line>;

// `place` ("F.jsonl:12") begins every error, which says what is wrong and what was expected.
result<line> parse_line(std::string_view text, std::string_view place, std::int64_t number);

}  // namespace bot::transcript
