// The timeline as lists of maps for templates. Lean: an incident may have 100,000 rows.
#pragma once

#include "bot/base/value.hpp"
#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

namespace bot {

struct rca_rows {
    value_list timeline;  // the table's rows
    // Every row with administrative and assumed ones and the audit lines between them. Rows
    // that stand in both lists are shared.
    value_list log;
};
rca_rows rows_for_templates(const incident& of, const settings& with);

}  // namespace bot
