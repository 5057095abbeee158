// The schema of Block Kit, as tables: each type's fields, how long they may be, and what may stand
// in them. What is not in them is refused, as Slack refuses it.
#pragma once

#include <string_view>
#include <vector>

namespace emulator::slack {

enum class holds {
    string,    // `most` characters
    plain,     // a plain_text object of `most`
    text,      // plain_text or mrkdwn
    texts,     // up to `most` text objects of 2000
    elements,  // up to `most` of the types named in `of`
    element,   // one of them
    option,
    options,  // up to `most`
    groups,   // up to `most` option groups
    confirm,
    boolean,
    number,
    strings,
    rich,      // rich_text's own elements
    anything,  // not looked into
};

struct field {
    std::string_view name;
    holds what;
    std::size_t most = 0;
    bool needed = false;
    std::string_view of = {};
};

using fields = std::vector<field>;

// Nothing for a type there is not.
const fields* fields_of_block(std::string_view type);
const fields* fields_of_element(std::string_view type);
const fields& fields_of_view(bool home);

}  // namespace emulator::slack
