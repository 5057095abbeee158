#include "bot/platforms/emoji.hpp"

#include "bot/base/text.hpp"
#include "bot/platforms/emoji_table.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bot {
namespace {

constexpr std::string_view tone_mark = "::skin-tone-";
// U+FE0F asks for the colourful form; people and programs leave it out as they like.
constexpr std::string_view selector = "\uFE0F";
constexpr std::array<std::string_view, 5> tones{"🏻", "🏼", "🏽", "🏾", "🏿"};  // 2 to 6

const emoji_row* row_named(std::string_view name) {
    const auto all = emoji_table();
    const auto found = std::lower_bound(
        all.begin(), all.end(), name, [](const auto& row, auto wanted) { return row.name < wanted; }
    );
    return found != all.end() && found->name == name ? &*found : nullptr;
}

std::string without_selectors(std::string_view emoji) {
    return replace_all(std::string(emoji), selector, "");
}

struct spelled {
    std::string character;  // without selectors
    const emoji_row* row = nullptr;
};

const std::vector<spelled>& by_character() {
    static const auto sorted = [] {
        std::vector<spelled> all;
        for (const auto& row : emoji_table())
            if (row.kind != emoji_kind::alias)
                all.push_back({without_selectors(row.character), &row});
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
            return a.character < b.character;
        });
        return all;
    }();
    return sorted;
}

const emoji_row* row_of(std::string_view character) {
    const auto& all = by_character();
    const auto found =
        std::lower_bound(all.begin(), all.end(), character, [](const auto& each, auto wanted) {
            return each.character < wanted;
        });
    return found != all.end() && found->character == character ? found->row : nullptr;
}

std::size_t first_length(std::string_view emoji) {
    std::size_t length = 1;
    while (length < emoji.size() && (static_cast<unsigned char>(emoji[length]) & 0xC0U) == 0x80U)
        ++length;
    return std::min(length, emoji.size());
}

// The tone comes after the first character; of two people who look alike both get it.
std::string toned(std::string_view emoji, std::string_view tone) {
    const auto person = emoji.substr(0, first_length(emoji));
    auto rest = emoji.substr(person.size());
    if (rest.starts_with(selector)) rest.remove_prefix(selector.size());
    std::string made(person);
    made.append(tone).append(rest);
    if (!rest.empty() && rest.ends_with(person)) made += tone;
    return made;
}

}  // namespace

std::string emoji_of(std::string_view name) {
    const auto mark = name.find(tone_mark);
    const auto* row = row_named(name.substr(0, mark));
    if (!row) return std::string(name);
    if (mark == name.npos) return std::string(row->character);
    const auto digit = name.substr(mark + tone_mark.size());
    if (digit.size() != 1 || digit[0] < '2' || digit[0] > '6') return std::string(row->character);
    return toned(row->character, tones[static_cast<std::size_t>(digit[0] - '2')]);
}

std::string emoji_name_of(std::string_view emoji) {
    const auto said = trim(emoji);
    auto wanted = without_selectors(said);
    if (const auto* row = row_of(wanted)) return std::string(row->name);
    for (std::size_t i = 0; i < tones.size(); ++i) {
        if (wanted.find(tones[i]) == wanted.npos) continue;
        if (const auto* row = row_of(replace_all(wanted, tones[i], "")))
            return std::string(row->name).append(tone_mark) + static_cast<char>('2' + i);
    }
    if (said.size() > 2 && said.starts_with(':') && said.ends_with(':'))
        return std::string(said.substr(1, said.size() - 2));
    return std::string(said);
}

}  // namespace bot
