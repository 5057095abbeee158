#include "tests/base/hostile_text.hpp"

namespace bot::test {

using namespace std::string_view_literals;

std::size_t hostile_text::below(std::size_t limit) {
    // splitmix64: std::uniform_int_distribution differs between libraries.
    state_ += 0x9E3779B97F4A7C15ULL;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return static_cast<std::size_t>((mixed ^ (mixed >> 31U)) % limit);
}

std::string hostile_text::next(const std::vector<std::string_view>& alphabet, std::size_t longest) {
    std::string made;
    for (std::size_t pieces = below(longest) + 1; pieces > 0; --pieces)
        made += alphabet[below(alphabet.size())];
    return made;
}

const std::vector<std::string_view>& hostile_text::marks() {
    static const std::vector<std::string_view> pieces{
        "|",
        "\\",
        "\\|",
        "\\\\|",
        "`",
        "``",
        "```",
        "~",
        "~~",
        "~~~",
        "*",
        "**",
        "_",
        "__",
        "[",
        "]",
        "[[",
        "]]",
        "](",
        "(",
        ")",
        "![",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<?",
        "<a href=\"x\">",
        "&",
        "&amp;",
        "&lt;",
        "&#35;",
        "&copy",
        ";",
        "{{ x }}",
        "{% y %}",
        "\n",
        "\n\n",
        " ",
        "  ",
        "    ",
        "\t",
        "#",
        "##",
        "-",
        "---",
        "===",
        "=",
        "==",
        "+",
        "1.",
        "2)",
        "- ",
        "+ ",
        "# ",
        "> ",
        "1. ",
        ":--",
        "| --- |",
        "https://x.y/z?a=b&c=d_e",
        "https://x.y/*a*_b_",
        "http://h/~u~`c`",
        "www.x.y/_z_",
        "ftp://f.g/[h]",
        "a@b.c",
        "<a_b@c.d>",
        "<https://x.y>",
        "<javascript:x>",
        "javascript:x",
        "@here",
        "@all",
        "<!here>",
        "<@U1>",
        "<#C1|x>",
        "<@U1|a`b>",
        "$",
        "$$",
        "%%",
        "^",
        "!",
        ":",
        "\"",
        "'",
        ".",
        ",",
        "a",
        "b",
        "word",
        "two words",
        "snake_case",
        "9",
        "é",
        "日本",
        "—",
        "\xC2\xA0",
        "[x]: /u",
        "[a]: <b> 'c'",
        "[x]",
        "[ ]"};
    return pieces;
}

const std::vector<std::string_view>& hostile_text::broken() {
    static const std::vector<std::string_view> pieces = [] {
        auto all = marks();
        for (const auto piece :
             {"\0"sv,           "\x1B[31m"sv, "\x1B)"sv,  "\x07"sv,   "\r\n"sv,   "\r"sv,
              "\x7F"sv,         "\u202E"sv,   "\u202A"sv, "\u2066"sv, "\u2069"sv, "\u200B"sv,
              "\u200D"sv,       "\uFEFF"sv,   "\u2028"sv, "\u0085"sv, "\xFF"sv,   "\xC0\xAF"sv,
              "\xED\xA0\x80"sv, "\xE2\x82"sv, "😀"sv,      "\uFFFF"sv})
            all.push_back(piece);
        return all;
    }();
    return pieces;
}

}  // namespace bot::test
