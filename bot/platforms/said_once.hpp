// Programs say the same in a text, in its attachments and in a fallback: it is kept once.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

class said_once {
public:
    // Where its words were said first, in their longest form.
    void add(std::string markdown);
    bool empty() const { return all_.empty(); }
    std::string done() const;  // a blank line between two

private:
    std::vector<std::pair<std::string, std::string>> all_;  // Markdown, and its words
};

}  // namespace bot
