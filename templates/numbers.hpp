// Answers for numbers as Python writes, reads and rounds them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bot {

// "42", "0x2A", "1_000"; base 0 reads the prefix. Nothing when it is no number or does not fit.
std::optional<std::int64_t> read_integer(std::string_view text, int base);
// As float() reads it: blanks around it, "inf", "nan", underscores between digits.
std::optional<double> read_real(std::string_view text);
// Bare digits of a base; nothing when one of them is none.
std::optional<std::uint64_t> read_digits(std::string_view digits, int base);

void append_integer(std::string& to, std::int64_t number);
void append_real(std::string& to, double number);  // repr: the shortest that reads back the same

double round_real(double number, int digits);  // halves to even, by exact value
std::optional<std::int64_t> round_integer(std::int64_t number, int digits);  // digits < 0
std::optional<std::int64_t> to_integer(double number
);  // towards zero; nothing when it does not fit

}  // namespace bot
