// The values of the RCA's variables that take more than a look into the incident: lists and
// maps for templates.
#pragma once

#include "bot/base/value.hpp"
#include "bot/incident/metrics.hpp"
#include "bot/incident/rca_model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot::rca_values {

value told_or_none(std::string_view text);
value told_list(std::vector<std::string> texts);
value integer_or_none(const std::optional<std::int64_t>& number);

// What was told as that section, in one text or one by one.
value told_section(const incident& of, section which);
value told_items(const incident& of, section which);
// One step of several lines is a text of its own, not a list of one: exactly one of the two
// holds something once a resolution was told.
value resolution_text(const incident& of);
value resolution_steps(const incident& of);

value impact(const incident& of);
value actions(const incident& of, const settings& with);
value links(const incident& of, const settings& with);
value milestones(const incident& of);
value metric_seconds(const incident& of, metric m);
value metrics_table(const incident& of);
// Roles first, then whoever declared or spoke, each once.
value participants(const incident& of);
value intervals(const incident& of);
value open_list(const incident& of, const settings& with);
value blanks();

}  // namespace bot::rca_values
