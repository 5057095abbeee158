// The seam through which listeners hand in what arrived, and ask what is recorded.
// Callbacks run on the listener's own thread.
#pragma once

#include "bot/incident/decision.hpp"
#include "bot/ports/courier.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// What became of one inbound, once it is durable.
struct handled {
    bool duplicate = false;
    std::optional<answer> reply;
    incident_id log = incident_id::none;
    std::int64_t seq = 0;
    std::string room;  // where to go next, after a declaration
};

// Questions to the record, answered between two batches.
class archive {
public:
    virtual ~archive() = default;
    virtual lookups& look() = 0;
    virtual const settings& rules() = 0;
    virtual instant now() = 0;
    virtual std::vector<room_binding> rooms() = 0;
    virtual result<std::vector<record>> read_back(
        incident_id log, std::int64_t before, std::size_t limit
    ) = 0;
    virtual result<std::optional<record>> read_one(incident_id log, std::int64_t seq) = 0;
    // What an `in_memo` left under this key.
    virtual result<std::optional<std::string>> remembered(std::string_view key) = 0;
    virtual result<rendered_rca> render(const incident& of, std::string_view template_name) = 0;
};

class inbox {
public:
    virtual ~inbox() = default;

    // Takes it always. False: much is waiting; read no more from the peer until `when_room` calls.
    // An error in the callback means it was not recorded and must not be acknowledged.
    virtual bool submit(inbound what, std::function<void(result<handled>)> done) = 0;
    virtual void when_room(std::function<void()> go_on) = 0;

    // `question` runs beside the record and returns what is to be done here with its answer.
    using question = std::function<std::function<void()>(archive&)>;
    virtual void ask(question what) = 0;

    // The clock everything is stamped by.
    virtual instant now() const = 0;
};

// What a commit changed, for live views.
struct change_notice {
    std::vector<record> lines;
    std::vector<incident_id> changed;
    std::vector<room_binding> rooms;
    std::vector<room_binding> let_go;  // before `rooms`, which may have them again
};

}  // namespace bot
