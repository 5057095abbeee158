#include "bot/incident/timeline.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace bot {
namespace {

using std::chrono::minutes;

constexpr auto one_day = std::chrono::hours(24);

// What stands before the words of a row, by kind; milestones are spelled by the settings.
constexpr std::array<std::pair<row_kind, std::string_view>, 8> openings{{
    {row_kind::page, "Paged "},
    {row_kind::decision, "Decision: "},
    {row_kind::hypothesis, "Hypothesis: "},
    {row_kind::ruled_out, "Ruled out: "},
    {row_kind::cause, "Cause: "},
    {row_kind::fix, "Fix: "},
    {row_kind::update, "Update: "},
    {row_kind::deploy, "Deploy: "},
}};

std::string_view opening_of(row_kind kind) {
    for (const auto& [opened, words] : openings)
        if (opened == kind) return words;
    return {};
}

bool is_administrative(const timeline_row& row) {
    return row.kind == row_kind::role || row.kind == row_kind::severity;
}

// Sorted as keys and not through the rows: those lie far apart in memory.
struct place {
    instant at;
    std::size_t rank = 0;
    std::int64_t said = 0;
    const timeline_row* row = nullptr;

    friend bool operator<(const place& a, const place& b) {
        return std::tie(a.at, a.rank, a.said, a.row->number) <
               std::tie(b.at, b.rank, b.said, b.row->number);
    }
};

// Rows of one time: milestones in their own order, then a reopening, then what was said.
place place_of(const timeline_row& row) {
    std::size_t rank = milestone_count + 1;
    if (row.kind == row_kind::milestone)
        rank = row.of ? static_cast<std::size_t>(*row.of) : milestone_count;
    return {row.at, rank, row.origin != 0 ? row.origin : row.seq, &row};
}

}  // namespace

row_refs log_rows(const incident& of) {
    std::vector<place> places;
    places.reserve(of.rows.size());
    for (const auto& row : of.rows)
        if (row.visible()) places.push_back(place_of(row));
    std::sort(places.begin(), places.end());
    row_refs rows;
    rows.reserve(places.size());
    for (const auto& one : places) rows.push_back(one.row);
    return rows;
}

bool stands_in_table(const incident& of, const timeline_row& row) {
    return row.visible() && !is_administrative(row) && !is_assumed(of, row);
}

row_refs table_rows(const incident& of) {
    auto rows = log_rows(of);
    std::erase_if(rows, [&](const timeline_row* row) { return !stands_in_table(of, *row); });
    return rows;
}

bool is_assumed(const incident& of, const timeline_row& row) {
    if (row.kind != row_kind::milestone || !row.of) return false;
    const auto& reached = of.reached(*row.of);
    return reached && reached->row == row.number && reached->from == source::assumed;
}

std::string_view phrase_of(const settings& with, milestone m) {
    const auto& phrases = with.phrases;
    switch (m) {
        case milestone::started:
            return phrases.started;
        case milestone::detected:
            return phrases.detected;
        case milestone::paged:
            return phrases.paged;
        case milestone::investigating:
            return phrases.investigating;
        case milestone::identified:
            return phrases.identified;
        case milestone::mitigated:
            return phrases.mitigated;
        case milestone::recovered:
            return phrases.recovered;
        case milestone::resolved:
            return phrases.resolved;
    }
    return name_of(m);
}

std::string reading_of(const timeline_row& row, const settings& with) {
    if (row.kind == row_kind::milestone) {
        std::string text(row.of ? phrase_of(with, *row.of) : "Incident reopened");
        if (!row.text.empty()) text.append(": ").append(row.text);
        return text;
    }
    const auto opening = opening_of(row.kind);
    std::string text;
    text.reserve(opening.size() + row.text.size());
    text.append(opening).append(row.text);
    if (row.count > 1) text.append(" (×").append(std::to_string(row.count)).append(")");
    return text;
}

bool needs_dates(const incident& of, std::span<const timeline_row* const> shown) {
    if (!shown.empty() && shown.back()->at - shown.front()->at >= one_day) return true;
    const auto& detected = of.reached(milestone::detected);
    const auto& done = of.reached(milestone::resolved);
    return detected && done && done->at - detected->at >= one_day;
}

void time_labels::turn_to(instant at) {
    const auto minute = std::chrono::floor<minutes>(at);
    if (turned_ && minute == minute_) return;
    turned_ = true;
    minute_ = minute;
    dated_ = format_date_hhmm(at);
    short_ = with_dates_ ? dated_ : format_hhmm(at);
}

const std::string& time_labels::short_label(instant at) {
    turn_to(at);
    return short_;
}

std::string time_labels::full_label(instant at) {
    turn_to(at);
    const auto second = std::chrono::floor<seconds>(at - minute_).count();
    std::string label;
    label.reserve(dated_.size() + 3);
    label.append(dated_).push_back(':');
    label.push_back(static_cast<char>('0' + second / 10));
    label.push_back(static_cast<char>('0' + second % 10));
    return label;
}

}  // namespace bot
