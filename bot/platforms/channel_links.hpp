// "#inc-7-db" in our words, as a link to that channel. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

// What `link_to` gives for a name stands in place of "#name"; nothing leaves it as it is. In code,
// in addresses and in the middle of words nothing is a channel. `shown` may be JSON of such words.
std::string link_channels(
    std::string_view shown,
    const std::function<std::optional<std::string>(std::string_view name)>& link_to
);

}  // namespace bot
