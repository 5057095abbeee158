// What a chat has exported, read back: its channels, and what happened in one. What is damaged is
// left out with a remark, the rest is used.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/inbound.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// One message, and all that became of it.
struct exported_message {
    std::string id;
    instant at;
    bool is_said = false;  // by somebody: not what the chat says about the channel
    std::vector<inbound> inbounds;
};

struct exported_room {
    std::string id, name;
    std::string topic, purpose;        // as plain text
    std::vector<std::string> members;  // of a direct message: their names
};

// What is to be taken: from the first of these moments until the last.
struct span_wanted {
    std::optional<instant> from, to;

    bool has(instant at) const { return (!from || *from <= at) && (!to || at <= *to); }
};

class chat_export {
public:
    virtual ~chat_export() = default;

    virtual std::string_view platform() const = 0;
    virtual std::span<const exported_room> rooms() const = 0;  // by name
    // As people write it: name, "#name", id. nullptr: there is none. An error is a whole sentence.
    virtual result<const exported_room*> find(std::string_view wanted) const = 0;

    struct extent {
        std::size_t messages = 0;
        std::string first, last;  // days; empty where nothing is
    };
    virtual extent measure(const exported_room& of) = 0;

    struct visitor {
        // `place` is for people: the file and where in it. The first failure ends the reading.
        std::function<result<void>(exported_message, const std::string& place)> take;
        std::function<void(const std::string& how_far)> on_progress;  // "day 3 of 9"
    };
    // In the order it was said.
    virtual result<void> read(
        const exported_room& of, const span_wanted& span, const visitor& each
    ) = 0;

    // What was left out and why, whole sentences; each is given once.
    virtual std::vector<std::string> take_remarks() = 0;
};

}  // namespace bot
