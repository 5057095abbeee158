// What a browser may say over its socket, verb by verb, and what it may not.
#include "bot/base/text.hpp"
#include "tests/wire/world.hpp"

#include <catch2/catch.hpp>

namespace bot::test {
namespace {

struct bad_frame {
    std::string what, frame;  // N stands for the request's number
    std::string says;         // part of the sentence
    bool numbered = true;
};

const std::string sha(64, 'a');

std::vector<bad_frame> broken_frames() {
    const auto object = "A frame is one JSON object.";
    const auto number = "'n' is missing; a number above 0";
    return {
        {"nothing", "", object, false},
        {"words", "hello", object, false},
        {"a list", R"([{"n":N,"do":"rooms"}])", object, false},
        {"null", "null", object, false},
        {"half an object", R"({"n":N,"do":)", object, false},
        {"two objects", R"({"n":N,"do":"rooms"}{"n":N,"do":"rooms"})", object, false},
        {"a comment", R"({"n":N,"do":"rooms"/**/})", object, false},
        {"half a surrogate pair", R"({"n":N,"do":"send","text":"\ud83d"})", object, false},
        {"a line break in a string", "{\"n\":N,\"do\":\"ro\noms\"}", object, false},
        {"17 levels",
         "{\"n\":N,\"x\":" + std::string(17, '[') + std::string(17, ']') + "}",
         "nested at most 16",
         false},
        {"a million brackets", std::string(900'000, '['), "nested at most 16", false},
        {"no number", R"({"do":"rooms"})", number, false},
        {"a number as text", R"({"n":"N","do":"rooms"})", number, false},
        {"number 0", R"({"n":0,"do":"rooms"})", number, false},
        {"a number below 0", R"({"n":-4,"do":"rooms"})", number, false},
        {"a number with a fraction", R"({"n":1.5,"do":"rooms"})", number, false},
        {"a number beyond 64 bits", R"({"n":18446744073709551615,"do":"rooms"})", number, false},
        {"no verb", R"({"n":N})", "'do' is missing"},
        {"a verb that is no text", R"({"n":N,"do":7})", "'do' is missing"},
        {"a field twice",
         R"({"n":N,"do":"send","room":"general","id":"a","text":"x","text":"y"})",
         "stands twice"},
        {"the verb twice", R"({"n":N,"do":"rooms","do":"commands"})", "stands twice"},
    };
}

std::vector<bad_frame> misspelt_frames() {
    return {
        {"a verb nearly right", R"({"n":N,"do":"sned"})", "Did you mean 'send'?"},
        {"a verb in capitals", R"({"n":N,"do":"ROOMS"})", "There is no 'ROOMS'"},
        {"a verb far from any", R"({"n":N,"do":"frobnicate"})", "There is no 'frobnicate'."},
        {"an unknown field", R"({"n":N,"do":"rooms","colour":"red"})", "unknown field 'colour'"},
        {"an unknown field of the file",
         R"({"n":N,"do":"send","room":"general","id":"a","text":"x","file":{"path":"/etc"}})",
         "unknown field 'file.path'"},
        {"a room that is a number", R"({"n":N,"do":"open","room":7})", "'room' is not a string"},
        {"no room", R"({"n":N,"do":"send","id":"a","text":"x"})", "'room' is missing"},
        {"a room in capitals", R"({"n":N,"do":"open","room":"General"})", "'room' is missing"},
        {"a room that is a path",
         R"({"n":N,"do":"open","room":"../general"})",
         "'room' is missing"},
        {"a room of 81 letters",
         "{\"n\":N,\"do\":\"open\",\"room\":\"" + std::string(81, 'r') + "\"}",
         "'room' is missing"},
        {"no id", R"({"n":N,"do":"send","room":"general","text":"x"})", "'id' is missing"},
        {"an id with a blank",
         R"({"n":N,"do":"send","room":"general","id":"a b","text":"x"})",
         "'id' is missing"},
        {"an id of 65 letters",
         "{\"n\":N,\"do\":\"send\",\"room\":\"general\",\"text\":\"x\",\"id\":\"" +
             std::string(65, 'i') + "\"}",
         "'id' is missing"},
        {"an id that is a number",
         R"({"n":N,"do":"send","room":"general","id":7,"text":"x"})",
         "'id' is missing"},
        {"an id that is a list",
         R"({"n":N,"do":"send","room":"general","id":[],"text":"x"})",
         "'id' is not"},
        {"no text", R"({"n":N,"do":"send","room":"general","id":"a"})", "'text' is empty"},
        {"blank text",
         R"({"n":N,"do":"send","room":"general","id":"a","text":" \n\t "})",
         "'text' is empty"},
        {"text that is none",
         R"({"n":N,"do":"send","room":"general","id":"a","text":{"a":1}})",
         "'text' is not a string"},
        {"text of 40,001 bytes",
         "{\"n\":N,\"do\":\"send\",\"room\":\"general\",\"id\":\"a\",\"text\":\"" +
             std::string(40'001, 't') + "\"}",
         "'text' has 40001 bytes; 40000 are allowed"},
        {"a parent that is a number",
         R"({"n":N,"do":"send","room":"general","id":"a","text":"x","parent":1})",
         "'parent' is not a string"},
    };
}

std::vector<bad_frame> unfit_frames() {
    return {
        {"an edit of nothing",
         R"({"n":N,"do":"edit","room":"general","id":"a","text":"x"})",
         "'message' is missing"},
        {"an edit to nothing",
         R"({"n":N,"do":"edit","room":"general","id":"a","message":"m1"})",
         "'text' is empty"},
        {"a delete of nothing",
         R"({"n":N,"do":"delete","room":"general","id":"a"})",
         "'message' is missing"},
        {"a reaction without emoji",
         R"({"n":N,"do":"react","room":"general","id":"a","message":"m1"})",
         "'emoji' is missing"},
        {"an emoji of 65 letters",
         "{\"n\":N,\"do\":\"react\",\"room\":\"general\",\"id\":\"a\",\"message\":\"m1\",\"emoji\":"
         "\"" +
             std::string(65, 'e') + "\"}",
         "'emoji' is missing or too long"},
        {"on that is neither",
         R"({"n":N,"do":"pin","room":"general","id":"a","message":"m1","on":"yes"})",
         "'on' is not true or false"},
        {"before a number below 0",
         R"({"n":N,"do":"open","room":"general","before":-1})",
         "'before' is not a whole number"},
        {"before a text",
         R"({"n":N,"do":"open","room":"general","before":"1"})",
         "'before' is not a whole number"},
        {"an unknown kind of row",
         R"({"n":N,"do":"promote","room":"general","id":"a","message":"m1","kind":"gossip"})",
         "'kind' is not a kind of row"},
        {"a milestone as a kind",
         R"({"n":N,"do":"promote","room":"general","id":"a","message":"m1","kind":"milestone"})",
         "'kind' is not a kind of row"},
        {"a file that is a name",
         R"({"n":N,"do":"send","room":"general","id":"a","text":"x","file":"a.txt"})",
         "'file' is not an object"},
        {"a file without digest",
         R"({"n":N,"do":"send","room":"general","id":"a","text":"x","file":{"name":"a.txt"}})",
         "'file' is not what the upload answered"},
        {"a file whose digest is a path",
         R"({"n":N,"do":"send","room":"general","id":"a","file":{"name":"a","sha256":"../x"}})",
         "'file' is not what the upload answered"},
        {"a file of a size below 0",
         R"({"n":N,"do":"send","room":"general","id":"a","file":{"name":"a","sha256":")" + sha +
             R"(","size":-1}})",
         "'size' is not a whole number"},
        {"a file nobody uploaded",
         R"({"n":N,"do":"send","room":"general","id":"a","text":"x","file":{"name":"a","sha256":")" +
             sha + R"(","size":1}})",
         "upload"},
        {"no incident", R"({"n":N,"do":"incident"})", "'id' is missing; an incident's number"},
        {"incident 0", R"({"n":N,"do":"rca","id":0})", "'id' is missing; an incident's number"},
        {"an incident as text",
         R"({"n":N,"do":"incident","id":"INC-1"})",
         "'id' is missing; an incident's number"},
        {"a new room with a blank",
         R"({"n":N,"do":"create-room","name":"two words"})",
         "'name' is missing"},
        {"a new room named like a person's",
         R"({"n":N,"do":"create-room","name":"@ana"})",
         "made by Scribe"},
        {"a new room named like an incident's",
         R"({"n":N,"do":"create-room","name":"inc-9-x"})",
         "made by Scribe"},
    };
}

