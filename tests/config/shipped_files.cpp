#include "config/configuration.hpp"
#include "config/schema.hpp"
#include "tests/config/temp_folder.hpp"
#include "tests/places.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;

const fs::path config = fs::path(SCRIBE_SOURCE_DIR) / "config";

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

// "#key: …" becomes "key: …"; "# words" stay a comment.
std::string uncommented(const std::string& text) {
    std::string result;
    bool at_line_start = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_setting =
            text[i] == '#' && i + 1 < text.size() && text[i + 1] != ' ' && text[i + 1] != '\n';
        if (at_line_start && is_setting) {
            at_line_start = false;
            continue;
        }
        at_line_start = text[i] == '\n' || (at_line_start && text[i] == ' ');
        result += text[i];
    }
    return result;
}

// The files and folders that the shipped files name.
void furnish(const bot::test::temp_folder& folder) {
    folder.write("secrets/console", "correct horse\n");
    folder.write("secrets/production", "battery staple\n");
    folder.write("secrets/slack-bot", "xoxb-1\n");
    folder.write("secrets/slack-app", "xapp-1\n");
    folder.write("secrets/slack-signing", "8f742231\n");
    folder.write("secrets/slack-signing-before", "8f742230\n");
    folder.write("secrets/mattermost", "3kz1\n");
    folder.write("secrets/mattermost-slash", "9yq2\n");
    folder.write("secrets/mattermost-inc", "9yq3\n");
    folder.write("tls/proxy-roots.pem", "");
    folder.write("tls/roots.pem", "");
    folder.write("tls/certificate.pem", "");
    folder.write("tls/key.pem", "");
    folder.write("catalogue.yaml", text_of(config / "catalogue.yaml"), 0644);
    folder.make_folder("templates");
}

std::string mistakes_of(const bot::loaded& read) {
    std::string text;
    for (const auto& m : read.mistakes) text += bot::to_text(m) + "\n";
    return text;
}

std::string_view leaf_of(std::string_view path) {
    return path.substr(path.rfind('.') + 1);
}

void check_same(const bot::settings& a, const bot::settings& b) {
    REQUIRE(a.severities.size() == b.severities.size());
    for (std::size_t i = 0; i < a.severities.size(); ++i) {
        CHECK(a.severities[i].name == b.severities[i].name);
        CHECK(a.severities[i].meaning == b.severities[i].meaning);
        CHECK(a.severities[i].action_due_days == b.severities[i].action_due_days);
    }
    CHECK(a.default_severity == b.default_severity);
    CHECK(a.roles == b.roles);
    CHECK(a.emoji.timeline == b.emoji.timeline);
    CHECK(a.emoji.decision == b.emoji.decision);
    CHECK(a.emoji.cause == b.emoji.cause);
    CHECK(a.emoji.fix == b.emoji.fix);
    CHECK(a.emoji.action == b.emoji.action);
    CHECK(a.phrases.started == b.phrases.started);
    CHECK(a.phrases.detected == b.phrases.detected);
    CHECK(a.phrases.paged == b.phrases.paged);
    CHECK(a.phrases.investigating == b.phrases.investigating);
    CHECK(a.phrases.identified == b.phrases.identified);
    CHECK(a.phrases.mitigated == b.phrases.mitigated);
    CHECK(a.phrases.recovered == b.phrases.recovered);
    CHECK(a.phrases.resolved == b.phrases.resolved);
    CHECK(a.broadcast_channel == b.broadcast_channel);
    CHECK(a.channel_prefix == b.channel_prefix);
    CHECK(a.update_every == b.update_every);
    CHECK(a.default_template == b.default_template);
    CHECK(a.may_declare == b.may_declare);
    CHECK(a.may_resolve == b.may_resolve);
    CHECK(a.may_change_severity == b.may_change_severity);
    CHECK(a.may_read_private == b.may_read_private);
}

}  // namespace

TEST_CASE("scribe.yaml as shipped changes nothing") {
    const auto read = bot::load_configuration((config / "scribe.yaml").string(), {});

    CHECK(mistakes_of(read) == "");
    check_same(read.config.incident, bot::settings{});
    CHECK(read.config.console.listen == bot::console_settings{}.listen);
    CHECK_FALSE(read.config.console.password);
    CHECK(read.config.alerts.empty());
}

TEST_CASE("scribe.yaml with every setting taken in is right, and shows the defaults") {
    const bot::test::temp_folder folder;
    furnish(folder);
    const auto yaml = uncommented(text_of(config / "scribe.yaml"));

    const auto read = bot::parse_configuration(yaml, "scribe.yaml", folder.path());

    CHECK(mistakes_of(read) == "");
    check_same(read.config.incident, bot::settings{});
    CHECK(read.config.console.listen == bot::console_settings{}.listen);
    CHECK(read.config.console.allowed_origins.empty());
    CHECK(read.config.log.level == bot::log_settings{}.level);
    REQUIRE(read.config.alerts.size() == 1);
    CHECK(read.config.alerts[0].kind == bot::alert_source_settings{}.kind);
    CHECK(read.config.incident.services.size() == 2);
}

TEST_CASE("scribe.yaml names every key with its default, and catalogue.yaml every key of its own") {
    const auto yaml = uncommented(text_of(config / "scribe.yaml"));
    for (const auto& row : bot::configuration_rows()) {
        INFO(row.path);
        const bool is_text =
            row.shape == bot::settings_shape::text || row.shape == bot::settings_shape::texts;
        const bool shows_default =
            is_text && !row.fallback.empty() && row.path.find("[]") == row.path.npos;
        auto line = std::string(leaf_of(row.path)) + ":";
        if (shows_default) line += " " + std::string(row.fallback) + "\n";
        const bool is_named = yaml.find(line) != yaml.npos ||
                              yaml.find("`" + std::string(leaf_of(row.path)) + "`") != yaml.npos;
        CHECK(is_named);
    }
    const auto catalogue = text_of(config / "catalogue.yaml");
    for (const auto& row : bot::catalogue_rows()) {
        INFO(row.path);
        CHECK(catalogue.find(std::string(leaf_of(row.path)) + ":") != catalogue.npos);
    }
}

TEST_CASE("every example is right") {
    const bot::test::temp_folder folder;
    furnish(folder);
    int examples = 0;
    for (const auto& entry : fs::directory_iterator(config / "examples")) {
        INFO(entry.path().filename().string());
        const auto read = bot::parse_configuration(
            text_of(entry.path()), entry.path().filename().string(), folder.path()
        );
        CHECK(mistakes_of(read) == "");
        ++examples;
    }
    CHECK(examples >= 4);
}

TEST_CASE("the reference names every key, and its tables hold together") {
    const auto page = bot::settings_reference();
    for (const auto rows : {bot::configuration_rows(), bot::catalogue_rows()})
        for (const auto& row : rows) {
            INFO(row.path);
            if (row.shape == bot::settings_shape::map && row.path.find('.') != row.path.npos)
                continue;
            const bool is_named = page.find("| `" + std::string(row.path) + "` |") != page.npos ||
                                  page.find("### " + std::string(row.path) + "\n") != page.npos;
            CHECK(is_named);
            CHECK(page.find(std::string(row.meaning)) != page.npos);
            CHECK(row.meaning.ends_with('.'));
        }
    std::size_t from = 0;
    for (auto end = page.find('\n'); end != page.npos; end = page.find('\n', from)) {
        const auto line = page.substr(from, end - from);
        from = end + 1;
        if (!line.starts_with('|')) continue;
        INFO(line);
        CHECK(std::count(line.begin(), line.end(), '|') == 5);
    }
}
