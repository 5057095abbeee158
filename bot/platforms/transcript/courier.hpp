// The world of a transcript: rooms open the moment they are wished for, words are
// kept for whoever asks, nothing leaves the process.
#pragma once

#include "bot/ports/courier.hpp"

#include <string>
#include <vector>

namespace bot::transcript {

class quiet_world final : public courier {
public:
    void deliver(delivery what, std::function<void(outcome)> answer) override;

    // The channel of the incident declared last; empty before the first.
    const std::string& newest_room() const { return newest_room_; }

    struct said_line {
        incident_id incident = incident_id::none;
        std::string where, text;
    };
    const std::vector<said_line>& said() const { return said_; }

private:
    std::string newest_room_;
    std::vector<said_line> said_;
};

}  // namespace bot::transcript
