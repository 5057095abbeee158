#include "bot/incident/metrics.hpp"

#include <algorithm>
#include <vector>

namespace bot {
namespace {

struct formula {
    metric what;
    std::string_view name;
    milestone from;
    std::optional<milestone> else_from;
    milestone to;
};

constexpr std::array<formula, metric_count> formulas{{
    {metric::to_detect, "time to detect", milestone::started, {}, milestone::detected},
    {metric::to_acknowledge,
     "time to acknowledge",
     milestone::detected,
     milestone::paged,
     milestone::investigating},
    {metric::to_mitigate, "time to mitigate", milestone::started, {}, milestone::mitigated},
    {metric::to_resolve, "time to resolve", milestone::started, {}, milestone::resolved},
}};

template <class KnownAt>
incident_metrics measure_by(const KnownAt& known_at) {
    incident_metrics measured;
    for (std::size_t i = 0; i < metric_count; ++i) {
        const auto& rule = formulas[i];
        auto from = rule.from;
        if (rule.else_from && !known_at(from) && known_at(*rule.else_from)) from = *rule.else_from;
        measured[i] = {rule.what, from, rule.to, std::nullopt, false};
        const std::optional<instant> begin = known_at(from), end = known_at(rule.to);
        if (!begin || !end) continue;
        measured[i].backward = *end < *begin;
        if (!measured[i].backward) measured[i].span = std::chrono::floor<seconds>(*end - *begin);
    }
    return measured;
}

std::optional<seconds> nearest_rank(const std::vector<seconds>& sorted, std::size_t percent) {
    if (sorted.empty()) return std::nullopt;
    const std::size_t rank = (sorted.size() * percent + 99) / 100;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

std::string_view name_of(metric m) {
    return formulas[static_cast<std::size_t>(m)].name;
}

incident_metrics measure(const incident& of) {
    return measure_by([&](milestone m) -> std::optional<instant> {
        const auto& reached = of.reached(m);
        if (!reached || reached->from == source::assumed) return std::nullopt;
        return reached->at;
    });
}

incident_metrics measure(const incident_brief& of) {
    return measure_by([&](milestone m) -> std::optional<instant> {
        const auto i = static_cast<std::size_t>(m);
        return of.assumed[i] ? std::nullopt : of.milestones[i];
    });
}

incident_statistics statistics(std::span<const incident_brief> incidents) {
    incident_statistics counted;
    std::array<std::vector<seconds>, metric_count> spans;
    for (const auto& one : incidents) {
        if (one.drill) {
            ++counted.drills_left_out;
            continue;
        }
        ++counted.incidents;
        if (one.state == lifecycle::resolved) ++counted.resolved;
        for (const auto& measured : measure(one))
            if (measured.span)
                spans[static_cast<std::size_t>(measured.what)].push_back(*measured.span);
    }
    for (std::size_t i = 0; i < metric_count; ++i) {
        std::sort(spans[i].begin(), spans[i].end());
        counted.metrics[i] = {
            spans[i].size(), nearest_rank(spans[i], 50), nearest_rank(spans[i], 90)};
    }
    return counted;
}

}  // namespace bot
