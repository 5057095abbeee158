// An inbound of a chat platform as JSON, for golden files.
#pragma once

#include "bot/incident/inbound.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace bot::test {

struct inbound_fields {
    using tree = nlohmann::ordered_json;

    tree operator()(const in_message& w) const {
        return {{"message", w.id}, {"parent", w.parent}, {"text", w.text}};
    }
    tree operator()(const in_edit& w) const { return {{"edit", w.id}, {"text", w.text}}; }
    tree operator()(const in_delete& w) const { return {{"delete", w.id}}; }
    tree operator()(const in_reaction& w) const {
        return {{"reaction", w.id}, {"emoji", w.emoji}, {"added", w.added}};
    }
    tree operator()(const in_pin& w) const { return {{"pin", w.id}, {"pinned", w.pinned}}; }
    tree operator()(const in_file& w) const {
        return {
            {"file", w.id},
            {"parent", w.parent},
            {"name", w.name},
            {"sha256", w.sha256},
            {"media_type", w.media_type},
            {"size", w.size},
            {"text", w.text}};
    }
    tree operator()(const in_membership& w) const { return {{"joined", w.joined}}; }
    tree operator()(const in_command& w) const {
        return {{"command", w.text}, {"takes_form", w.takes_form}};
    }
    tree operator()(const in_promote& w) const {
        return {{"promote", w.id}, {"kind", name_of(w.kind)}};
    }
    tree operator()(const in_unknown& w) const { return {{"unknown", w.raw}}; }
    template <class Other>
    tree operator()(const Other&) const {
        return "not what a platform tells";
    }
};

inline nlohmann::ordered_json printed(const inbound& in) {
    nlohmann::ordered_json made = {
        {"key", in.key},
        {"at", format_rfc3339(in.at)},
        {"channel", in.channel},
        {"who", in.who.id + " " + in.who.name}};
    made.update(std::visit(inbound_fields{}, in.what));
    return made;
}

inline nlohmann::ordered_json printed(const std::vector<inbound>& all) {
    auto made = nlohmann::ordered_json::array();
    for (const auto& one : all) made.push_back(printed(one));
    return made;
}

}  // namespace bot::test
