#include "handlers/timers/timers.hpp"

#include "bot/base/text.hpp"
#include "bot/incident/rooms.hpp"

#include <algorithm>

namespace bot {

decision on_timer(const situation& here, const inbound& in, const in_timer& rung) {
    decision d;
    const auto* of = here.look.find(rung.incident);
    if (!of || of->state != lifecycle::open || rung.name != "update") return d;
    const auto every = here.rules.update_every;
    if (every.count() == 0) return d;
    d.log = of->id;
    // The timer may have rung while we were away: it is now that is spoken of, and counted from.
    const auto now = std::max(in.at, here.now);
    const auto since = of->last_update_at.value_or(of->declared_at);
    auto text = "No update to the stakeholders for " + format_duration(now - since) +
                ". `/incident update TEXT` sends one.";
    if (const auto* lead = of->lead()) text = "@" + lead->name + " " + text;
    for (const auto& room : all_rooms(*of))
        d.effects.push_back(to_room(*of, room, post{text}, "reminder"));
    d.timers.push_back({"update", now + every});
    return d;
}

}  // namespace bot
