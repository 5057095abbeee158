// Small things done to text. Everything takes and gives UTF-8.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::vector<std::string_view> split_lines(std::string_view text);  // \n or \r\n, no terminators
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string lower_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Bad UTF-8 (overlong, surrogates, cut sequences) becomes U+FFFD, one for each bad byte run.
std::string repair_utf8(std::string_view text);
bool is_utf8(std::string_view text);
// Where the first byte stands that is not UTF-8; the size when all is well.
std::size_t good_utf8_bytes(std::string_view text);

// At most `limit` bytes, cut between characters, with "…" as the last of them when something was cut.
std::string shorten(std::string_view text, std::size_t limit);

// "Cache Invalidation Bug in user-service" -> "cache-invalidation-bug-in-user-service".
// ASCII letters, digits and single hyphens only, at most `limit` long, never empty ("untitled").
std::string slug(std::string_view text, std::size_t limit = 60);

// The candidate nearest to what was typed (edits and swapped neighbours); empty when none is near.
std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates);

// "an" before a vowel sound, by spelling and the usual exceptions ("an hour", "a user", "an SRE").
std::string_view article_for(std::string_view word);

}  // namespace bot
