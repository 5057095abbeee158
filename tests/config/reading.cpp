#include "config/configuration.hpp"
#include "tests/config/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono_literals;
using bot::test::temp_folder;

bot::loaded parse(std::string_view yaml) {
    return bot::parse_configuration(yaml, "f", "/base");
}

std::string mistakes_of(const bot::loaded& read) {
    std::string text;
    for (const auto& m : read.mistakes) text += bot::to_text(m) + "\n";
    return text;
}

}  // namespace

TEST_CASE("nothing to read means the defaults") {
    for (const std::string_view yaml :
         {"", "\n\n", "# only words\n", "---\n", "---\n...\n", "console:\nlog:\n", "{}", "~"}) {
        INFO(yaml);
        const auto read = parse(yaml);
        CHECK(mistakes_of(read) == "");
        CHECK(read.config.console.listen == "127.0.0.1:8080");
        CHECK(read.config.incident.severities.size() == 4);
        CHECK(read.config.log.level == "info");
    }
}

TEST_CASE("without a path there is no file to come from") {
    const auto read = bot::load_configuration("", {});
    CHECK(read.mistakes.empty());
    CHECK(read.config.file.empty());
}

TEST_CASE("every key reaches its place") {
    const temp_folder folder;
    folder.write("cert.pem", "");
    folder.write("key.pem", "");
    folder.make_folder("mine");
    const auto file = folder.write("scribe.yaml", R"(
console:
  listen: "[::1]:0"
  password: " with blanks "
  tls: {certificate: cert.pem, key: key.pem}
  public_url: https://scribe.example.org/bot/
  allowed_origins: ["https://Chat.example.org", "http://[::1]:9000"]
store: {path: data/scribe.db}
log: {level: debug}
severities:
  - {name: SEV1, meaning: bad, action_due_days: 0}
  - {name: SEV2}
default_severity: SEV2
roles: [lead, war-room]
emoji:
  timeline: [":round_pushpin:"]
  decision: [a]
  cause: [b]
  fix: [c]
  action: []
milestones: {detected: "It beeped: loudly", resolved: Over}
broadcast_channel: "#ops"
channel_prefix: sev
update_every: 1h30m
display_zone: Europe/Berlin
template: full
rights: {declare: ["@ana"], resolve: [leads], severity: [bo, cy], private: [dee]}
alerts:
  - {name: production, kind: alertmanager, token: "12345"}
  - {name: staging}
rca: {folder: /srv/vault, templates: mine}
)");

    const auto read = bot::load_configuration(file, {});

    CHECK(mistakes_of(read) == "");
    const auto& c = read.config;
    CHECK(c.file == file);
    CHECK(c.console.listen == "[::1]:0");
    CHECK(c.console.password->reveal() == " with blanks ");
    CHECK(c.console.tls_certificate == folder.path() + "/cert.pem");
    CHECK(c.console.tls_key == folder.path() + "/key.pem");
    CHECK(c.console.public_url == "https://scribe.example.org/bot");
    CHECK(
        c.console.allowed_origins ==
        std::vector<std::string>{"https://chat.example.org", "http://[::1]:9000"}
    );
    CHECK(c.store.path == folder.path() + "/data/scribe.db");
    CHECK(c.log.level == "debug");
    REQUIRE(c.incident.severities.size() == 2);
    CHECK(c.incident.severities[0].meaning == "bad");
    CHECK(c.incident.severities[0].action_due_days == 0);
    CHECK(c.incident.severities[1].name == "SEV2");
    CHECK(c.incident.severities[1].action_due_days == 30);
    CHECK(c.incident.default_severity == "SEV2");
    CHECK(c.incident.roles == std::vector<std::string>{"lead", "war-room"});
    CHECK(c.incident.emoji.timeline == std::vector<std::string>{"round_pushpin"});
    CHECK(c.incident.emoji.decision == std::vector<std::string>{"a"});
    CHECK(c.incident.emoji.cause == std::vector<std::string>{"b"});
    CHECK(c.incident.emoji.fix == std::vector<std::string>{"c"});
    CHECK(c.incident.emoji.action.empty());
    CHECK(c.incident.phrases.detected == "It beeped: loudly");
    CHECK(c.incident.phrases.resolved == "Over");
    CHECK(c.incident.phrases.paged == "On-call engineer paged");
    CHECK(c.incident.broadcast_channel == "ops");
    CHECK(c.incident.channel_prefix == "sev");
    CHECK(c.incident.update_every == 90min);
    CHECK(c.incident.display_zone == "Europe/Berlin");
    CHECK(c.incident.default_template == "full");
    CHECK(c.incident.may_declare == std::vector<std::string>{"ana"});
    CHECK(c.incident.may_resolve == std::vector<std::string>{"leads"});
    CHECK(c.incident.may_change_severity == std::vector<std::string>{"bo", "cy"});
    CHECK(c.incident.may_read_private == std::vector<std::string>{"dee"});
    REQUIRE(c.alerts.size() == 2);
    CHECK(c.alerts[0].name == "production");
    CHECK(c.alerts[0].token->reveal() == "12345");
    CHECK(c.alerts[1].kind == "alertmanager");
    CHECK_FALSE(c.alerts[1].token);
    CHECK(c.rca.folder == "/srv/vault");
    CHECK(c.rca.templates_folder == folder.path() + "/mine");
}

