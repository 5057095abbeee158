// What goes to Slack: whatever people said, it calls nobody, and no piece is broken.
#include "bot/base/text.hpp"
#include "tests/base/hostile_text.hpp"
#include "tests/slack/text_names.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>

namespace {

using bot::test::hostile_text;
using namespace std::string_view_literals;

constexpr std::uint64_t rounds = 4000;

bool is_link(std::string_view text) {
    const auto scheme = bot::lower_ascii(text.substr(0, 9));
    const auto known = {"<http://"sv, "<https://"sv, "<mailto:"sv};
    return text.find('>') != text.npos && std::any_of(known.begin(), known.end(), [&](auto each) {
               return scheme.starts_with(each);
           });
}

// Every `<` begins a whole link of ours and every `&` one of the three entities.
bool is_inert(std::string_view mrkdwn) {
    for (auto at = mrkdwn.find_first_of("<&"); at != mrkdwn.npos;
         at = mrkdwn.find_first_of("<&", at + 1)) {
        const auto rest = mrkdwn.substr(at);
        const auto entities = {"&amp;"sv, "&lt;"sv, "&gt;"sv};
        const bool entity = std::any_of(entities.begin(), entities.end(), [&](auto each) {
            return rest.starts_with(each);
        });
        if (!entity && !is_link(rest)) return false;
    }
    return true;
}

// The words of pieces, without what was put in to part them.
std::string joined(const std::vector<std::string>& pieces) {
    std::string words;
    for (const auto& piece : pieces) words += piece + "\n";
    words = bot::replace_all(std::move(words), "```", "");
    std::erase_if(words, [](char c) { return c == ' ' || c == '\n'; });
    return words;
}

}  // namespace

TEST_CASE("S50: nothing that people say mentions anybody when Slack is told it") {
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        const auto said = hostile_text(seed).next(hostile_text::broken(), 20);
        const auto mrkdwn = bot::slack::mrkdwn_of_markdown(said);
        const auto lower = bot::lower_ascii(mrkdwn);
        INFO("seed " << seed << "\nsaid   " << said << "\nmrkdwn " << mrkdwn);

        REQUIRE(is_inert(mrkdwn));
        REQUIRE(bot::is_utf8(mrkdwn));
        for (const auto* call : {"<!", "<@", "<#", "<javascript"})
            REQUIRE(mrkdwn.find(call) == mrkdwn.npos);
        REQUIRE(bot::is_utf8(bot::slack::plain_of_markdown(said)));
        REQUIRE(is_inert(bot::slack::escape_mrkdwn(said)));
    }
}

TEST_CASE("S50: what was said in Slack and is told there again mentions nobody") {
    const auto said = GENERATE(
        "<!here> <!channel|x> <@U1> <#C1> <!subteam^S1|@sre>"sv,
        "&lt;!here&gt; &amp;lt;!channel&amp;gt; `&lt;@U1&gt;`"sv,
        "```&lt;!everyone&gt; <!here>```"sv,
        "<https://x.io|<!here>> <https://x.io/&lt;!here&gt;|&lt;!here&gt;>"sv
    );
    const auto markdown = bot::slack::markdown_of_text(said, bot::test::text_names());
    const auto mrkdwn = bot::slack::mrkdwn_of_markdown(markdown);

    INFO(markdown << "\n" << mrkdwn);
    CHECK(is_inert(mrkdwn));
}

TEST_CASE("S48: a long text is cut into pieces that fit and break nothing") {
    static const std::vector<std::string_view> pieces{
        "word ",
        "words of a sentence. ",
        "\n",
        "\n\n",
        "```\n",
        "code = 1;\n",
        "\n```\n",
        "<https://x.y/some/long/path|a label with words> ",
        "&lt;tag&gt; ",
        "é",
        "日本語",
        "*bold* ",
        "averyveryverylongwordwithoutanyblanksinit",
        "> quoted\n"};
    for (std::uint64_t seed = 1; seed <= rounds; ++seed) {
        hostile_text source(seed);
        const auto said = source.next(pieces, 60);
        const auto limit = 80 + source.below(200);
        const auto cut = bot::slack::split_mrkdwn(said, limit);
        INFO("seed " << seed << " limit " << limit << "\nsaid " << said);

        for (const auto& piece : cut) {
            INFO("piece " << piece);
            REQUIRE(piece.size() <= limit);
            REQUIRE_FALSE(bot::trim(piece).empty());
            REQUIRE(bot::is_utf8(piece));
            REQUIRE(is_inert(piece));
        }
        REQUIRE(joined(cut) == joined({said}));
    }
}

TEST_CASE("a text is cut where a reader would cut it") {
    using list = std::vector<std::string>;
    const std::string a(30, 'a'), b(30, 'b'), c(30, 'c');

    CHECK(bot::slack::split_mrkdwn("short", 100) == list{"short"});
    CHECK(bot::slack::split_mrkdwn("", 100).empty());
    CHECK(bot::slack::split_mrkdwn(a + "\n" + b + "\n\n" + c, 70) == list{a + "\n" + b, c});
    CHECK(bot::slack::split_mrkdwn(a + "\n" + b + "\n" + c, 70) == list{a + "\n" + b, c});
    CHECK(bot::slack::split_mrkdwn(a + " " + b + " " + c, 70) == list{a + " " + b, c});
    CHECK(
        bot::slack::split_mrkdwn("```\n" + a + "\n  " + b + "\n```\nend", 60) ==
        list{"```\n" + a + "\n```", "```\n  " + b + "\n```\nend"}
    );
    CHECK(
        bot::slack::split_mrkdwn(a + " <https://x.y|" + b + ">", 60) ==
        list{a, "<https://x.y|" + b + ">"}
    );
}
