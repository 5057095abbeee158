// From the words of a setting to its value. Each error is the end of the sentence "KEY: …":
// what is wrong with the words, what would be right.
#pragma once

#include "bot/base/result.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace bot {

// Words of the file in a mistake: short, in backticks, fit for a terminal.
std::string shown(std::string_view words);
// " Did you mean `x`?", or nothing.
std::string did_you_mean(std::string_view words, std::span<const std::string_view> known);
bool has_control(std::string_view text);

// Network: "127.0.0.1:8080", "[::1]:8080", "localhost:0".
result<std::string> to_listen(std::string_view words);
bool is_loopback(std::string_view listen);
result<std::string> to_public_url(std::string_view words);  // loses the slash at its end
result<std::string> to_origin(std::string_view words);

result<std::string> to_api_url(std::string_view words);  // https, or http on loopback; gets a slash
result<std::string> to_path(std::string_view words);     // of an address: "/slack/events"

// Repositories.
result<std::string> to_git_url(std::string_view words);
result<std::string> to_branch(std::string_view words);
result<std::string> to_repository_folder(std::string_view words);  // no slash at either end
result<std::pair<std::string, std::string>> to_git_author(std::string_view words);  // name, address
result<std::string> to_forge(std::string_view words);  // none, github, gitlab

result<bool> to_switch(std::string_view words);      // on, off
result<int> to_connections(std::string_view words);  // 1 to 4

// "30m", "1h", "1h30m"; "off" is 0.
result<std::chrono::minutes> to_update_every(std::string_view words);
result<int> to_days(std::string_view words);
// A zone whose file stands in the folder of zones.
result<std::string> to_zone(std::string_view words, const std::string& zones);

result<std::string> to_log_level(std::string_view words);
result<std::string> to_source_kind(std::string_view words);

// Names.
result<std::string> to_phrase(std::string_view words);          // one line, not empty
result<std::string> to_severity_name(std::string_view words);   // "P1", one word
result<std::string> to_label(std::string_view words);           // "war-room": lower case, one word
result<std::string> to_catalogue_name(std::string_view words);  // one word, no comma
result<std::string> to_team_name(std::string_view words);       // one line, blanks allowed
// "https://wiki.example.org/checkout Checkout runbook", "runbook-checkout": a URL or a note's name,
// then perhaps words for it.
result<std::string> to_related(std::string_view words);
result<std::string> to_user(std::string_view words);     // loses the @ at its front
result<std::string> to_channel(std::string_view words);  // loses the #; empty is allowed
result<std::string> to_channel_prefix(std::string_view words);
result<std::string> to_emoji(std::string_view words);  // loses its colons

}  // namespace bot
