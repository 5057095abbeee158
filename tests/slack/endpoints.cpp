#include "tests/slack/endpoints_ear.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

using namespace bot;
using namespace bot::test;

namespace {

std::string event_body(int number) {
    return R"({"type":"event_callback","event_id":"Ev)" + std::to_string(number) +
           R"(","event":{"type":"message","channel":"C1","ts":"1700000000.000100"}})";
}

bool forbids_retry(const std::string& answer) {
    return answer.find("X-Slack-No-Retry: 1") != std::string::npos;
}

}  // namespace

TEST_CASE("S41: the challenge is answered only when it is signed", "[slack]") {
    slack_ear ear;
    const std::string body = R"({"type":"url_verification","token":"t","challenge":"a\"b"})";
    const auto answer = ear.say({.body = body});
    CHECK(status_in(answer) == 200);
    CHECK(body_in(answer) == R"({"challenge":"a\"b"})");

    const auto refused = ear.say({.body = body, .signature = "v0=00"});
    CHECK(status_in(refused) == 401);
    CHECK(refused.find("a\\\"b") == std::string::npos);
    CHECK(ear.all.empty());
}

TEST_CASE("S41: the test of the certificate gets 200 and nothing else happens", "[slack]") {
    slack_ear ear;
    for (const auto* body :
         {"ssl_check=1",
          "ssl_check=1&token=t",
          "token=t&ssl_check=1&command=%2Finc&text=declare&user_id=U1",
          "payload=%7B%22type%22%3A%22block_actions%22%7D&ssl_check=1"}) {
        auto probe = form_request(body);
        probe.has_signature = false;
        const auto unsigned_answer = ear.say(probe);
        CHECK(status_in(unsigned_answer) == 200);
        CHECK(body_in(unsigned_answer).empty());
        CHECK(ear.status(form_request(body)) == 200);
    }
    CHECK(ear.all.empty());

    // Only as Slack sends it: a form, and the value 1.
    auto other = form_request("ssl_check=0&command=%2Finc");
    other.has_signature = false;
    CHECK(ear.status(other) == 401);
    CHECK(ear.status({.body = "ssl_check=1", .has_signature = false}) == 401);
}

TEST_CASE("S42: every copy of an event is handed on with its number", "[slack]") {
    slack_ear ear;
    REQUIRE(ear.status({.body = event_body(7)}) == 200);
    for (const auto* number : {"1", "2", "3"})
        REQUIRE(
            ear.status(
                {.body = event_body(7),
                 .more = {{"X-Slack-Retry-Num", number}, {"X-Slack-Retry-Reason", "http_timeout"}}}
            ) == 200
        );
    REQUIRE(ear.all.size() == 4);
    for (int attempt = 0; attempt < 4; ++attempt) {
        const auto& got = ear.all[static_cast<std::size_t>(attempt)];
        CHECK(got.id == "Ev7");
        CHECK(got.type == "events_api");
        CHECK(got.payload == event_body(7));
        CHECK_FALSE(got.takes_answer);
        CHECK(got.retry_attempt == attempt);
    }
}

TEST_CASE("S42: an event that is not recorded in time is asked for again", "[slack]") {
    slack_ear ear;
    std::vector<slack::acknowledge> kept;
    ear.on_envelope = [&](slack::acknowledge answer) { kept.push_back(std::move(answer)); };

    const auto answer = ear.say({.body = event_body(1)});

    CHECK(status_in(answer) == 503);
    CHECK_FALSE(forbids_retry(answer));
}

TEST_CASE("S42: who is not answered in time answers 200 all the same", "[slack]") {
    slack_ear ear;
    std::vector<slack::acknowledge> kept;
    ear.on_envelope = [&](slack::acknowledge answer) { kept.push_back(std::move(answer)); };
    const auto answer = ear.say(form_request("command=%2Finc&text=list&user_id=U1"));
    CHECK(status_in(answer) == 200);
    CHECK(body_in(answer).empty());

    // What comes too late changes nothing.
    REQUIRE(kept.size() == 1);
    kept[0](R"({"text":"late"})");
    kept[0]("");
    kept.clear();
    ear.on_envelope = [](const slack::acknowledge& now) { now(""); };
    CHECK(ear.status({.body = event_body(1)}) == 200);
}

