// What goes into the engine and what comes back for it.
#pragma once

#include "bot/incident/decision.hpp"
#include "bot/ports/courier.hpp"
#include "bot/ports/store.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bot {

struct engine_parts {
    store& keep;
    decide_function decide = nullptr;
    follow_up_function follow_up = nullptr;  // may be empty
    const settings& rules;
    std::function<void(std::span<char>)> random;  // for salts
    // May be empty: then no RCA can be published.
    std::function<result<rendered_rca>(const incident&, std::string_view template_name, instant)>
        render;
    std::size_t incidents_in_memory = 256;
    std::size_t most_in_flight = 64;  // deliveries, over all lanes
};

struct processed {
    enum class verdict {
        done,
        duplicate,  // its key was recorded before, or the timer it stands for is no more
        failed,     // the handler threw or decided nonsense: our bug, recorded and told
        refused,    // it had no key
    } is = verdict::done;
    std::optional<answer> reply;
    incident_id log = incident_id::none;
    std::int64_t seq = 0;  // its first record, 0 when it left none
    std::string room;      // where to go next: the name of a room opened, or wished for, by it
};

struct settlement {
    std::int64_t effect = 0;
    outcome how;
};

using work_item = std::variant<inbound, settlement>;

// What a batch changed, for those who watch.
struct commit_notice {
    std::vector<record> lines;
    std::vector<incident_id> changed;  // their folded state is another one, each once
    std::vector<room_binding> rooms;
    std::vector<room_binding> let_go;  // before `rooms`, which may have them again

    bool empty() const {
        return lines.empty() && changed.empty() && rooms.empty() && let_go.empty();
    }
};

}  // namespace bot