// Everything there is in the record, as one text.
std::string whole_record(const world& w) {
    const auto keep = open_record(w.where(), open_mode::read_only).value();
    std::string all;
    const auto logs = keep->logs().value();
    for (const auto log : logs)
        all += std::to_string(number_of(log)) + ":" +
               std::to_string(keep->head(log).value().value().seq) + " ";
    return all;
}

void check_refused(world& w, browser& ana, const bad_frame& bad) {
    INFO(bad.what);
    const auto before = whole_record(w);
    static std::int64_t n = 1'000'000;
    ++n;
    ana.send_raw(replace_all(bad.frame, "N", std::to_string(n)));
    const auto answer = bad.numbered ? ana.answer_to(n) : ana.unnumbered();
    INFO(answer.dump());
    CHECK(answer.value("error", "").find(bad.says) != std::string::npos);
    CHECK(answer["code"] == "invalid");
    CHECK_FALSE(answer.contains("ok"));
    CHECK(ana.settle().empty());
    CHECK(whole_record(w) == before);
}

}  // namespace

TEST_CASE("a frame that cannot be right gets one clear error and changes nothing", "[wire]") {
    world w;
    auto ana = w.open("ana");
    REQUIRE(ana.open_room("general").contains("ok"));
    REQUIRE(ana.say("general", "m1", "first").contains("ok"));
    ana.settle();

    SECTION("not one object with a number and a verb") {
        for (const auto& bad : broken_frames()) check_refused(w, ana, bad);
    }
    SECTION("misspelt") {
        for (const auto& bad : misspelt_frames()) check_refused(w, ana, bad);
    }
    SECTION("unfit") {
        for (const auto& bad : unfit_frames()) check_refused(w, ana, bad);
    }
    CHECK(ana.say("general", "m2", "still here").contains("ok"));
}

