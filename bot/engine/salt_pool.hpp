// Random bytes by the piece: one draw serves many records.
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string_view>

namespace bot {

class salt_pool {
public:
    static constexpr std::size_t salt_size = 16;

    explicit salt_pool(std::function<void(std::span<char>)> random) : random_(std::move(random)) {}

    // Good until the next call.
    std::string_view next() {
        if (used_ == bytes_.size()) {
            random_(bytes_);
            used_ = 0;
        }
        used_ += salt_size;
        return {bytes_.data() + used_ - salt_size, salt_size};
    }

private:
    std::function<void(std::span<char>)> random_;
    std::array<char, salt_size * 256> bytes_{};
    std::size_t used_ = bytes_.size();
};

}  // namespace bot
