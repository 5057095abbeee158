// Words as long and as odd as people's: printed seeds make them again.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace bot::test {

class odd_words {
public:
    explicit odd_words(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t end) { return random_() % end; }
    bool one_in(std::size_t n) { return below(n) == 0; }

    std::string next(std::size_t most) {
        static const std::vector<std::string> pieces = {
            "cache ",
            "a",
            "é",
            "漢字",
            "👩‍🚒",
            "<@U1>",
            "<!channel>",
            "@here ",
            "&",
            "<",
            ">",
            "|",
            "*",
            "**bold** ",
            "`code` ",
            "```\n",
            "\n",
            "\n\n",
            "- ",
            "lead: ",
            "https://x.io/a?b=1&c=2 ",
            "[x](https://y.io) ",
            "\"",
            "\\",
            "\t",
            "'",
            "_",
            "~~",
            "# ",
            "1. ",
            "| a | b |\n|---|---|\n",
            "\u202e",
            "=",
            " private",
            "KEY=\"v\" "};
        std::string made;
        const auto wanted = one_in(4) ? below(most * 3 + 2) : below(most / 8 + 2);
        while (made.size() < wanted)
            made += one_in(12) ? std::string(below(200) + 1, 'x') : pieces[below(pieces.size())];
        return made;
    }

private:
    std::mt19937_64 random_;
};

}  // namespace bot::test
