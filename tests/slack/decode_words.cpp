#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/decode/payload_words.hpp"
#include "tests/slack/decode_names.hpp"

#include <catch2/catch.hpp>

using namespace bot;

namespace {

using list = std::vector<std::string>;

struct wanted {
    list people, channels, groups;
};

wanted wanted_in(std::string_view payload) {
    document parsed;
    const auto root = parsed.parse(payload);
    REQUIRE(root);
    const auto found = slack::names_wanted(*root, test::known_names());
    return {found.people, found.channels, found.groups};
}

std::string command(std::string_view typed) {
    return slack::command_words(typed, test::known_names());
}

}  // namespace

TEST_CASE("names are wanted for who acts and who is mentioned, each once", "[slack]") {
    const auto found = wanted_in(R"({"event":{"type":"message","user":"U91",
        "text":"<@U92> and <@W93|wil> ask <!subteam^S9> in <#C9|> or <#C2|ops>; <@U91>, <@U1>",
        "blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
            {"type":"user","user_id":"U94"},{"type":"usergroup","usergroup_id":"S8"},
            {"type":"channel","channel_id":"C8"},{"type":"text","text":"<@U95>"}]}]}],
        "edited":{"user":"U96","ts":"1.0"}}})");
    CHECK(found.people == list{"U91", "U92", "W93", "U94", "U95", "U96"});
    CHECK(found.channels == list{"C9", "C8"});
    CHECK(found.groups == list{"S9", "S8"});
}

TEST_CASE("names are wanted in reactions, commands, forms and menus", "[slack]") {
    CHECK(
        wanted_in(R"({"event":{"type":"reaction_added","user":"U91","item_user":"U92"}})").people ==
        list{"U91"}
    );
    CHECK(
        wanted_in(R"({"user_id":"U91","channel_id":"C91","text":"take <@U92|ann>"})").people ==
        list{"U91", "U92"}
    );
    CHECK(
        wanted_in(R"({"user":{"id":"U91","name":"ann"},"view":{"state":{"values":
        {"b":{"a":{"type":"users_select","selected_user":"U92"}}}}}})")
            .people == list{"U91", "U92"}
    );
    CHECK(
        wanted_in(R"({"event":{"item":{"message":{"user":"U93","text":"x"}}}})").people ==
        list{"U93"}
    );
}

TEST_CASE("no name is wanted for what nobody reads", "[slack]") {
    const auto found = wanted_in(R"({"authorizations":[{"user_id":"U91"}],"channel_id":"C91",
        "event":{"channel":"C92","parent_user_id":"U92","root":{"user":"U93"},
        "reply_users":["U94"],"bot_id":"B1","item":{"channel":"C93"},"inviter":"U95",
        "user_profile":{"name":"<@U96>"},"text":"<@> <#> <!here> <@u97> U98 <@U9 9> <!subteam^>"}})"
    );
    CHECK(found.people.empty());
    CHECK(found.channels.empty());
    CHECK(found.groups.empty());
}

TEST_CASE("a command's mentions carry names and cannot be ended early by them", "[slack]") {
    CHECK(command("role lead <@U1>") == "role lead <@U1|Ana Lopez>");
    CHECK(command("role lead <@U3|bo>") == "role lead <@U3|Bo b  x>");
    CHECK(command("role lead <@U99|zed>") == "role lead <@U99|zed>");
    CHECK(command("role lead <@U99>") == "role lead <@U99>");
    CHECK(
        command("<#C2> <#C9|here> <!subteam^S1> <!subteam^S9|@x>") ==
        "<#C2|ops> <#C9|here> <!subteam^S1|@sre> <!subteam^S9|@x>"
    );
    CHECK(command("<!here|here> <!channel>") == "<!here> <!channel>");
}

TEST_CASE("a command's links are what was typed", "[slack]") {
    CHECK(command("link <https://x.io/a?b=1&amp;c=2> Logs") == "link https://x.io/a?b=1&c=2 Logs");
    CHECK(command("see <http://db.io|db.io> and <mailto:a@b.io|a@b.io>") == "see db.io and a@b.io");
    CHECK(command("see <https://x.io|the docs>") == "see [the docs](https://x.io)");
    CHECK(command("at <!date^1700000000^{time}|22:13>") == "at 22:13");
}

TEST_CASE("a command's entities are decoded once, and a bare < stays", "[slack]") {
    CHECK(command(" a &lt; b &amp;&amp; c &gt; d ") == "a < b && c > d");
    CHECK(command("&amp;lt;") == "&lt;");
    CHECK(command("p99 < 5 s > 3 s") == "p99 < 5 s > 3 s");
    CHECK(command("<") == "<");
    CHECK(command("<>") == "<>");
    CHECK(command("a <@U1") == "a <@U1");
    CHECK(command("<b>bold</b>") == "<b>bold</b>");
}
