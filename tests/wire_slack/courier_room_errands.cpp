#include "tests/wire_slack/courier_stage.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;

TEST_CASE("S48: a topic has at most 250 characters and no formatting") {
    courier_stage at;
    at.open();

    REQUIRE(at.carry(set_topic{"**INC-7** " + std::string(300, 'x')}).is == verdict::delivered);

    const auto topic = at.space.find_channel(at.room)->topic;
    CHECK(topic.size() <= 250);
    CHECK(topic.starts_with("INC-7 xxx"));
}

TEST_CASE("the same topic again is not set again") {
    courier_stage at;
    at.open();
    REQUIRE(at.carry(set_topic{"INC-7 P1 open"}).is == verdict::delivered);
    const auto before = at.calls("conversations.setTopic");

    REQUIRE(at.carry(set_topic{"INC-7 P1 open"}).is == verdict::delivered);
    CHECK(at.calls("conversations.setTopic") == before);
    REQUIRE(at.carry(set_topic{"INC-7 P1 mitigated"}).is == verdict::delivered);
    CHECK(at.calls("conversations.setTopic") == before + 1);
}

TEST_CASE("a topic that cannot be set says where") {
    courier_stage at;
    at.open();
    at.as_bot("conversations.archive", {{"channel", at.room}});

    const auto end = at.carry(set_topic{"INC-7 P1 open"});

    CHECK(end.is == verdict::refused);
    CHECK(end.reason.find("#inc-7-db") != std::string::npos);
}

TEST_CASE("S48: a reaction that is there, or is not, is a success") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.open();
    at.space.let_in(at.room, ana);
    const auto ts = at.space.says(ana, at.room, "failing over", at.slack->now());

    CHECK(at.carry(react_back{ts, "👀", true}).is == verdict::delivered);
    CHECK(at.carry(react_back{ts, "eyes", true}).is == verdict::delivered);
    const auto* message = at.space.find_message(at.room, ts);
    REQUIRE(message->reactions.size() == 1);
    CHECK(message->reactions[0].name == "eyes");
    CHECK(at.carry(react_back{ts, "👀", false}).is == verdict::delivered);
    CHECK(at.carry(react_back{ts, "👀", false}).is == verdict::delivered);
    CHECK(at.space.find_message(at.room, ts)->reactions.empty());
}

TEST_CASE("a reaction goes to the channel its message stands in, wherever that is") {
    courier_stage at;
    const auto ana = at.space.add_user("ana");
    at.open();
    at.space.let_in(at.room, ana);
    const auto ts = at.space.says(ana, at.room, "failing over", at.slack->now());
    auto wanted = at.wish_for(react_back{ts, "eyes", true}, to_channel{at.room});
    wanted.channel.clear();

    CHECK(at.carry(wanted).is == verdict::delivered);

    CHECK(at.space.find_message(at.room, ts)->reactions.size() == 1);
}

TEST_CASE("a link stands in the room once, whatever answer is lost") {
    courier_stage at;
    at.open();
    at.arm("drop_after", "bookmarks.add");

    CHECK(at.carry_on(at.wish_for(pin_link{"Runbook", "https://wiki.example.org/cache"})) == 2);

    const auto& marks = at.space.find_channel(at.room)->bookmarks;
    REQUIRE(marks.size() == 1);
    CHECK(marks[0].title == "Runbook");
    CHECK(marks[0].link == "https://wiki.example.org/cache");
}

TEST_CASE("a delivery is answered when everything is being stopped") {
    courier_stage at;
    at.open();
    at.arm("hang_after", "chat.postMessage");
    std::vector<outcome> answers;
    at.start(at.wish_for(post{"mitigated"}), [&](outcome how) { answers.push_back(how); });
    at.run_until([&] { return at.tasks.size() == 1 && at.calls("chat.postMessage") == 1; });

    at.tasks.cancel();
    at.run_until([&] { return at.tasks.size() == 0; });
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].is == verdict::retry);

    at.start(at.wish_for(post{"resolved"}), [&](outcome how) { answers.push_back(how); });
    at.run_until([&] { return answers.size() == 2; });
    CHECK(answers[1].is == verdict::retry);
}

TEST_CASE("an errand that throws is answered, and tried again") {
    auto how = house_h1();
    how.write_rca = [](const rendered_rca&) -> result<std::string> {
        throw std::runtime_error("the disk is on fire");
    };
    courier_stage at(how);
    auto what = at.wish_for(publish_rca{"default", true});
    what.rca = rendered_rca{"a.md", "# A", "A"};

    const auto end = at.carry(what);

    CHECK(end.is == verdict::retry);
    CHECK(end.reason == "the disk is on fire");
}
