// What one message of an export becomes.
#include "bot/platforms/slack/decode/decode.hpp"
#include "bot/platforms/slack/export/export.hpp"
#include "tests/slack/decode_names.hpp"

#include <catch2/catch.hpp>

using namespace bot;

namespace {

const test::known_names who;
const std::string ts = "1758999600.000100";

std::vector<inbound> decoded(std::string_view fields, const slack::exported_channel& of) {
    document parsed;
    const auto root =
        parsed.parse(R"({"type":"message","ts":")" + ts + "\"," + std::string(fields) + "}");
    REQUIRE(root);
    return slack::decode_exported(*root, of, who).inbounds;
}

slack::exported_channel channel() {
    slack::exported_channel made;
    made.id = "C1";
    made.name = "inc-1";
    return made;
}

std::vector<inbound> decoded(std::string_view fields) {
    return decoded(fields, channel());
}

bool is_said(std::string_view fields) {
    document parsed;
    const auto root =
        parsed.parse(R"({"type":"message","ts":")" + ts + "\"," + std::string(fields) + "}");
    return slack::decode_exported(*root, channel(), who).is_said;
}

const instant said_at = *slack::instant_of(ts);

}  // namespace

TEST_CASE("an exported message has the key the live one has") {
    const auto all = decoded(R"("user":"U1","text":"*x*")");

    REQUIRE(all.size() == 1);
    CHECK(all[0].key == "m:slack:C1:" + ts);
    CHECK(all[0].at == said_at);
    CHECK(std::get<in_message>(all[0].what).text == "**x**");
}

TEST_CASE("each reaction of each person stands on its message, at the message's time") {
    const auto all = decoded(
        R"("user":"U1","text":"x","reactions":[{"name":"mag","users":["U1","U2"],"count":2},
           {"name":"eyes","users":["U2",7],"count":2},{"users":["U2"]},"none"])"
    );

    REQUIRE(all.size() == 4);
    CHECK(all[1].who.name == "Ana Lopez");
    CHECK(all[2].who.name == "Li");
    for (std::size_t i = 1; i < all.size(); ++i) {
        CHECK(std::get<in_reaction>(all[i].what).id == ts);
        CHECK(all[i].at == said_at);
        for (std::size_t j = 0; j < i; ++j) CHECK(all[i].key != all[j].key);
    }
    CHECK(std::get<in_reaction>(all[3].what).emoji == "eyes");
}

TEST_CASE("a pin is by whom and when the message says") {
    const auto all = decoded(
        R"("user":"U1","text":"x","pinned_to":["C1"],
           "pinned_info":{"channel":"C1","pinned_by":"U2","pinned_ts":1758999999})"
    );

    REQUIRE(all.size() == 2);
    CHECK(std::get<in_pin>(all[1].what).pinned);
    CHECK(all[1].who.name == "Li");
    CHECK(all[1].at == instant(seconds(1758999999)));
}

TEST_CASE("a pin only the channel's list tells is by whom and when the list says") {
    auto of = channel();
    of.pins.emplace(ts, slack::exported_pin{"U2", instant(seconds(1758999900))});
    const auto all = decoded(R"("user":"U1","text":"x")", of);

    REQUIRE(all.size() == 2);
    CHECK(all[1].who.name == "Li");
    CHECK(all[1].at == instant(seconds(1758999900)));
}

TEST_CASE("a pin of which nothing is told is somebody's, at the message's time") {
    const auto all = decoded(R"("user":"U1","text":"x","pinned_to":["C1"])");

    REQUIRE(all.size() == 2);
    CHECK(all[1].who.name == "somebody");
    CHECK(all[1].at == said_at);
}

TEST_CASE("a message pinned nowhere is not pinned") {
    CHECK(decoded(R"("user":"U1","text":"x","pinned_to":[])").size() == 1);
}

TEST_CASE("an edited message is edited when the export says so") {
    const auto all =
        decoded(R"("user":"U1","text":"x","edited":{"user":"U1","ts":"1758999700.000000"})");

    REQUIRE(all.size() == 2);
    CHECK(std::get<in_edit>(all[1].what).text == "x");
    CHECK(all[1].at == instant(seconds(1758999700)));
}

TEST_CASE("comings and goings are neither said nor lost") {
    for (const auto& [subtype, joined] :
         {std::pair{"channel_join", true},
          {"group_join", true},
          {"channel_leave", false},
          {"group_leave", false}}) {
        INFO(subtype);
        const auto fields = R"("user":"U1","text":"x","subtype":")" + std::string(subtype) +
                            R"(","reactions":[{"name":"wave","users":["U2"]}])";
        const auto all = decoded(fields);

        REQUIRE(all.size() == 1);
        CHECK(std::get<in_membership>(all[0].what).joined == joined);
        CHECK(all[0].who.name == "Ana Lopez");
        CHECK_FALSE(is_said(fields));
    }
}

TEST_CASE("what is deleted keeps neither words nor reactions") {
    const auto all = decoded(
        R"("user":"USLACKBOT","text":"This message was deleted.","subtype":"tombstone",
           "reactions":[{"name":"mag","users":["U1"]}],"pinned_to":["C1"])"
    );

    REQUIRE(all.size() == 2);
    CHECK(std::get<in_message>(all[0].what).text.empty());
    CHECK(std::holds_alternative<in_delete>(all[1].what));
}

TEST_CASE("people, bots and files say something; topics and archiving do not") {
    CHECK(is_said(R"("user":"U1","text":"x")"));
    CHECK(is_said(R"("subtype":"bot_message","bot_id":"B1","username":"Alerts","text":"x")"));
    CHECK(is_said(R"("user":"U1","subtype":"file_share","files":[{"id":"F1","name":"a.png"}])"));
    CHECK(is_said(R"("user":"U1","subtype":"thread_broadcast","text":"x")"));
    CHECK_FALSE(is_said(R"("user":"U1","subtype":"channel_topic","topic":"x")"));
    CHECK_FALSE(is_said(R"("user":"U1","subtype":"channel_archive","text":"x")"));
    CHECK_FALSE(is_said(R"("user":"U1","subtype":"group_name","name":"x")"));
    CHECK_FALSE(is_said(R"("user":"U1","subtype":"something_new","text":"x")"));
    CHECK_FALSE(is_said(R"("user":"USLACKBOT","subtype":"tombstone","text":"x")"));
}

TEST_CASE("a reply in an export stands under its parent, and a parent under none") {
    const auto reply = decoded(R"("user":"U1","text":"x","thread_ts":"1758999000.000100")");
    const auto parent = decoded(R"("user":"U1","text":"x","thread_ts":"1758999600.000100")");

    CHECK(std::get<in_message>(reply.at(0).what).parent == "1758999000.000100");
    CHECK(std::get<in_message>(parent.at(0).what).parent.empty());
}
