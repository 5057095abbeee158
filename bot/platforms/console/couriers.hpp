// Carries our words into the console's rooms: what it delivers comes back as a
// receipt and stands in the same record as everybody's words.
#pragma once

#include "bot/platforms/console/hub.hpp"
#include "bot/ports/courier.hpp"

#include <functional>
#include <string>

namespace bot::console {

class console_courier final : public courier {
public:
    console_courier(inbox& in, hub& all, rca_writer write)
        : inbox_(in), hub_(all), write_(std::move(write)) {}

    void deliver(delivery what, std::function<void(outcome)> answer) override;

private:
    void open(delivery what, std::function<void(outcome)> answer);
    void show(delivery what, std::function<void(outcome)> answer);
    void copy(delivery what, std::function<void(outcome)> answer);
    outcome publish(const delivery& what);

    inbox& inbox_;
    hub& hub_;
    rca_writer write_;
};

}  // namespace bot::console
