#include "templates/filters.hpp"

#include <algorithm>
#include <array>

namespace bot {
namespace {

std::vector<const filter_row*> sorted_rows() {
    std::vector<const filter_row*> rows;
    for (const auto table :
         {text_filters(), number_filters(), list_filters(), picking_filters(), sink_filters()})
        for (const auto& row : table) rows.push_back(&row);
    std::sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) {
        return a->name < b->name;
    });
    return rows;
}

const std::vector<const filter_row*>& all_rows() {
    static const auto rows = sorted_rows();
    return rows;
}

}  // namespace

const filter_row* find_filter(std::string_view name) {
    const auto& rows = all_rows();
    const auto at = std::lower_bound(
        rows.begin(),
        rows.end(),
        name,
        [](const filter_row* row, std::string_view wanted) { return row->name < wanted; }
    );
    return at != rows.end() && (*at)->name == name ? *at : nullptr;
}

std::vector<std::string_view> filter_names() {
    std::vector<std::string_view> names;
    for (const auto* row : all_rows()) names.push_back(row->name);
    return names;
}

}  // namespace bot
