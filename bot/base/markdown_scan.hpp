// What in a line of Markdown is a URL, a mention, a tag or an entity: the questions
// that every escaper has to answer the same way. Used by the escape sources and by who reads other chats' texts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bot::markdown {

inline bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
inline bool is_alnum(char c) {
    return is_alpha(c) || is_digit(c);
}
inline bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
inline bool is_punctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
}

// The character at `at`, NUL outside the text.
inline char char_at(std::string_view text, std::size_t at) {
    return at < text.size() ? text[at] : '\0';
}

// Good UTF-8 with \n as the only line end, without terminal colours, control characters,
// byte order marks and the bidi characters that reorder what follows. Tabs stay.
std::string clean(std::string_view text);

// A letter or digit of the usual scripts touches `at` from the left, or begins there. Says
// false when in doubt: then a mark beside it is escaped.
bool word_ends_at(std::string_view text, std::size_t at);
bool word_begins_at(std::string_view text, std::size_t at);

// Length of the bare URL (http, https, ftp or www.) that an autolinker would see beginning
// at `at`: up to a blank or `<`. 0 when there is none. Longer than 2048 bytes counts as 2048.
std::size_t url_length(std::string_view text, std::size_t at);

// Length of <https://…>, <mailto:…> or <a@b.c> at `at`, 0 when there is none.
std::size_t autolink_length(std::string_view text, std::size_t at);

// Length of one or more adjoining mentions that would ping people: @here, @channel, @all,
// @everyone, <!here>, <!subteam^S1|x>, <@U1>, <#C1|x>. 0 when there is none.
std::size_t mention_length(std::string_view text, std::size_t at);

// The `<` at `at` could open a tag, a comment, an autolink or a mention.
bool opens_markup(std::string_view text, std::size_t at);

// The `&` at `at` begins something with the shape of an entity.
bool opens_entity(std::string_view text, std::size_t at);

}  // namespace bot::markdown
