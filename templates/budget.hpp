// Answers for how much a template may do before it is stopped.
#pragma once

#include "bot/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace bot {

class budget {
public:
    using clock = std::chrono::steady_clock;

    budget(std::uint64_t steps, std::size_t bytes, std::chrono::milliseconds time)
        : steps_(steps),
          steps_left_(steps),
          bytes_(bytes),
          bytes_left_(bytes),
          time_(time),
          end_(clock::now() + time) {}

    // One step for a turn of a loop, a call, an element a filter looks at.
    bool step(std::uint64_t n = 1) {
        if (n > steps_left_) return false;
        steps_left_ -= n;
        if ((unlooked_ += n) < steps_a_look) return true;
        unlooked_ = 0;
        is_late_ = clock::now() > end_;
        return !is_late_;
    }
    // What expressions make on the way; counted for the whole rendering, never given back.
    bool spend(std::size_t bytes) {
        if (bytes > bytes_left_) return false;
        bytes_left_ -= bytes;
        return true;
    }

    tl::unexpected<error> no_steps() const {
        if (is_late_)
            return fail(
                errc::invalid,
                "the template takes longer than " + std::to_string(time_.count()) +
                    " ms; loop over less"
            );
        return fail(
            errc::invalid,
            "the template does more than " + std::to_string(steps_) +
                " steps; loop over less or make its loops less deep"
        );
    }
    auto no_bytes() const {
        return fail(
            errc::invalid,
            "the template makes more than " + std::to_string(bytes_) +
                " bytes of text on the way; make less of it"
        );
    }

private:
    static constexpr std::uint64_t steps_a_look = 1'024;

    std::uint64_t steps_;
    std::uint64_t steps_left_;
    std::size_t bytes_;
    std::size_t bytes_left_;
    std::chrono::milliseconds time_;
    clock::time_point end_;
    std::uint64_t unlooked_ = 0;  // steps since the clock was last looked at
    bool is_late_ = false;
};

}  // namespace bot
