// Answers for text counted and changed by characters, as Python's str does it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

struct character {
    char32_t code = 0;
    std::size_t size = 1;  // bytes; a byte that is no UTF-8 stands for itself
};

character character_at(std::string_view text, std::size_t at);
void append_character(std::string& to, char32_t code);

std::size_t count_characters(std::string_view text);
// Characters [from, to), cut to what there is.
std::string_view characters(std::string_view text, std::size_t from, std::size_t to);
std::vector<std::string_view> each_character(std::string_view text);

char32_t to_upper(char32_t code);
char32_t to_lower(char32_t code);
bool is_blank(char32_t code);      // str.isspace
bool is_word_part(char32_t code);  // \w
bool is_printable(char32_t code);  // shown as it is by repr()

std::string upper(std::string_view text);
std::string lower(std::string_view text);
std::string_view strip(std::string_view text);
std::vector<std::string_view> lines_of(std::string_view text);  // str.splitlines

// As find() of a string_view, and in linear time whatever the words are.
std::size_t find_in(std::string_view text, std::string_view words, std::size_t from = 0);

}  // namespace bot
