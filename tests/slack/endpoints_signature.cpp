#include "tests/slack/endpoints_ear.hpp"

#include <catch2/catch.hpp>

using namespace bot;
using namespace bot::test;

namespace {

const std::string vector_a = R"({"type":"url_verification","challenge":"abc"})";
const std::string signature_a =
    "v0=0af59a2093209bf5fd729275f78b68ca1fd0f5cde475f4e9b5b24207db57d1bb";
const std::string event =
    R"({"type":"event_callback","event_id":"Ev1","event":{"type":"message"}})";

// Signed with the given secret; Catch names which case failed.
result<void> verify(const http_request& asked, std::string_view with, std::int64_t seconds_on = 0) {
    const secret key(with);
    return slack::verify_signature(asked, {&key}, instant(seconds(signed_at + seconds_on)));
}

http_request request_a() {
    http_request asked;
    asked.body = vector_a;
    asked.headers.add("x-slack-request-timestamp", "1700000000");
    asked.headers.add("x-slack-signature", signature_a);
    return asked;
}

}  // namespace

TEST_CASE("S39: the known vector verifies, and each flipped bit of it does not", "[slack]") {
    const auto good = request_a();
    CHECK(verify(good, signing_secret));
    for (std::size_t bit = 0; bit < vector_a.size() * 8; ++bit) {
        auto bad = good;
        bad.body[bit / 8] = static_cast<char>(bad.body[bit / 8] ^ (1U << (bit % 8)));
        CHECK_FALSE(verify(bad, signing_secret));
    }
    for (std::size_t bit = 0; bit < signature_a.size() * 8; ++bit) {
        auto bad = good;
        auto proof = signature_a;
        proof[bit / 8] = static_cast<char>(proof[bit / 8] ^ (1U << (bit % 8)));
        bad.headers.set("X-Slack-Signature", proof);
        CHECK_FALSE(verify(bad, signing_secret));
    }
}

TEST_CASE("S39: a stamp counts for five minutes, before and after", "[slack]") {
    const auto asked = request_a();
    for (const std::int64_t off : {-300, -1, 0, 1, 300}) CHECK(verify(asked, signing_secret, off));
    for (const std::int64_t off : {-301L, 301L, -86'400L, 86'400L, -signed_at})
        CHECK_FALSE(verify(asked, signing_secret, off));
}

TEST_CASE("S39: an empty secret proves nothing, and one of two secrets is enough", "[slack]") {
    const auto asked = request_a();
    const secret none(""), old("old"), good(signing_secret);
    const instant now{seconds(signed_at)};
    CHECK_FALSE(slack::verify_signature(asked, {}, now));
    CHECK_FALSE(slack::verify_signature(asked, {&none}, now));
    CHECK_FALSE(slack::verify_signature(asked, {&none, &old}, now));
    CHECK(slack::verify_signature(asked, {&old, &good}, now));
    CHECK(slack::verify_signature(asked, {&good, &none}, now));

    const auto why = slack::verify_signature(asked, {&old}, now).error().detail;
    CHECK(why.find(signature_a) == std::string::npos);
    CHECK(why.find("old") == std::string::npos);
}

TEST_CASE("S39: whatever does not prove itself gets the same 401 over HTTP", "[slack]") {
    slack_ear ear;
    REQUIRE(ear.status({.body = event}) == 200);
    REQUIRE(ear.all.size() == 1);

    const auto other = "v1=" + signature_a.substr(3);
    const std::vector<signed_request> bad = {
        {.body = event, .signature = signature_a},
        {.body = vector_a, .signature = other},
        {.body = vector_a, .signature = signature_a.substr(3)},
        {.body = vector_a, .signature = signature_a + "00"},
        {.body = event, .stamp = std::to_string(signed_at - 301)},
        {.body = event, .stamp = std::to_string(signed_at + 301)},
        {.body = event, .stamp = "0x" + std::to_string(signed_at)},
        {.body = event, .stamp = "+" + std::to_string(signed_at)},
        {.body = event, .stamp = "-" + std::to_string(signed_at)},
        {.body = event, .stamp = std::to_string(signed_at) + ".0"},
        {.body = event, .stamp = std::string(400, '9')},
        {.body = event, .has_stamp = false},
        {.body = event, .has_signature = false},
        {.body = event, .more = {{"X-Slack-Request-Timestamp", std::to_string(signed_at)}}},
        {.body = vector_a, .signature = signature_a, .more = {{"x-slack-signature", signature_a}}},
    };
    std::string first;
    for (const auto& request : bad) {
        INFO(request.bytes());
        const auto answer = ear.say(request);
        CHECK(status_in(answer) == 401);
        CHECK(answer.find("X-Slack-No-Retry") == std::string::npos);
        if (first.empty()) first = body_in(answer);
        CHECK(body_in(answer) == first);
    }
    CHECK(ear.all.size() == 1);
}

TEST_CASE("S40: the signature is over the bytes, whatever they decode to", "[slack]") {
    slack_ear ear;
    const std::string bytes = "{\"type\":\"event_callback\",\"text\":\"\xff\xfe\"}";
    // Proven, and then refused for what it is.
    CHECK(ear.status({.body = bytes}) == 400);
    CHECK(ear.status({.body = bytes, .signature = signature_a}) == 401);

    const std::string encoded = "command=%2finc&text=caf%C3%A9+%26+more&user_id=U1";
    CHECK(ear.status(form_request(encoded)) == 200);
    auto respelled = form_request(encoded);
    respelled.signature =
        "v0=" +
        to_hex(hmac_sha256(
            signing_secret, {"v0:1700000000:command=%2Finc&text=caf%c3%a9+%26+more&user_id=U1"}
        ));
    CHECK(ear.status(respelled) == 401);
    REQUIRE(ear.all.size() == 1);
    CHECK(ear.all[0].payload == R"({"command":"/inc","text":"café & more","user_id":"U1"})");
}
