// A small workspace, for the tests of texts.
#pragma once

#include "bot/platforms/slack/decode/names.hpp"
#include "bot/platforms/slack/text/text.hpp"

#include <stdexcept>
#include <string>

namespace bot::test {

class text_names final : public slack::names {
public:
    std::optional<std::string> person(std::string_view id) const override {
        if (id == "U1") return "Ana Lopez";
        if (id == "U2") return "*evil* [x](javascript:y) <b>";
        return std::nullopt;
    }
    std::optional<std::string> channel(std::string_view id) const override {
        if (id == "C1") return "ops";
        return std::nullopt;
    }
    std::optional<std::string> group(std::string_view id) const override {
        if (id == "S1") return "sre";
        return std::nullopt;
    }
};

inline std::string message_markdown(std::string_view payload) {
    document parsed;
    const auto message = parsed.parse(payload);
    if (!message) throw std::runtime_error("no JSON: " + std::string(payload));
    return slack::markdown_of_message(*message, text_names());
}

}  // namespace bot::test
