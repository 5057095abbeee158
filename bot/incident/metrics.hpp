// How long things took: of one incident, and over many. Unknown stays unknown, never 0.
#pragma once

#include "bot/incident/incident.hpp"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace bot {

enum class metric : std::uint8_t { to_detect, to_acknowledge, to_mitigate, to_resolve };
inline constexpr std::size_t metric_count = 4;

std::string_view name_of(metric m);  // "time to detect"

// A metric is the span between two milestones. Assumed times count as unknown.
struct measurement {
    metric what = metric::to_detect;
    milestone from = milestone::started, to = milestone::detected;
    std::optional<seconds> span;
    bool backward = false;  // both times are known and in the wrong order: no span
};
using incident_metrics = std::array<measurement, metric_count>;  // by metric

// Acknowledging counts from detection, or from the page while detection is unknown.
incident_metrics measure(const incident& of);
incident_metrics measure(const incident_brief& of);

// What a span's values do over several incidents. A value is always one that was measured
// (nearest rank), never one between two.
struct spread {
    std::size_t n = 0;
    std::optional<seconds> median, p90;
};
struct incident_statistics {
    std::size_t incidents = 0, resolved = 0, drills_left_out = 0;
    std::array<spread, metric_count> metrics;  // by metric

    const spread& of(metric m) const { return metrics[static_cast<std::size_t>(m)]; }
};
incident_statistics statistics(std::span<const incident_brief> incidents);

}  // namespace bot
