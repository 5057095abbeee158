// Secrets leave the text before anything is stored. What is found is replaced by
// "[masked: KIND]"; the words around it stay. Linear in the length of the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct masked_text {
    std::string text;
    std::vector<std::string> kinds;  // one for each secret found, in order ("aws-access-key")
};

masked_text mask_secrets(std::string_view text);

// Cheap test first: false means mask_secrets would change nothing.
bool may_hold_secret(std::string_view text);

}  // namespace bot
