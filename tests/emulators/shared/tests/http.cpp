#include "tests/emulators/shared/http.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace emulator;
using nlohmann::json;

namespace {

http_message request(const std::string& type, const std::string& body) {
    http_message asked;
    asked.start = "POST /api/x?limit=2 HTTP/1.1";
    if (!type.empty()) asked.headers.emplace_back("content-type", type);
    asked.body = body;
    return asked;
}

}  // namespace

TEST_CASE("requests on one connection are taken one after the other", "[emulator][http]") {
    const std::string both =
        "POST /a?b=c HTTP/1.1\r\nContent-Length: 3\r\nX-Y:  z \r\n\r\nabc"
        "GET /next HTTP/1.1\r\nConnection: close\r\n\r\nrest";
    for (const std::size_t step : {std::size_t{1}, both.size()}) {
        http_reader reader;
        std::vector<http_message> got;
        for (std::size_t at = 0; at < both.size(); at += step) {
            reader.feed(std::string_view(both).substr(at, step));
            while (const auto one = reader.next()) got.push_back(*one);
        }
        REQUIRE(got.size() == 2);
        CHECK(got[0].method() == "POST");
        CHECK(got[0].path() == "/a");
        CHECK(got[0].query("b") == "c");
        CHECK(got[0].header("x-y") == "z");
        CHECK(got[0].body == "abc");
        CHECK(got[0].keeps_alive());
        CHECK_FALSE(got[1].keeps_alive());
        CHECK(reader.rest() == "rest");
    }
}

TEST_CASE("a body in chunks is put together", "[emulator][http]") {
    http_reader reader;
    reader.feed("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n");
    CHECK_FALSE(reader.next());
    reader.feed("1\r\n!\r\n0\r\n\r\nmore");
    const auto got = reader.next();
    REQUIRE(got);
    CHECK(got->body == "hello!");
    CHECK(reader.rest() == "more");
}

TEST_CASE("a response without a length lasts until the end", "[emulator][http]") {
    http_reader reader;
    reader.feed("HTTP/1.1 200 OK\r\n\r\nall of");
    CHECK_FALSE(reader.next());
    reader.feed(" it");
    reader.end();
    const auto got = reader.next();
    REQUIRE(got);
    CHECK(got->status() == 200);
    CHECK(got->body == "all of it");
}

TEST_CASE("what is no HTTP breaks the connection", "[emulator][http]") {
    http_reader reader;
    reader.feed("hello\r\n\r\n");
    CHECK_FALSE(reader.next());
    CHECK(reader.is_broken());
}

TEST_CASE("arguments come as a form, as JSON, as parts, or not at all", "[emulator][http]") {
    const json wanted{{"limit", "2"}, {"text", "a b&ü"}};
    CHECK(
        arguments_of(request("application/x-www-form-urlencoded", "text=a+b%26%C3%BC")) == wanted
    );
    CHECK(arguments_of(request("application/json;charset=utf-8", R"({"text":"a b&ü"})")) == wanted);
    const std::string parts =
        "--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na b&ü\r\n--XX--\r\n";
    CHECK(arguments_of(request("multipart/form-data; boundary=XX", parts)) == wanted);
    CHECK(arguments_of(request("multipart/form-data; boundary=\"XX\"", parts)) == wanted);

    const json only_query{{"limit", "2"}};
    CHECK(arguments_of(request("application/json;charset=utf-8", "")) == only_query);
    CHECK(arguments_of(request("", "")) == only_query);
}

TEST_CASE("an upload is the body, or its first part", "[emulator][http]") {
    const std::string bytes("\0\r\n--\xff", 6);
    CHECK(uploaded_bytes(request("application/octet-stream", bytes)) == bytes);
    const auto parts =
        "--b\r\nContent-Disposition: form-data; name=\"body\"; filename=\"Untitled\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n" +
        bytes + "\r\n--b--\r\n";
    CHECK(uploaded_bytes(request("multipart/form-data; boundary=b", parts)) == bytes);
}
