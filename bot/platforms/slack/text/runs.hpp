// What stands on the lines of a message, piece by piece, whichever of Slack's languages told it;
// and that as Markdown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bot::slack {

enum class style : std::uint8_t { none = 0, bold = 1, italic = 2, strike = 4 };
constexpr style operator|(style a, style b) {
    return static_cast<style>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(style all, style one) {
    return (static_cast<unsigned>(all) & static_cast<unsigned>(one)) != 0;
}

struct run {
    enum class kind : std::uint8_t { words, code, link } is = kind::words;
    style looks = style::none;
    std::string text{}, url{};  // a link's label and target
};

class runs {
public:
    void words(std::string_view said, style looks = style::none);
    void code(std::string_view said);
    // A link Slack made of a typed address is words again; one that leads nowhere we follow, too.
    void link(std::string_view url, std::string_view label, style looks = style::none);
    void line_end() { words("\n"); }

    bool empty() const { return all_.empty(); }
    // `numbered` as in draft.hpp.
    std::string markdown(bool numbered = false) const;

private:
    void add(run next);

    std::vector<run> all_;
};

// A label that names another address than the one it leads to, with the real host shown.
std::string honest_label(std::string_view label, std::string_view url);

}  // namespace bot::slack
