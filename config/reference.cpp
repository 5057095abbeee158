#include "bot/base/text.hpp"
#include "config/configuration.hpp"
#include "config/schema.hpp"

#include <string>
#include <vector>

namespace bot {
namespace {

constexpr std::string_view opening = R"(# Settings

Scribe runs without a file. What it should do differently stands in one YAML file, read with
`scribe serve --config FILE`; `scribe check` reports every mistake in it with line and column.
A key that is left out has its default. Relative paths are meant from the folder of the file,
`~/` is the home folder.

Secrets: a file named by a `_file` key must be open to its owner alone (`chmod 600`), one newline
at its end is not part of the secret. A secret written straight into the YAML file is taken only
when that file is its owner's alone.
)";

constexpr std::string_view catalogue_opening = R"(
## The catalogue

The file that `catalogue` names.
)";

std::string cell(std::string_view text) {
    return replace_all(std::string(text), "|", "\\|");
}

std::string code(std::string_view text) {
    return text.empty() ? "" : "`" + cell(text) + "`";
}

std::string_view section_of(std::string_view path) {
    return path.substr(0, path.find_first_of(".["));
}

bool is_section(const settings_row& row) {
    return row.shape == settings_shape::map || row.shape == settings_shape::maps;
}

bool is_top(const settings_row& row) {
    return row.path.find('.') == row.path.npos;
}

std::string line_of(const settings_row& row) {
    auto allowed = cell(row.allowed);
    if (row.required) allowed += " (required)";
    return "| `" + std::string(row.path) + "` | " + allowed + " | " + code(row.fallback) + " | " +
           cell(row.meaning) + " |\n";
}

constexpr std::string_view table_head =
    "\n| key | takes | default | meaning |\n|---|---|---|---|\n";

void print_section(std::string& page, std::span<const settings_row> rows, const settings_row& top) {
    page += "\n### " + std::string(top.path) + "\n\n" + std::string(top.meaning) + "\n";
    if (!top.fallback.empty()) page += "\nDefault: " + std::string(top.fallback) + ".\n";
    page += table_head;
    for (const auto& row : rows)
        if (!is_top(row) && row.shape != settings_shape::map && section_of(row.path) == top.path)
            page += line_of(row);
}

void print_rows(std::string& page, std::span<const settings_row> rows) {
    bool has_head = false;
    for (const auto& row : rows) {
        if (!is_top(row) || is_section(row)) continue;
        if (!has_head) page += table_head;
        has_head = true;
        page += line_of(row);
    }
    for (const auto& row : rows)
        if (is_top(row) && is_section(row)) print_section(page, rows, row);
}

}  // namespace

std::string settings_reference() {
    std::string page(opening);
    page += "\n## The file\n";
    print_rows(page, configuration_rows());
    page += catalogue_opening;
    print_rows(page, catalogue_rows());
    return page;
}

}  // namespace bot
