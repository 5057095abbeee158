#include "config/configuration.hpp"
#include "config/secret.hpp"
#include "config/secret_source.hpp"
#include "tests/config/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <ostream>
#include <string>
#include <sys/stat.h>
#include <type_traits>
#include <utility>

namespace {

using bot::test::temp_folder;

template <class T>
concept printable = requires(std::ostream& out, const T& t) {
    out << t;
};
static_assert(printable<std::string> && !printable<bot::secret>);
static_assert(!std::is_convertible_v<bot::secret, std::string_view>);

bot::environment variables(std::map<std::string, std::string> set) {
    return [set = std::move(set)](const char* name) -> const char* {
        const auto found = set.find(name);
        return found == set.end() ? nullptr : found->second.c_str();
    };
}

std::string mistakes_of(const bot::loaded& read) {
    std::string text;
    for (const auto& m : read.mistakes) text += bot::to_text(m) + "\n";
    return text;
}

}  // namespace

TEST_CASE("a secret keeps its text through copies and moves, and matches only itself") {
    bot::secret first("hunter2");
    bot::secret copy(first);
    const bot::secret moved(std::move(first));
    copy = bot::secret("other");

    CHECK(moved.reveal() == "hunter2");
    CHECK(copy.reveal() == "other");
    CHECK(moved.matches("hunter2"));
    CHECK_FALSE(moved.matches("hunter3"));
    CHECK_FALSE(moved.matches("hunter"));
    CHECK_FALSE(moved.matches(""));
}

TEST_CASE("wiping leaves nothing of the text") {
    std::string text = "hunter2";
    bot::wipe(text.data(), text.size());
    CHECK(text == std::string(7, '\0'));
}

TEST_CASE("a secret file loses one newline at its end and nothing else") {
    struct row {
        std::string file, secret;
    };
    const auto r = GENERATE(values<row>(
        {{"hunter2", "hunter2"},
         {"hunter2\n", "hunter2"},
         {"hunter2\r\n", "hunter2"},
         {" hunter 2 ", " hunter 2 "},
         {"pässwörd\n", "pässwörd"},
         {std::string(4096, 'x') + "\n", std::string(4096, 'x')}}
    ));
    const temp_folder folder;

    const auto read = bot::read_secret_file(folder.write("secret", r.file));

    REQUIRE(read.has_value());
    CHECK(read->reveal() == r.secret);
}

TEST_CASE("a secret file that cannot be a secret is refused without repeating it") {
    struct row {
        std::string file, why;
    };
    const auto r = GENERATE(values<row>(
        {{"", "empty"},
         {"\n", "empty"},
         {"hunter2\n\n", "line break"},
         {"hunter2\nhunter3\n", "line break"},
         {"hunter2\t", "control character"},
         {std::string("hunter2\0", 8), "control character"},
         {"hunter2\x7F", "control character"},
         {"hunter2\xFF", "UTF-8"},
         {std::string(4097, 'h'), "longer than"},
         {std::string(9000, 'h'), "larger than"}}
    ));
    const temp_folder folder;

    const auto read = bot::read_secret_file(folder.write("secret", r.file));

    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().detail.find(r.why) != std::string::npos);
    CHECK(read.error().detail.find("hunter") == std::string::npos);
    CHECK(read.error().detail.find("hhh") == std::string::npos);
}

TEST_CASE("a secret file open to others than its owner is refused") {
    const temp_folder folder;
    for (const unsigned mode : {0644U, 0640U, 0604U, 0660U, 0602U, 0777U}) {
        const auto read = bot::read_secret_file(folder.write("secret", "hunter2", mode));
        INFO(mode);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().code == bot::errc::forbidden);
    }
    for (const unsigned mode : {0600U, 0400U, 0700U})
        CHECK(bot::read_secret_file(folder.write("secret", "hunter2", mode)).has_value());
}

TEST_CASE("a pipe in place of a secret file is refused without waiting for a writer") {
    const temp_folder folder;
    const auto pipe = folder.path() + "/pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);

    const auto read = bot::read_secret_file(pipe);

    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().detail.find("no ordinary file") != std::string::npos);
}

TEST_CASE("a password in the YAML file is taken only when the file is its owner's alone") {
    const temp_folder folder;
    static constexpr std::string_view yaml =
        "console: {password: hunter2}\nalerts: [{name: a, token: hunter3}]\n";

    const auto closed = bot::load_configuration(folder.write("closed.yaml", yaml, 0600), {});
    const auto open = bot::load_configuration(folder.write("open.yaml", yaml, 0640), {});

    CHECK(mistakes_of(closed) == "");
    REQUIRE(closed.config.console.password);
    CHECK(closed.config.console.password->reveal() == "hunter2");
    CHECK(closed.config.alerts[0].token->reveal() == "hunter3");
    REQUIRE(open.mistakes.size() == 2);
    CHECK(open.mistakes[0].key == "console.password");
    CHECK(open.mistakes[0].what.find("chmod 600") != std::string::npos);
    CHECK(open.mistakes[0].what.find("password_file") != std::string::npos);
    CHECK(open.mistakes[1].key == "alerts[0].token");
    CHECK(mistakes_of(open).find("hunter") == std::string::npos);
    CHECK_FALSE(open.config.console.password);
}

