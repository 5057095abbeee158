// Words, cards, marks and documents: each visible once, whatever got lost on the way.
#include "tests/mattermost/courier_stage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace bot;
using namespace bot::test;
using verdict = outcome::verdict;
using Catch::Matchers::Contains;

namespace {

const auto effect_done = [] { return GENERATE(as<std::string>(), "after", "html", "cut"); };

// Three posts' worth.
std::string long_words() {
    std::string words;
    for (int i = 0; i < 900; ++i)
        words += "Line " + std::to_string(i) + " of what has to be said about this outage.\n";
    return words;
}

rendered_rca small_rca() {
    return {"2025-09-27-cache.md", "# Cache bug\n", "Cache bug"};
}

delivery rca_wish(courier_stage& at, bool announce = true) {
    auto wish = at.wish_for(publish_rca{"default", announce});
    wish.rca = small_rca();
    return wish;
}

}  // namespace

TEST_CASE(
    "words for the room are said there, and stand in the record under their id", "[mattermost]"
) {
    courier_stage at;
    at.open();
    REQUIRE(at.carry(post{"**INC-7** is mitigated"}).is == verdict::delivered);
    REQUIRE(at.lines(at.room) == std::vector<std::string>{"**INC-7** is mitigated"});
    const auto kept = at.record.all_of<in_posted>();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].key == message_key("mattermost", at.room, std::string(at.posts[0]["id"])));
    CHECK(kept[0].at.time_since_epoch().count() == at.posts[0]["create_at"]);
    CHECK(std::get<in_posted>(kept[0].what).text == "**INC-7** is mitigated");
}

TEST_CASE("P9: a post carries an id of its own that is the same at every attempt", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", "before", 0, 2);
    const auto wish = at.wish_for(post{"mitigated"});
    CHECK(at.carry_on(wish) == 3);
    const auto wanted = at.me.user + ":h1-" + std::to_string(wish.what.id) + "-0";
    std::size_t sent = 0;
    for (const auto& one : at.chat.asked)
        if (one.call == "POST /posts") sent += one.json()["pending_post_id"] == wanted ? 1 : 0;
    CHECK(sent == 3);
    CHECK(at.lines(at.room).size() == 1);
}

TEST_CASE("P9: the second of two that are the same waits for the first", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", "api.post.deduplicate_create_post.pending", 0, 2);
    CHECK(at.carry_on(at.wish_for(post{"mitigated"})) == 1);
    CHECK(at.lines(at.room).size() == 1);
}

TEST_CASE("P9: a post whose answer never came is known again by its mark", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", effect_done());
    const auto wish = at.wish_for(post{"mitigated"});
    REQUIRE(at.carry(wish).is == verdict::retry);
    // More than half a minute later the server knows nothing of the first one any more.
    at.posts.back()["pending_post_id"] = "forgotten";
    auto again = wish;
    again.attempt = 2;
    REQUIRE(at.carry(again).is == verdict::delivered);
    CHECK(at.lines(at.room) == std::vector<std::string>{"mitigated"});
    CHECK(at.calls("POST /posts") == 1);
    CHECK(at.record.all_of<in_posted>().size() == 1);
}

TEST_CASE("a mark in somebody else's post, or of another house, is not ours", "[mattermost]") {
    courier_stage at;
    at.open();
    const auto wish = at.wish_for(post{"mitigated"});
    tree forged{
        {"id", std::string(26, 'x')},
        {"channel_id", at.room},
        {"user_id", "mallory"},
        {"message", "mitigated"},
        {"delete_at", 0},
        {"create_at", 1},
        {"pending_post_id", ""},
        {"props", {{"scribe", {{"house", "h1"}, {"effect", wish.what.id}, {"part", 0}}}}}};
    at.posts.push_back(forged);
    forged["user_id"] = at.me.user;
    forged["id"] = std::string(26, 'y');
    forged["props"]["scribe"]["house"] = "h2";
    at.posts.push_back(forged);
    auto again = wish;
    again.attempt = 2;
    REQUIRE(at.carry(again).is == verdict::delivered);
    CHECK(at.lines(at.room).size() == 3);
}

