// Answers for text put together while rendering: what people told keeps its mark, piece by piece.
#pragma once

#include "bot/base/result.hpp"
#include "templates/item.hpp"

#include <string>
#include <string_view>

namespace bot {

class text_joiner {
public:
    void add(std::string_view own) { made_.text += own; }
    void add_told(std::string_view words);
    void add(const text_item& text) { add_part(text, 0, text.view.size()); }
    void add_part(const text_item& text, std::size_t from, std::size_t to);  // bytes
    result<void> add(const item& what);                                      // as str() writes it
    std::size_t size() const { return made_.text.size(); }
    item take();

private:
    made_text made_;
};

// str(): text as it is, anything else written out.
result<text_item> to_words(const item& what);

// The outcome of changing `from` into `made`: told stays told, markup stays markup.
item changed(const text_item& from, std::string made);

// Why an undefined value is undefined, as a sentence.
std::string why_missing(const missing& value);

}  // namespace bot
