// Alerts: what monitoring tells, onto the timeline of the incident of its service.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/decision.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace bot {

decision on_alert(const situation&, const inbound&, const in_alert&);

// One row for each kind of source: how its payload becomes notices. Pure; an error
// names what is wrong in the payload.
struct alert_decoder {
    std::string_view kind;
    result<std::vector<alert_notice>> (*decode)(std::string_view source, std::string_view body);
};
std::span<const alert_decoder> alert_decoders();
const alert_decoder* find_alert_decoder(std::string_view kind);

// A payload as it came, and the inbounds it becomes: one for each service in it.
struct alert_delivery {
    std::string_view kind, source, body, key;
    instant at;
};
result<std::vector<inbound>> alert_inbounds(const alert_delivery& from);

}  // namespace bot