TEST_CASE("P10: long words are cut by characters, and go on where they broke off", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", effect_done(), 1);
    CHECK(at.carry_on(at.wish_for(post{long_words()})) == 2);
    const auto said = at.lines(at.room);
    CHECK(said.size() >= 3);
    std::string all;
    for (const auto& one : said) all += one + "\n";
    for (const int line : {0, 200, 450, 700, 899}) {
        const auto words = "Line " + std::to_string(line) + " of";
        const auto first = all.find(words);
        CHECK(first != all.npos);
        CHECK(all.find(words, first + 1) == all.npos);
    }
    CHECK(at.record.all_of<in_posted>().size() == 1);
}

TEST_CASE(
    "what cannot be looked for says that it may be repeated; what may be later does not",
    "[mattermost]"
) {
    courier_stage at;
    at.open();
    auto wish = at.wish_for(post{"mitigated"});
    wish.attempt = 2;
    at.arm("GET /channels/*/posts", "before", 0, 5);
    REQUIRE(at.carry(wish).is == verdict::retry);
    CHECK(at.lines(at.room).empty());
    at.channels[at.room].is_readable = false;
    REQUIRE(at.carry(wish).is == verdict::delivered);
    REQUIRE(at.lines(at.room).size() == 1);
    CHECK_THAT(at.lines(at.room)[0], Contains("(may be repeated)"));
}

TEST_CASE("a 429 puts words off to when they may come", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", "429");
    const auto end = at.carry(post{"mitigated"});
    CHECK(end.is == verdict::retry);
    CHECK(end.after == std::chrono::seconds(1));
    CHECK(at.lines(at.room).empty());
}

TEST_CASE("words for a public channel go there, and Scribe joins it first", "[mattermost]") {
    courier_stage at;
    const auto ops = at.add_channel("incidents");
    REQUIRE(at.carry(post{"INC-7 is open"}, to_channel{"incidents"}).is == verdict::delivered);
    CHECK(at.lines(ops) == std::vector<std::string>{"INC-7 is open"});
    CHECK(at.channels[ops].members.contains(at.me.user));
}

TEST_CASE("a channel that is not to be seen refuses with what to do", "[mattermost]") {
    courier_stage at;
    at.add_channel("secret", "P");
    for (const std::string name : {"secret", "nowhere"}) {
        const auto end = at.carry(post{"INC-7 is open"}, to_channel{name});
        CHECK(end.is == verdict::refused);
        CHECK_THAT(end.reason, Contains("~" + name) && Contains("invite Scribe"));
    }
}

TEST_CASE("an archived room refuses, and says what an admin can do", "[mattermost]") {
    courier_stage at;
    at.open();
    at.channels[at.room].shown["delete_at"] = 5;
    const auto end = at.carry(post{"hello"});
    CHECK(end.is == verdict::refused);
    CHECK_THAT(end.reason, Contains("~inc-7-db") && Contains("unarchive"));
}

TEST_CASE("words for one person go into the direct messages, once", "[mattermost]") {
    courier_stage at;
    const auto ana = at.add_person("ana");
    at.arm("POST /posts", effect_done());
    CHECK(at.carry_on(at.wish_for(post{"You lead"}, to_person{{"", "ana"}, "c1"})) == 2);
    std::vector<std::string> said;
    for (const auto& [id, one] : at.channels)
        if (one.members.contains(ana)) said = at.lines(id);
    CHECK(said == std::vector<std::string>{"You lead"});
    CHECK(at.record.all_of<in_posted>().empty());

    const auto end = at.carry(post{"You lead"}, to_person{{"", "zoe"}, ""});
    CHECK(end.is == verdict::refused);
    CHECK_THAT(end.reason, Contains("zoe"));
}

