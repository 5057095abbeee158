#include "config/mistake.hpp"

namespace bot {

std::string to_text(const mistake& m) {
    std::string text = m.file;
    if (m.line > 0) text += ":" + std::to_string(m.line) + ":" + std::to_string(m.column);
    if (!text.empty()) text += ": ";
    if (!m.key.empty()) text += m.key + ": ";
    return text + m.what;
}

}  // namespace bot
