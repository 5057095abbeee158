#include "bot/destinations/region_merge.hpp"

#include "bot/base/text.hpp"
#include "bot/destinations/line_diff.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace bot {
namespace {

constexpr std::string_view quote_head =
    "> **Changed here and in the record.** What stands above is yours; the record says now:";

bool is_blank(std::string_view line) {
    return trim(line).empty();
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
    explicit region_merge(std::list<std::string>& written) : written_(written) {}

    merged_region run(line_span base, line_span with_quote, line_span generated) {
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
        return {std::move(made_), conflicts_};
    }

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
        ++conflicts_;
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
            made_.push_back(written_.emplace_back("> " + std::string(line)));
        }
    }

    std::list<std::string>& written_;
    line_set theirs_;
    lines made_, disputed_;
    std::size_t conflicts_ = 0;
};

}  // namespace

bool is_structure(std::string_view line) {
    const auto bare = trim(line);
    return bare.empty() || bare.starts_with("```") || bare.starts_with("~~~") ||
           bare.find_first_not_of("|-: ") == bare.npos;
}

merged_region merge_region(
    line_span base, line_span people, line_span generated, std::list<std::string>& written
) {
    return region_merge(written).run(base, people, generated);
}

}  // namespace bot
