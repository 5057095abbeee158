// Prometheus Alertmanager's webhook, version 4 of its payload
// (prometheus.io/docs/alerting/latest/configuration, "webhook_config").
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/events.hpp"

#include <string_view>
#include <vector>

namespace bot {

result<std::vector<alert_notice>> decode_alertmanager(
    std::string_view source, std::string_view body
);

}  // namespace bot
