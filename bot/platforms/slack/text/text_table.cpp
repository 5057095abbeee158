#include "bot/platforms/slack/text/text_table.hpp"

#include "bot/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace bot::slack {
namespace {

// Where characters are as wide as two: Hangul, CJK, full width, emoji.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 8> wide{
    {{0x1100, 0x115F},
     {0x2E80, 0xA4CF},
     {0xAC00, 0xD7A3},
     {0xF900, 0xFAFF},
     {0xFE30, 0xFE6F},
     {0xFF00, 0xFF60},
     {0x1F300, 0x1FAFF},
     {0x20000, 0x3FFFD}}};
// Where they take no room: combining marks, joiners, variation selectors.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 4> flat{
    {{0x300, 0x36F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}, {0x1F3FB, 0x1F3FF}}};

template <std::size_t N>
bool within(
    const std::array<std::pair<std::uint32_t, std::uint32_t>, N>& ranges, std::uint32_t code
) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
        return code >= range.first && code <= range.second;
    });
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
            code = code << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
        columns += within(flat, code) ? 0 : within(wide, code) ? 2 : 1;
        at += length;
    }
    return columns;
}

void end_line(std::string& line, std::string& into) {
    while (line.ends_with(' ')) line.pop_back();
    if (!into.empty()) into += '\n';
    into += line;
    line.clear();
}

}  // namespace

std::string aligned(const text_table& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        if (widths.size() < row.size()) widths.resize(row.size());
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], columns_of(row[i]));
    }
    std::string made, line;
    for (std::size_t number = 0; number < rows.size(); ++number) {
        for (std::size_t i = 0; i < rows[number].size(); ++i) {
            const auto& cell = rows[number][i];
            line.append(cell).append(widths[i] - columns_of(cell) + 2, ' ');
        }
        end_line(line, made);
        if (number > 0) continue;
        for (const auto width : widths) line.append(width, '-').append("  ");
        end_line(line, made);
    }
    return made;
}

std::string joined(const text_table& rows) {
    std::string made;
    for (const auto& row : rows) {
        auto line = join(row, " | ");
        end_line(line, made);
    }
    return made;
}

}  // namespace bot::slack
