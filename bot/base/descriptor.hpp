// An open file of the system, closed when it goes.
#pragma once

#include <unistd.h>
#include <utility>

namespace bot {

class descriptor {
public:
    explicit descriptor(int held = -1) : held_(held) {}
    descriptor(descriptor&& other) noexcept : held_(other.release()) {}
    descriptor& operator=(descriptor other) noexcept {
        std::swap(held_, other.held_);
        return *this;
    }
    ~descriptor() {
        if (held_ >= 0) ::close(held_);
    }

    int get() const { return held_; }
    bool is_open() const { return held_ >= 0; }
    int release() { return std::exchange(held_, -1); }

private:
    int held_;
};

}  // namespace bot
