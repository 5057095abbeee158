#include "bot/net/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace bot {
namespace {

constexpr std::chrono::seconds unsaid_wait{30};
constexpr std::chrono::seconds least_wait{1};
constexpr std::chrono::seconds longest_wait{600};

}  // namespace

std::chrono::seconds parse_retry_after(const std::string* header) {
    if (!header) return unsaid_wait;
    const auto* const end = header->data() + header->size();
    std::int64_t said = 0;
    const auto read = std::from_chars(header->data(), end, said);
    if (read.ptr != end || read.ec == std::errc::invalid_argument || said < 0 ||
        header->starts_with('-'))
        return unsaid_wait;
    if (read.ec == std::errc::result_out_of_range) return longest_wait;
    return std::clamp(std::chrono::seconds(said), least_wait, longest_wait);
}

}  // namespace bot
