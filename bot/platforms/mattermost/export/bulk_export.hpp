// A Mattermost bulk export (`mmctl export`, `mattermost export bulk`): JSON Lines, its posts in no
// order. Read twice and never held whole: once for what there is, once for one channel.
#pragma once

#include "bot/platforms/exported.hpp"

#include <memory>
#include <string>

namespace bot::mattermost {

// Of `team` alone, where one is named. An error is a whole sentence.
result<std::unique_ptr<chat_export>> open_bulk_export(std::string file, std::string team);

}  // namespace bot::mattermost
