// Row 50 of the fault matrix and its neighbours: bytes on a socket, and what must come back.
#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace {

using namespace bot;
using namespace bot::test;

struct house {
    house() {
        http_server_options options;
        options.idle_deadline = std::chrono::milliseconds(40);
        server = std::make_unique<http_server>(
            world.executor(), small_routes(), std::vector<websocket_route>(), options
        );
        port = server->listen("127.0.0.1", 0).value();
    }

    std::string say(const std::string& bytes) {
        std::string answer;
        world.run([&]() -> asio::awaitable<void> { answer = co_await exchange(port, bytes); });
        return answer;
    }

    loop world;
    std::unique_ptr<http_server> server;
    std::uint16_t port = 0;
};

// What an attacker hopes to have answered as a request of its own.
const std::string smuggled = "GET /items/smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

std::string post(const std::string& headers, const std::string& body) {
    return "POST /echo HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + body;
}

struct attack {
    std::string name;
    std::string bytes;
    int status = 400;
};

std::vector<attack> length_attacks() {
    const std::string end = "0\r\n\r\n";
    return {
        {"CL then TE", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", end)},
        {"TE then CL", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", end)},
        {"CL and unknown TE", post("Content-Length: 5\r\nTransfer-Encoding: x\r\n", "hello")},
        {"two CLs that differ", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello")},
        {"two CLs that agree", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
        {"CL as a list", post("Content-Length: 5, 5\r\n", "hello")},
        {"CL as another list", post("Content-Length: 5,6\r\n", "hello")},
        {"CL with plus", post("Content-Length: +5\r\n", "hello")},
        {"CL with minus", post("Content-Length: -5\r\n", "hello")},
        {"CL minus zero", post("Content-Length: -0\r\n", "")},
        {"CL hex", post("Content-Length: 0x5\r\n", "hello")},
        {"CL with fraction", post("Content-Length: 5.0\r\n", "hello")},
        {"CL with exponent", post("Content-Length: 5e0\r\n", "hello")},
        {"CL with underscore", post("Content-Length: 1_0\r\n", "hello")},
        {"CL empty", post("Content-Length:\r\n", "")},
        {"CL two words", post("Content-Length: 5 6\r\n", "hello")},
        {"CL quoted", post("Content-Length: \"5\"\r\n", "hello")},
        {"CL beyond 64 bits", post("Content-Length: 18446744073709551621\r\n", "hello")},
        {"CL with vertical tab",
         post(
             "Content-Length: \x0b"
             "5\r\n",
             "hello"
         )},
        {"CL with form feed", post("Content-Length: 5\x0c\r\n", "hello")},
        {"CL in Arabic digits", post("Content-Length: \xd9\xa5\r\n", "hello")},
        {"TE gzip", post("Transfer-Encoding: gzip\r\n", end)},
        {"TE identity", post("Transfer-Encoding: identity\r\n", end)},
        {"TE gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", end)},
        {"TE chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", end)},
        {"TE chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n", end)},
        {"TE in two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", end)},
        {"TE twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", end)},
        {"TE with parameter", post("Transfer-Encoding: chunked;q=1\r\n", end)},
        {"TE quoted", post("Transfer-Encoding: \"chunked\"\r\n", end)},
        {"TE xchunked", post("Transfer-Encoding: xchunked\r\n", end)},
        {"TE with vertical tab",
         post(
             "Transfer-Encoding: \x0b"
             "chunked\r\n",
             end
         )},
        {"TE with trailing comma", post("Transfer-Encoding: chunked,\r\n", end)},
        {"TE empty", post("Transfer-Encoding:\r\n", end)},
        {"TE in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + end},
    };
}

