#include "bot/platforms/json.hpp"

#include <catch2/catch.hpp>

using namespace bot;

namespace {

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("what is there is read by its type", "[slack]") {
    document parsed;
    const auto root = parsed.parse(
        R"({"type":"message","ok":true,"n":-7,"none":null,"inner":{"ts":"1.2"},"list":[1,2,3]})"
    );
    REQUIRE(root);
    CHECK(text(*root, "type") == "message");
    CHECK(text(*root, "inner", "ts") == "1.2");
    CHECK(flag(*root, "ok"));
    CHECK(number(*root, "n") == -7);
    CHECK(member(*root, "inner"));
    std::int64_t sum = 0;
    for (const json one : items(*root, "list")) sum = sum * 10 + one.get_int64().value();
    CHECK(sum == 123);
}

TEST_CASE("what is missing or of another type reads as empty", "[slack]") {
    document parsed;
    const auto root = parsed.parse(R"({"text":5,"ok":"true","n":"7","none":null,"list":{"a":1}})");
    REQUIRE(root);
    CHECK(text(*root, "text").empty());
    CHECK(text(*root, "gone").empty());
    CHECK(text(*root, "none", "ts").empty());
    CHECK(text(*root, "text", "ts").empty());
    CHECK_FALSE(flag(*root, "ok"));
    CHECK(number(*root, "n", 42) == 42);
    CHECK_FALSE(member(*root, "none"));
    CHECK_FALSE(member(*root, "gone"));
    for (const auto* key : {"list", "gone", "none", "text"})
        CHECK_FALSE(items(*root, key).begin() != items(*root, key).end());
}

TEST_CASE("a root that is no object has no members", "[slack]") {
    document parsed;
    for (const auto* other : {"[]", "\"text\"", "17", "null", "true"}) {
        INFO(other);
        const auto root = parsed.parse(other);
        REQUIRE(root);
        CHECK_FALSE(member(*root, "type"));
        CHECK(text(*root, "type").empty());
        CHECK_FALSE(items(*root, "type").begin() != items(*root, "type").end());
    }
}

TEST_CASE("what is no JSON is an error that does not repeat it", "[slack]") {
    document parsed;
    for (const auto* broken : {"", " ", "{", "{\"a\":}", "secret", "{} {}", "\"\xff\"", "[1,]"}) {
        INFO(broken);
        const auto root = parsed.parse(broken);
        REQUIRE_FALSE(root);
        CHECK(root.error().code == errc::invalid);
        CHECK(root.error().detail.find("secret") == std::string::npos);
    }
    CHECK(parsed.parse("{}"));
}

TEST_CASE("JSON deeper than 64 levels is refused", "[slack]") {
    document parsed;
    CHECK(parsed.parse(nested(60)));
    CHECK_FALSE(parsed.parse(nested(65)));
    CHECK_FALSE(parsed.parse(nested(100'000)));
    CHECK(parsed.parse(nested(60)));
}

TEST_CASE("a value is written again as it was, without the spaces", "[slack]") {
    document parsed;
    const auto root = parsed.parse(R"( { "a" : [ 1 , "x\u0000\"é🔥" , null , 1.5 ] } )");
    REQUIRE(root);
    CHECK(to_text(*root) == R"({"a":[1,"x\u0000\"é🔥",null,1.5]})");
    CHECK(to_text(*member(*root, "a")) == R"([1,"x\u0000\"é🔥",null,1.5])");
}

TEST_CASE("the text parsed from may go, and a document may be used again", "[slack]") {
    document parsed;
    {
        std::string gone = R"({"type":"hello"})";
        const auto root = parsed.parse(gone);
        gone.assign(gone.size(), 'x');
        CHECK(text(*root, "type") == "hello");
    }
    const auto second = parsed.parse(R"({"type":"disconnect","reason":"warning"})");
    CHECK(text(*second, "reason") == "warning");
}
