// From an incident to its document, by the templates as they are shipped.
#pragma once

#include "bot/incident/rca_model.hpp"

#include <string>
#include <string_view>

namespace bot::test {

std::string file_text(const std::string& path);  // throws when there is no such file
std::string rendered(
    const incident& of, const std::string& template_name, const settings& with = {}
);

}  // namespace bot::test
