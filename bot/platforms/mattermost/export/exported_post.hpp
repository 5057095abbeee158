// One line of a bulk export: a post with its replies, as many messages as there are.
#pragma once

#include "bot/platforms/exported.hpp"
#include "bot/platforms/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bot::mattermost {

// Bulk exports have no ids: a post is known by its moment and the line it stands in. `told` is the
// line's "post" or "direct_post". What has no author or no moment is none and left out.
std::vector<exported_message> decode_exported(
    json told, std::string_view channel, std::size_t line
);

// The moments in it, its replies' too: how it is counted without being decoded.
std::vector<instant> moments_of_exported(json told);

}  // namespace bot::mattermost
