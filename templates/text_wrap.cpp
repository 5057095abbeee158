#include "templates/text_wrap.hpp"

#include "templates/unicode.hpp"

#include <algorithm>
#include <vector>

namespace bot {
namespace {

bool is_space(char32_t code) {
    return code == ' ' || (code >= 9 && code <= 13);
}
bool is_letter(char32_t code) {
    return is_word_part(code) && !(code >= '0' && code <= '9');
}
bool ends_clause(char32_t code) {
    return is_word_part(code) ||
           std::u32string_view(U"!\"'&.,?").find(code) != std::u32string_view::npos;
}

struct chunk {
    std::size_t from = 0;
    std::size_t to = 0;

    std::size_t size() const { return to - from; }
};

// Wraps one paragraph, counted in characters.
class paragraph {
public:
    paragraph(std::string_view text, const wrapping& how)
        : how_(how), letters_(each_character(text)) {
        for (const auto letter : letters_) codes_.push_back(character_at(letter, 0).code);
        for (std::size_t at = 0; at < codes_.size(); at = chunks_.back().to)
            chunks_.push_back({at, chunk_end(at)});
    }

    std::string wrapped();

private:
    char32_t code(std::size_t at) const { return at < codes_.size() ? codes_[at] : U' '; }
    bool letter(std::size_t at) const { return at < codes_.size() && is_letter(codes_[at]); }
    bool blank(const chunk& of) const { return of.size() > 0 && is_space(code(of.from)); }
    std::size_t dashes(std::size_t at) const;
    std::size_t chunk_end(std::size_t begin) const;
    bool breaks_after_hyphen(std::size_t at) const;
    void break_word(std::size_t& next, std::vector<chunk>& line, std::size_t size);

    const wrapping& how_;
    std::vector<std::string_view> letters_;
    std::u32string codes_;
    std::vector<chunk> chunks_;
};

// Two dashes or more between words, counted; 0 when what stands here is something else.
std::size_t paragraph::dashes(std::size_t at) const {
    if (at == 0 || !ends_clause(code(at - 1))) return 0;
    std::size_t end = at;
    while (code(end) == '-') ++end;
    return end - at >= 2 && is_word_part(code(end)) ? end - at : 0;
}

// A hyphen within a word of letters, so that neither -b nor 2-3 is torn.
bool paragraph::breaks_after_hyphen(std::size_t at) const {
    if (code(at) != '-' || at < 2 || !letter(at - 1)) return false;
    const bool before = letter(at - 2) || (at >= 3 && code(at - 2) == '-' && letter(at - 3));
    const bool after =
        letter(at + 1) && (letter(at + 2) || (code(at + 2) == '-' && letter(at + 3)));
    return before && after;
}

std::size_t paragraph::chunk_end(std::size_t begin) const {
    std::size_t end = begin;
    if (is_space(code(begin))) {
        while (end < codes_.size() && is_space(code(end))) ++end;
        return end;
    }
    if (how_.break_on_hyphens)
        if (const auto run = dashes(begin)) return begin + run;
    for (end = begin + 1; end < codes_.size() && !is_space(code(end)); ++end) {
        if (!how_.break_on_hyphens) continue;
        if (breaks_after_hyphen(end)) return end + 1;
        if (dashes(end) > 0) return end;
    }
    return end;
}

void paragraph::break_word(std::size_t& next, std::vector<chunk>& line, std::size_t size) {
    auto& word = chunks_[next];
    if (!how_.break_long_words) {
        if (line.empty()) line.push_back(chunks_[next++]);
        return;
    }
    std::size_t end = word.from + (how_.width - size);
    if (how_.break_on_hyphens) {
        std::size_t hyphen = end;
        while (hyphen > word.from && code(hyphen - 1) != '-') --hyphen;
        const auto first = codes_.begin() + static_cast<std::ptrdiff_t>(word.from);
        const auto last = codes_.begin() + static_cast<std::ptrdiff_t>(hyphen);
        const bool words_before = hyphen > word.from + 1 &&
                                  std::any_of(first, last - 1, [](char32_t c) { return c != '-'; });
        if (words_before) end = hyphen;
    }
    line.push_back({word.from, end});
    word.from = end;
}

std::string paragraph::wrapped() {
    std::string out;
    bool any = false;
    for (std::size_t next = 0; next < chunks_.size();) {
        std::vector<chunk> line;
        std::size_t size = 0;
        if (any && blank(chunks_[next])) ++next;
        while (next < chunks_.size() && size + chunks_[next].size() <= how_.width) {
            size += chunks_[next].size();
            line.push_back(chunks_[next++]);
        }
        if (next < chunks_.size() && chunks_[next].size() > how_.width)
            break_word(next, line, size);
        if (!line.empty() && blank(line.back())) line.pop_back();
        if (line.empty()) continue;
        if (any) out += how_.line_end;
        any = true;
        for (const auto& part : line)
            for (std::size_t i = part.from; i < part.to; ++i) out += letters_[i];
    }
    return out;
}

}  // namespace

std::string wrap_text(std::string_view text, const wrapping& how) {
    std::string out;
    bool first = true;
    for (const auto line : lines_of(text)) {
        if (!first) out += how.line_end;
        first = false;
        out += paragraph(line, how).wrapped();
    }
    return out;
}

}  // namespace bot
