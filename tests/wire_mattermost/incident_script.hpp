// One incident from its first word to its document, in steps: each leaves its word recorded, and
// what follows from it on its way.
#pragma once

#include "tests/wire_mattermost/world.hpp"

#include <functional>
#include <string>
#include <vector>

namespace bot::mattermost::test {

using step = std::function<void(world&)>;
const std::vector<step>& incident_steps();

// What everybody sees in the end: the channel's lines, ours first, its furniture, its document.
std::vector<std::string> seen_in_the_end(world& w);

}  // namespace bot::mattermost::test
