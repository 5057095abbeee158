#include "bot/incident/rca_lint.hpp"

#include "bot/base/document_lines.hpp"
#include "bot/base/text.hpp"
#include "bot/incident/rca_model.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace bot {
namespace {

// What puts it down to somebody, and what would say more.
constexpr std::pair<std::string_view, std::string_view> blaming[] = {
    {"human error", "say what made the slip likely, and what would have caught it"},
    {"operator error", "say what made the slip likely, and what would have caught it"},
    {"user error", "say what made the slip likely, and what would have caught it"},
    {"careless", "say what was seen at that moment, and what was not"},
    {"negligent", "say what was seen at that moment, and what was not"},
    {"negligence", "say what was seen at that moment, and what was not"},
    {"incompetent", "say what was missing: a tool, a runbook, a warning"},
    {"stupid", "say what was missing: a tool, a runbook, a warning"},
    {"sloppy", "say what was missing: a tool, a runbook, a warning"},
    {"at fault", "say what happened, not whose it was"},
    {"fault of", "say what happened, not whose it was"},
    {"to blame", "say what happened, not whose it was"},
    {"blame", "say what happened, not whose it was"},
    {"should have", "say what was known then; what is known now is for the lessons"},
    {"should've", "say what was known then; what is known now is for the lessons"},
    {"could have known", "say what was known then; what is known now is for the lessons"},
    {"failed to", "say what was done instead, and why that looked right"},
    {"neglected to", "say what was done instead, and why that looked right"},
    {"forgot to", "say what would have reminded them"},
};

// No action begins with one of these.
constexpr std::string_view no_verbs[] = {
    "a",
    "an",
    "the",
    "better",
    "more",
    "less",
    "improved",
    "new",
    "no",
    "need",
    "needs",
    "should",
    "we",
    "i",
    "it",
    "there",
    "maybe",
    "perhaps"};

bool is_word_part(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::optional<std::size_t> find_words(std::string_view lower, std::string_view words) {
    for (std::size_t at = lower.find(words); at != lower.npos; at = lower.find(words, at + 1)) {
        const auto end = at + words.size();
        const bool begins = at == 0 || !is_word_part(lower[at - 1]);
        const bool ends = end == lower.size() || !is_word_part(lower[end]);
        if (begins && ends) return at;
    }
    return std::nullopt;
}

// "| a | b |" as a and b.
std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    line = trim(line);
    if (!line.starts_with('|')) return cells;
    line.remove_prefix(1);
    std::size_t from = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == '\\') {
            ++at;
        } else if (line[at] == '|') {
            const auto whole = line.substr(from, at - from), bare = trim(whole);
            cells.push_back(bare.empty() ? whole.substr(0, 0) : bare);
            from = at + 1;
        }
    }
    return cells;
}

bool is_rule_row(const std::vector<std::string_view>& cells) {
    return !cells.empty() && std::ranges::all_of(cells, [](std::string_view cell) {
        return !cell.empty() && cell.find_first_not_of("-: ") == cell.npos;
    });
}

bool is_blank_cell(std::string_view cell) {
    return cell.empty() || cell.starts_with(blank_mark) || cell == "-" || cell == "?";
}

// Of a cell that begins with HH:MM, in minutes; with its date in front, that as well.
struct told_time {
    std::string_view date;
    int minutes = 0;
};
std::optional<told_time> time_in(std::string_view cell) {
    told_time told;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    constexpr std::size_t date_length = 10;  // 2025-09-27
    if (cell.size() > date_length && cell[4] == '-' && cell[7] == '-') {
        told.date = cell.substr(0, date_length);
        cell = trim(cell.substr(date_length));
    }
    if (cell.size() < 5 || cell[2] != ':') return std::nullopt;
    for (const std::size_t at : {0, 1, 3, 4})
        if (!is_digit(cell[at])) return std::nullopt;
    const auto number = [&](std::size_t at) { return (cell[at] - '0') * 10 + cell[at + 1] - '0'; };
    told.minutes = number(0) * 60 + number(3);
    return told;
}

class linter {
public:
    std::vector<advice> run(std::string_view markdown) {
        const auto all = split_lines(markdown);
        markdown::document_lines places(all);
        for (const auto line : all) {
            ++line_;
            const auto place = places.next(line);
            if (place == markdown::line_place::code) is_empty_ = false;
            if (place == markdown::line_place::words) look_at(line);
        }
        end_section(0);
        return std::move(found_);
    }

private:
    void tell(std::size_t column, std::string_view rule, std::string text) {
        found_.push_back({line_, column, rule, std::move(text)});
    }

    void look_at(std::string_view line) {
        if (const auto level = markdown::heading_level(line); level > 0) {
            end_section(level);
            heading_ = trim(line.substr(level));
            heading_line_ = line_;
            heading_level_ = level;
            is_empty_ = true;
            header_.clear();
            last_.reset();
            return;
        }
        if (trim(line).empty()) {
            header_.clear();
            return;
        }
        is_empty_ = false;
        look_for_blanks(line);
        look_for_blame(line);
        if (const auto cells = cells_of(line); !cells.empty())
            look_at_row(line, cells);
        else
            look_for_numbers(line);
    }

    // One with nothing but smaller ones below it is a chapter.
    void end_section(std::size_t next_level) {
        if (!is_empty_ || heading_level_ < 2 || (next_level > heading_level_ && next_level != 0))
            return;
        const auto here = std::exchange(line_, heading_line_);
        tell(
            1,
            "empty",
            "there is nothing under `" + std::string(heading_) +
                "`; write what is known, or take it out"
        );
        line_ = here;
    }

