// Templates rendered in a test, without a case of Jinja2's.
#pragma once

#include "templates/template.hpp"
#include "tests/templates/json_value.hpp"

#include <map>
#include <string>
#include <string_view>

namespace bot::test {

class folder final : public template_source {
public:
    explicit folder(std::map<std::string, std::string, std::less<>> files)
        : files_(std::move(files)) {}

    result<std::string> read(std::string_view name) const override {
        const auto file = files_.find(name);
        if (file != files_.end()) return file->second;
        return fail(errc::not_found, "no template `" + std::string(name) + "`");
    }

private:
    std::map<std::string, std::string, std::less<>> files_;
};

inline result<std::string> try_render(
    const std::string& source,
    const std::string& data = "{}",
    const template_source* others = nullptr,
    const render_options& options = {}
) {
    const auto parsed = text_template::parse("t.md", source, others);
    if (!parsed) return tl::unexpected(parsed.error());
    return parsed->render(json_value(data), options);
}

inline std::string render(
    const std::string& source,
    const std::string& data = "{}",
    const template_source* others = nullptr,
    const render_options& options = {}
) {
    const auto rendered = try_render(source, data, others, options);
    return rendered ? *rendered : "ERROR " + rendered.error().detail;
}

}  // namespace bot::test