TEST_CASE(
    "that nobody could be asked is no reason to give up on a person or a channel", "[mattermost]"
) {
    courier_stage at;
    at.add_channel("incidents");
    at.arm("GET /teams/*/channels/name/incidents", "before", 0, 5);
    CHECK(at.carry(post{"hi"}, to_channel{"incidents"}).is == verdict::retry);
    at.arm("GET /users/username/ana", "before", 0, 5);
    CHECK(at.carry(post{"hi"}, to_person{{"", "ana"}, ""}).is == verdict::retry);
}

TEST_CASE(
    "P6: the card is one post, pinned as it is sent and patched from then on", "[mattermost]"
) {
    courier_stage at;
    at.open();
    const show_card open{"INC-7 open", {{"Take lead", "#7 take lead", true}}};
    REQUIRE(at.carry(open).is == verdict::delivered);
    REQUIRE(at.posts.size() == 1);
    CHECK(at.posts[0]["is_pinned"] == true);
    CHECK(at.posts[0]["props"]["attachments"][0]["actions"].size() == 1);
    REQUIRE(at.carry(show_card{"INC-7 mitigated", {}}).is == verdict::delivered);
    REQUIRE(at.posts.size() == 1);
    CHECK(at.posts[0]["message"] == "INC-7 mitigated");
    // A patch of the props replaces all of them: the mark stays, the buttons go.
    CHECK(at.posts[0]["props"]["scribe"]["card"] == 7);
    CHECK_FALSE(at.posts[0]["props"].contains("attachments"));
    CHECK(at.calls("PUT /posts/*/patch") == 1);
    const auto before = at.chat.asked.size();
    REQUIRE(at.carry(show_card{"INC-7 mitigated", {}}).is == verdict::delivered);
    CHECK(at.chat.asked.size() == before);  // it shows that already
    CHECK(at.record.all_of<in_posted>().size() == 2);
}

TEST_CASE("a card whose answer never came is found and edited", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", effect_done());
    REQUIRE(at.carry(show_card{"INC-7 open"}).is == verdict::retry);
    // Replaced meanwhile by a newer card, under an effect of its own.
    CHECK(at.carry_on(at.wish_for(show_card{"INC-7 mitigated"})) == 1);
    CHECK(at.lines(at.room) == std::vector<std::string>{"INC-7 mitigated"});
}

TEST_CASE("an edit of the card whose answer never came is made again", "[mattermost]") {
    courier_stage at;
    at.open();
    at.carry(show_card{"INC-7 open"});
    at.arm("PUT /posts/*/patch", GENERATE(as<std::string>(), "before", "after", "html", "cut"));
    CHECK(at.carry_on(at.wish_for(show_card{"INC-7 mitigated"})) == 2);
    CHECK(at.lines(at.room) == std::vector<std::string>{"INC-7 mitigated"});
}

TEST_CASE("a card that somebody deleted is sent anew", "[mattermost]") {
    courier_stage at;
    at.open();
    at.carry(show_card{"INC-7 open"});
    at.posts[0]["delete_at"] = 5;
    REQUIRE(at.carry(show_card{"INC-7 mitigated"}).is == verdict::delivered);
    CHECK(at.lines(at.room) == std::vector<std::string>{"INC-7 mitigated"});
    CHECK(at.posts[1]["is_pinned"] == true);
    REQUIRE(at.carry(show_card{"INC-7 resolved"}).is == verdict::delivered);
    CHECK(at.lines(at.room) == std::vector<std::string>{"INC-7 resolved"});
}

TEST_CASE("a reaction is given back by its name, and a deleted post needs none", "[mattermost]") {
    courier_stage at;
    at.open();
    at.carry(post{"hello"});
    const std::string id = at.posts[0]["id"];
    REQUIRE(at.carry(react_back{id, "📌", true}).is == verdict::delivered);
    CHECK(at.reactions == std::set<std::string>{id + " pushpin"});
    REQUIRE(at.carry(react_back{id, ":pushpin:", false}).is == verdict::delivered);
    CHECK(at.reactions.empty());
    CHECK(at.carry(react_back{id, "no such 🦄 thing", true}).is == verdict::refused);
    at.posts[0]["delete_at"] = 5;
    CHECK(at.carry(react_back{id, "eyes", true}).is == verdict::delivered);
}

