#include "bot/platforms/said_once.hpp"

#include "bot/base/markdown_scan.hpp"
#include "bot/base/text.hpp"

namespace bot {
namespace {

// Longer ones are only compared as wholes.
constexpr std::size_t longest_compared = 16 * 1024;

// Each word with a blank before and after it.
std::string words_of(std::string_view markdown) {
    std::string words = " ";
    for (const char c : markdown) {
        const bool word = markdown::is_alnum(c) || static_cast<unsigned char>(c) >= 0x80;
        if (word || words.back() != ' ') words += word ? c : ' ';
    }
    if (words.back() != ' ') words += ' ';
    return lower_ascii(words);
}

bool contains(std::string_view whole, std::string_view part) {
    if (whole.size() > longest_compared) return whole == part;
    return whole.find(part) != whole.npos;
}

}  // namespace

void said_once::add(std::string markdown) {
    if (markdown.empty()) return;
    auto words = words_of(markdown);
    if (words == " ") words = markdown;  // "???"
    for (auto& [known, said] : all_) {
        if (contains(said, words)) return;
        if (contains(words, said)) {
            known = std::move(markdown);
            said = std::move(words);
            return;
        }
    }
    all_.emplace_back(std::move(markdown), std::move(words));
}

std::string said_once::done() const {
    std::string together;
    for (const auto& [markdown, words] : all_) {
        if (!together.empty()) together += "\n\n";
        together += markdown;
    }
    return together;
}

}  // namespace bot
