// The timeline as lists of maps for templates. Lean: an incident may have 100,000 rows.
#pragma once

#include "bot/base/value.hpp"
#include "bot/incident/incident.hpp"
#include "bot/incident/settings.hpp"

namespace bot {

// Lists, as values so that handing them on copies nothing.
struct rca_rows {
    value timeline;  // the table's rows
    // Every row with administrative and assumed ones and the audit lines between them. Rows
    // that stand in both lists are shared.
    value log;
    // Those of the log that are of these kinds, gathered while they are made.
    value decisions;
    value hypotheses;  // ruled-out and cause too
    value severities;
};
rca_rows rows_for_templates(const incident& of, const settings& with);

}  // namespace bot
