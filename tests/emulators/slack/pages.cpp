#include "tests/emulators/slack/api.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

std::string new_cursor(call& c, const std::string& position) {
    auto text = base64("next:" + position + ":" + std::to_string(c.in.count("cursor")));
    if (!text.ends_with('=')) text += "=";  // as most of Slack's do: they must be encoded
    c.in.cursors[text] = {std::string(c.asked.name), position, c.now};
    return text;
}

// Where the page begins; nothing for a cursor that is not good (any more).
const std::string* position_of(call& c) {
    const auto found = c.in.cursors.find(c.text("cursor"));
    if (found == c.in.cursors.end() || found->second.method != c.asked.name) return nullptr;
    if (c.now - found->second.issued > c.in.policy.cursors_live) return nullptr;
    return &found->second.position;
}

std::size_t size_of_page(call& c, int otherwise, int most) {
    auto size = c.number("limit", otherwise);
    if (size == 0) size = otherwise;
    if (size < 0 || size > most) return 0;
    if (c.in.policy.page_cap > 0) size = std::min<std::int64_t>(size, c.in.policy.page_cap);
    return static_cast<std::size_t>(size);
}

}  // namespace

page page_of(
    call& c, const std::vector<std::string>& keys, bool descending, int otherwise, int most
) {
    page out;
    const auto size = size_of_page(c, otherwise, most);
    if (!size) return out.error = "invalid_limit", out;
    auto from = keys.begin();
    if (c.has("cursor")) {
        const auto* position = position_of(c);
        if (!position) return out.error = "invalid_cursor", out;
        from = std::find_if(keys.begin(), keys.end(), [&](const std::string& key) {
            return descending ? key <= *position : key >= *position;
        });
    }
    const bool skips = c.in.policy.empty_pages && from != keys.end() && c.in.count("page") % 2 == 1;
    const auto length = std::min(size, static_cast<std::size_t>(keys.end() - from));
    const auto to = skips ? from : from + static_cast<std::ptrdiff_t>(length);
    out.keys.assign(from, to);
    if (to != keys.end()) out.next = new_cursor(c, *to);
    return out;
}

json with_cursor(json body, const page& of) {
    body["response_metadata"]["next_cursor"] = of.next;
    return yes(std::move(body));
}

}  // namespace emulator::slack
