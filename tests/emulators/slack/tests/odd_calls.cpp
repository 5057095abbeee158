#include "tests/emulators/slack/api.hpp"
#include "tests/emulators/slack/tests/acme.hpp"
#include "tests/support/seed.hpp"

#include <random>

using namespace emulator::slack;
using namespace emulator::slack::test;

namespace {

const std::vector<std::string> names = {
    "channel",
    "channel_id",
    "channels",
    "user",
    "users",
    "user_id",
    "text",
    "blocks",
    "attachments",
    "metadata",
    "markdown_text",
    "thread_ts",
    "ts",
    "timestamp",
    "message_ts",
    "name",
    "topic",
    "purpose",
    "limit",
    "cursor",
    "oldest",
    "latest",
    "inclusive",
    "types",
    "trigger_id",
    "view",
    "view_id",
    "hash",
    "files",
    "filename",
    "length",
    "document_content",
    "changes",
    "canvas_id",
    "usergroup",
    "email",
    "type",
    "link",
    "title",
    "emoji",
    "force",
    "post_at",
    "parse",
    "link_names",
    "is_private",
    "initial_comment",
    "username"};

std::vector<json> odd_values(const acme& at, const std::string& ts) {
    return {
        nullptr,
        true,
        0,
        7,
        -1,
        1e300,
        "",
        "x",
        "true",
        "999999999999999999999",
        ts,
        at.ops,
        at.ana,
        at.closed,
        json::array(),
        json::object(),
        json::array({nullptr}),
        json::array({json::array()}),
        "[",
        "[]",
        "{}",
        "[{}]",
        "[null]",
        R"({"type":"modal","blocks":[7]})",
        R"([{"type":"section","text":7}])",
        R"([{"blocks":[7]}])",
        R"([{"id":7}])",
        json{{"type", 7}},
        json{{"event_type", "x"}, {"event_payload", 7}},
        "\xff\xfe"};
}

std::vector<std::string> all_methods() {
    std::vector<std::string> all;
    for (const auto& part :
         {chat_methods(),
          history_methods(),
          conversation_methods(),
          mark_methods(),
          user_methods(),
          usergroup_methods(),
          view_methods(),
          file_methods(),
          canvas_methods()})
        for (const auto& row : part) all.emplace_back(row.name);
    return all;
}

}  // namespace

TEST_CASE("whatever is sent, every method has an answer", "[api]") {
    const auto seed = bot::test::drawn_seed();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto any = [&](const auto& of) { return of[random() % of.size()]; };
    acme at;
    const auto ts = at.post("there");
    const auto values = odd_values(at, ts);
    const auto methods = all_methods();

    for (int i = 0; i < 20'000; ++i) {
        json arguments{{"channel", at.ops}, {"ts", ts}, {"timestamp", ts}};
        for (auto left = random() % 8; left; --left) arguments[any(names)] = any(values);
        const auto method = any(methods);
        const auto answer = at.call(method, arguments);
        CAPTURE(method);
        REQUIRE(answer.body.is_object());
        REQUIRE((answer.ok() || !answer.error().empty()));
        REQUIRE_NOTHROW(answer.body.dump());
    }
    CHECK_NOTHROW(at.slack.lines("ops"));
}

TEST_CASE("whatever is answered, people see something or nothing", "[asking]") {
    acme at;
    const auto values = odd_values(at, "1.000000");
    const auto view = modal({line_input("title", "Title")});
    for (const auto& each : values)
        for (const char* name :
             {"text", "blocks", "attachments", "response_action", "view", "errors"}) {
            for (const json& answer :
                 {each,
                  json{{name, each}},
                  json{{"response_action", "errors"}, {name, each}},
                  json{{"response_action", "update"}, {name, each}}}) {
                at.slack.answered(
                    at.slack.runs_command("ana", "ops", "/incident", at.now), answer, at.now
                );
                at.slack.respond(
                    at.told.back().payload["response_url"].get<std::string>(), answer, at.now
                );
                const json wish{
                    {"trigger_id", at.told.back().payload["trigger_id"]}, {"view", view}};
                const auto opened = at.call("views.open", wish).body;
                const auto id = at.slack.submits(
                    "ana", opened["view"]["id"].get<std::string>(), {{"title", "x"}}, at.now
                );
                at.slack.answered(id, answer, at.now);
            }
        }
    CHECK_NOTHROW(at.slack.lines("ops"));
}
