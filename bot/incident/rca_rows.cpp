#include "bot/incident/rca_rows.hpp"

#include "bot/incident/timeline.hpp"

#include <algorithm>
#include <string>

namespace bot {
namespace {

// Where a row comes from, for people: "command", "assumed", "pin by ana".
std::string origin_of(const incident& of, const timeline_row& row) {
    if (row.kind == row_kind::alert) return "alert";
    if (row.kind == row_kind::milestone && row.of) {
        const auto& reached = of.reached(*row.of);
        if (reached && reached->row == row.number) return std::string(name_of(reached->from));
    }
    if (row.promoted_by.empty() || row.promoted_by == "command") return "command";
    auto text = row.promoted_by;
    if (!row.promoted_by_whom.name.empty()) text += " by " + row.promoted_by_whom.name;
    return text;
}

// Builds row maps; one object for each list, since labels follow each other in time.
class row_maps {
public:
    row_maps(const incident& of, const settings& with, bool with_dates)
        : of_(of), with_(with), labels_(with_dates) {}

    value map_of(const timeline_row& row) {
        auto map = begin(row.at, row.number, std::string(name_of(row.kind)));
        map.emplace_back("text", value::told(reading_of(row, with_)));
        map.emplace_back("who", value::told(row.by.name));
        map.emplace_back("source", value::told(origin_of(of_, row)));
        map.emplace_back("external", row.external);
        map.emplace_back("link", permalink(row.number));
        return std::move(map);
    }

    value map_of(const audit_line& line) {
        auto map = begin(line.at, {}, "audit");
        map.emplace_back("text", value::told(line.what));
        map.emplace_back("who", value::told(line.by.name));
        map.emplace_back("source", "command");
        map.emplace_back("external", false);
        map.emplace_back("link", "");
        return std::move(map);
    }

private:
    value_map begin(instant at, std::optional<std::int64_t> number, std::string kind) {
        static constexpr std::size_t members = 9;
        value_map map;
        map.reserve(members);
        map.emplace_back("number", number ? value(*number) : value());
        map.emplace_back("time", labels_.short_label(at));
        map.emplace_back("at", labels_.full_label(at));
        map.emplace_back("kind", std::move(kind));
        return map;
    }

    // Where the row stands beside the message it came from.
    std::string permalink(int number) const {
        if (with_.console_url.empty()) return {};
        return with_.console_url + "/#/incident/" + std::to_string(number_of(of_.id)) +
               "?row=" + std::to_string(number);
    }

    const incident& of_;
    const settings& with_;
    time_labels labels_;
};

// The lists while they are filled.
struct filling {
    value_list timeline, log, decisions, hypotheses, severities;

    // Where else than in the log a row of that kind is looked for; nullptr: nowhere.
    value_list* gathering_of(row_kind kind) {
        switch (kind) {
            case row_kind::decision:
                return &decisions;
            case row_kind::hypothesis:
            case row_kind::ruled_out:
            case row_kind::cause:
                return &hypotheses;
            case row_kind::severity:
                return &severities;
            default:
                return nullptr;
        }
    }

    void add(const timeline_row& row, value map, bool in_table) {
        if (auto* also = gathering_of(row.kind)) also->push_back(map);
        if (in_table) timeline.push_back(map);
        log.push_back(std::move(map));
    }

    rca_rows filled() && {
        return {
            std::move(timeline),
            std::move(log),
            std::move(decisions),
            std::move(hypotheses),
            std::move(severities)};
    }
};

std::vector<const audit_line*> audit_by_time(const incident& of) {
    std::vector<const audit_line*> lines;
    lines.reserve(of.audit.size());
    for (const auto& line : of.audit) lines.push_back(&line);
    std::stable_sort(lines.begin(), lines.end(), [](const audit_line* a, const audit_line* b) {
        return a->at < b->at;
    });
    return lines;
}

}  // namespace

rca_rows rows_for_templates(const incident& of, const settings& with) {
    const auto all = log_rows(of);
    row_refs table;
    table.reserve(all.size());
    for (const auto* row : all)
        if (stands_in_table(of, *row)) table.push_back(row);
    const auto audit = audit_by_time(of);
    const bool with_dates = needs_dates(of, table);
    row_maps maps(of, with, with_dates);
    filling lists;
    lists.timeline.reserve(table.size());
    lists.log.reserve(all.size() + audit.size());
    auto line = audit.begin();
    for (const auto* row : all) {
        for (; line != audit.end() && (*line)->at <= row->at; ++line)
            lists.log.push_back(maps.map_of(**line));
        lists.add(*row, maps.map_of(*row), stands_in_table(of, *row));
    }
    for (; line != audit.end(); ++line) lists.log.push_back(maps.map_of(**line));
    return std::move(lists).filled();
}

}  // namespace bot
