// What an RCA template may name: the table of variables, and the reference page printed from it.
#pragma once

#include "bot/base/value.hpp"
#include "bot/incident/rca_model.hpp"
#include "bot/incident/rca_rows.hpp"

#include <span>
#include <string>
#include <string_view>

namespace bot {

struct rca_context {
    const incident& of;
    const settings& with;
    const rca_options& options;
    rca_rows rows;
};

struct rca_variable {
    std::string_view name, meaning, example;
    value (*read)(const rca_context&);
};
std::span<const rca_variable> rca_variables();

// The reference page, Markdown.
std::string rca_variables_reference();

}  // namespace bot
