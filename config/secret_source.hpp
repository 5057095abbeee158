// Where secrets come from, and what a text must be to be one. No error repeats a byte of it.
#pragma once

#include "bot/base/result.hpp"
#include "config/secret.hpp"

#include <string>
#include <string_view>

namespace bot {

// One line of UTF-8 without control characters, 1 to 4096 bytes.
result<secret> to_secret(std::string_view text);

// By its first letters, so that two tokens in each other's place are noticed.
result<void> is_bot_token(const secret& token);  // of Slack: xoxb-
result<void> is_app_token(const secret& token);  // of Slack: xapp-
result<void> any_secret(const secret&);

// The file's text without one newline at its end. Refused when others than the owner may read
// or write the file. The path is not repeated either: people paste the secret itself there.
result<secret> read_secret_file(const std::string& path);

}  // namespace bot
