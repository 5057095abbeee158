// Answers for how much a template may do before it is stopped.
#pragma once

#include "bot/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace bot {

class budget {
public:
    budget(std::uint64_t steps, std::size_t bytes)
        : steps_(steps), steps_left_(steps), bytes_(bytes), bytes_left_(bytes) {}

    // One step for a turn of a loop, a call, an element a filter looks at.
    bool step(std::uint64_t n = 1) {
        if (n > steps_left_) return false;
        steps_left_ -= n;
        return true;
    }
    // What expressions make on the way; counted for the whole rendering, never given back.
    bool spend(std::size_t bytes) {
        if (bytes > bytes_left_) return false;
        bytes_left_ -= bytes;
        return true;
    }

    auto no_steps() const {
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
    std::uint64_t steps_;
    std::uint64_t steps_left_;
    std::size_t bytes_;
    std::size_t bytes_left_;
};

}  // namespace bot
