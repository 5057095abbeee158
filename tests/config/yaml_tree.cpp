#include "config/yaml_tree.hpp"

#include "config/configuration.hpp"
#include "config/yaml_text.hpp"
#include "tests/places.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using kind = bot::yaml_node::kind;

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    result.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

}  // namespace

TEST_CASE("keys and values know their line and column, counted in characters") {
    const auto read = bot::read_yaml("a: 1\nünï: {b: \"é\", c: 3}\r\nd:\n  - x\n");

    REQUIRE(read.root);
    const auto& root = *read.root;
    REQUIRE(root.is == kind::map);
    REQUIRE(root.items.size() == 3);
    CHECK(root.keys[1].text == "ünï");
    CHECK(root.items[1].keys[0].at.column == 7);
    CHECK(root.items[1].items[1].at.column == 18);
    CHECK(root.items[1].items[1].at.line == 2);
    CHECK(root.items[2].items[0].at.line == 4);
    CHECK(root.items[2].items[0].at.column == 5);
}

TEST_CASE("a byte order mark does no harm") {
    const auto read = bot::parse_configuration("\xEF\xBB\xBFlog:\n  level: debug\n", "f", "");
    CHECK(read.mistakes.empty());
    CHECK(read.config.log.level == "debug");
}

TEST_CASE("lines that end as on Windows are read") {
    const auto read = bot::parse_configuration(
        "log:\r\n  level: debug\r\nroles: [lead]\r\nchannel_prefix: 'a'\r\n", "f", ""
    );
    CHECK(read.mistakes.empty());
    CHECK(read.config.log.level == "debug");
    CHECK(read.config.incident.channel_prefix == "a");
}

TEST_CASE("aliases give what they name") {
    const auto read = bot::parse_configuration(
        "rights:\n  resolve: &leads [ana, bo]\n  severity: *leads\nroles: [&l lead, &c "
        "\"comms\"]\n",
        "f",
        ""
    );
    CHECK(read.mistakes.empty());
    CHECK(read.config.incident.may_change_severity == std::vector<std::string>{"ana", "bo"});
    CHECK(read.config.incident.roles == std::vector<std::string>{"lead", "comms"});
}

TEST_CASE("aliases can neither nest without end nor unfold without end") {
    std::string deep = "- &a0 [x]\n";
    for (int i = 1; i < 40; ++i)
        deep += "- &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
    const auto nested = bot::read_yaml(deep);
    REQUIRE(nested.mistakes.size() == 1);
    CHECK(nested.mistakes[0].what.find("deeper than 32") != std::string::npos);

    const auto wide =
        bot::read_yaml("- &a [" + repeated("x,", 1000) + "]\n" + repeated("- *a\n", 11));
    REQUIRE(wide.mistakes.size() == 1);
    CHECK(wide.mistakes[0].what.find("unfold") != std::string::npos);
    CHECK(wide.mistakes[0].line == 11);
}

TEST_CASE("whether a scalar ends on its line") {
    struct row {
        std::string_view rest, value;
        bool ends;
    };
    const auto r = GENERATE(values<row>(
        {{"plain # words", "plain", true},
         {"plain", "plain words", false},
         {"\"quoted\"", "quoted", true},
         {"\"quo\\\"ted\"", "quo\"ted", true},
         {"\"quoted", "quoted words", false},
         {"\"quoted\\\"", "quoted\" words", false},
         {"'it''s'", "it's", true},
         {"'it''s", "it's not", false},
         {"''", "", true},
         {"''' '", "' ", true},
         {"&a plain", "plain", true},
         {"&a \"open", "open words", false},
         {"| ", "block\n", false},
         {">-", "folded", false}}
    ));
    CAPTURE(r.rest);
    CHECK(bot::is_on_one_line(r.rest, r.value) == r.ends);
}

TEST_CASE("a file at the limit is read, one byte more is refused") {
    const auto at_limit = "#" + std::string(bot::yaml_size_limit - 1, 'x');
    CHECK(bot::read_yaml(at_limit).mistakes.empty());
    const auto beyond = bot::read_yaml(at_limit + "x");
    REQUIRE(beyond.mistakes.size() == 1);
    CHECK(beyond.mistakes[0].what.find("1 MiB") != std::string::npos);
    CHECK_FALSE(beyond.root);
}

TEST_CASE("many mistakes of bytes are counted, not listed") {
    const auto read = bot::read_yaml(repeated("\tx: 1\n", 500));
    CHECK(read.mistakes.size() == 20);
    CHECK(read.mistakes.back().what.find("480 more") != std::string::npos);
}

// Each takes well under a second when the work grows with the size, hours when with its square:
// then the suite's own limit of time ends it.
TEST_CASE("large hostile files are answered soon") {
    const std::size_t room = bot::yaml_size_limit / 4;
    const std::vector<std::string> files{
        std::string(room, '['),
        std::string(room, '{'),
        "x: " + std::string(room, '"'),
        repeated("- ", room / 2),
        repeated("? ", room / 2),
        repeated("a\n", room / 2),
        repeated("- x\n", room / 4),
        "[" + repeated("1,", room / 2) + "]",
        "[" + repeated("&a 1,", room / 5) + "]",
        "roles: [" + repeated("x,", room / 2) + "]",
        repeated("k: v\n", room / 5),
        "a: '" + std::string(room, '\''),
        std::string(room, '\n'),
        std::string(room, ' ') + "a",
        repeated("&a ", room / 3),
        repeated("%x\n", room / 3),
    };
    for (const auto& file : files) {
        INFO(file.substr(0, 16));
        const auto read = bot::parse_configuration(file, "f", "");
        CHECK(read.mistakes.empty() == file.starts_with('\n'));
    }
}

TEST_CASE("a file cut anywhere or with any byte changed is read or refused, never more") {
    std::ifstream shipped(
        std::filesystem::path(SCRIBE_SOURCE_DIR) / "config/examples/own-severities.yaml"
    );
    const std::string whole{std::istreambuf_iterator<char>(shipped), {}};
    REQUIRE(whole.size() > 300);
    std::size_t refused = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        refused += !bot::parse_configuration(whole.substr(0, at), "f", "").mistakes.empty();
        for (const char put : {'"', '[', ':', '\n', '*', '\0', '\xFF'}) {
            auto changed = whole;
            changed[at] = put;
            const auto read = bot::parse_configuration(changed, "f", "");
            refused += !read.mistakes.empty();
            for (const auto& m : read.mistakes) {
                CHECK_FALSE(m.what.empty());
                CHECK(m.line > 0);
            }
        }
    }
    CHECK(refused > whole.size());
}
