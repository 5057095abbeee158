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
        map.emplace_back("words", value::told(row.text));
        map.emplace_back("who", value::told(row.by.name));
        map.emplace_back("source", value::told(origin_of(of_, row)));
        map.emplace_back("external", row.external);
        map.emplace_back("link", "");
        return std::move(map);
    }

    value map_of(const audit_line& line) {
        auto map = begin(line.at, {}, "audit");
        map.emplace_back("text", value::told(line.what));
        map.emplace_back("words", value::told(line.what));
        map.emplace_back("who", value::told(line.by.name));
        map.emplace_back("source", "command");
        map.emplace_back("external", false);
        map.emplace_back("link", "");
        return std::move(map);
    }

private:
    value_map begin(instant at, std::optional<std::int64_t> number, std::string kind) {
        static constexpr std::size_t members = 10;
        value_map map;
        map.reserve(members);
        map.emplace_back("number", number ? value(*number) : value());
        map.emplace_back("time", labels_.short_label(at));
        map.emplace_back("at", labels_.full_label(at));
        map.emplace_back("kind", std::move(kind));
        return map;
    }

    const incident& of_;
    const settings& with_;
    time_labels labels_;
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
    const auto table = table_rows(of);
    const auto all = log_rows(of);
    const auto audit = audit_by_time(of);
    const bool with_dates = needs_dates(of, table);
    row_maps maps(of, with, with_dates), audit_maps(of, with, with_dates);
    rca_rows made;
    made.timeline.reserve(table.size());
    made.log.reserve(all.size() + audit.size());
    auto in_table = table.begin();
    auto line = audit.begin();
    for (const auto* row : all) {
        for (; line != audit.end() && (*line)->at <= row->at; ++line)
            made.log.push_back(audit_maps.map_of(**line));
        made.log.push_back(maps.map_of(*row));
        // Both lists are in one order, the table's is a part of the log's.
        if (in_table == table.end() || *in_table != row) continue;
        made.timeline.push_back(made.log.back());
        ++in_table;
    }
    for (; line != audit.end(); ++line) made.log.push_back(audit_maps.map_of(**line));
    return made;
}

}  // namespace bot