TEST_CASE("S42: a hundred events at once are all answered in a later turn", "[slack]") {
    slack_ear ear;
    std::vector<slack::acknowledge> kept;
    constexpr std::size_t many = 100;
    ear.on_envelope = [&](slack::acknowledge answer) {
        kept.push_back(std::move(answer));
        if (kept.size() < 10) return;
        // In the reverse order: each answer still goes to its own question.
        asio::post(ear.world.executor(), [batch = std::exchange(kept, {})] {
            for (auto each = batch.rbegin(); each != batch.rend(); ++each) (*each)("");
        });
    };
    std::size_t answered = 0, good = 0;
    ear.world.run([&]() -> asio::awaitable<void> {
        const auto one = [&](int number) -> asio::awaitable<void> {
            const signed_request request{.body = event_body(number)};
            const auto answer = co_await exchange(ear.port, request.bytes());
            good += status_in(answer) == 200 ? 1 : 0;
            ++answered;
        };
        for (std::size_t n = 1; n < many; ++n)
            asio::co_spawn(ear.world.executor(), one(static_cast<int>(n)), [](std::exception_ptr) {
            });
        co_await one(0);
        while (answered < many) co_await asio::post(ear.world.executor(), asio::use_awaitable);
    });
    CHECK(good == many);
    CHECK(ear.all.size() == many);
}

TEST_CASE("S42: what could not be recorded is asked for again", "[slack]") {
    slack_ear ear;
    ear.on_envelope = [](const slack::acknowledge&) {};
    const auto answer = ear.say({.body = event_body(1)});
    CHECK(status_in(answer) == 503);
    CHECK_FALSE(forbids_retry(answer));
}

TEST_CASE("S42: only what will never be readable forbids a retry", "[slack]") {
    slack_ear ear;
    auto odd_type = signed_request{.body = event_body(1)};
    odd_type.content_type = "text/plain";
    auto no_type = odd_type;
    no_type.content_type = "";
    const std::vector<signed_request> unreadable = {
        {.body = ""},
        {.body = "{\"type\":"},
        {.body = "[1]"},
        {.body = "\"event_callback\""},
        {.body = std::string(100, '[') + std::string(100, ']')},
        odd_type,
        no_type,
        form_request(""),
        form_request("text=declare"),
        form_request("payload=%7B%22type%22"),
        form_request("payload=%zz"),
        form_request("command=%FF"),
    };
    for (const auto& request : unreadable) {
        INFO(request.bytes());
        const auto answer = ear.say(request);
        CHECK(status_in(answer) == 400);
        CHECK(forbids_retry(answer));
    }
    CHECK(ear.all.empty());
}

TEST_CASE("a command and a press are answered in the response", "[slack]") {
    slack_ear ear;
    ear.on_envelope = [](const slack::acknowledge& answer) { answer(R"({"text":"done"})"); };
    const auto command = ear.say(form_request("command=%2Finc&text=declare+a%26b&user_id=U1"));
    CHECK(status_in(command) == 200);
    CHECK(command.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(body_in(command) == R"({"text":"done"})");

    auto press = form_request("payload=%7B%22type%22%3A%22block_actions%22%7D");
    press.content_type = "Application/X-WWW-Form-URLEncoded; charset=utf-8";
    CHECK(body_in(ear.say(press)) == R"({"text":"done"})");

    // An event takes none.
    CHECK(body_in(ear.say({.body = event_body(1)})).empty());

    REQUIRE(ear.all.size() == 3);
    CHECK(ear.all[0].type == "slash_commands");
    CHECK(ear.all[0].payload == R"({"command":"/inc","text":"declare a&b","user_id":"U1"})");
    CHECK(ear.all[0].takes_answer);
    CHECK(ear.all[1].type == "interactive");
    CHECK(ear.all[1].payload == R"({"type":"block_actions"})");
    CHECK(ear.all[2].type == "events_api");
}

TEST_CASE("an event without an id is handed on, too", "[slack]") {
    slack_ear ear;
    const std::string body = R"({"type":"app_rate_limited","minute_rate_limited":1700000040})";
    CHECK(ear.status({.body = body}) == 200);
    REQUIRE(ear.all.size() == 1);
    CHECK(ear.all[0].id.empty());
    CHECK(ear.all[0].payload == body);
}

TEST_CASE("other places and methods are refused, and so is what is too long", "[slack]") {
    slack_ear ear;
    CHECK(ear.status({.body = event_body(1), .path = "/slack"}) == 404);
    CHECK(ear.status({.body = event_body(1), .method = "PUT"}) == 405);
    CHECK(ear.status({.body = "", .method = "GET"}) == 405);
    CHECK(ear.status({.body = std::string(3 * 1024 * 1024, ' ')}) == 413);
    CHECK(ear.all.empty());
}
