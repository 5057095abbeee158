#include "bot/verbs/handing_over.hpp"

#include "bot/destinations/folder.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace bot {
namespace {

int print_json(const std::vector<finished>& all) {
    auto list = nlohmann::json::array();
    for (const auto& one : all)
        list.push_back({
            {"incident", to_label(one.of->id)},
            {"title", one.document.title},
            {"state", one.of->state == lifecycle::resolved ? "resolved" : "open"},
            {"file", one.document.file_name},
            {"rca", one.document.text},
        });
    std::cout << list.dump(2) << '\n';
    return exit_well;
}

}  // namespace

int hand_over(const std::vector<finished>& all, const std::string& folder, bool as_json) {
    if (as_json) return print_json(all);
    bool first = true;
    for (const auto& one : all) {
        if (folder.empty()) {
            std::cout << (first ? "" : "\n") << one.document.text;
            first = false;
            continue;
        }
        const auto& [file_name, title, text, incident] = one.document;
        const auto written = write_to_folder(folder, file_name, text, incident);
        if (!written) {
            complain(written.error().detail);
            return exit_surroundings;
        }
        std::cout << written->path << '\n';
    }
    return exit_well;
}

}  // namespace bot
