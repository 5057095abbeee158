#include "bot/base/plain_line.hpp"

#include "bot/base/text.hpp"
#include "tests/base/hostile_text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

TEST_CASE("a line for the log or the terminal stays one line and paints nothing", "[base]") {
    const struct {
        std::string_view told, shown;
    } rows[] = {
        {"", ""},
        {"nothing to hide", "nothing to hide"},
        {"Zürich 李 📌", "Zürich 李 📌"},
        {"a\nb\r\nc\td", "a\\nb\\x0d\\nc\\td"},
        {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
        {std::string_view("nul\0 del\x7f", 9), "nul\\x00 del\\x7f"},
        {"c1 \xC2\x9B"
         "31m next \xC2\x85",
         "c1 \\x9b31m next \\x85"},
        {"user \xE2\x80\xAE"
         "txt.exe",
         "user \\u202etxt.exe"},
        {"\xE2\x81\xA6isolated\xE2\x81\xA9", "\\u2066isolated\\u2069"},
        {"line \xE2\x80\xA8 separator", "line \\u2028 separator"},
        {"tag \xF3\xA0\x81\x81", "tag \\U000e0041"},
        {"bad \xFF", "bad \xEF\xBF\xBD"},
    };
    for (const auto& row : rows) CHECK(bot::plain_line(row.told) == row.shown);
}

TEST_CASE(
    "F58 whatever people write, a log line is one and made of what is seen", "[base][faults]"
) {
    bot::test::hostile_text texts(58);
    for (int round = 0; round < 2000; ++round) {
        const auto line = bot::plain_line(texts.next(bot::test::hostile_text::broken()));
        INFO(line);
        CHECK(bot::is_utf8(line));
        CHECK(std::none_of(line.begin(), line.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        }));
        CHECK(bot::plain_line(line) == line);
    }
}
