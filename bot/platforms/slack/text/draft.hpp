// A piece of Markdown in the making: what people said beside the marks we put round it.
//
// What a message says is kept as people would type it in the console, where Markdown is read.
// Whoever shows it later makes it fit for the place (RCA cell, section, page, Slack), so a
// backslash too many would be seen there. Hence one rule: words are escaped where a parser of
// CommonMark or GFM, given the whole piece, would read them as something else, and nowhere else.
// "cache hit rate fell to 3 %", "user_sessions_v2 -> 5-min TTL", "2 * 3" and "[ERROR] x" stay.
// Neither do these need escaping, because they read the same either way:
//   - "- x", and "2. x" where 2 is what comes next: a list is what they are meant to be;
//   - <pod>: no element of HTML, without attributes; everything of ours shows it as it is;
//   - https://x.y/*a_: an autolinker takes it whole.
#pragma once

#include <string>
#include <string_view>

namespace bot::slack {

class draft {
public:
    void words(std::string_view said) { add(said, 'w'); }
    void label(std::string_view said) { add(said, 'l'); }  // words inside [ ]
    void markup(std::string_view marks) { add(marks, 'm'); }
    void opaque(std::string_view said) { add(said, 'o'); }  // code, a link's target

    std::string_view bytes() const { return bytes_; }
    bool empty() const { return bytes_.empty(); }
    // The last byte, or a line end.
    char last() const { return bytes_.empty() ? '\n' : bytes_.back(); }

    // The finished Markdown, every line trimmed, without blank lines at its ends. `numbered`: a
    // list with numbers may stand above, which a number at a line's beginning would go on with.
    std::string escaped(bool numbered = false) const;

private:
    void add(std::string_view piece, char kind) {
        bytes_ += piece;
        kinds_.append(piece.size(), kind);
    }

    std::string bytes_, kinds_;  // a kind for each byte
};

// Words alone, with nothing of ours round them.
std::string escaped_words(std::string_view said);

}  // namespace bot::slack
