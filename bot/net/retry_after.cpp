#include "bot/net/retry_after.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace bot {
namespace {

constexpr std::chrono::seconds unsaid_wait{30};
constexpr std::chrono::seconds least_wait{1};
constexpr std::chrono::seconds longest_wait{600};

}  // namespace

std::optional<std::chrono::seconds> seconds_to_wait(const std::string* header) {
    if (!header) return std::nullopt;
    const auto said = trim(std::string_view(*header).substr(0, header->find(',')));
    const auto* const end = said.data() + said.size();
    std::int64_t seconds = 0;
    const auto read = std::from_chars(said.data(), end, seconds);
    if (read.ptr != end || read.ec == std::errc::invalid_argument || said.starts_with('-'))
        return std::nullopt;
    if (read.ec == std::errc::result_out_of_range) return longest_wait;
    return std::clamp(std::chrono::seconds(seconds), least_wait, longest_wait);
}

std::chrono::seconds parse_retry_after(const std::string* header) {
    return seconds_to_wait(header).value_or(unsaid_wait);
}

}  // namespace bot
