// Lines that are wrong: file, line, what is wrong, what was expected; and nothing is printed.
#include "tests/golden/transcripts/replayed.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace bot::test;

namespace {

const std::string declared =
    R"({"at":"2025-09-27T19:04:00Z","kind":"command","channel":"ops","user":"dana","text":"/incident declare P3 Cache"})"
    "\n"
    R"({"at":"2025-09-27T19:05:00Z","kind":"command","channel":"incident","user":"dana","text":"/incident resolve"})"
    "\n";

// A line with the fields every kind has, and then some.
std::string line(std::string_view kind, std::string_view more) {
    return R"({"at":"2025-09-27T19:06:00Z","channel":"incident","user":"dana","kind":")" +
           std::string(kind) + "\"" + (more.empty() ? "" : ",") + std::string(more) + "}";
}
std::string alert(std::string_view more) {
    return R"({"at":"2025-09-27T19:06:00Z","kind":"alert")" + std::string(more) + "}";
}

struct mistake {
    std::string text, wanted;
};

const std::string kinds =
    "Expected: alert, message, edit, delete, react, unreact, pin, unpin, file, join, leave, "
    "command, form";

const mistake mistakes[] = {
    {"{", ":2: not JSON; each line is one object"},
    {"{\"at\": yes}", ":8: not JSON; each line is one object"},
    {line("join", "") + " {}", ":80: not JSON; each line is one object"},
    {"hello", ":1: not JSON; each line is one object"},
    {"{\"at\":\"\xFF\"}", ":8: not JSON; each line is one object"},
    {"[]", ": this is array; each line is one object"},
    {"null", ": this is null; each line is one object"},
    {"12", ": this is number; each line is one object"},
    {"\"at\"", ": this is string; each line is one object"},
    {"{\"a\":" + std::string(70, '[') + std::string(70, ']') + "}",
     ": nested deeper than 64 levels"},
    {"{}", ": 'at' is missing for this kind"},
    {R"({"at":5,"kind":"join"})", ": 'at' is number; a string is expected"},
    {R"({"at":"2025-09-27T19:06:00Z"})", ": 'kind' is missing for this kind"},
    {R"({"at":"2025-09-27T19:06:00Z","kind":["join"]})", ": 'kind' is array; a string is expected"},
    {R"({"at":"2025-09-27T19:06:00Z","kind":"mesage"})",
     ": unknown kind 'mesage'; did you mean 'message'? " + kinds},
    {R"({"at":"2025-09-27T19:06:00Z","kind":"telephone call"})",
     ": unknown kind 'telephone call' " + kinds},
    {line("join", R"("chanel":"x")"),
     ": unknown field 'chanel'; did you mean 'channel'? Expected: at, kind, key, channel, user"},
    {line("message", R"("id":"m1","text":"x","emoji":"y")"),
     ": unknown field 'emoji' Expected: at, kind, key, channel, user, id, thread, text"},
    {alert(R"(,"source":"alertmanager","body":{},"channel":"ops")"),
     ": unknown field 'channel' Expected: at, kind, key, source, body"},
    {R"({"at":"2025-09-27T19:06:00Z","kind":"join","user":"dana"})",
     ": 'channel' is missing for this kind"},
    {R"({"at":"2025-09-27T19:06:00Z","kind":"join","channel":"ops"})",
     ": 'user' is missing for this kind"},
    {R"({"at":"2025-09-27T19:06:00Z","kind":"join","channel":"","user":"dana"})",
     ": 'channel' is empty; a name is expected"},
    {R"({"at":"2025-09-27T19:06:00Z","kind":"join","channel":"ops","user":""})",
     ": 'user' is empty; a name is expected"},
    {line("message", R"("text":"x")"), ": 'id' is missing for this kind"},
    {line("message", R"("id":"m1")"), ": 'text' is missing for this kind"},
    {line("message", R"("id":"m1","text":null)"), ": 'text' is null; a string is expected"},
    {line("message", R"("id":7,"text":"x")"), ": 'id' is number; a string is expected"},
    {line("message", R"("id":"m1","text":"x","thread":{})"),
     ": 'thread' is object; a string is expected"},
    {line("edit", R"("id":"m1")"), ": 'text' is missing for this kind"},
    {line("delete", ""), ": 'id' is missing for this kind"},
    {line("react", R"("id":"m1")"), ": 'emoji' is missing for this kind"},
    {line("pin", ""), ": 'id' is missing for this kind"},
    {line("file", R"("id":"f1")"), ": 'name' is missing for this kind"},
    {line("file", R"("id":"f1","name":"a","size":-1)"), ": 'size' is not a whole number"},
    {line("file", R"("id":"f1","name":"a","size":"9")"), ": 'size' is not a whole number"},
    {line("command", ""), ": 'text' is missing for this kind"},
    {line("command", R"("text":"/incident list","key":7)"),
     ": 'key' is number; a string is expected"},
    {line("form", R"("values":{})"), ": 'form' is missing for this kind"},
    {line("form", R"("form":"declare")"),
     ": 'values' is missing; an object of strings is expected"},
    {line("form", R"("form":"declare","values":[])"),
     ": 'values' is missing; an object of strings is expected"},
    {line("form", R"("form":"declare","values":{"title":7})"),
     ": 'values.title' is number; a string is expected"},
    {alert(R"(,"body":{})"), ": 'source' is missing for this kind"},
    {alert(R"(,"source":"alertmanager")"),
     ": 'body' is missing; the object that the source sends is expected"},
    {alert(R"(,"source":"alertmanager","body":"x")"),
     ": 'body' is missing; the object that the source sends is expected"},
    {alert(R"(,"source":"pingdom","body":{})"),
     ": 'pingdom' is not a kind of alert source; there is: alertmanager"},
    {alert(R"(,"source":"alertmanager","body":{})"),
     ": 'alerts' is missing or empty; Alertmanager's webhook payload has a list there"},
    {alert(R"(,"source":"alertmanager","body":{"alerts":[{"status":"on"}]})"),
     ": alerts[0].status is 'on'; 'firing' or 'resolved' is expected"},
    {alert(R"(,"source":"alertmanager","body":{"alerts":[{"status":"firing"}]})"),
     ": alerts[0].startsAt is missing; an RFC 3339 time is expected"},
};

}  // namespace