TEST_CASE("what is no text, or too much of it, ends the socket and nothing else", "[wire]") {
    world w;
    auto bob = w.open("bob");
    for (const auto& frame : {std::string("\xff\xfe"), std::string(1024 * 1024 + 1, 'x')}) {
        auto ana = w.open("ana");
        ana.send_raw(frame);
        ana.until_gone();
        CHECK(bob.say("general", "m" + std::to_string(frame.size()), "here").contains("ok"));
    }
}

TEST_CASE("every verb has its answer", "[wire]") {
    world w;
    auto ana = w.open("ana");
    const auto room = ana.declare("P2 Cache bug");
    REQUIRE(ana.say(room, "m1", "looking").value("ok", false));

    const struct {
        json request;
        std::string has;
    } cases[] = {
        {{{"do", "rooms"}}, "rooms"},
        {{{"do", "create-room"}, {"name", "ops"}}, "room"},
        {{{"do", "open"}, {"room", room}}, "messages"},
        {{{"do", "open"}, {"room", room}, {"before", 3}}, "messages"},
        {{{"do", "incident"}, {"id", 1}}, "incident"},
        {{{"do", "rca"}, {"id", 1}, {"template", "full"}}, "rca"},
        {{{"do", "rca"}, {"id", 1}}, "rca"},
        {{{"do", "templates"}}, "templates"},
        {{{"do", "commands"}}, "commands"},
        {{{"do", "send"}, {"room", room}, {"id", "m2"}, {"text", "a"}, {"parent", "m1"}}, "ok"},
        {{{"do", "send"}, {"room", room}, {"id", "m3"}, {"text", "a"}, {"parent", nullptr}}, "ok"},
        {{{"do", "send"}, {"room", room}, {"id", "m4"}, {"text", "/incident list"}}, "answer"},
        {{{"do", "command"}, {"room", room}, {"id", "c1"}, {"text", "/incident help"}}, "answer"},
        {{{"do", "edit"}, {"room", room}, {"id", "e1"}, {"message", "m1"}, {"text", "b"}}, "ok"},
        {{{"do", "react"}, {"room", room}, {"id", "r1"}, {"message", "m1"}, {"emoji", "🔍"}}, "ok"},
        {{{"do", "react"},
          {"room", room},
          {"id", "r2"},
          {"message", "m1"},
          {"emoji", "🔍"},
          {"on", false}},
         "ok"},
        {{{"do", "pin"}, {"room", room}, {"id", "p1"}, {"message", "m1"}, {"on", true}}, "ok"},
        {{{"do", "promote"}, {"room", room}, {"id", "p2"}, {"message", "m2"}, {"kind", "fix"}},
         "ok"},
        {{{"do", "delete"}, {"room", room}, {"id", "d1"}, {"message", "m2"}}, "ok"},
        {{{"do", "close"}, {"room", room}}, "ok"},
    };
    for (const auto& one : cases) {
        INFO(one.request.dump());
        const auto answer = ana.ask(one.request);
        INFO(answer.dump());
        CHECK(answer.contains(one.has));
        CHECK_FALSE(answer.contains("error"));
    }
}

TEST_CASE("what is not there is said to be not there", "[wire]") {
    world w;
    auto ana = w.open("ana");
    ana.declare("P2 Cache bug");
    for (const auto& request :
         {json{{"do", "open"}, {"room", "nowhere"}},
          json{{"do", "incident"}, {"id", 99}},
          json{{"do", "rca"}, {"id", 99}},
          json{{"do", "rca"}, {"id", 1}, {"template", "haiku"}}}) {
        INFO(request.dump());
        const auto answer = ana.ask(request);
        CHECK(answer["code"] == "not_found");
        CHECK_FALSE(answer["error"].get<std::string>().empty());
    }
    for (const auto* verb : {"edit", "delete", "react", "pin", "promote"}) {
        INFO(verb);
        json request{
            {"do", verb},
            {"room", "general"},
            {"id", verb},
            {"message", "m99"},
            {"text", "x"},
            {"emoji", "🔍"}};
        const auto answer = ana.ask(request);
        CHECK(answer["code"] == "refused");
        CHECK(answer["error"].get<std::string>().find("not there") != std::string::npos);
    }
}

}  // namespace bot::test
