#include "bot/base/text.hpp"
#include "config/checks.hpp"
#include "config/schema.hpp"
#include "config/small_file.hpp"

#include <algorithm>
#include <utility>

namespace bot {
namespace {

std::string below(std::string_view parent, std::string_view key) {
    return parent.empty() ? std::string(key) : std::string(parent) + "." + std::string(key);
}

std::string_view parent_of(std::string_view path) {
    const auto dot = path.rfind('.');
    return dot == path.npos ? std::string_view{} : path.substr(0, dot);
}

std::string_view leaf_of(std::string_view path) {
    return path.substr(path.rfind('.') + 1);
}

// A key that is an ordinary word; anything else may be a secret that lost its place.
bool is_word(std::string_view key) {
    return !key.empty() && key.size() <= 40 && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    });
}

std::string_view name_of(yaml_node::kind kind) {
    switch (kind) {
        case yaml_node::kind::nothing:
            return "nothing";
        case yaml_node::kind::text:
            return "a text";
        case yaml_node::kind::several_lines:
            return "a text over several lines";
        case yaml_node::kind::list:
            return "a list";
        case yaml_node::kind::map:
            return "a section";
    }
    return "nothing";
}

std::string_view wanted_by(settings_shape shape) {
    switch (shape) {
        case settings_shape::map:
            return "a section: keys on lines of their own, indented below";
        case settings_shape::maps:
            return "a list of sections: - {name: …}";
        case settings_shape::texts:
            return "a list: [one, two]";
        case settings_shape::text:
        case settings_shape::secret:
            return "one text on the same line";
    }
    return "";
}

yaml_node::kind kind_of(settings_shape shape) {
    switch (shape) {
        case settings_shape::map:
            return yaml_node::kind::map;
        case settings_shape::maps:
        case settings_shape::texts:
            return yaml_node::kind::list;
        case settings_shape::text:
        case settings_shape::secret:
            return yaml_node::kind::text;
    }
    return yaml_node::kind::nothing;
}

class walker {
public:
    walker(settings_reading& reading, std::span<const settings_row> rows)
        : reading_(reading), rows_(rows) {}

    // `schema` is the section's path in the rows, `path` the one people see.
    void read_map(const yaml_node& map, std::string_view schema, const std::string& path) {
        std::map<std::string_view, yaml_place> seen;
        for (std::size_t i = 0; i < map.keys.size(); ++i) {
            const auto& key = map.keys[i];
            if (key.is != yaml_node::kind::text) {
                reading_.wrong(
                    path,
                    key.at,
                    "a key is one word; text that begins with { or [ must stand in quotes"
                );
                continue;
            }
            const auto [first, fresh] = seen.emplace(key.text, key.at);
            if (!fresh) {
                reading_.wrong(
                    is_word(key.text) ? below(path, key.text) : path,
                    key.at,
                    "stands twice, first on line " + std::to_string(first->second.line) +
                        "; keep one"
                );
            } else if (const auto* row = find(schema, key.text)) {
                read_value(*row, map.items[i], below(path, key.text));
            } else {
                report_unknown(key, schema, path);
            }
        }
        require_keys(map, schema, path, seen);
    }

private:
    void read_value(const settings_row& row, const yaml_node& value, const std::string& path) {
        reading_.path = path;
        if (value.is == yaml_node::kind::nothing) {
            // A section whose keys are all commented out is an ordinary sight.
            if (row.shape == settings_shape::map) return;
            return reading_.wrong(
                value.at,
                "has no value; write one (in quotes when it begins with #) or remove the line"
            );
        }
        if (value.is != kind_of(row.shape))
            return reading_.wrong(
                value.at,
                "is " + std::string(name_of(value.is)) + ", but takes " +
                    std::string(wanted_by(row.shape))
            );
        if (row.shape == settings_shape::text && has_control(value.text))
            return reading_.wrong(value.at, "a line break or control character stands in the text");
        reading_.places[path] = value.at;
        if (row.store) row.store(reading_, value);
        if (row.shape == settings_shape::map) read_map(value, row.path, path);
        if (row.shape == settings_shape::maps) read_items(row, value, path);
    }