TEST_CASE("the catalogue is read from beside the file that names it") {
    const temp_folder folder;
    folder.write("lists/services.yaml", R"(
services:
  - {name: user-service, team: platform, on_call: ["@dana", li]}
  - {name: lonely, owner: "@li", runbooks: [runbook-lonely, https://x.y/z How to], dependencies: [user-service]}
teams: [platform, {name: Backend Team}, {name: payments, members: [ana]}]
)");
    const auto file = folder.write("scribe.yaml", "catalogue: lists/services.yaml");

    const auto read = bot::load_configuration(file, {});

    CHECK(mistakes_of(read) == "");
    const auto& incident = read.config.incident;
    REQUIRE(incident.services.size() == 2);
    CHECK(incident.find_service("user-service")->team == "platform");
    CHECK(incident.find_service("user-service")->on_call == std::vector<std::string>{"dana", "li"});
    const auto* lonely = incident.find_service("lonely");
    CHECK(lonely->team.empty());
    CHECK(lonely->owner == "li");
    CHECK(lonely->runbooks == std::vector<std::string>{"runbook-lonely", "https://x.y/z How to"});
    CHECK(lonely->dependencies == std::vector<std::string>{"user-service"});
    REQUIRE(incident.find_team("Backend Team"));
    REQUIRE(incident.find_team("payments"));
    CHECK(incident.find_team("payments")->members == std::vector<std::string>{"ana"});
}

TEST_CASE("a file that is not there, or is a folder, is one mistake that says so") {
    const temp_folder folder;
    CHECK(
        mistakes_of(bot::load_configuration(folder.path() + "/nowhere.yaml", {})) ==
        folder.path() + "/nowhere.yaml: there is no such file\n"
    );
    CHECK(
        mistakes_of(bot::load_configuration(folder.path(), {})) ==
        folder.path() + ": this is a folder, not a file\n"
    );
}

TEST_CASE("~/ is the home folder, other relative paths are meant from the file's folder") {
    bot::surroundings around;
    around.variable = [](const char* name) {
        return std::string_view(name) == "HOME" ? "/home/ana" : nullptr;
    };
    const auto read = bot::parse_configuration(
        "store: {path: ~/x.db}\nrca: {folder: ../y}", "f", "/etc/scribe", around
    );
    CHECK(mistakes_of(read) == "");
    CHECK(read.config.store.path == "/home/ana/x.db");
    CHECK(read.config.rca.folder == "/etc/y");
}

TEST_CASE("the state folder is systemd's, then XDG's, then under home") {
    struct row {
        std::map<std::string, std::string> set;
        std::string folder;
    };
    const auto r = GENERATE(values<row>(
        {{{{"STATE_DIRECTORY", "/var/lib/scribe"}, {"XDG_STATE_HOME", "/x"}, {"HOME", "/h"}},
          "/var/lib/scribe"},
         {{{"STATE_DIRECTORY", "/var/lib/a:/var/lib/b"}}, "/var/lib/a"},
         {{{"XDG_STATE_HOME", "/x"}, {"HOME", "/h"}}, "/x/scribe"},
         {{{"XDG_STATE_HOME", "relative"}, {"HOME", "/h"}}, "/h/.local/state/scribe"},
         {{{"XDG_STATE_HOME", ""}, {"HOME", "/h"}}, "/h/.local/state/scribe"},
         {{}, ""}}
    ));
    const auto folder = bot::default_state_folder([&](const char* name) -> const char* {
        const auto found = r.set.find(name);
        return found == r.set.end() ? nullptr : found->second.c_str();
    });
    CHECK(folder == r.folder);
}

TEST_CASE("a mistake reads as compilers write them, without the parts it lacks") {
    CHECK(bot::to_text({"f.yaml", 3, 7, "a.b", "is wrong"}) == "f.yaml:3:7: a.b: is wrong");
    CHECK(bot::to_text({"f.yaml", 3, 7, "", "is wrong"}) == "f.yaml:3:7: is wrong");
    CHECK(bot::to_text({"f.yaml", 0, 0, "a", "is wrong"}) == "f.yaml: a: is wrong");
    CHECK(bot::to_text({"", 3, 7, "a", "is wrong"}) == ":3:7: a: is wrong");
}
