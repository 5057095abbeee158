#include "bot/destinations/merge.hpp"

#include "bot/base/block_scan.hpp"
#include "bot/base/text.hpp"
#include "bot/destinations/line_diff.hpp"

#include <algorithm>
#include <list>
#include <map>
#include <optional>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

namespace bot {
namespace {

using lines = std::vector<std::string_view>;
using line_span = std::span<const std::string_view>;

constexpr std::string_view quote_head =
    "> **Changed here and in the record.** What stands above is yours; the record says now:";

struct region {
    std::string_view heading;  // empty: what stands before the first
    std::size_t occurrence = 0;
    lines own{};
    // Blank lines behind it: its distance to the next, and no part of what it says.
    std::size_t distance = 0;
    bool is_last = false;
};

bool is_blank(std::string_view line) {
    return trim(line).empty();
}

bool is_heading(std::string_view line) {
    return markdown::heading_level(line) > 0;
}

// Whether a line may be a heading: none is in code, in a comment or in the front matter.
class heading_finder {
public:
    explicit heading_finder(line_span all) {
        if (all.empty() || trim(all[0]) != "---") return;
        // One that is never closed is none.
        for (std::size_t i = 1; i < all.size() && front_ == 0; ++i)
            if (trim(all[i]) == "---" || trim(all[i]) == "...") front_ = i + 1;
    }

    bool is_one(std::string_view line) {
        if (front_ > 0) {
            --front_;
            return false;
        }
        if (in_comment_) {
            in_comment_ = line.find("-->") == line.npos;
            return false;
        }
        if (fence_.length > 0) {
            if (markdown::closes_fence(trim(line), fence_)) fence_ = {};
            return false;
        }
        fence_ = markdown::opening_fence(line);
        if (fence_.length > 0) return false;
        if (const auto at = line.rfind("<!--"); at != line.npos) {
            in_comment_ = line.find("-->", at) == line.npos;
            return false;
        }
        return is_heading(line);
    }

private:
    markdown::fence_mark fence_;
    std::size_t front_ = 0;  // lines of it to come
    bool in_comment_ = false;
};

std::vector<region> regions_of(std::string_view text) {
    std::vector<region> all(1);
    std::map<std::string_view, std::size_t> seen;
    const auto whole = split_lines(text);
    heading_finder finder(whole);
    for (const auto line : whole) {
        if (finder.is_one(line)) {
            const auto name = trim(line);
            all.push_back({name, seen[name]++});
        }
        all.back().own.push_back(line);
    }
    for (auto& one : all)
        for (; !one.own.empty() && is_blank(one.own.back()); one.own.pop_back()) ++one.distance;
    all.back().is_last = true;
    return all;
}

// Of a table or of code: they mean nothing by themselves, and are missed where they are not.
bool is_structure(std::string_view line) {
    const auto bare = trim(line);
    return bare.empty() || bare.starts_with("```") || bare.starts_with("~~~") ||
           bare.find_first_not_of("|-: ") == bare.npos;
}

bool is_same(line_span a, line_span b) {
    return std::ranges::equal(a, b);
}

bool begins_with(line_span all, line_span with) {
    return all.size() >= with.size() && is_same(all.first(with.size()), with);
}

bool ends_with(line_span all, line_span with) {
    return all.size() >= with.size() && is_same(all.last(with.size()), with);
}

// Lines of the one region, in all three.
struct chunk {
    line_span base, people, generated;
};

class region_merge {
public:
    // What is written here and by nobody else is kept in `own`.
    explicit region_merge(std::list<std::string>& own) : own_(own) {}

    lines run(line_span base, line_span with_quote, line_span generated) {
        const auto people = without_quote(with_quote, base, generated);
        learn_what_is_theirs(base, people);
        const auto mine = matching_lines(base, people), theirs = matching_lines(base, generated);
        std::size_t b = 0, m = 0, t = 0;
        const auto up_to = [&](std::size_t to_b, std::size_t to_m, std::size_t to_t) {
            settle(
                {base.subspan(b, to_b - b),
                 line_span(people).subspan(m, to_m - m),
                 generated.subspan(t, to_t - t)}
            );
        };
        for (std::size_t at = 0; at < base.size(); ++at) {
            if (!mine[at] || !theirs[at]) continue;
            up_to(at, *mine[at], *theirs[at]);
            made_.push_back(people[*mine[at]]);
            b = at + 1;
            m = *mine[at] + 1;
            t = *theirs[at] + 1;
        }
        up_to(base.size(), people.size(), generated.size());
        append_quote();
        return std::move(made_);
    }