    void read_items(const settings_row& row, const yaml_node& list, const std::string& path) {
        const auto schema = std::string(row.path) + "[]";
        for (std::size_t i = 0; i < list.items.size(); ++i) {
            const auto& item = list.items[i];
            const auto item_path = path + "[" + std::to_string(i) + "]";
            reading_.index = i;
            reading_.places[item_path] = item.at;
            if (item.is == yaml_node::kind::map) {
                read_map(item, schema, item_path);
            } else if (item.is == yaml_node::kind::text && !row.stands_for.empty()) {
                read_value(*find(schema, row.stands_for), item, below(item_path, row.stands_for));
            } else {
                reading_.wrong(
                    item_path,
                    item.at,
                    "is " + std::string(name_of(item.is)) + ", but takes a section: {name: …}"
                );
            }
        }
    }

    void require_keys(
        const yaml_node& map,
        std::string_view schema,
        const std::string& path,
        const std::map<std::string_view, yaml_place>& seen
    ) {
        for (const auto& row : rows_)
            if (row.required && parent_of(row.path) == schema &&
                seen.find(leaf_of(row.path)) == seen.end())
                reading_.wrong(path, map.at, "has no `" + std::string(leaf_of(row.path)) + "`");
    }

    const settings_row* find(std::string_view schema, std::string_view key) const {
        for (const auto& row : rows_)
            if (parent_of(row.path) == schema && leaf_of(row.path) == key) return &row;
        return nullptr;
    }

    void report_unknown(const yaml_node& key, std::string_view schema, const std::string& path)
        const {
        const bool may_be_shown = is_word(key.text);
        reading_.wrong(
            may_be_shown ? below(path, key.text) : path,
            key.at,
            "unknown key" + advice_for(key.text, schema, may_be_shown)
        );
    }

    std::string advice_for(std::string_view key, std::string_view schema, bool is_ordinary) const {
        if (key == "<<") return "; << is not taken here, write the keys out";
        for (const auto& row : rows_)
            if (row.path == key && key.find('.') != key.npos)
                return "; write `" + std::string(leaf_of(key)) +
                       ":` on its own line, indented below `" + std::string(parent_of(key)) + ":`";
        for (const auto& row : rows_)
            if (leaf_of(row.path) == key && row.path.find('[') == row.path.npos)
                return parent_of(row.path).empty()
                           ? "; it belongs at the top of the file"
                           : "; it belongs under `" + std::string(parent_of(row.path)) + "`";
        std::vector<std::string_view> known;
        std::vector<std::string> listed;
        for (const auto& row : rows_) {
            if (parent_of(row.path) != schema) continue;
            known.push_back(leaf_of(row.path));
            listed.emplace_back(leaf_of(row.path));
        }
        const auto near = is_ordinary ? did_you_mean(key, known) : "";
        if (!near.empty()) return "." + near;
        return "; known here: " + join(listed, ", ");
    }

    settings_reading& reading_;
    std::span<const settings_row> rows_;
};

}  // namespace

void settings_reading::wrong(yaml_place at, std::string what) {
    wrong(path, at, std::move(what));
}

void settings_reading::wrong(const std::string& key, yaml_place at, std::string what) {
    mistakes.push_back({file, at.line, at.column, key, std::move(what)});
}

bool settings_reading::is_clean(std::string_view section) const {
    return std::none_of(mistakes.begin(), mistakes.end(), [&](const mistake& m) {
        if (m.file != file || !m.key.starts_with(section)) return false;
        const auto rest = std::string_view(m.key).substr(section.size());
        return rest.empty() || rest[0] == '.' || rest[0] == '[';
    });
}

std::string settings_reading::resolve(const std::string& relative) const {
    const char* home = around.variable("HOME");
    return resolve_path(folder, relative, home ? home : "");
}

void read_settings(
    settings_reading& reading, std::span<const settings_row> rows, const yaml_node& root
) {
    if (root.is == yaml_node::kind::nothing) return;
    if (root.is != yaml_node::kind::map)
        return reading.wrong(
            "",
            root.at,
            "the file is " + std::string(name_of(root.is)) + ", but takes lines of KEY: VALUE"
        );
    walker(reading, rows).read_map(root, "", "");
}

std::span<const settings_row> configuration_rows() {
    static const auto all = [] {
        std::vector<settings_row> rows;
        for (const auto part : {house_rows(), git_rows(), slack_rows(), mattermost_rows(), incident_rows()})
            rows.insert(rows.end(), part.begin(), part.end());
        return rows;
    }();
    return all;
}

}  // namespace bot
