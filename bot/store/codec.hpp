// How an event stands in a store: its kind by name, its words as one text. Talk is
// kept as the bare text, everything else as a JSON object.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/events.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bot {

// Bare text keeps every byte. In JSON, bytes that are no UTF-8 become U+FFFD.
std::string encode_payload(const event& what);

// Sets `line.what` (and `line.erased`) from what was stored; the head is filled in already and
// names the record in errors. No payload: the words are erased, the kind stays. Fields nobody
// knows are passed over, missing optional ones are empty.
result<void> decode_payload(
    record& line, std::string_view kind, std::optional<std::string_view> payload
);

// True for the kinds whose payload is the bare text.
bool is_bare_text(std::string_view kind);

// "INC-7", "room log 3": for sentences about a log.
std::string log_label(incident_id log);

}  // namespace bot
