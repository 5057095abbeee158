#include "bot/destinations/merge.hpp"

#include "bot/base/document_lines.hpp"
#include "bot/base/text.hpp"
#include "bot/destinations/region_merge.hpp"

#include <algorithm>
#include <list>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

namespace bot {
namespace {

struct region {
    std::string_view heading;  // empty: what stands before the first
    std::size_t occurrence = 0;
    lines own{};
    // Blank lines behind it: its distance to the next, and no part of what it says.
    std::size_t distance = 0;
    bool is_last = false;
};

std::vector<region> regions_of(std::string_view text) {
    std::vector<region> all(1);
    std::map<std::string_view, std::size_t> seen;
    const auto whole = split_lines(text);
    markdown::document_lines places(whole);
    for (const auto line : whole) {
        const bool is_of_words = places.next(line) == markdown::line_place::words;
        if (is_of_words && markdown::heading_level(line) > 0) {
            const auto name = trim(line);
            all.push_back({name, seen[name]++});
        }
        all.back().own.push_back(line);
    }
    for (auto& one : all)
        for (; !one.own.empty() && trim(one.own.back()).empty(); one.own.pop_back()) ++one.distance;
    all.back().is_last = true;
    return all;
}

// Which regions are the same one. An index into the other document, or nothing.
using pairing = std::vector<std::optional<std::size_t>>;

using region_name = std::pair<std::string_view, std::size_t>;

std::map<region_name, std::size_t> by_name(const std::vector<region>& all) {
    std::map<region_name, std::size_t> names;
    for (std::size_t i = 0; i < all.size(); ++i)
        names.emplace(region_name{all[i].heading, all[i].occurrence}, i);
    return names;
}

std::optional<std::size_t> find_region(
    const std::map<region_name, std::size_t>& among, const region& wanted
) {
    const auto found = among.find({wanted.heading, wanted.occurrence});
    return found == among.end() ? std::nullopt : std::optional(found->second);
}

pairing by_heading(const std::vector<region>& from, const std::vector<region>& to) {
    const auto names = by_name(to);
    pairing all;
    for (const auto& one : from) all.push_back(find_region(names, one));
    return all;
}

// How much of the one's words stand in the other: 0 to 1. Titles with nothing below are alike.
double likeness(const region& one, const region& other) {
    const std::unordered_set<std::string_view> words(other.own.begin(), other.own.end());
    std::size_t all = 0, same = 0;
    for (std::size_t i = one.heading.empty() ? 0 : 1; i < one.own.size(); ++i) {
        if (is_structure(one.own[i])) continue;
        ++all;
        same += words.contains(one.own[i]) ? 1 : 0;
    }
    const auto is_title = [](const region& of) { return markdown::heading_level(of.heading) == 1; };
    if (all == 0) return is_title(one) && is_title(other) ? 1 : 0;
    return static_cast<double>(same) / static_cast<double>(all);
}

// A heading that was written anew keeps what stands below it.
void pair_renamed(
    pairing& from_to, const std::vector<region>& from, const std::vector<region>& to
) {
    constexpr double alike = 0.5;
    std::vector<bool> taken(to.size());
    for (const auto& one : from_to)
        if (one) taken[*one] = true;
    for (std::size_t f = 0; f < from.size(); ++f) {
        if (from_to[f] || from[f].heading.empty()) continue;
        std::optional<std::size_t> best;
        double most = alike;
        for (std::size_t t = 0; t < to.size(); ++t) {
            if (taken[t] || to[t].heading.empty()) continue;
            const auto how = likeness(to[t], from[f]);
            if (how < most || (best && how == most)) continue;
            most = how;
            best = t;
        }
        if (!best) continue;
        from_to[f] = best;
        taken[*best] = true;
    }
}

class document_merge {
public:
    document_merge(std::string_view base, std::string_view people, std::string_view generated)
        : base_(regions_of(base)),
          people_(regions_of(people)),
          generated_(regions_of(generated)),
          to_base_(by_heading(people_, base_)),
          from_base_(by_heading(base_, generated_)) {
        pair_renamed(to_base_, people_, base_);
        pair_renamed(from_base_, base_, generated_);
    }

