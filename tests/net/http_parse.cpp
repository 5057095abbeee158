#include "bot/net/http_parse.hpp"

#include "bot/net/chunked.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace bot;

// The status the bytes are refused with, or 200.
int verdict(const std::string& bytes) {
    head_finder finder;
    const auto end = finder.look(bytes);
    if (!end) return end.error().status;
    if (!*end) return 0;
    const auto head = parse_request_head(std::string_view(bytes).substr(0, **end));
    return head ? 200 : head.error().status;
}

request_head parse(const std::string& bytes) {
    auto head = parse_request_head(bytes);
    REQUIRE(head);
    return *head;
}

}  // namespace

TEST_CASE("a request head is taken apart into its parts", "[net]") {
    const auto head = parse(
        "POST /a%20b/c?x=1&y=a+b%26&x=2 HTTP/1.1\r\nHost: h:8080\r\nX-One:  two words \r\n"
        "Content-Length: 12\r\nExpect: 100-continue\r\n\r\n"
    );

    CHECK(head.request.method == "POST");
    CHECK(head.request.path == "/a b/c");
    CHECK(head.request.target == "/a%20b/c?x=1&y=a+b%26&x=2");
    CHECK(*head.request.find_query("y") == "a b&");
    CHECK(*head.request.find_query("x") == "1");
    CHECK(head.request.find_query("z") == nullptr);
    CHECK(*head.request.header("x-one") == "two words");
    CHECK(head.framing.length == 12);
    CHECK(head.keep_alive);
    CHECK(head.expects_continue);
    CHECK_FALSE(head.wants_websocket);
}

TEST_CASE("a connection is kept in HTTP/1.1 only and unless asked otherwise", "[net]") {
    CHECK(parse("GET / HTTP/1.1\r\nHost: h\r\n\r\n").keep_alive);
    CHECK_FALSE(parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n").keep_alive);
    CHECK_FALSE(parse("GET / HTTP/1.0\r\n\r\n").keep_alive);
}

TEST_CASE("an upgrade is seen whatever the case of its words", "[net]") {
    CHECK(parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\n"
                "Upgrade: WebSocket\r\n\r\n")
              .wants_websocket);
    CHECK_FALSE(parse("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n").wants_websocket);
}

TEST_CASE("the limits of a head hold before its end is seen", "[net]") {
    head_finder endless;
    const std::string line(8 * 1024 + 2, 'a');
    CHECK(endless.look(line).error().status == 431);

    std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int n = 0; n < 63; ++n) many += "a: b\r\n";
    CHECK(verdict(many + "\r\n") == 200);
    CHECK(verdict(many + "a: b\r\n\r\n") == 431);

    std::string big = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int n = 0; n < 5; ++n) big += "a: " + std::string(8000, 'b') + "\r\n";
    CHECK(verdict(big + "\r\n") == 431);
    CHECK(
        verdict("GET /" + std::string(8 * 1024 - 14, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 200
    );
    CHECK(
        verdict("GET /" + std::string(8 * 1024 - 13, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 431
    );
}

TEST_CASE("a head is found the same however its bytes are cut", "[net]") {
    const std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n\r\nnext";
    head_finder finder;
    for (std::size_t n = 1; n < bytes.size() - 4; ++n) {
        const auto found = finder.look(bytes.substr(0, n));
        REQUIRE(found);
        REQUIRE_FALSE(*found);
    }
    CHECK(**finder.look(bytes) == bytes.size() - 4);
}

TEST_CASE("one empty line before the request is forgiven, two are not", "[net]") {
    CHECK(verdict("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n") == 200);
    CHECK(verdict("\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
}

TEST_CASE("an answer's head says how its body is framed", "[net]") {
    const auto framing = [](const char* head, bool to_head = false) {
        auto made = parse_response_head(head, to_head);
        REQUIRE(made);
        return made->framing;
    };
    CHECK(framing("HTTP/1.1 200 OK\r\n\r\n").until_close);
    CHECK(framing("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\n").length == 5);
    CHECK(framing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").chunked);
    CHECK_FALSE(framing("HTTP/1.1 204 No Content\r\n\r\n").has_body());
    CHECK_FALSE(framing("HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\n").has_body());
    CHECK_FALSE(framing("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true).has_body());

    for (const auto* bad :
         {"HTTP/2 200\r\n\r\n",
          "HTTP/1.1 20\r\n\r\n",
          "HTTP/1.1 2000\r\n\r\n",
          "hello\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
          "HTTP/1.1 600 X\r\n\r\n",
          "HTTP/1.1 +20 X\r\n\r\n"}) {
        INFO(bad);
        CHECK_FALSE(parse_response_head(bad, false));
    }
}

TEST_CASE("a header value cannot end its line", "[net]") {
    auto response = make_redirect("/x\r\nSet-Cookie: planted=1");
    response.headers.add("Bad Name", "never printed");
    response.headers.add("content-length", "99");

    const auto head = print_response_head(response, true, "");

    CHECK(
        head ==
        "HTTP/1.1 303 See Other\r\nLocation: /x  Set-Cookie: planted=1\r\n"
        "Content-Length: 0\r\n\r\n"
    );
}

TEST_CASE("chunks are put together however their bytes are cut", "[net]") {
    const std::string bytes = "4;a=b\r\nWiki\r\n5\r\npedia\r\n0\r\nX-T: 1\r\n\r\nGET";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        chunk_decoder decoder(100);
        std::string body;
        std::string waiting;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            waiting += bytes.substr(at, step);
            const auto taken = decoder.take(waiting, body);
            REQUIRE(taken);
            waiting.erase(0, *taken);
        }
        CHECK(decoder.is_done());
        CHECK(body == "Wikipedia");
        CHECK(waiting == "GET");
    }
}

TEST_CASE("chunks that could be read in two ways are refused", "[net]") {
    struct bad {
        const char* bytes;
        int status;
    };
    for (const auto& [bytes, status] : {
             bad{"x\r\n", 400},
             bad{"\r\n", 400},
             bad{"-1\r\n", 400},
             bad{"+1\r\n", 400},
             bad{"0x5\r\nhello\r\n", 400},
             bad{" 5\r\nhello\r\n", 400},
             bad{"5 \r\nhello\r\n", 400},
             bad{"5\nhello\r\n", 400},
             bad{"5;a=\nb\r\nhello\r\n", 400},
             bad{"5;a=\rb\r\nhello\r\n", 400},
             bad{"5,a\r\nhello\r\n", 400},
             bad{"5\r\nhello!\r\n", 400},
             bad{"5\r\nhello\n", 400},
             bad{"10000000000000000\r\n", 400},
             bad{"fffffffffffffff\r\n", 413},
             bad{"65\r\n", 413},
             bad{"5\r\nhello\r\n60\r\n", 413},
             bad{"0\r\nno colon\r\n\r\n", 400},
             bad{"0\r\n folded: x\r\n\r\n", 400},
             bad{"0\r\na: b\n\r\n", 400},
         }) {
        INFO(bytes);
        chunk_decoder decoder(100);
        std::string body;
        const auto taken = decoder.take(bytes, body);
        REQUIRE_FALSE(taken);
        CHECK(taken.error().status == status);
    }
}

TEST_CASE("extensions and trailers without end are refused", "[net]") {
    std::string many;
    for (int n = 0; n < 40; ++n) many += "1;" + std::string(900, 'a') + "\r\nx\r\n";
    chunk_decoder decoder(1000);
    std::string body;
    CHECK_FALSE(decoder.take(many, body));

    chunk_decoder waiting(1000);
    CHECK_FALSE(waiting.take("1;" + std::string(2000, 'a'), body));
}
