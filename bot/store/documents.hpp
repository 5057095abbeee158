// What is not a record, as JSON text for a column: effects, briefs, alerts.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/decision.hpp"

#include <string>
#include <string_view>

namespace bot {

// The whole of it, ids included; a store may keep some of it in columns besides.
std::string encode_effect(const effect& what);
result<effect> decode_effect(std::string_view text);

std::string encode_brief(const incident_brief& brief);
result<incident_brief> decode_brief(std::string_view text);

std::string encode_alert(const alert_notice& alert);
result<alert_notice> decode_alert(std::string_view text);

}  // namespace bot