    merged_document run() {
        find_new();
        add_new_after(std::nullopt);
        for (std::size_t m = 0; m < people_.size(); ++m) {
            add_region(m);
            if (to_base_[m] && from_base_[*to_base_[m]]) add_new_after(from_base_[*to_base_[m]]);
        }
        for (const auto& [after, several] : new_)
            for (const auto t : several) add(generated_[t].own, generated_[t]);
        return {whole_text(), conflicts_};
    }

private:
    // What the record has now and had not: it goes behind the region before it, if that is there.
    void find_new() {
        const auto names = by_name(generated_);
        std::vector<bool> is_known(generated_.size()), is_shown(generated_.size());
        for (const auto& one : from_base_)
            if (one) is_known[*one] = true;
        for (std::size_t m = 0; m < people_.size(); ++m) {
            if (to_base_[m] && from_base_[*to_base_[m]]) is_shown[*from_base_[*to_base_[m]]] = true;
            if (to_base_[m]) continue;
            // People wrote one of that name themselves.
            const auto same = find_region(names, people_[m]);
            if (same && !is_known[*same]) {
                is_known[*same] = true;
                written_by_both_[m] = *same;
            }
        }
        std::optional<std::size_t> before;
        for (std::size_t t = 0; t < generated_.size(); ++t) {
            if (is_known[t] && is_shown[t]) before = t;
            if (!is_known[t]) new_[before].push_back(t);
        }
    }

    void add_new_after(std::optional<std::size_t> region_before) {
        const auto found = new_.find(region_before);
        if (found == new_.end()) return;
        for (const auto t : found->second) add(generated_[t].own, generated_[t]);
        new_.erase(found);
    }

    void add_region(std::size_t m) {
        const auto& mine = people_[m];
        if (const auto both = written_by_both_.find(m); both != written_by_both_.end())
            return merge({}, mine, generated_[both->second].own);
        if (!to_base_[m]) return add(mine.own, mine);
        const auto& base = base_[*to_base_[m]].own;
        if (const auto now = from_base_[*to_base_[m]])
            return merge(base, mine, generated_[*now].own);
        // The record has no such region any more: it goes, unless people wrote in it.
        if (mine.own != base) add(mine.own, mine);
    }

    void merge(line_span base, const region& people, line_span generated) {
        const auto one = merge_region(base, people.own, generated, own_lines_);
        add(one.own, people);
        conflicts_ += one.conflicts;
    }

    // As far from the next one as it was; what was the last has some distance as well.
    void add(line_span more, const region& as) {
        made_.insert(made_.end(), distance_, std::string_view());
        made_.insert(made_.end(), more.begin(), more.end());
        distance_ = as.is_last ? std::max<std::size_t>(as.distance, 1) : as.distance;
        last_distance_ = as.is_last ? as.distance : 0;
    }

    std::string whole_text() {
        made_.insert(made_.end(), last_distance_, std::string_view());
        std::string text;
        for (const auto line : made_) text.append(line) += '\n';
        return text;
    }

    std::vector<region> base_, people_, generated_;
    pairing to_base_;    // people's to the base's
    pairing from_base_;  // the base's to what is generated now
    std::map<std::size_t, std::size_t> written_by_both_;
    std::map<std::optional<std::size_t>, std::vector<std::size_t>> new_;
    std::list<std::string> own_lines_;
    lines made_;
    std::size_t distance_ = 0, last_distance_ = 0;  // behind what was added last
    std::size_t conflicts_ = 0;
};

}  // namespace

merged_document merge_document(
    std::string_view base, std::string_view people, std::string_view generated
) {
    if (people == base || people == generated) return {std::string(generated), 0};
    if (generated == base) return {std::string(people), 0};
    // An editor of another system ends lines otherwise; that alone is no change, and stays.
    constexpr std::string_view other_end = "\r\n";
    const bool ends_otherwise = people.find(other_end) != people.npos;
    const auto plain =
        ends_otherwise ? replace_all(std::string(people), other_end, "\n") : std::string(people);
    auto made = document_merge(base, plain, generated).run();
    if (ends_otherwise) made.text = replace_all(std::move(made.text), "\n", other_end);
    return made;
}

}  // namespace bot
