// The store functions of the schema's rows, made from a check and a target.
#pragma once

#include "config/checks.hpp"
#include "config/schema.hpp"
#include "config/secret_source.hpp"
#include "config/small_file.hpp"

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

// The target of a row: a member of the configuration, or of one of its items (by r.index). A
// pointer on purpose: with the lambda itself as argument clang 19 emits objects lld cannot link.
#define STORED_AT(member) (+[](settings_reading & r) -> auto& { return r.out.member; })

namespace bot {

// Text -> check -> target.
template <auto check, auto target>
void keep(settings_reading& r, const yaml_node& node) {
    auto checked = [&] {
        if constexpr (std::is_invocable_v<decltype(check), settings_reading&, std::string_view>)
            return check(r, node.text);
        else
            return check(node.text);
    }();
    if (!checked) return r.wrong(node.at, checked.error().detail);
    target(r) = std::move(*checked);
}

// List of texts -> check each -> target, a vector. Two items may not be equal once checked.
template <auto check, auto target>
void keep_each(settings_reading& r, const yaml_node& list) {
    auto& kept = target(r);
    kept.clear();
    const auto key = r.path;
    std::map<std::string, int> lines;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        const auto& item = list.items[i];
        r.path = key + "[" + std::to_string(i) + "]";
        if (item.is != yaml_node::kind::text) {
            r.wrong(item.at, "an item of this list is a text on one line");
            continue;
        }
        if (has_control(item.text)) {
            r.wrong(item.at, "a line break or control character stands in the text");
            continue;
        }
        auto checked = check(item.text);
        if (!checked) {
            r.wrong(item.at, checked.error().detail);
            continue;
        }
        const auto [first, fresh] = lines.emplace(*checked, item.at.line);
        if (!fresh) {
            r.wrong(
                item.at,
                shown(item.text) + " stands twice, first on line " + std::to_string(first->second)
            );
            continue;
        }
        r.places[r.path] = item.at;
        kept.push_back(std::move(*checked));
    }
}

// List of maps: as many empty ones as there are items, to be filled by the rows below.
template <auto target>
void keep_items(settings_reading& r, const yaml_node& list) {
    auto& kept = target(r);
    kept.clear();
    kept.resize(list.items.size());
}

// `fits` knows the kind of secret; its error repeats no byte of it.
template <auto target, auto fits = any_secret>
void keep_secret(settings_reading& r, const yaml_node& node) {
    if (r.around.others_can_read)
        return r.wrong(
            node.at,
            "a secret in a file that is open to others than its owner; chmod 600 this file, or "
            "keep the secret in a file of its own (" +
                r.path.substr(r.path.rfind('.') + 1) + "_file)"
        );
    auto checked = to_secret(node.text);
    if (!checked) return r.wrong(node.at, checked.error().detail);
    if (const auto fit = fits(*checked); !fit) return r.wrong(node.at, fit.error().detail);
    target(r) = std::move(*checked);
}

template <auto target, auto fits = any_secret>
void keep_secret_file(settings_reading& r, const yaml_node& node) {
    if (node.text.empty() || has_control(node.text))
        return r.wrong(node.at, "this is no path; name a file that holds the secret");
    auto read = read_secret_file(r.resolve(node.text));
    if (!read) return r.wrong(node.at, read.error().detail);
    if (const auto fit = fits(*read); !fit) return r.wrong(node.at, fit.error().detail);
    target(r) = std::move(*read);
}

}  // namespace bot
