// What every part of a running emulator needs: the time, chance, and the faults that are armed.
// One thread.
#pragma once

#include "bot/net/nursery.hpp"
#include "tests/emulators/shared/faults.hpp"
#include "tests/emulators/shared/signal.hpp"

#include <functional>
#include <memory>
#include <random>

namespace emulator {

using moment = std::chrono::sys_time<std::chrono::microseconds>;

struct surroundings {
    boost::asio::any_io_executor executor;
    std::function<moment()> clock;  // of what is emulated
    std::mt19937 random;
    signal changed;
    fault_plan faults;
    std::unique_ptr<bot::nursery> tasks;  // while it runs
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();

    milliseconds now() const {
        return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
    }
    double chance() { return std::uniform_real_distribution<>(0, 1)(random); }
    std::optional<fault> fault_at(place where, std::string_view about = {}) {
        return faults.take(where, about, now(), [this] { return chance(); });
    }
};

}  // namespace emulator
