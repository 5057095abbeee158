// The RCA templates there are: the built-in ones, and the team's own files over them.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"
#include "templates/template.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// Files in `folder` (may be empty) named NAME.md stand before the built-in NAME. Reads when asked,
// so an edited file counts from the next RCA on.
class rca_library {
public:
    explicit rca_library(std::string folder);

    std::vector<std::string> names() const;
    // Every mistake in every template, at its place; empty when all are well.
    std::vector<std::string> mistakes() const;

    struct document {
        std::string file_name, title, text;
        std::string incident;  // "INC-7"
    };
    // not_found names the templates there are.
    result<document> render(
        const incident& of,
        const settings& with,
        std::string_view template_name,
        std::optional<instant> asked_at
    ) const;

private:
    result<text_template> find(std::string_view name) const;
    result<std::string> source_of(std::string_view name) const;

    std::string folder_;
    std::unique_ptr<const template_source> files_;
};

}  // namespace bot
