// A courier's place before there is one: deliveries wait until the platform knows who it is.
#pragma once

#include "bot/ports/courier.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace bot {

class gate final : public courier {
public:
    void deliver(delivery what, std::function<void(outcome)> answer) override {
        if (behind_) return behind_->deliver(std::move(what), std::move(answer));
        waiting_.emplace_back(std::move(what), std::move(answer));
    }
    // `behind` outlives the gate's use.
    void open(courier& behind) {
        behind_ = &behind;
        for (auto& [what, answer] : std::exchange(waiting_, {}))
            behind.deliver(std::move(what), std::move(answer));
    }

private:
    courier* behind_ = nullptr;
    std::vector<std::pair<delivery, std::function<void(outcome)>>> waiting_;
};

}  // namespace bot
