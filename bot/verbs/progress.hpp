// How far a long reading is: one line on the terminal, gone when it is over. Nothing where
// standard error is no terminal.
#pragma once

#include "bot/verbs/surroundings.hpp"

#include <iostream>
#include <string_view>
#include <unistd.h>

namespace bot {

class progress {
public:
    progress() : shown_(is_terminal(STDERR_FILENO)) {}
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;
    ~progress() {
        if (drawn_) std::cerr << "\r\033[K";
    }
    void show(std::string_view line) {
        if (!shown_) return;
        std::cerr << "\r\033[K" << line << std::flush;
        drawn_ = true;
    }

private:
    bool shown_, drawn_ = false;
};

}  // namespace bot
