// `scribe doctor`: everything Scribe needs of its surroundings, looked at for real.
#include "bot/destinations/git/publisher.hpp"
#include "bot/platforms/platforms.hpp"
#include "bot/verbs/surroundings.hpp"
#include "bot/verbs/verbs.hpp"
#include "templates/rca_library.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <unistd.h>
#include <utility>

namespace bot {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using grade = finding::grade;

// Whether a file can be made there: rights, space and a missing folder all say no.
finding look_at_folder(const std::string& what, const std::string& folder, std::string remedy) {
    std::error_code ec;
    fs::create_directories(folder, ec);
    const auto path = folder + "/.scribe-doctor-" + std::to_string(::getpid());
    std::FILE* made = ec ? nullptr : std::fopen(path.c_str(), "wbx");
    const bool is_written = made && std::fputs("x", made) >= 0 && std::fflush(made) == 0;
    if (made) std::fclose(made);
    fs::remove(path, ec);
    if (is_written) return {grade::good, what, folder, {}};
    return {grade::fault, what, "nothing can be written to " + folder, std::move(remedy)};
}

findings look_at_home(const configuration& config) {
    findings found;
    const auto where = folders_of(config);
    if (!where) {
        found.push_back({grade::fault, "folders", where.error().detail, "Set store.path, or HOME."}
        );
        return found;
    }
    found.push_back(look_at_folder(
        "record",
        fs::absolute(where->database).parent_path().string(),
        "Give it to the user Scribe runs as, or set store.path to a place it may write."
    ));
    found.push_back(
        look_at_folder("RCAs", where->rca, "Give it to the user Scribe runs as, or set rca.folder.")
    );
    const rca_library templates(config.rca.templates_folder);
    for (const auto& one : templates.mistakes())
        found.push_back({grade::fault, "templates", one, "Mend it; scribe check tells more."});
    return found;
}

template <class T>
T run(asio::io_context& io, asio::awaitable<T> look) {
    std::optional<T> seen;
    asio::co_spawn(io, std::move(look), [&](const std::exception_ptr& thrown, T told) {
        if (thrown) std::rethrow_exception(thrown);
        seen = std::move(told);
    });
    io.run();
    return std::move(*seen);
}

findings look_at_platform_of(const platform_row& row, const configuration& config, bool rehearses) {
    if (!row.is_on(config))
        return {
            {grade::advice, std::string(row.name), "not configured", std::string(row.to_begin)}};
    asio::io_context io(1);
    return run(io, row.examine({config, system_now, system_random, rehearses}));
}

findings look_at_git(const configuration& config) {
    const auto where = folders_of(config);
    if (!config.rca.git.is_on() || !where) return {};
    const auto remedy = "See docs/publishing.md; scribe doctor says whether it is mended.";
    asio::io_context io(1);
    const auto made = git::publisher::make(io.get_executor(), config.rca.git, where->git);
    if (!made) return {{grade::fault, "git", made.error().detail, remedy}};
    const auto seen = run(io, (*made)->look());
    if (!seen) return {{grade::fault, "git", seen.error().detail, remedy}};
    return {{grade::good, "git", *seen, {}}};
}

void print(const findings& found) {
    const bool colour = is_terminal(STDOUT_FILENO);
    const auto painted = [&](std::string_view text, std::string_view code) {
        return colour ? "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m"
                      : std::string(text);
    };
    for (const auto& one : found) {
        const auto mark = one.is == grade::good     ? painted("ok    ", "32")
                          : one.is == grade::advice ? painted("advice", "33")
                                                    : painted("FAULT ", "31");
        std::cout << mark << "  " << one.what << ": " << one.detail << '\n';
        if (!one.remedy.empty()) std::cout << "        -> " << one.remedy << '\n';
    }
}

void print_json(const findings& found) {
    auto list = nlohmann::json::array();
    for (const auto& one : found)
        list.push_back(
            {{"grade",
              one.is == grade::good     ? "good"
              : one.is == grade::advice ? "advice"
                                        : "fault"},
             {"what", one.what},
             {"detail", one.detail},
             {"remedy", one.remedy}}
        );
    std::cout << list.dump(2) << '\n';
}

}  // namespace

int doctor(const std::string& path, bool json, bool rehearses) {
    const auto config = read_configuration(path);
    if (!config) return exit_input;
    start_log("warn");
    auto found = look_at_home(*config);
    for (const auto& row : platforms())
        for (auto& one : look_at_platform_of(row, *config, rehearses))
            found.push_back(std::move(one));
    for (auto& one : look_at_git(*config)) found.push_back(std::move(one));
    const auto faults = std::ranges::count(found, grade::fault, &finding::is);
    if (json) {
        print_json(found);
    } else {
        print(found);
        std::cout
            << (faults == 0   ? "All that is needed is there.\n"
                : faults == 1 ? "1 fault.\n"
                              : std::to_string(faults) + " faults.\n");
    }
    return faults == 0 ? exit_well : exit_faults;
}

}  // namespace bot
