#include "bot/net/path_pattern.hpp"

#include "bot/base/text.hpp"

#include <cassert>

namespace bot {

path_pattern::path_pattern(std::string_view pattern) : text_(pattern) {
    assert(pattern.starts_with('/') && "a path pattern starts with /");
    for (auto part : split(pattern.substr(1), '/')) {
        assert((segments_.empty() || segments_.back().what != kind::rest) && "{...} comes last");
        segment made{kind::literal, std::string(part)};
        if (part.starts_with('{') && part.ends_with("...}"))
            made = {kind::rest, std::string(part.substr(1, part.size() - 5))};
        else if (part.starts_with('{') && part.ends_with('}'))
            made = {kind::parameter, std::string(part.substr(1, part.size() - 2))};
        rank_ += made.what == kind::literal ? 'a' : (made.what == kind::parameter ? 'b' : 'c');
        segments_.push_back(std::move(made));
    }
}

std::optional<path_parameters> path_pattern::match(std::string_view path) const {
    if (!path.starts_with('/')) return std::nullopt;
    path_parameters found;
    std::optional<std::string_view> left = path.substr(1);
    for (const auto& segment : segments_) {
        if (!left) return std::nullopt;
        if (segment.what == kind::rest) {
            found.emplace_back(segment.text, *left);
            return found;
        }
        const auto slash = left->find('/');
        const auto part = left->substr(0, slash);
        if (segment.what == kind::literal && part != segment.text) return std::nullopt;
        if (segment.what == kind::parameter) {
            if (part.empty()) return std::nullopt;
            found.emplace_back(segment.text, part);
        }
        if (slash == std::string_view::npos)
            left.reset();
        else
            left->remove_prefix(slash + 1);
    }
    if (left) return std::nullopt;
    return found;
}

}  // namespace bot
