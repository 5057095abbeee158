// Answers for where rendered text goes: what people told is escaped for the place it
// lands in, or keeps its mark while the text is only captured (a macro, a block set).
#pragma once

#include "templates/item.hpp"
#include "templates/words.hpp"

#include <string>
#include <string_view>

namespace bot {

class output_text {
public:
    enum class use : bool { final, captured };
    output_text(use what_for, bool escapes) : what_for_(what_for), escapes_(escapes) {}

    void add(std::string_view own);
    void add_told(std::string_view words);
    void add(const text_item& text);

    std::size_t size() const;
    std::string take_text() { return std::move(text_); }
    item take_captured() { return captured_.take(); }

private:
    enum class place { running, cell, yaml };
    enum class front_matter { unknown, inside, over };

    place here();
    void read_lines();

    use what_for_;
    bool escapes_;
    std::string text_;
    text_joiner captured_;
    front_matter matter_ = front_matter::unknown;
    std::size_t line_ = 0;     // where the current line begins, as far as it was read
    std::size_t scanned_ = 0;  // newlines before this are known
};

}  // namespace bot
