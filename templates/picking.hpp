// Answers for what list filters do with each element: its attribute, its sort key.
#pragma once

#include "bot/base/result.hpp"
#include "templates/arguments.hpp"
#include "templates/item.hpp"

#include <string>
#include <vector>

namespace bot {

class budget;

// The elements to work on, one step paid for each.
result<list_item> elements(const item& input, budget& left);

// "a.b.0" of each element; no attribute is the element itself.
class picker {
public:
    static result<picker> of(const item& attribute);

    // Undefined when an element has no such attribute.
    item pick(const item& element) const;
    // The same, an error instead of undefined.
    result<item> need(const item& element) const;
    bool is_whole() const { return parts_.empty(); }

private:
    std::vector<item> parts_;
};

// Text in lower case, anything else as it is.
item without_case(const item& of);

// Sorts stably by keys; an error when two keys cannot be ordered.
result<std::vector<item>> sorted_by(const list_item& list, std::vector<item> keys, bool reverse);

// Equal for equal items (1, 1.0 and true are one); an error for lists and maps.
result<std::string> identity(const item& of);

}  // namespace bot
