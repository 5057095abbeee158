// Answers for template data written as JSON in tests. A text that begins with "told:" is
// what people told, without that word.
#pragma once

#include "bot/base/value.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace bot::test {

inline value to_value(const nlohmann::ordered_json& json) {
    using kind = nlohmann::ordered_json::value_t;
    switch (json.type()) {
        case kind::boolean:
            return value(json.get<bool>());
        case kind::number_integer:
        case kind::number_unsigned:
            return value(json.get<std::int64_t>());
        case kind::number_float:
            return value(json.get<double>());
        case kind::string: {
            auto text = json.get<std::string>();
            constexpr std::string_view mark = "told:";
            if (text.starts_with(mark)) return value::told(text.substr(mark.size()));
            return value(std::move(text));
        }
        case kind::array: {
            value_list list;
            for (const auto& element : json) list.push_back(to_value(element));
            return value(std::move(list));
        }
        case kind::object: {
            value_map map;
            for (const auto& [name, member] : json.items())
                map.emplace_back(name, to_value(member));
            return value(std::move(map));
        }
        default:
            return value();
    }
}

inline value json_value(std::string_view text) {
    return to_value(nlohmann::ordered_json::parse(text));
}

}  // namespace bot::test
