#include "bot/net/http_client.hpp"

#include "bot/net/deadline.hpp"
#include "bot/net/dial.hpp"
#include "bot/net/http_reader.hpp"

namespace bot {

namespace {

struct question {
    std::string method;
    url where;
    http_headers headers;
    std::string body;
};

error as_error(const http_refusal& why, const url& where) {
    return {
        why.status == 0 ? errc::unavailable : errc::refused,
        "reading the answer of " + where.shown() + ": " + why.reason};
}

asio::awaitable<result<http_response>> read_answer(
    http_reader& reader, const question& asked, std::size_t body_limit
) {
    const http_limits limits;
    for (;;) {
        const auto bytes = co_await reader.read_head(limits);
        if (!bytes) co_return tl::unexpected(as_error(bytes.error(), asked.where));
        auto head = parse_response_head(*bytes, asked.method == "HEAD");
        if (!head) co_return tl::unexpected(as_error(head.error(), asked.where));
        if (head->response.status < 200) continue;  // 100 Continue and its like announce, no more

        auto body = co_await reader.read_body(head->framing, body_limit);
        if (!body) co_return tl::unexpected(as_error(body.error(), asked.where));
        head->response.body = std::move(*body);
        co_return std::move(head->response);
    }
}

asio::awaitable<result<http_response>> ask(
    question asked, tls_context tls, address_guard guard, std::size_t body_limit
) {
    auto stream = co_await dial(asked.where, std::move(tls), std::move(guard));
    if (!stream) co_return tl::unexpected(stream.error());
    asked.headers.set("Connection", "close");
    asked.headers.set_if_absent("User-Agent", "scribe");
    const auto head = print_request_head(
        asked.method, asked.where.target, asked.where.authority(), asked.headers, asked.body.size()
    );
    // An error here is not the end: who refuses a long body answers before it is all sent.
    const auto unsent = co_await stream->write(asio::buffer(head), asio::buffer(asked.body));
    http_reader reader(*stream);
    auto answer = co_await read_answer(reader, asked, body_limit);
    if (!answer && unsent) {
        answer.error().detail = "sending to " + asked.where.shown() + ": " + unsent.message();
    }
    co_return answer;
}

}  // namespace

asio::awaitable<result<http_response>> http_client::request(
    std::string method,
    std::string url,
    http_headers headers,
    std::string body,
    std::chrono::milliseconds deadline
) {
    auto where = parse_url(url);
    if (!where) co_return tl::unexpected(where.error());
    if (where->is_websocket() || !is_token(method))
        co_return fail(errc::invalid, where->shown() + " is not for an HTTP " + method);
    if (where->is_tls() && !options_.tls) {
        auto made = make_client_tls();
        if (!made) co_return tl::unexpected(made.error());
        options_.tls = std::move(*made);
    }
    const auto what = method + " " + where->shown();
    question asked{std::move(method), std::move(*where), std::move(headers), std::move(body)};
    auto answer = co_await within(
        deadline,
        what,
        ask(std::move(asked), options_.tls, options_.may_connect, options_.body_limit)
    );
    co_return answer;
}

}  // namespace bot
