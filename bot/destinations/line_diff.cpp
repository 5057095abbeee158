#include "bot/destinations/line_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace bot {
namespace {

constexpr std::size_t most_compared = 250'000;  // pairs, where no line stands out
constexpr int most_levels = 64;

struct stretch {
    std::size_t from, from_end, to, to_end;
    int level = 0;
};

class matcher {
public:
    matcher(std::span<const std::string_view> from, std::span<const std::string_view> to)
        : from_(from), to_(to), found_(from.size()) {}

    std::vector<std::optional<std::size_t>> run() {
        left_.push_back({0, from_.size(), 0, to_.size()});
        while (!left_.empty()) {
            const auto next = left_.back();
            left_.pop_back();
            look_at(next);
        }
        return std::move(found_);
    }

private:
    void look_at(stretch in) {
        while (in.from < in.from_end && in.to < in.to_end && from_[in.from] == to_[in.to])
            found_[in.from++] = in.to++;
        while (in.from < in.from_end && in.to < in.to_end &&
               from_[in.from_end - 1] == to_[in.to_end - 1])
            found_[--in.from_end] = --in.to_end;
        if (in.from == in.from_end || in.to == in.to_end) return;
        if (in.level < most_levels && split_at_unique(in)) return;
        if ((in.from_end - in.from) * (in.to_end - in.to) <= most_compared) compare(in);
    }

    struct place {
        std::size_t in_from = 0, in_to = 0;
        int times_from = 0, times_to = 0;
    };

    // Lines that stand once in both, the longest run of them that keeps its order.
    bool split_at_unique(const stretch& in) {
        std::unordered_map<std::string_view, place> places;
        for (auto i = in.from; i < in.from_end; ++i) {
            auto& one = places[from_[i]];
            one.in_from = i;
            ++one.times_from;
        }
        for (auto i = in.to; i < in.to_end; ++i) {
            const auto one = places.find(to_[i]);
            if (one == places.end()) continue;
            one->second.in_to = i;
            ++one->second.times_to;
        }
        std::vector<std::pair<std::size_t, std::size_t>> unique;
        for (auto i = in.from; i < in.from_end; ++i) {
            const auto& one = places[from_[i]];
            if (one.times_from == 1 && one.times_to == 1) unique.emplace_back(i, one.in_to);
        }
        const auto anchors = longest_rising(unique);
        if (anchors.empty()) return false;
        auto rest = in;
        ++rest.level;
        for (const auto& [a, b] : anchors) {
            found_[a] = b;
            left_.push_back({rest.from, a, rest.to, b, rest.level});
            rest.from = a + 1;
            rest.to = b + 1;
        }
        left_.push_back(rest);
        return true;
    }

    // By their places in `to`.
    static std::vector<std::pair<std::size_t, std::size_t>> longest_rising(
        const std::vector<std::pair<std::size_t, std::size_t>>& all
    ) {
        constexpr auto none = SIZE_MAX;
        std::vector<std::size_t> ends, before(all.size(), none);  // ends: of runs, by their length
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto place = std::ranges::lower_bound(
                ends, all[i].second, {}, [&](std::size_t e) { return all[e].second; }
            );
            if (place != ends.begin()) before[i] = *(place - 1);
            if (place == ends.end())
                ends.push_back(i);
            else
                *place = i;
        }
        std::vector<std::pair<std::size_t, std::size_t>> run;
        for (auto i = ends.empty() ? none : ends.back(); i != none; i = before[i])
            run.push_back(all[i]);
        std::ranges::reverse(run);
        return run;
    }

    // The longest common subsequence, by the book.
    void compare(const stretch& in) {
        const auto rows = in.from_end - in.from, columns = in.to_end - in.to;
        std::vector<std::uint32_t> length((rows + 1) * (columns + 1));
        const auto at = [&](std::size_t r, std::size_t c) -> std::uint32_t& {
            return length[r * (columns + 1) + c];
        };
        for (auto r = rows; r-- > 0;)
            for (auto c = columns; c-- > 0;)
                at(r, c) = from_[in.from + r] == to_[in.to + c]
                               ? at(r + 1, c + 1) + 1
                               : std::max(at(r + 1, c), at(r, c + 1));
        for (std::size_t r = 0, c = 0; r < rows && c < columns;) {
            if (from_[in.from + r] == to_[in.to + c])
                found_[in.from + r++] = in.to + c++;
            else if (at(r + 1, c) >= at(r, c + 1))
                ++r;
            else
                ++c;
        }
    }

    std::span<const std::string_view> from_, to_;
    std::vector<std::optional<std::size_t>> found_;
    std::vector<stretch> left_;
};

}  // namespace

std::vector<std::optional<std::size_t>> matching_lines(
    std::span<const std::string_view> from, std::span<const std::string_view> to
) {
    return matcher(from, to).run();
}

}  // namespace bot
