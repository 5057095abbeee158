// Somebody who speaks at a steady pace, and whether each word was recorded.
#pragma once

#include "tests/wire_mattermost/world.hpp"

#include <chrono>
#include <string>

namespace bot::mattermost::test {

inline constexpr std::chrono::milliseconds between_words{20};  // fifty a second

// Words are numbered after `last`; the number of the last of them comes back.
int talk_for(world& w, const std::string& room, int last, std::chrono::milliseconds span);
// Each word from 1 to `count`, once.
void check_recorded(world& w, int count);

}  // namespace bot::mattermost::test
