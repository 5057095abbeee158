#include "tests/wire_slack/courier_stage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;

namespace {

int count(const std::vector<std::string>& lines, std::string_view with) {
    return static_cast<int>(std::ranges::count_if(lines, [&](const std::string& line) {
        return line.find(with) != line.npos;
    }));
}

// Four messages' worth.
std::string long_words() {
    std::string words;
    for (int i = 0; i < 240; ++i)
        words += "Line " + std::to_string(i) + " of what has to be said about this.\n";
    return words;
}

}  // namespace

TEST_CASE("words for the room are said there, and stand in the record under their id") {
    courier_stage at;
    at.open();

    REQUIRE(at.carry(post{"**INC-7** is mitigated"}).is == verdict::delivered);

    const auto seen = at.space.sees(at.room);
    REQUIRE(at.lines(at.room) == std::vector<std::string>{"*INC-7* is mitigated"});
    const auto kept = at.record.all_of<in_posted>();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].key == message_key("slack", at.room, seen.back().ts));
    CHECK(std::get<in_posted>(kept[0].what).text == "**INC-7** is mitigated");
    CHECK(kept[0].channel == at.room);
}

TEST_CASE("S46: a message whose answer never came is not said twice") {
    const auto lost = GENERATE(as<std::string>(), "drop_after", "status_after", "cut_json");
    CAPTURE(lost);
    courier_stage at;
    at.open();
    at.arm(lost, "chat.postMessage");

    CHECK(at.carry_on(at.wish_for(post{"mitigated"})) == 2);

    CHECK(at.lines(at.room) == std::vector<std::string>{"mitigated"});
    CHECK(at.space.duplicates().empty());
    CHECK(at.record.all_of<in_posted>().size() == 1);
}

TEST_CASE("S46: a message that never got there is said") {
    courier_stage at;
    at.open();
    at.arm("drop_before", "chat.postMessage");

    CHECK(at.carry_on(at.wish_for(post{"mitigated"})) == 2);

    CHECK(at.lines(at.room) == std::vector<std::string>{"mitigated"});
}

TEST_CASE("S46: words in several messages go on where they broke off") {
    courier_stage at;
    at.open();
    at.arm("drop_after", "chat.postMessage", {}, 1);

    CHECK(at.carry_on(at.wish_for(post{long_words()})) == 2);

    const auto said = at.lines(at.room);
    CHECK(said.size() >= 3);
    for (const int line : {0, 60, 120, 180, 239})
        CHECK(count(said, "Line " + std::to_string(line) + " of") == 1);
    CHECK(at.space.duplicates().empty());
    CHECK(at.record.all_of<in_posted>().size() == 1);
}

TEST_CASE("S46: the same words wished twice are two messages") {
    courier_stage at;
    at.open();

    at.carry(post{"still investigating"});
    at.carry(post{"still investigating"});

    CHECK(at.lines(at.room).size() == 2);
}

TEST_CASE("what cannot be looked for says that it may be repeated") {
    courier_stage at;
    at.open();
    at.arm("drop_after", "chat.postMessage");
    const auto what = at.wish_for(post{"mitigated"});
    REQUIRE(at.carry(what).is == verdict::retry);
    at.space.edit_token(at.space.bot_token()).scopes.erase("channels:history");

    auto again = what;
    again.attempt = 2;
    REQUIRE(at.carry(again).is == verdict::delivered);

    const auto said = at.lines(at.room);
    REQUIRE(said.size() == 2);
    CHECK(said[0] == "mitigated");
    CHECK(said[1].find("(may be repeated)") != std::string::npos);
}

TEST_CASE("words for a channel go there by its name") {
    courier_stage at;
    const auto incidents = at.space.add_channel("incidents");

    REQUIRE(at.carry(post{"INC-7 is open"}, to_channel{"incidents"}).is == verdict::delivered);

    CHECK(at.lines(incidents) == std::vector<std::string>{"INC-7 is open"});
}

TEST_CASE("a channel that is not there refuses, and the sentence names it") {
    courier_stage at;

    const auto end = at.carry(post{"INC-7 is open"}, to_channel{"incidents"});

    CHECK(end.is == verdict::refused);
    INFO(end.reason);
    CHECK(end.reason.find("#incidents") != std::string::npos);
}