    std::size_t conflicts = 0;

private:
    using line_set = std::unordered_set<std::string_view>;

    // Our quote of an earlier draft is made anew: what of it the record says no more is dropped,
    // and what people wrote into it stays in it.
    lines without_quote(line_span people, line_span base, line_span generated) {
        const line_set before(base.begin(), base.end()), now(generated.begin(), generated.end());
        lines kept;
        bool in_quote = false;
        for (const auto line : people) {
            if (line == quote_head) {
                in_quote = true;
                while (!kept.empty() && is_blank(kept.back())) kept.pop_back();
                continue;
            }
            in_quote = in_quote && line.starts_with('>');
            if (!in_quote) {
                kept.push_back(line);
                continue;
            }
            const auto said = line.substr(line.starts_with("> ") ? 2 : 1);
            const bool is_stale = before.contains(said) && !now.contains(said);
            if (!is_blank(said) && !is_stale) disputed_.push_back(said);
        }
        while (!kept.empty() && is_blank(kept.back())) kept.pop_back();
        return kept;
    }

    // Each of these stands once, whoever says it as well.
    void learn_what_is_theirs(line_span base, line_span people) {
        const line_set before(base.begin(), base.end());
        for (const auto line : people)
            if (!is_structure(line) && !before.contains(line)) theirs_.insert(line);
    }

    void add_people(line_span more) { made_.insert(made_.end(), more.begin(), more.end()); }
    void add_generated(line_span more) {
        for (const auto line : more)
            if (!theirs_.contains(line)) made_.push_back(line);
    }

    void settle(const chunk& of) {
        const auto& [base, people, generated] = of;
        if (is_same(people, base)) return add_generated(generated);
        if (is_same(generated, base) || is_same(people, generated)) return add_people(people);
        // Who only added leaves the rest to the other.
        if (begins_with(generated, base)) {
            add_people(people);
            return add_generated(generated.subspan(base.size()));
        }
        if (ends_with(generated, base)) {
            add_generated(generated.first(generated.size() - base.size()));
            return add_people(people);
        }
        if (begins_with(people, base)) {
            add_generated(generated);
            return add_people(people.subspan(base.size()));
        }
        if (ends_with(people, base)) {
            add_people(people.first(people.size() - base.size()));
            return add_generated(generated);
        }
        if (base.size() == people.size() && base.size() == generated.size()) return settle_each(of);
        dispute(people, generated);
    }

    // Lines beside each other that each changed some of: rows of a table, lines of the front
    // matter.
    void settle_each(const chunk& of) {
        for (std::size_t i = 0; i < of.base.size(); ++i) {
            const auto base = of.base[i], people = of.people[i], generated = of.generated[i];
            if (people == base)
                add_generated(of.generated.subspan(i, 1));
            else if (generated == base || people == generated)
                made_.push_back(people);
            else
                dispute(of.people.subspan(i, 1), of.generated.subspan(i, 1));
        }
    }

    void dispute(line_span people, line_span generated) {
        ++conflicts;
        add_people(people);
        const line_set here(people.begin(), people.end());
        for (const auto line : generated)
            if (!is_blank(line) && !here.contains(line) && !theirs_.contains(line))
                disputed_.push_back(line);
    }

    void append_quote() {
        line_set said;
        bool is_begun = false;
        for (const auto line : disputed_) {
            if (!said.insert(line).second) continue;
            if (!std::exchange(is_begun, true))
                for (const auto head : {std::string_view(), quote_head, std::string_view(">")})
                    made_.push_back(head);
            made_.push_back(own_.emplace_back("> " + std::string(line)));
        }
    }

    std::list<std::string>& own_;
    line_set theirs_;
    lines made_, disputed_;
};

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
        if (!is_same(mine.own, base)) add(mine.own, mine);
    }

    void merge(line_span base, const region& people, line_span generated) {
        region_merge one(own_lines_);
        add(one.run(base, people.own, generated), people);
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
