#include "bot/incident/form.hpp"

#include "bot/base/text.hpp"

namespace bot {

std::string quote_value(std::string_view text) {
    return "\"" + replace_all(replace_all(std::string(text), "\\", "\\\\"), "\"", "\\\"") + "\"";
}

std::string command_of(std::string_view command, std::span<const form_value> values) {
    std::string line(command), options;
    for (const auto& value : values) {
        if (trim(value.text).empty()) continue;
        switch (value.goes) {
            case form_field::part::words: line.append(" ").append(value.text); break;
            case form_field::part::option:
                options.append(" ").append(value.name).append("=").append(quote_value(value.text));
                break;
            case form_field::part::flag: options.append(" ").append(value.name); break;
        }
    }
    return line + options;
}

}  // namespace bot
