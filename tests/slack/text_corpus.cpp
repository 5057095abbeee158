// Texts and what becomes of them, as files to read: tests/slack/cases.
#include "bot/base/text.hpp"
#include "tests/places.hpp"
#include "tests/slack/text_names.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace bot;

struct text_case {
    std::string said, wanted;
};

std::vector<text_case> cases_in(const std::string& name) {
    std::ifstream file(std::string(SCRIBE_SOURCE_DIR) + "/tests/slack/cases/" + name);
    REQUIRE(file);
    const std::string whole(std::istreambuf_iterator<char>(file), {});
    std::string_view left = whole;
    left.remove_prefix(left.find('\n') + 1);
    std::vector<text_case> found;
    while (!left.empty()) {
        const auto end = left.find("\n----\n");
        const auto one = left.substr(0, end);
        const auto arrow = one.find("\n=>\n");
        REQUIRE(end != left.npos);
        REQUIRE(arrow != one.npos);
        found.push_back({std::string(one.substr(0, arrow)), std::string(one.substr(arrow + 4))});
        left.remove_prefix(end + 6);
    }
    return found;
}

void check_all(
    const std::string& name, std::size_t least, std::string (*convert)(const std::string&)
) {
    const auto cases = cases_in(name);
    CHECK(cases.size() >= least);
    for (const auto& each : cases) {
        INFO(name << ": " << each.said);
        CHECK(convert(each.said) == each.wanted);
    }
}

}  // namespace

TEST_CASE("S50: mrkdwn becomes Markdown that reads the same and does nothing") {
    check_all("mrkdwn.txt", 70, [](const std::string& said) {
        return slack::markdown_of_text(said, test::text_names());
    });
}

TEST_CASE("S50: rich_text becomes Markdown that reads the same and does nothing") {
    check_all("rich_text.txt", 30, [](const std::string& elements) {
        return test::message_markdown(
            R"({"text":"not this","blocks":[{"type":"rich_text","elements":)" + elements + "}]}"
        );
    });
}

TEST_CASE("S50: a message says what its text, blocks and attachments say, once") {
    check_all("messages.txt", 15, [](const std::string& message) {
        return test::message_markdown(message);
    });
}

TEST_CASE("S50: Markdown becomes mrkdwn that shows the same and calls nobody") {
    check_all("outgoing.txt", 30, [](const std::string& markdown) {
        return replace_all(slack::mrkdwn_of_markdown(markdown), "\u200B", "<ZWSP>");
    });
}

TEST_CASE("Markdown without any formatting is its words") {
    check_all("plain.txt", 8, [](const std::string& markdown) {
        return slack::plain_of_markdown(markdown);
    });
}
