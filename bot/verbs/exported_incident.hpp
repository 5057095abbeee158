// One channel of an export on its way through the engine: an incident that its first message
// declares and its last one resolves.
#pragma once

#include "bot/platforms/slack/export/export.hpp"
#include "bot/ports/courier.hpp"
#include "bot/verbs/player.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bot {

// What is to be taken: from the first of these moments until the last.
struct span_wanted {
    std::optional<instant> from, to;

    bool has(instant at) const { return (!from || *from <= at) && (!to || at <= *to); }
    bool may_have(const std::string& day) const;
};

// The world of an import: the incident's room is the channel that is there already.
class one_channel final : public courier {
public:
    explicit one_channel(const slack::exported_channel& is) : is_(is) {}
    void deliver(delivery what, std::function<void(outcome)> answer) override;

private:
    const slack::exported_channel& is_;
};

class exported_incident {
public:
    // All three outlive it; the player's world is the channel.
    exported_incident(
        player& through, slack::export_folder& from, const slack::exported_channel& channel
    )
        : through_(through), from_(from), channel_(channel) {}

    // `declaration` is the command that opens it. Nothing is played when nobody said anything.
    result<void> play(const span_wanted& span, const std::string& declaration);

    // The commands at both ends, by whom and when; empty when nobody said anything.
    const std::optional<inbound>& first() const { return first_; }
    const std::optional<inbound>& last() const { return last_; }

private:
    result<void> take(
        slack::exported_message one, const std::string& file, const std::string& declaration
    );
    result<void> declare(const inbound& said, const std::string& how, const std::string& place);
    std::string how_far(std::size_t day, std::size_t days) const;

    player& through_;
    slack::export_folder& from_;
    const slack::exported_channel& channel_;
    std::optional<inbound> first_, last_;
    std::vector<inbound> before_;  // came before anybody said a word
    std::size_t messages_ = 0;
};

}  // namespace bot
