#include "config/keep.hpp"
#include "config/schema.hpp"

#include <array>

namespace bot {
namespace {

using enum settings_shape;

constexpr std::string_view of_people = "list of users and groups as named in chat";

constexpr std::array rows{
    settings_row{
        "services",
        maps,
        "list",
        "none",
        "What an incident can be of.",
        keep_items<STORED_AT(incident.services)>},
    settings_row{
        "services[].name",
        text,
        "one word without comma and =",
        "",
        "How it is typed and shown.",
        keep<to_catalogue_name, STORED_AT(incident.services[r.index].name)>,
        true},
    settings_row{
        "services[].team",
        text,
        "name of a team",
        "",
        "Who answers for it.",
        keep<to_team_name, STORED_AT(incident.services[r.index].team)>},
    settings_row{
        "services[].on_call",
        texts,
        of_people,
        "[]",
        "Who is invited when an incident of it is declared.",
        keep_each<to_user, STORED_AT(incident.services[r.index].on_call)>},
    settings_row{
        "teams",
        maps,
        "list; an item may be just a name",
        "none",
        "Who can answer for a service.",
        keep_items<STORED_AT(incident.teams)>,
        false,
        "name"},
    settings_row{
        "teams[].name",
        text,
        "one line, as Backend Team",
        "",
        "How it signs the RCAs of its services.",
        keep<to_team_name, STORED_AT(incident.teams[r.index].name)>,
        true},
    settings_row{
        "teams[].members",
        texts,
        of_people,
        "[]",
        "Invited to the incidents of its services.",
        keep_each<to_user, STORED_AT(incident.teams[r.index].members)>},
};

}  // namespace

std::span<const settings_row> catalogue_rows() {
    return rows;
}

}  // namespace bot
