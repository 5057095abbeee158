#include "tests/emulators/slack/tests/acme.hpp"

using namespace emulator::slack;
using namespace emulator::slack::test;
using namespace std::chrono_literals;

namespace {

// Every text of #ops through all pages, oldest last; stops at a failure.
lines all_texts(acme& at, json arguments, int* pages = nullptr) {
    lines texts;
    arguments["channel"] = at.ops;
    for (;;) {
        const auto answer = at.call("conversations.history", arguments);
        if (!answer.ok()) return {answer.error()};
        for (const auto& each : answer.body["messages"]) texts.push_back(each["text"]);
        if (pages) ++*pages;
        const auto more = answer.body.value("response_metadata", json::object());
        if (more.value("next_cursor", "").empty()) return texts;
        arguments["cursor"] = more["next_cursor"];
    }
}

lines say_numbers(acme& at, int how_many) {
    lines newest_first;
    for (int i = 0; i < how_many; ++i) {
        at.slack.says("ana", "ops", std::to_string(i), at.now + i * 1s);
        newest_first.insert(newest_first.begin(), std::to_string(i));
    }
    return newest_first;
}

}  // namespace

TEST_CASE("pages give everything once, however long they are", "[pages]") {
    acme at;
    const auto said = say_numbers(at, 23);
    int pages = 0;

    SECTION("as asked") {
        CHECK(all_texts(at, {{"limit", "10"}}, &pages) == said);
        CHECK(pages == 3);
    }
    SECTION("shorter") {
        at.slack.policy().page_cap = 4;
        CHECK(all_texts(at, {{"limit", 10}}, &pages) == said);
        CHECK(pages == 6);
    }
    SECTION("some of them empty") {
        at.slack.policy().empty_pages = true;
        CHECK(all_texts(at, {{"limit", 10}}, &pages) == said);
        CHECK(pages == 6);
    }
}

TEST_CASE("a new message does not move the pages being read", "[pages]") {
    acme at;
    const auto said = say_numbers(at, 4);
    const auto first = at.call("conversations.history", {{"channel", at.ops}, {"limit", 2}}).body;

    at.slack.says("ana", "ops", "late", at.now + 60s);
    const auto second = at.call(
                              "conversations.history",
                              {{"channel", at.ops},
                               {"limit", 2},
                               {"cursor", first["response_metadata"]["next_cursor"]}}
    ).body;

    CHECK(second["messages"][0]["text"] == "1");
    CHECK(second["has_more"] == false);
}

TEST_CASE("a cursor is its method's, and not for ever", "[pages]") {
    acme at;
    say_numbers(at, 3);
    const std::string cursor = at.call(
                                     "conversations.history", {{"channel", at.ops}, {"limit", 1}}
    ).body["response_metadata"]["next_cursor"];
    const json with{{"channel", at.ops}, {"cursor", cursor}};

    CHECK(cursor.ends_with('='));
    CHECK(at.error("conversations.history", with).empty());
    CHECK(at.error("conversations.members", with) == "invalid_cursor");
    CHECK(
        at.error("conversations.history", {{"channel", at.ops}, {"cursor", "bmV4dA=="}}) ==
        "invalid_cursor"
    );
    at.now += 601s;
    CHECK(at.error("conversations.history", with) == "invalid_cursor");
}

TEST_CASE("history keeps to the range asked for", "[pages]") {
    acme at;
    say_numbers(at, 5);
    const auto from = [&](json more) { return all_texts(at, std::move(more)); };

    CHECK(from({{"oldest", "1700000102.000000"}}) == lines{"4", "3"});
    CHECK(from({{"oldest", "1700000102.000000"}, {"inclusive", "true"}}) == lines{"4", "3", "2"});
    CHECK(from({{"latest", "1700000102.000000"}}) == lines{"1", "0"});
    CHECK(from({{"oldest", "0"}}).size() == 5);
    CHECK(from({{"oldest", "yesterday"}}) == lines{"invalid_ts_oldest"});
    CHECK(from({{"limit", "1001"}}) == lines{"invalid_limit"});
}

