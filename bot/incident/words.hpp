// The domain's words as types, and how each is written. The spelling here is the
// one in commands, templates, exports and the store.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

// Which log something belongs to. Positive: an incident's number. Negative: the log
// of a room outside any incident (platforms that keep such rooms). Zero: none.
enum class incident_id : std::int64_t { none = 0 };
constexpr std::int64_t number_of(incident_id id) {
    return static_cast<std::int64_t>(id);
}
constexpr bool is_incident(incident_id id) {
    return number_of(id) > 0;
}
std::string to_label(incident_id id);                           // "INC-7"
std::optional<incident_id> parse_label(std::string_view word);  // "#7", "INC-7", "inc-7"

// A moment with a name, in the order an incident goes through them.
enum class milestone : std::uint8_t {
    started,
    detected,
    paged,
    investigating,
    identified,
    mitigated,
    recovered,
    resolved
};
inline constexpr std::size_t milestone_count = 8;

// Where a milestone's time comes from.
enum class source : std::uint8_t { alert, command, chat, derived, assumed };

enum class row_kind : std::uint8_t {
    milestone,
    alert,
    page,
    note,
    decision,
    hypothesis,
    ruled_out,
    cause,
    fix,
    update,
    role,
    severity,
    deploy,
    message
};

// The RCA's own sections that people tell.
enum class section : std::uint8_t { summary, root_cause, resolution, well, improve, lucky };

std::string_view name_of(milestone);
std::string_view name_of(source);
std::string_view name_of(row_kind);
std::string_view name_of(section);
std::optional<milestone> milestone_named(std::string_view);
std::optional<source> source_named(std::string_view);
std::optional<row_kind> row_kind_named(std::string_view);
std::optional<section> section_named(std::string_view);

inline constexpr std::array<std::string_view, milestone_count> milestone_names{
    "started",
    "detected",
    "paged",
    "investigating",
    "identified",
    "mitigated",
    "recovered",
    "resolved"};

struct person {
    std::string id;    // the platform's own, never shown
    std::string name;  // what people call them

    friend bool operator==(const person& a, const person& b) { return a.id == b.id; }
};

}  // namespace bot
