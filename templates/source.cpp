#include "templates/source.hpp"

#include "bot/base/text.hpp"

#include <algorithm>

namespace bot {
namespace {

constexpr std::size_t shown_line = 160;

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::size_t count_characters(std::string_view text) {
    return text.size() -
           static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

}  // namespace

source_text::source_text(std::string name, std::string_view text) : name_(std::move(name)) {
    text_.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') {
            if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
            text_ += '\n';
        } else {
            text_ += text[i];
        }
    }
}

std::size_t source_text::line_of(source_offset at) const {
    const auto end = text_.begin() + std::min<std::ptrdiff_t>(at, std::ssize(text_));
    return 1 + static_cast<std::size_t>(std::count(text_.begin(), end, '\n'));
}

error source_text::error_at(source_offset at, std::string_view what, errc code) const {
    const std::size_t place = std::min<std::size_t>(at, text_.size());
    const auto before = place == 0 ? std::string::npos : text_.rfind('\n', place - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const auto line = std::string_view(text_).substr(begin, text_.find('\n', begin) - begin);
    const auto lead = line.substr(0, place - begin);

    std::string detail = name_ + ":" + std::to_string(line_of(at)) + ":" +
                         std::to_string(count_characters(lead) + 1) + ": ";
    detail += what;
    if (line.size() > shown_line) return {code, std::move(detail)};
    detail.append("\n").append(repair_utf8(line)).append("\n");
    for (const char c : lead)
        if (!continues_character(c)) detail += c == '\t' ? '\t' : ' ';
    detail += '^';
    return {code, std::move(detail)};
}

}  // namespace bot
