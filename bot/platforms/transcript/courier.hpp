// The world of a transcript: rooms open the moment they are wished for, nothing
// leaves the process.
#pragma once

#include "bot/ports/courier.hpp"

namespace bot::transcript {

class quiet_world final : public courier {
public:
    void deliver(delivery what, std::function<void(outcome)> answer) override;
};

}  // namespace bot::transcript
