// A Slack export as any chat's.
#pragma once

#include "bot/platforms/exported.hpp"

#include <memory>
#include <string>

namespace bot::slack {

// The folder of the unpacked ZIP; an error is a whole sentence.
result<std::unique_ptr<chat_export>> open_slack_export(std::string folder);

}  // namespace bot::slack
