// One channel of an export on its way through the engine: an incident that its first message
// declares and its last one resolves.
#pragma once

#include "bot/platforms/exported.hpp"
#include "bot/ports/courier.hpp"
#include "bot/verbs/player.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bot {

// The world of an import: the incident's room is the channel that is there already.
class one_channel final : public courier {
public:
    one_channel(std::string_view platform, const exported_room& is)
        : platform_(platform), is_(is) {}
    void deliver(delivery what, std::function<void(outcome)> answer) override;

private:
    std::string_view platform_;
    const exported_room& is_;
};

class exported_incident {
public:
    // All three outlive it; the player's world is the channel.
    exported_incident(player& through, chat_export& from, const exported_room& channel)
        : through_(through), from_(from), channel_(channel) {}

    // `declaration` is the command that opens it. Nothing is played when nobody said anything.
    result<void> play(const span_wanted& span, const std::string& declaration);

    // The commands at both ends, by whom and when; empty when nobody said anything. Nobody gave the
    // last one: when the incident ended is assumed.
    const std::optional<inbound>& first() const { return first_; }
    const std::optional<inbound>& last() const { return last_; }

private:
    result<void> take(
        exported_message one, const std::string& place, const std::string& declaration
    );
    result<void> declare(const inbound& said, const std::string& how, const std::string& place);

    player& through_;
    chat_export& from_;
    const exported_room& channel_;
    std::optional<inbound> first_, last_;
    std::vector<inbound> before_;  // came before anybody said a word
    std::size_t messages_ = 0;
};

}  // namespace bot
