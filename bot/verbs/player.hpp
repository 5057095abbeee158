// What happened, played through the very same engine on a store in memory, by its own clock:
// the same inbounds give the same documents, byte for byte.
#pragma once

#include "bot/engine/engine.hpp"
#include "bot/ports/courier.hpp"
#include "templates/rca_library.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

namespace transcript {
struct alert_line;
}

class player {
public:
    // `world` answers at once whatever is to go out; all three outlive the player.
    player(const settings& rules, const rca_library& templates, courier& world);
    result<void> open();

    // One line of a transcript. Refusals that people would have been told are kept as remarks,
    // with `place` before them.
    result<void> play(std::string_view line, const std::string& place, std::int64_t number);
    // What happened at one moment, that of the first; the timers that ran out before it go first.
    result<void> play(std::vector<inbound> happened, const std::string& place);

    std::vector<incident_brief> incidents() { return engine_->look().briefs(); }  // newest first
    const incident* find(incident_id id) { return engine_->look().find(id); }
    // By the template named; by the incident's when none is.
    result<rca_library::document> document(const incident& of, const std::string& name) const;
    const std::vector<std::string>& remarks() const { return remarks_; }

private:
    result<void> play_alert(const transcript::alert_line& alert, const std::string& place);
    std::vector<work_item> carry_out(instant now);

    std::unique_ptr<store> keep_;
    const settings& rules_;
    const rca_library& templates_;
    courier& world_;
    std::unique_ptr<engine> engine_;
    std::string newest_room_;  // the channel of the incident declared last
    std::vector<std::string> remarks_;
};

}  // namespace bot