TEST_CASE("a wrong line is refused with its place and what was expected, and nothing is printed") {
    const fresh_folder folder;
    const auto& wrong = GENERATE(from_range(std::begin(mistakes), std::end(mistakes)));
    INFO(wrong.text);
    write_text(folder.path() + "/bad.jsonl", declared + wrong.text + "\n");

    const auto done = replay(folder.path(), "bad.jsonl");

    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK(done.complaints == "scribe: bad.jsonl:3" + wrong.wanted + "\n");
}

TEST_CASE("a time that is none is refused where it stands") {
    const fresh_folder folder;
    const std::string at = GENERATE("yesterday", "2025-02-30T10:00:00Z", "2025-09-27 19:04", "");
    write_text(folder.path() + "/bad.jsonl", R"({"at":")" + at + R"(","kind":"join"})");

    const auto done = replay(folder.path(), "bad.jsonl");

    CHECK(done.code == 2);
    CHECK(done.out.empty());
    CHECK_THAT(
        done.complaints,
        Catch::StartsWith("scribe: bad.jsonl:1: 'at': ") && Catch::Contains("'" + at + "'")
    );
}

TEST_CASE("an incident's channel before any incident is refused") {
    const fresh_folder folder;
    write_text(folder.path() + "/bad.jsonl", "\n" + line("join", "") + "\n");

    const auto done = replay(folder.path(), "bad.jsonl");

    CHECK(done.code == 2);
    CHECK(
        done.complaints ==
        "scribe: bad.jsonl:2: 'incident' stands for the channel of the incident declared last, and "
        "none was declared before\n"
    );
}

TEST_CASE("a line without end and a file that is not there are refused") {
    const fresh_folder folder;
    write_text(folder.path() + "/bad.jsonl", std::string(1024 * 1024 + 1, 'x'));

    CHECK(
        replay(folder.path(), "bad.jsonl").complaints ==
        "scribe: bad.jsonl:1: the line is longer than 1048576 bytes\n"
    );
    const auto none = replay(folder.path(), "none.jsonl");
    CHECK(none.code == 2);
    CHECK_THAT(none.complaints, Catch::StartsWith("scribe: Cannot read none.jsonl."));
}

TEST_CASE("a file without an incident prints nothing and says so") {
    const fresh_folder folder;
    write_text(folder.path() + "/empty.jsonl", "");

    const auto done = replay(folder.path(), "empty.jsonl");

    CHECK(done.code == 0);
    CHECK(done.out.empty());
    CHECK(done.complaints == "scribe: No incident was declared in empty.jsonl.\n");
}