    void look_for_blanks(std::string_view line) {
        const auto at = line.find(blank_mark);
        if (at != line.npos && cells_of(line).empty())
            tell(at + 1, "empty", "nobody has told this yet");
    }

    void look_for_blame(std::string_view line) {
        const auto lower = lower_ascii(line);
        for (const auto& [words, instead] : blaming) {
            const auto at = find_words(lower, words);
            if (!at) continue;
            tell(
                *at + 1,
                "blame",
                "`" + std::string(line.substr(*at, words.size())) + "` looks for somebody; " +
                    std::string(instead)
            );
            return;
        }
    }

    void look_at_row(std::string_view line, const std::vector<std::string_view>& cells) {
        if (header_.empty()) {
            header_ = cells;
            last_.reset();
            return;
        }
        if (is_rule_row(cells)) return;
        look_at_order(cells);
        if (is_of_actions()) look_at_action(line, cells);
    }

    // The first column that is a time; midnight goes by once a day and is told by the date.
    void look_at_order(const std::vector<std::string_view>& cells) {
        std::optional<told_time> told;
        for (std::size_t i = 0; i < cells.size() && i < header_.size() && !told; ++i)
            if (lower_ascii(header_[i]).starts_with("time")) told = time_in(cells[i]);
        if (!told) return;
        const bool same_day = last_ && last_->date == told->date;
        const bool earlier_day = last_ && !told->date.empty() && told->date < last_->date;
        if (earlier_day || (same_day && told->minutes < last_->minutes))
            tell(1, "order", "this row is earlier than the one above it; put the rows in order");
        last_ = told;
    }

    bool is_of_actions() const {
        return column("owner") && lower_ascii(heading_).find("action") != std::string::npos;
    }

    std::optional<std::size_t> column(std::string_view name) const {
        for (std::size_t i = 0; i < header_.size(); ++i)
            if (lower_ascii(header_[i]).starts_with(name)) return i;
        return std::nullopt;
    }

    void look_at_action(std::string_view line, const std::vector<std::string_view>& cells) {
        const auto cell = [&](std::string_view name) -> std::optional<std::string_view> {
            const auto at = column(name);
            if (!at || *at >= cells.size()) return std::nullopt;
            return cells[*at];
        };
        const auto place = [&](std::string_view within) {
            return static_cast<std::size_t>(within.data() - line.data()) + 1;
        };
        const auto what = cell("action"), owner = cell("owner"), due = cell("due");
        if (owner && is_blank_cell(*owner))
            tell(place(*owner), "action", "this action has no owner; what nobody owns nobody does");
        if (due && is_blank_cell(*due))
            tell(place(*due), "action", "this action has no date; say by when");
        if (!what || is_blank_cell(*what)) return;
        const auto first = lower_ascii(what->substr(0, what->find(' ')));
        const bool is_none = std::ranges::find(no_verbs, first) != std::end(no_verbs);
        if (is_none || (first.size() > 5 && first.ends_with("ing")))
            tell(
                place(*what),
                "action",
                "`" + std::string(what->substr(0, first.size())) +
                    "` is no verb; begin with what is to be done: add, alert, remove, test"
            );
    }

    // Where a figure comes from: a link, or words that say so.
    void look_for_numbers(std::string_view line) {
        const auto heading = lower_ascii(heading_);
        const bool tells_impact = heading.find("impact") != std::string::npos ||
                                  heading.find("summary") != std::string::npos;
        if (!tells_impact || line.find("](") != line.npos || line.find("://") != line.npos) return;
        const auto lower = lower_ascii(line);
        for (const std::string_view source :
             {"source", "according to", "dashboard", "measured", "logs"})
            if (lower.find(source) != std::string::npos) return;
        const auto at = figure_in(line);
        if (at)
            tell(
                *at + 1, "source", "say where this figure comes from: a dashboard, a query, a log"
            );
    }

    // A number that counts something: no time, no date, no version.
    static std::optional<std::size_t> figure_in(std::string_view line) {
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        for (std::size_t at = 0; at < line.size();) {
            if (!is_digit(line[at])) {
                ++at;
                continue;
            }
            auto end = at;
            while (end < line.size() &&
                   (is_digit(line[end]) || line[end] == ',' || line[end] == '.'))
                ++end;
            const char before = at == 0 ? ' ' : line[at - 1],
                       after = end < line.size() ? line[end] : ' ';
            constexpr std::string_view joins = ":-/_.";
            const bool is_part = is_word_part(before) || joins.find(before) != joins.npos ||
                                 joins.find(after) != joins.npos;
            if (!is_part && before != '#') return at;
            while (end < line.size() && line[end] != ' ') ++end;
            at = end;
        }
        return std::nullopt;
    }

    std::vector<advice> found_;
    std::size_t line_ = 0, heading_line_ = 0, heading_level_ = 0;
    std::string_view heading_;
    bool is_empty_ = false;
    std::vector<std::string_view> header_;  // of the table that is read just now
    std::optional<told_time> last_;
};

}  // namespace

std::vector<advice> lint_rca(std::string_view markdown) {
    auto found = linter().run(markdown);
    std::ranges::stable_sort(found, {}, &advice::line);
    return found;
}

std::string advice_on_draft(
    std::string_view markdown, std::string_view incident, std::size_t most
) {
    auto all = lint_rca(markdown);
    std::erase_if(all, [](const advice& one) { return one.rule == "empty"; });
    if (all.empty()) return {};
    std::string list = "Before it is published:\n";
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i)
        list += "\n- line " + std::to_string(all[i].line) + ": " + all[i].text;
    if (all.size() > most)
        list += "\n- and " + std::to_string(all.size() - most) + " more: `scribe lint " +
                std::string(incident) + "`";
    return list;
}

}  // namespace bot
