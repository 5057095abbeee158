// Numbers of incidents that were given in a record this one has replaced: nobody gets them again.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace bot {

// The memo that holds the highest of them, in decimal.
inline constexpr std::string_view incidents_given_key = "incidents:given";

// 0 for what is no number.
inline std::int64_t incidents_given_in(std::string_view memo) {
    std::int64_t highest = 0;
    std::from_chars(memo.data(), memo.data() + memo.size(), highest);
    return highest;
}

}  // namespace bot
