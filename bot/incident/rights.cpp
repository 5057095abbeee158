#include "bot/incident/rights.hpp"

#include "bot/base/text.hpp"

#include <algorithm>

namespace bot {

bool may(const std::vector<std::string>& allowed, const person& who) {
    return allowed.empty() ||
           std::any_of(allowed.begin(), allowed.end(), [&](const std::string& name) {
               return equal_ignoring_case(name, who.id);
           });
}

bool may_read(const incident_brief& brief, const settings& rules, const person& who) {
    if (!brief.is_private) return true;
    if (std::find(brief.members.begin(), brief.members.end(), who.id) != brief.members.end())
        return true;
    return !rules.may_read_private.empty() && may(rules.may_read_private, who);
}

}  // namespace bot
