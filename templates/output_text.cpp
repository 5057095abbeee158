#include "templates/output_text.hpp"

#include "bot/base/escape.hpp"

namespace bot {
namespace {

constexpr std::string_view matter_fence = "---";

}  // namespace

void output_text::add(std::string_view own) {
    if (what_for_ == use::captured)
        captured_.add(own);
    else
        text_ += own;
}

void output_text::add_told(std::string_view words) {
    if (what_for_ == use::captured) return captured_.add_told(words);
    if (!escapes_) {
        text_ += words;
        return;
    }
    switch (here()) {
        case place::running:
            text_ += escape_markdown(words);
            break;
        case place::cell:
            text_ += escape_cell(words);
            break;
        case place::yaml:
            text_ += yaml_scalar(words);
            break;
    }
}

void output_text::add(const text_item& text) {
    if (what_for_ == use::captured) return captured_.add(text);
    if (text.mark == text_mark::told) return add_told(text.view);
    if (text.mark != text_mark::mixed) return add(text.view);
    std::size_t at = 0;
    for (const auto& told : text.made->told) {
        add(text.view.substr(at, told.from - at));
        add_told(text.view.substr(told.from, told.to - told.from));
        at = told.to;
    }
    add(text.view.substr(at));
}

std::size_t output_text::size() const {
    return what_for_ == use::captured ? captured_.size() : text_.size();
}

// Reads every line since the last time, each once, while front matter may end; after
// that only the last newline matters.
void output_text::read_lines() {
    if (matter_ == front_matter::over) {
        const auto fresh = std::string_view(text_).substr(scanned_);
        const auto newline = fresh.rfind('\n');
        if (newline != fresh.npos) line_ = scanned_ + newline + 1;
        scanned_ = text_.size();
        return;
    }
    for (;;) {
        const auto newline = text_.find('\n', scanned_);
        if (newline == std::string::npos) break;
        const auto line = std::string_view(text_).substr(line_, newline - line_);
        const bool is_fence = line == matter_fence;
        if (matter_ == front_matter::unknown)
            matter_ = is_fence ? front_matter::inside : front_matter::over;
        else if (is_fence || line == "...")
            matter_ = front_matter::over;
        line_ = scanned_ = newline + 1;
        if (matter_ == front_matter::over) return read_lines();
    }
    scanned_ = text_.size();
}

output_text::place output_text::here() {
    read_lines();
    if (matter_ == front_matter::inside) return place::yaml;
    // A table may stand within a quote or a list.
    const auto first = text_.find_first_not_of(" \t>", line_);
    return first != std::string::npos && text_[first] == '|' ? place::cell : place::running;
}

}  // namespace bot