TEST_CASE("replies come with their root on every page", "[pages]") {
    acme at;
    const auto root = at.slack.says("ana", "ops", "root", at.now);
    for (int i = 0; i < 3; ++i) at.slack.replies("ben", "ops", root, std::to_string(i), at.now);
    const auto page = [&](std::string cursor) {
        return at
            .call(
                "conversations.replies",
                {{"channel", at.ops}, {"ts", root}, {"limit", 2}, {"cursor", cursor}}
            )
            .body;
    };

    const auto first = page("");
    const auto second = page(first["response_metadata"]["next_cursor"]);

    CHECK(first["messages"].size() == 3);
    CHECK(second["messages"][0]["ts"] == root);
    CHECK(second["messages"][1]["text"] == "2");
    CHECK(
        at.error("conversations.replies", {{"channel", at.ops}, {"ts", "1.000000"}}) ==
        "thread_not_found"
    );
}

TEST_CASE("in the slow mode there are 15 messages a minute", "[pages]") {
    acme at;
    say_numbers(at, 20);
    at.slack.policy().slow_history = true;
    const json all{{"channel", at.ops}, {"limit", 200}};

    CHECK(at.call("conversations.history", all).body["messages"].size() == 15);
    const auto second = at.call("conversations.history", all);
    CHECK(second.status == 429);
    CHECK(second.headers.at(0) == std::pair<std::string, std::string>("Retry-After", "60"));
    CHECK(at.post("unaffected") != "");
    at.now += 60s;
    CHECK(at.call("conversations.history", all).ok());
}

TEST_CASE("what is older than the retention is gone", "[pages]") {
    acme at;
    const auto ts = at.slack.says("ana", "ops", "old", at.now);
    at.slack.policy().retention = 3600s;
    at.now += 3601s;

    CHECK(all_texts(at, json::object()).empty());
    CHECK(
        at.error("conversations.replies", {{"channel", at.ops}, {"ts", ts}}) == "thread_not_found"
    );
    CHECK(at.error("pins.add", {{"channel", at.ops}, {"timestamp", ts}}) == "message_not_found");
}

TEST_CASE("each method has its own pace", "[pace]") {
    acme at;
    at.slack.policy().rate_limits = true;
    const json topic{{"channel", at.ops}, {"topic", "t"}};

    for (int i = 0; i < 20; ++i) CHECK(at.call("conversations.setTopic", topic).ok());
    const auto refused = at.call("conversations.setTopic", topic);
    CHECK(refused.status == 429);
    CHECK(refused.error() == "ratelimited");
    CHECK(refused.headers.at(0).second == "3");
    CHECK(at.call("conversations.info", topic).ok());
    at.now += 3s;
    CHECK(at.call("conversations.setTopic", topic).ok());
    CHECK(at.call("conversations.setTopic", topic).status == 429);
}

TEST_CASE("posts go at one a second in each channel", "[pace]") {
    acme at;
    at.slack.policy().rate_limits = true;
    const auto status = [&](const std::string& where) {
        return at.call("chat.postMessage", {{"channel", where}, {"text", "x"}}).status;
    };

    int taken = 0;
    for (int i = 0; i < 40; ++i) taken += status(at.ops) == 200;
    CHECK(taken < 10);
    CHECK(status(at.away) == 200);
    at.now += 1s;
    CHECK(status(at.ops) == 200);
    CHECK(status(at.ops) == 429);
}

TEST_CASE("a scaled minute is shorter for the paces, not for Retry-After", "[pace]") {
    acme at;
    at.slack.policy().slow_history = true;
    at.slack.policy().minute = 600ms;
    const json all{{"channel", at.ops}};

    CHECK(at.call("conversations.history", all).ok());
    CHECK(at.call("conversations.history", all).headers.at(0).second == "60");
    at.now += 600ms;
    CHECK(at.call("conversations.history", all).ok());
}