TEST_CASE("secret files are found from the folder of the file that names them") {
    const temp_folder folder;
    folder.write("secrets/console", "hunter2\n");
    folder.write("secrets/alerts", "hunter3\n");
    const auto file = folder.write(
        "scribe.yaml",
        "console: {listen: '0.0.0.0:8080', password_file: secrets/console}\n"
        "alerts: [{name: a, token_file: " +
            folder.path() + "/secrets/alerts}]\n",
        0644
    );

    const auto read = bot::load_configuration(file, {});

    CHECK(mistakes_of(read) == "");
    CHECK(read.config.console.password->reveal() == "hunter2");
    CHECK(read.config.alerts[0].token->reveal() == "hunter3");
}

TEST_CASE("an open secret file is a mistake at the key that names it") {
    const temp_folder folder;
    folder.write("console", "hunter2\n", 0644);

    const auto read =
        bot::parse_configuration("console:\n  password_file: console\n", "f", folder.path());

    CHECK(
        mistakes_of(read) ==
        "f:2:18: console.password_file: the file named here is open to others than its owner; "
        "chmod 600 it\n"
    );
}

TEST_CASE("a private key that everybody can read is a mistake, one of a group is not") {
    const temp_folder folder;
    folder.write("cert.pem", "", 0644);
    static constexpr std::string_view yaml =
        "console: {tls: {certificate: cert.pem, key: key.pem}}";

    folder.write("key.pem", "", 0644);
    const auto open = bot::parse_configuration(yaml, "f", folder.path());
    folder.write("key.pem", "", 0640);
    const auto closed = bot::parse_configuration(yaml, "f", folder.path());

    REQUIRE(open.mistakes.size() == 1);
    CHECK(open.mistakes[0].key == "console.tls.key");
    CHECK(open.mistakes[0].what.find("open to everybody") != std::string::npos);
    CHECK(mistakes_of(closed) == "");
}

TEST_CASE("the password comes from the environment when the file gives none") {
    bot::surroundings around;
    around.variable = variables({{"SCRIBE_CONSOLE_PASSWORD", "hunter2"}});

    const auto read = bot::parse_configuration("console: {listen: '0.0.0.0:1'}", "f", "", around);
    const auto none = bot::load_configuration("", around);
    const auto both = bot::parse_configuration("console: {password: other}", "f", "", around);

    CHECK(mistakes_of(read) == "");
    CHECK(read.config.console.password->reveal() == "hunter2");
    CHECK(none.config.console.password->reveal() == "hunter2");
    CHECK(both.config.console.password->reveal() == "other");
}

TEST_CASE("a wrong password in the environment is one mistake, and not repeated") {
    struct row {
        std::string value, why;
    };
    const auto r = GENERATE(values<row>({{"", "empty"}, {"hunter\n2", "line break"}}));
    bot::surroundings around;
    around.variable = variables({{"SCRIBE_CONSOLE_PASSWORD", r.value}});

    const auto read = bot::parse_configuration("console: {listen: '0.0.0.0:1'}", "f", "", around);

    REQUIRE(read.mistakes.size() == 1);
    const auto text = bot::to_text(read.mistakes[0]);
    CHECK(text.starts_with("environment: SCRIBE_CONSOLE_PASSWORD: "));
    CHECK(text.find(r.why) != std::string::npos);
    CHECK(text.find("hunter") == std::string::npos);
}

TEST_CASE("Slack's tokens come from the environment, each known by its first letters") {
    bot::surroundings around;
    around.variable = variables(
        {{"SCRIBE_SLACK_BOT_TOKEN", "xoxb-canary"}, {"SCRIBE_SLACK_APP_TOKEN", "xapp-canary"}}
    );

    const auto read = bot::parse_configuration("", "f", "", around);

    CHECK(mistakes_of(read) == "");
    CHECK(read.config.slack.is_on());
    CHECK(read.config.slack.bot_token->reveal() == "xoxb-canary");
    CHECK(read.config.slack.app_token->reveal() == "xapp-canary");
}

TEST_CASE("two Slack tokens in each other's place are two mistakes that repeat neither") {
    bot::surroundings around;
    around.variable = variables(
        {{"SCRIBE_SLACK_BOT_TOKEN", "xapp-canary"}, {"SCRIBE_SLACK_APP_TOKEN", "xoxb-canary"}}
    );

    const auto text = mistakes_of(bot::parse_configuration("", "f", "", around));

    CHECK(text.find("SCRIBE_SLACK_BOT_TOKEN: a bot token begins with xoxb-") != std::string::npos);
    CHECK(
        text.find("SCRIBE_SLACK_APP_TOKEN: an app-level token begins with xapp-") !=
        std::string::npos
    );
    CHECK(text.find("canary") == std::string::npos);
}
