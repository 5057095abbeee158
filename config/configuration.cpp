#include "config/configuration.hpp"

#include "config/schema.hpp"
#include "config/secret_source.hpp"
#include "config/small_file.hpp"
#include "config/yaml_tree.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <tuple>
#include <utility>

namespace bot {
namespace {

std::string folder_of(const std::string& path) {
    return std::filesystem::path(path).parent_path().string();
}

void read_text(settings_reading& r, std::span<const settings_row> rows, std::string_view yaml) {
    auto document = read_yaml(yaml);
    for (auto& m : document.mistakes) {
        m.file = r.file;
        r.mistakes.push_back(std::move(m));
    }
    if (document.root) read_settings(r, rows, *document.root);
}

// Secrets that may come from the environment, when the file gives none.
struct secret_variable {
    const char* name;
    std::string_view key;
    std::optional<secret>& (*of)(configuration&);
    result<void> (*fits)(const secret&) = any_secret;
};
// One place for each: what is written in the file under `key` is not looked for here.
constexpr std::array secret_variables{
    secret_variable{
        "SCRIBE_CONSOLE_PASSWORD",
        "console.password",
        [](configuration& c) -> auto& { return c.console.password; }},
    secret_variable{
        "SCRIBE_SLACK_BOT_TOKEN",
        "slack.bot_token",
        [](configuration& c) -> auto& { return c.slack.bot_token; },
        is_bot_token},
    secret_variable{
        "SCRIBE_SLACK_APP_TOKEN",
        "slack.app_token",
        [](configuration& c) -> auto& { return c.slack.app_token; },
        is_app_token},
    secret_variable{
        "SCRIBE_SLACK_SIGNING_SECRET",
        "slack.signing_secret",
        [](configuration& c) -> auto& { return c.slack.signing_secret; }},
    secret_variable{
        "SCRIBE_MATTERMOST_TOKEN",
        "mattermost.token",
        [](configuration& c) -> auto& { return c.mattermost.token; }},
    secret_variable{
        "SCRIBE_RCA_GIT_TOKEN",
        "rca.git.token",
        [](configuration& c) -> auto& { return c.rca.git.token; }},
    secret_variable{
        "SCRIBE_MATTERMOST_SLASH_TOKEN",
        "mattermost.slash_token",
        [](configuration& c) -> auto& { return c.mattermost.slash_token; }},
};

void read_variable(settings_reading& r, const secret_variable& from) {
    const char* told = r.around.variable(from.name);
    const std::string key(from.key);
    if (!told || r.has(key) || r.has(key + "_file")) return;
    // Set, if wrongly: then the missing secret is not a mistake of its own.
    r.places[key] = {};
    auto checked = to_secret(told);
    if (checked)
        if (const auto fit = from.fits(*checked); !fit) checked = tl::unexpected(fit.error());
    if (checked)
        from.of(r.out) = std::move(*checked);
    else
        r.mistakes.push_back(
            {"environment", 0, 0, from.name, checked.error().detail + "; unset it or mend it"}
        );
}

void read_catalogue(settings_reading& named_in) {
    auto file = read_small_file(named_in.catalogue, yaml_size_limit);
    if (!file)
        return named_in.wrong(
            "catalogue",
            named_in.places["catalogue"],
            named_in.catalogue + ": " + file.error().detail
        );
    settings_reading r{
        named_in.out,
        named_in.around,
        named_in.mistakes,
        named_in.catalogue,
        folder_of(named_in.catalogue)};
    read_text(r, catalogue_rows(), file->text);
    check_catalogue_agreement(r);
}

// The file first, then the catalogue it names, then the environment.
void sort_by_place(std::vector<mistake>& mistakes, const std::string& file) {
    const auto rank = [&](const mistake& m) {
        return m.file == file ? 0 : m.file == "environment" ? 2 : 1;
    };
    std::stable_sort(mistakes.begin(), mistakes.end(), [&](const mistake& a, const mistake& b) {
        return std::tuple(rank(a), a.line, a.column) < std::tuple(rank(b), b.line, b.column);
    });
}

}  // namespace

loaded parse_configuration(
    std::string_view yaml,
    const std::string& name,
    const std::string& folder,
    const surroundings& around
) {
    loaded done;
    done.config.file = name;
    settings_reading r{done.config, around, done.mistakes, name, folder};
    read_text(r, configuration_rows(), yaml);
    for (const auto& from : secret_variables) read_variable(r, from);
    if (!r.catalogue.empty()) read_catalogue(r);
    check_agreement(r);
    sort_by_place(done.mistakes, name);
    return done;
}

loaded load_configuration(const std::string& path) {
    surroundings around;
    around.variable = [](const char* name) -> const char* { return std::getenv(name); };
    return load_configuration(path, std::move(around));
}

loaded load_configuration(const std::string& path, surroundings around) {
    if (path.empty()) return parse_configuration("", "", "", around);
    auto file = read_small_file(path, yaml_size_limit);
    if (!file) {
        loaded failed;
        failed.config.file = path;
        failed.mistakes.push_back({path, 0, 0, "", file.error().detail});
        return failed;
    }
    around.others_can_read = file->others_can_read;
    auto done = parse_configuration(file->text, path, folder_of(path), around);
    wipe(file->text.data(), file->text.size());
    return done;
}

std::string default_state_folder(const environment& variable) {
    const auto value_of = [&](const char* name) -> std::string {
        const char* value = variable(name);
        return value ? value : "";
    };
    // systemd lists several folders with colons when a unit asks for several.
    const auto given = value_of("STATE_DIRECTORY");
    if (!given.empty()) return given.substr(0, given.find(':'));
    // The XDG rules: a relative path counts as not set.
    const auto xdg = value_of("XDG_STATE_HOME");
    if (xdg.starts_with('/')) return xdg + "/scribe";
    const auto home = value_of("HOME");
    if (!home.empty()) return home + "/.local/state/scribe";
    return "";
}

}  // namespace bot