TEST_CASE("an RCA is uploaded once and stands in the room once", "[mattermost]") {
    const auto lost = effect_done();
    const std::string where = GENERATE(as<std::string>(), "POST /posts", "POST /files");
    CAPTURE(lost, where);
    courier_stage at;
    at.open();
    at.arm(where, lost);
    CHECK(at.carry_on(rca_wish(at)) == (where == "POST /posts" ? 2 : 1));
    REQUIRE(at.lines(at.room).size() == 1);
    CHECK_THAT(at.lines(at.room)[0], Contains("RCA draft") && Contains("INC-7"));
    CHECK(at.posts[0]["file_ids"].size() == 1);
    std::size_t attached = 0;
    for (const auto& [id, is_attached] : at.files) attached += is_attached ? 1 : 0;
    CHECK(attached == 1);
    CHECK(at.record.all_of<in_posted>().size() == 1);
}

TEST_CASE("an RCA that could not be posted keeps its upload for the next attempt", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", "before", 0, 2);
    CHECK(at.carry_on(rca_wish(at)) == 3);
    CHECK(at.calls("POST /files") == 1);
}

TEST_CASE("a file that Mattermost dropped is uploaded again", "[mattermost]") {
    courier_stage at;
    at.open();
    at.arm("POST /posts", "after");
    const auto wish = rca_wish(at);
    REQUIRE(at.carry(wish).is == verdict::retry);
    at.posts[0]["delete_at"] = 5;  // the post it was attached to, by whomever
    at.posts[0]["pending_post_id"] = "forgotten";
    auto again = wish;
    again.attempt = 2;
    REQUIRE(at.carry(again).is == verdict::retry);
    at.posts.back()["pending_post_id"] = "forgotten";
    again.attempt = 3;
    REQUIRE(at.carry(again).is == verdict::delivered);
    REQUIRE(at.lines(at.room).size() == 1);
    CHECK(at.posts.back()["file_ids"].size() == 1);
}

TEST_CASE(
    "an RCA is written into the folder first, and without a room only there", "[mattermost]"
) {
    auto options = courier_stage::house_h1();
    int written = 0;
    options.write_rca = [&](const rendered_rca& rca) -> result<std::string> {
        ++written;
        return "vault/" + rca.file_name;
    };
    courier_stage at(std::move(options));
    at.open();
    REQUIRE(at.carry(rca_wish(at)).is == verdict::delivered);
    CHECK(written == 1);
    CHECK_THAT(at.lines(at.room)[0], Contains("vault/2025-09-27-cache.md"));
    auto nowhere = rca_wish(at);
    nowhere.channel.clear();
    REQUIRE(at.carry(nowhere).is == verdict::delivered);
    REQUIRE(at.carry(rca_wish(at, false)).is == verdict::delivered);
    CHECK(written == 3);
    CHECK(at.lines(at.room).size() == 1);
}

TEST_CASE("a preview of the RCA goes to the one who asked", "[mattermost]") {
    courier_stage at;
    at.open();
    const auto ana = at.add_person("ana");
    auto wish = at.wish_for(publish_rca{"default", true}, to_person{{"", "ana"}, at.room});
    wish.rca = small_rca();
    REQUIRE(at.carry(wish).is == verdict::delivered);
    CHECK(at.lines(at.room).empty());
    CHECK(at.posts[0]["file_ids"].size() == 1);
}

TEST_CASE(
    "a token that is no good any more is said, and tried again after some minutes", "[mattermost]"
) {
    courier_stage at;
    at.open();
    at.chat.tell(
        "POST /posts",
        {no(401, "api.context.session_expired.app_error", "Invalid token " + token_text)}
    );
    const auto end = at.carry(post{"hello"});
    CHECK(end.is == verdict::retry);
    CHECK(end.after >= std::chrono::minutes(1));
    CHECK_THAT(end.reason, Contains("access token") && !Contains(token_text));
}
