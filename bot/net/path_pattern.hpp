// "/incidents/{id}/rca" against a decoded path. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bot {

using path_parameters = std::vector<std::pair<std::string, std::string>>;

class path_pattern {
public:
    // {name} is one segment that is not empty; {name...} at the end is everything that is left,
    // which may be nothing. A pattern that does not start with / asserts.
    explicit path_pattern(std::string_view pattern);

    std::optional<path_parameters> match(std::string_view path) const;

    // Patterns in ascending order of this are tried from the particular to the general: a
    // literal segment comes before a parameter, wherever the route stands in its table.
    const std::string& rank() const { return rank_; }
    const std::string& text() const { return text_; }

private:
    enum class kind { literal, parameter, rest };
    struct segment {
        kind what = kind::literal;
        std::string text;
    };

    std::string text_;
    std::string rank_;
    std::vector<segment> segments_;
};

}  // namespace bot