TEST_CASE("words for a channel or a person nobody could be asked about are tried again") {
    courier_stage at;
    at.space.add_channel("incidents");
    const auto [method, where] = GENERATE(
        std::pair<const char*, address>("conversations.list", to_channel{"incidents"}),
        std::pair<const char*, address>("users.list", to_person{{"", "ana"}, ""}),
        std::pair<const char*, address>(
            "users.lookupByEmail", to_person{{"", "ana@example.org"}, ""}
        )
    );
    at.arm("error", method, "internal_error", 0, 100);

    const auto end = at.carry(post{"INC-7 is declared"}, where);

    CHECK(end.is == verdict::retry);
    CHECK(end.reason.find(method) != std::string::npos);
}

TEST_CASE("words for a channel that is being looked for at the stop are kept for later") {
    courier_stage at;
    at.arm("hang_after", "conversations.list", {}, 0, 100);
    std::vector<outcome> answers;
    at.start(at.wish_for(post{"declared"}, to_channel{"incidents"}), [&](outcome how) {
        answers.push_back(std::move(how));
    });
    at.run_until([&] { return at.calls("conversations.list") == 1; });

    at.tasks.cancel();
    at.run_until([&] { return answers.size() == 1; });

    CHECK(answers[0].is == verdict::retry);
}

TEST_CASE("a private answer is seen by who asked, where they asked") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    const auto ops = at.space.add_channel("ops");
    at.space.let_in(ops, ana);
    at.space.let_in(ops, at.space.bot_user());

    REQUIRE(at.carry(post{"only you"}, to_person{{ana, "ana"}, ops}).is == verdict::delivered);

    const auto seen = at.space.sees(ops);
    REQUIRE_FALSE(seen.empty());
    CHECK(seen.back().only_to == "ana");
    CHECK(seen.back().reads == "only you");
    CHECK(at.record.all_of<in_posted>().empty());
}

TEST_CASE("who is not in that channel is told between the two of us, once") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    const auto ops = at.space.add_channel("ops");
    at.space.let_in(ops, at.space.bot_user());
    at.arm("drop_after", "chat.postMessage");

    CHECK(at.carry_on(at.wish_for(post{"only you"}, to_person{{ana, "ana"}, ops})) == 2);

    CHECK(at.lines(ops).empty());
    CHECK(at.lines(at.space.direct(ana)) == std::vector<std::string>{"only you"});
}

TEST_CASE("an archived channel refuses, with its name and what to do") {
    courier_stage at;
    at.open();
    at.as_bot("conversations.archive", {{"channel", at.room}});

    const auto end = at.carry(post{"mitigated"});

    CHECK(end.is == verdict::refused);
    INFO(end.reason);
    CHECK(end.reason.find("#inc-7-db") != std::string::npos);
    CHECK(end.reason.find("archive") != std::string::npos);
}

TEST_CASE("a room we were put out of is joined again to speak there") {
    courier_stage at;
    at.open();
    std::erase(at.space.edit_channel(at.room).members, at.space.bot_user());
    at.space.edit_token(at.space.bot_token()).scopes.erase("chat:write.public");

    REQUIRE(at.carry(post{"mitigated"}).is == verdict::delivered);

    CHECK(at.lines(at.room) == std::vector<std::string>{"mitigated"});
}

TEST_CASE("a private room we were put out of refuses") {
    courier_stage at;
    auto hidden = open_room{"inc-7-db", "", {}, true};
    REQUIRE(at.carry(hidden).is == verdict::delivered);
    at.room = at.record.bound[0].channel;
    std::erase(at.space.edit_channel(at.room).members, at.space.bot_user());

    const auto end = at.carry(post{"mitigated"});

    CHECK(end.is == verdict::refused);
    INFO(end.reason);
    CHECK_FALSE(end.reason.empty());
}

TEST_CASE("what people said mentions nobody when we say it again") {
    courier_stage at;
    at.open();

    REQUIRE(
        at.carry(post{"she wrote <!channel> and <@U00000001>, see @here"}).is == verdict::delivered
    );

    const auto called = at.space.calls("chat.postMessage").back();
    CHECK(called.arguments.at("parse") == "none");
    CHECK(called.arguments.at("link_names") == "false");
    CHECK(called.arguments.at("unfurl_links") == "false");
    CHECK(called.arguments.at("text").get<std::string>().find("<!") == std::string::npos);
    CHECK(called.arguments.at("text").get<std::string>().find("<@") == std::string::npos);
}

TEST_CASE("a token that is no longer good is said without the token") {
    courier_stage at;
    at.open();
    at.space.edit_token(at.space.bot_token()).refused = "token_expired";

    const auto end = at.carry(post{"mitigated"});

    CHECK(end.is != verdict::delivered);
    INFO(end.reason);
    CHECK(end.reason.find(at.space.bot_token()) == std::string::npos);
    CHECK(end.reason.find("token") != std::string::npos);
}
