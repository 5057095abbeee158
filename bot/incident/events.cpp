#include "bot/incident/events.hpp"

#include <array>

namespace bot {
namespace {

// In the order of the variant; a test holds the two together.
constexpr std::array<std::string_view, std::variant_size_v<event>> names{
    "message_posted",   "message_edited",   "message_deleted",  "reaction_added",
    "reaction_removed", "message_pinned",   "message_unpinned", "file_shared",
    "member_joined",    "member_left",      "command_given",    "bot_posted",
    "unknown_kept",     "copy_shown",       "declared",         "room_opened",
    "room_refused",     "severity_changed", "milestone_set",    "milestone_unset",
    "row_added",        "row_reworded",     "row_moved",        "row_hidden",
    "row_shown",        "row_withdrawn",    "row_restored",     "row_erased",
    "role_given",       "role_taken_away",  "services_set",     "impact_told",
    "section_told",     "section_replaced", "action_added",     "action_done",
    "action_reopened",  "action_removed",   "action_restored",  "linked",
    "unlinked",         "update_posted",    "paged_team",       "alert_attached",
    "alert_repeated",   "resolved",         "reopened",         "rca_told",
    "rca_requested",    "caught_up",        "handed_over",      "undone",
    "row_marked",       "room_followed",    "room_let_go",
    "rca_published"};

}  // namespace

std::string_view name_of(const event& e) {
    return names[e.index()];
}

std::string_view event_name(std::size_t index) {
    return index < names.size() ? names[index] : std::string_view{};
}

std::optional<std::size_t> event_index(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return i;
    return std::nullopt;
}

}  // namespace bot