std::vector<attack> line_attacks() {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    return {
        {"blank before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
        {"tab before the colon", post("Content-Length\t: 5\r\n", "hello")},
        {"folded value", post("X: a\r\n b\r\n", "")},
        {"folded with tab", post("X: a\r\n\tb\r\n", "")},
        {"folded TE", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")},
        {"first header folded", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"},
        {"no colon", post("Content-Length 5\r\n", "hello")},
        {"empty name", post(": x\r\n", "")},
        {"name with a blank", post("X Y: z\r\n", "")},
        {"name with a control", post("X\x01: z\r\n", "")},
        {"name not ASCII", post("X\xc3\xbc: z\r\n", "")},
        {"NUL in a value", post(std::string("X: a\0b\r\n", 8), "")},
        {"escape in a value", post("X: a\x1b[0m\r\n", "")},
        {"bare CR in a value", post("X: a\rContent-Length: 5\r\n", "hello")},
        {"bare CR before CRLF", post("X: a\r\r\n", "")},
        {"bare LF ends the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n"},
        {"bare LF ends a header", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"},
        {"bare LF ends the head", "GET / HTTP/1.1\r\nHost: h\r\n\n"},
        {"bare LFs only", "GET / HTTP/1.1\nHost: h\n\n"},
        {"size with blank", post(chunked, " 5\r\nhello\r\n0\r\n\r\n")},
        {"size with 0x", post(chunked, "0x5\r\nhello\r\n0\r\n\r\n")},
        {"size with plus", post(chunked, "+5\r\nhello\r\n0\r\n\r\n")},
        {"size with minus", post(chunked, "-5\r\nhello\r\n0\r\n\r\n")},
        {"size beyond 64 bits", post(chunked, "10000000000000005\r\nhello\r\n0\r\n\r\n")},
        {"size missing", post(chunked, "\r\nhello\r\n0\r\n\r\n")},
        {"size ends in bare LF", post(chunked, "5\nhello\r\n0\r\n\r\n")},
        {"LF in an extension", post(chunked, "5;a\nx\r\nhello\r\n0\r\n\r\n")},
        {"CR in an extension", post(chunked, "5;a\rx\r\nhello\r\n0\r\n\r\n")},
        {"extension without semicolon", post(chunked, "5 a=b\r\nhello\r\n0\r\n\r\n")},
        {"extension too long", post(chunked, "5;" + std::string(3000, 'a') + "\r\nhello\r\n")},
        {"chunk longer than it says", post(chunked, "4\r\nhello\r\n0\r\n\r\n")},
        {"chunk ends in bare LF", post(chunked, "5\r\nhello\n0\r\n\r\n")},
        {"trailer without colon", post(chunked, "0\r\nGET / HTTP/1.1\r\n\r\n")},
        {"folded trailer", post(chunked, "0\r\nX: a\r\n b\r\n\r\n")},
    };
}

std::vector<attack> request_attacks() {
    const std::string rest = " HTTP/1.1\r\nHost: h\r\n\r\n";
    return {
        {"no Host", "GET / HTTP/1.1\r\n\r\n"},
        {"two Hosts", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"},
        {"Host with a path", "GET / HTTP/1.1\r\nHost: h/x\r\n\r\n"},
        {"Host with a user", "GET / HTTP/1.1\r\nHost: a@h\r\n\r\n"},
        {"Host with a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
        {"no version", "GET /\r\nHost: h\r\n\r\n"},
        {"no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n"},
        {"two blanks", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"},
        {"tab as blank", "GET\t/\tHTTP/1.1\r\nHost: h\r\n\r\n"},
        {"blank in the target", "GET /a b" + rest},
        {"blank at the end", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"},
        {"blank in front", " GET /" + rest},
        {"lower case version", "GET / http/1.1\r\nHost: h\r\n\r\n"},
        {"HTTP/1.10", "GET / HTTP/1.10\r\nHost: h\r\n\r\n"},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505},
        {"HTTP/0.9", "GET / HTTP/0.9\r\nHost: h\r\n\r\n", 505},
        {"malformed method", "G(T /" + rest},
        {"absolute target", "GET http://other/" + rest},
        {"authority target", "CONNECT other:443" + rest},
        {"asterisk target", "OPTIONS *" + rest},
        {"fragment", "GET /#x" + rest},
        {"target not ASCII", "GET /\xc3\xbc" + rest},
        {"traversal", "GET /../etc/passwd" + rest},
        {"encoded traversal", "GET /%2e%2e/etc/passwd" + rest},
        {"half encoded traversal", "GET /items/.%2e/x" + rest},
        {"encoded slash", "GET /items/a%2f..%2fb" + rest},
        {"backslash", "GET /..\\x" + rest},
        {"NUL in the path", "GET /items/%00" + rest},
        {"line break in the path", "GET /items/a%0d%0aX:y" + rest},
        {"broken escape", "GET /items/%zz" + rest},
        {"overlong dot", "GET /items/%c0%ae" + rest},
        {"bad query", "GET /?a=%ff" + rest},
        {"binary noise", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15)},
        {"expectation", post("Expect: 200-ok\r\nContent-Length: 5\r\n", "hello"), 417},
        {"compressed body", post("Content-Encoding: gzip\r\nContent-Length: 5\r\n", "hello"), 415},
    };
}

void check_refused(const std::vector<attack>& attacks) {
    house h;
    for (const auto& [name, bytes, status] : attacks) {
        INFO(name);
        const auto answer = h.say(bytes + smuggled);
        CHECK(status_in(answer) == status);
        CHECK(answers_in(answer) == 1);
        CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    }
}

}  // namespace

TEST_CASE("50: a body whose length is in doubt is refused and nothing after it is read", "[net]") {
    check_refused(length_attacks());
}

TEST_CASE("50: a line that could end in two places is refused", "[net]") {
    check_refused(line_attacks());
}

TEST_CASE("50: a request line that could be read in two ways is refused", "[net]") {
    check_refused(request_attacks());
}

TEST_CASE("50: every attack is refused the same when it comes byte by byte", "[net]") {
    house h;
    for (const auto& table : {length_attacks(), line_attacks()}) {
        for (const auto& [name, bytes, status] : table) {
            if (bytes.size() > 200) continue;
            INFO(name);
            std::string answer;
            h.world.run([&, sent = bytes + smuggled]() -> asio::awaitable<void> {
                const auto client = co_await raw_client::connect(h.port);
                for (const char c : sent) {
                    const bool taken = co_await client->send(std::string(1, c));
                    if (!taken) break;
                }
                answer = co_await client->read_all();
            });
            CHECK(status_in(answer) == status);
            CHECK(answers_in(answer) == 1);
        }
    }
}

TEST_CASE("50: what only looks odd is one request, and the next is another", "[net]") {
    house h;
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    for (const auto& bytes : {
             post("Content-Length: 0005\r\n", "hello"),
             post("content-length:5\r\n", "hello"),
             post("Content-Length: \t 5 \t\r\n", "hello"),
             post("TRANSFER-ENCODING: Chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
             post(chunked, "05\r\nhello\r\n000\r\n\r\n"),
             post(chunked, "5;a=\"b;c\"\r\nhello\r\n0;x\r\n\r\n"),
             post(chunked, "5\r\nhello\r\n0\r\nContent-Length: 99\r\nHost: x\r\n\r\n"),
             post("X: \xff\xfe\r\nContent-Length: 5\r\n", "hello"),
             "\r\n" + post("Content-Length: 5\r\n", "hello"),
         }) {
        INFO(bytes);
        const auto answers = h.say(bytes + smuggled);
        CHECK(status_in(answers) == 200);
        CHECK(answers_in(answers) == 2);
        CHECK(answers.find("hello") != std::string::npos);
        CHECK(answers.ends_with("smuggled"));
    }
}

TEST_CASE("49: a head without end is refused before it costs memory", "[net]") {
    house h;
    CHECK(status_in(h.say("GET /" + std::string(1'000'000, 'a'))) == 431);
    std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int n = 0; n < 100'000; ++n) many += "a: b\r\n";
    CHECK(status_in(h.say(many + "\r\n")) == 431);
    std::string big = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int n = 0; n < 8; ++n) big += "a: " + std::string(8'000, 'b') + "\r\n";
    CHECK(status_in(h.say(big + "\r\n")) == 431);
}
