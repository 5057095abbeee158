#include "bot/platforms/slack/show/form_blocks.hpp"

#include "bot/platforms/slack/decode/payload_words.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

namespace bot::slack {
namespace {

using part = form_field::part;

constexpr std::pair<std::string_view, part> parts[] = {
    {"words", part::words}, {"option", part::option}, {"flag", part::flag}};

std::string_view name_of(part wanted) {
    for (const auto& [name, is] : parts)
        if (is == wanted) return name;
    return {};
}

// A block's id taken apart.
struct field_id {
    std::size_t index = 0;
    form_value value;
};

std::optional<field_id> read_block_id(std::string_view id) {
    field_id read;
    const auto [end, ec] = std::from_chars(id.data(), id.data() + id.size(), read.index);
    if (ec != std::errc{} || end == id.data() + id.size() || *end != ':') return std::nullopt;
    const auto rest = id.substr(static_cast<std::size_t>(end - id.data()) + 1);
    const auto colon = std::min(rest.find(':'), rest.size());
    const auto* found = std::find_if(std::begin(parts), std::end(parts), [&](const auto& one) {
        return one.first == rest.substr(0, colon);
    });
    if (found == std::end(parts) || colon == rest.size()) return std::nullopt;
    read.value.goes = found->second;
    read.value.name = rest.substr(colon + 1);
    return read;
}

std::string value_of(json state, const names& who) {
    if (const auto typed = text(state, "value"); !typed.empty()) return masked(typed);
    if (const auto chosen = text(state, "selected_option", "value"); !chosen.empty())
        return masked(chosen);
    if (const auto user = text(state, "selected_user"); !user.empty())
        return command_words("<@" + std::string(user) + ">", who);
    return items(state, "selected_options").size() > 0 ? "yes" : "";
}

simdjson::dom::object members(json of) {
    simdjson::dom::object all;
    [[maybe_unused]] const auto failed = of.get(all);
    return all;
}

}  // namespace

std::string block_id_of(std::size_t index, const form_field& field) {
    return std::to_string(index)
        .append(":")
        .append(name_of(field.goes))
        .append(":")
        .append(field.name);
}

std::optional<filled_form> read_form(json view, const names& who) {
    document kept;
    const auto metadata = kept.parse(text(view, "private_metadata"));
    if (text(view, "callback_id") != form_callback || !metadata) return std::nullopt;

    // Slack promises no order among the values; the fields have one.
    std::map<std::size_t, std::pair<std::string, form_value>> fields;
    const auto state = member(view, "state");
    const auto values = state ? member(*state, "values") : std::nullopt;
    if (values && values->is_object())
        for (const auto block : members(*values)) {
            auto id = read_block_id(block.key);
            if (!id || !block.value.is_object()) continue;
            for (const auto action : members(block.value))
                id->value.text = value_of(action.value, who);
            fields[id->index] = {std::string(block.key), std::move(id->value)};
        }

    std::vector<form_value> told;
    for (auto& [index, field] : fields) told.push_back(field.second);
    return filled_form{
        command_of(text(*metadata, "command"), told),
        std::string(text(*metadata, "channel")),
        fields.empty() ? "" : fields.begin()->second.first};
}

}  // namespace bot::slack
