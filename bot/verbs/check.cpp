// `scribe check`: configuration, catalogue and templates, without starting anything. And
// the reference pages, printed from the tables.
#include "bot/incident/rca_variables.hpp"
#include "bot/platforms/slack/doctor/needs.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"
#include "handlers/commands/commands.hpp"
#include "templates/rca_library.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace bot {

int check(const std::string& path, bool json) {
    const auto read = load_configuration(path);
    std::vector<std::string> mistakes;
    for (const auto& one : read.mistakes) mistakes.push_back(to_text(one));
    const rca_library templates(read.config.rca.templates_folder);
    for (auto& one : templates.mistakes()) mistakes.push_back(std::move(one));
    const auto where = folders_of(read.config);
    if (json) {
        std::cout
            << nlohmann::
                   json{{"config", path}, {"mistakes", mistakes}, {"templates", templates.names()}}
                       .dump(2)
            << '\n';
        return mistakes.empty() ? exit_well : exit_faults;
    }
    for (const auto& one : mistakes) std::cout << one << '\n';
    if (!mistakes.empty()) {
        complain(
            std::to_string(mistakes.size()) + (mistakes.size() == 1 ? " mistake." : " mistakes.")
        );
        return exit_faults;
    }
    std::string names;
    for (const auto& name : templates.names()) names += (names.empty() ? "" : ", ") + name;
    std::cout << "configuration  " << (path.empty() ? "none, the defaults" : path) << "\n"
              << "record         "
              << (where ? where->database : "nowhere yet: " + where.error().detail) << "\n"
              << "templates      " << names << "\n"
              << "All is well.\n";
    return exit_well;
}

int print_reference(const std::string& page) {
    if (page == "commands") {
        std::cout << commands_reference();
    } else if (page == "settings") {
        std::cout << settings_reference();
    } else if (page == "rca-variables") {
        std::cout << rca_variables_reference();
    } else if (page == "slack-manifest") {
        std::cout << slack::manifest();
    } else if (page == "slack-needs") {
        std::cout << slack::needs_reference();
    } else {
        complain(
            "There is no page '" + page +
            "'. There are: commands, settings, rca-variables, slack-manifest, slack-needs."
        );
        return exit_input;
    }
    return exit_well;
}

}  // namespace bot
