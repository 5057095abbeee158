// The shape of the configuration files: one row for each key, which drives reading, mistakes,
// and the reference page.
#pragma once

#include "bot/base/result.hpp"
#include "config/configuration.hpp"
#include "config/yaml_tree.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot {

// What a store function gets: where to store, what is around, where mistakes go.
struct settings_reading {
    configuration& out;
    const surroundings& around;
    std::vector<mistake>& mistakes;
    std::string file;    // as mistakes name it
    std::string folder;  // what relative paths are meant from

    std::string path{};       // the key being read, as people see it: "severities[0].name"
    std::string catalogue{};  // the file named by that key
    std::size_t index = 0;    // of the list item being read; lists of maps do not nest
    std::map<std::string, yaml_place, std::less<>> places{};  // of each value there is, by path

    void wrong(yaml_place at, std::string what);  // about the key being read
    void wrong(const std::string& key, yaml_place at, std::string what);
    bool has(std::string_view key) const { return places.find(key) != places.end(); }
    bool is_clean(std::string_view section) const;  // no mistake in or below it so far
    std::string resolve(const std::string& relative) const;
};

enum class settings_shape {
    map,     // a section
    maps,    // a list of sections
    text,    // any scalar
    texts,   // a list of scalars
    secret,  // a scalar that no mistake may repeat
};

struct settings_row {
    std::string_view path;  // "console.listen", "severities[].name"
    settings_shape shape;
    std::string_view allowed;   // in words, for the reference
    std::string_view fallback;  // as written in YAML (for lists of maps in words); empty: nothing
    std::string_view meaning;
    // Called once with a value of the right shape; for `maps` before its items are read.
    void (*store)(settings_reading&, const yaml_node&) = nullptr;
    bool required = false;          // in every item of its list
    std::string_view stands_for{};  // `maps`: an item that is plain text means this key of it
};

std::span<const settings_row> house_rows();  // console, store, alerts, files
std::span<const settings_row> git_rows();    // where RCAs are committed
std::span<const settings_row> slack_rows();
std::span<const settings_row> mattermost_rows();
std::span<const settings_row> incident_rows();       // what the team decides about incidents
std::span<const settings_row> catalogue_rows();      // of the file `catalogue` names
std::span<const settings_row> configuration_rows();  // all of these but the catalogue's

// The path of a file that is there.
result<std::string> old_file(settings_reading& r, std::string_view words);

// Reads the tree into `reading.out` as the rows say.
void read_settings(
    settings_reading& reading, std::span<const settings_row> rows, const yaml_node& root
);

// What no single key can know: keys that must fit each other.
void check_agreement(settings_reading& reading);
void check_catalogue_agreement(settings_reading& reading);

}  // namespace bot
