#include "bot/platforms/mattermost/show/form_state.hpp"

#include "bot/base/digest.hpp"
#include "bot/platforms/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace bot::mattermost {
namespace {

using part = form_field::part;

constexpr std::pair<std::string_view, part> parts[] = {
    {"words", part::words}, {"option", part::option}, {"flag", part::flag}};

std::string_view name_of(part wanted) {
    for (const auto& [name, is] : parts)
        if (is == wanted) return name;
    return {};
}

std::optional<part> part_named(std::string_view wanted) {
    for (const auto& [name, is] : parts)
        if (name == wanted) return is;
    return std::nullopt;
}

}  // namespace

std::string element_name(std::size_t index) {
    return "f" + std::to_string(index);
}

std::string written_state(const form& of, const caller& whom, instant now) {
    auto elements = nlohmann::json::array();
    for (const auto& field : of.fields)
        elements.push_back({name_of(field.goes), field.name, field.is == form_field::kind::person});
    const nlohmann::json state{
        {"command", of.command},
        {"channel", whom.channel},
        {"team", whom.team},
        {"call", to_hex(sha256(whom.trigger)).substr(0, 16)},
        {"opened", now.time_since_epoch().count()},
        {"elements", elements}};
    return state.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<form_state> read_state(std::string_view written) {
    document parser;
    const auto root = parser.parse(written);
    if (!root || !root->is_object()) return std::nullopt;
    form_state read{
        std::string(text(*root, "command")),
        std::string(text(*root, "channel")),
        std::string(text(*root, "team")),
        std::string(text(*root, "call")),
        instant(milliseconds(number(*root, "opened"))),
        {}};
    for (const json one : items(*root, "elements")) {
        simdjson::dom::array told;
        if (one.get(told) != simdjson::SUCCESS || told.size() != 3) return std::nullopt;
        std::string_view goes, name;
        bool is_person = false;
        const bool is_whole = told.at(0).get(goes) == simdjson::SUCCESS &&
                              told.at(1).get(name) == simdjson::SUCCESS &&
                              told.at(2).get(is_person) == simdjson::SUCCESS;
        const auto known = part_named(goes);
        if (!is_whole || !known) return std::nullopt;
        read.elements.push_back({*known, std::string(name), is_person});
    }
    return read;
}

}  // namespace bot::mattermost
