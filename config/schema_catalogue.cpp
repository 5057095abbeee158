#include "config/keep.hpp"
#include "config/schema.hpp"

#include <array>

namespace bot {
namespace {

using enum settings_shape;

constexpr std::string_view of_people = "list of users and groups as named in chat";
constexpr std::string_view of_links = "list of TARGET or TARGET TEXT; a URL or a note of the vault";

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
        "services[].owner",
        text,
        "user as named in chat",
        "",
        "Signs its RCAs where it has no team.",
        keep<to_user, STORED_AT(incident.services[r.index].owner)>},
    settings_row{
        "services[].on_call",
        texts,
        of_people,
        "[]",
        "Who is invited when an incident of it is declared.",
        keep_each<to_user, STORED_AT(incident.services[r.index].on_call)>},
    settings_row{
        "services[].runbooks",
        texts,
        of_links,
        "[]",
        "Related in its RCAs, and in those of services that depend on it.",
        keep_each<to_related, STORED_AT(incident.services[r.index].runbooks)>},
    settings_row{
        "services[].dashboards",
        texts,
        of_links,
        "[]",
        "Related in its RCAs.",
        keep_each<to_related, STORED_AT(incident.services[r.index].dashboards)>},
    settings_row{
        "services[].dependencies",
        texts,
        "list of services of the catalogue",
        "[]",
        "What it needs to work.",
        keep_each<to_catalogue_name, STORED_AT(incident.services[r.index].dependencies)>},
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
