// One case of a template written as JSON: {"template": …, "data": {…}, "others": {"name": …},
// "trim_blocks": true, "lstrip_blocks": true}, all but the first left out where not needed.
#pragma once

#include "templates/template.hpp"
#include "tests/templates/json_value.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace bot::test {

// The templates beside it, by name.
class templates_beside final : public template_source {
public:
    explicit templates_beside(const nlohmann::ordered_json& one)
        : all_(one.value("others", nlohmann::ordered_json::object())) {}

    result<std::string> read(std::string_view name) const override {
        const auto found = all_.find(std::string(name));
        if (found == all_.end()) return fail(errc::not_found, std::string(name));
        return found->get<std::string>();
    }

private:
    nlohmann::ordered_json all_;
};

inline result<std::string> render_case(const nlohmann::ordered_json& one) {
    const templates_beside others(one);
    parse_options options;
    options.trim_blocks = one.value("trim_blocks", false);
    options.lstrip_blocks = one.value("lstrip_blocks", false);
    const auto parsed = text_template::parse(
        "case",
        one.at("template").get<std::string>(),
        one.contains("others") ? &others : nullptr,
        options
    );
    if (!parsed) return tl::unexpected(parsed.error());
    return parsed->render(to_value(one.value("data", nlohmann::ordered_json::object())));
}

}  // namespace bot::test
