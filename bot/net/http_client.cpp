#include "bot/net/http_client.hpp"

#include "bot/net/connection_pool.hpp"
#include "bot/net/deadline.hpp"
#include "bot/net/dial.hpp"
#include "bot/net/http_reader.hpp"

namespace bot {

namespace {

using std::chrono::steady_clock;

struct question {
    std::string method;
    url where;
    http_headers headers;
    std::string body;
    bool repeatable = false;
};

// How far it got, for whoever has to judge a failure.
struct progress {
    bool sent = false;      // the first byte of the request may have left
    bool answered = false;  // a byte of an answer came
    bool reusable = false;  // the connection stands between two messages
};

// What outlives all attempts of one request.
struct conversation {
    question asked;
    tls_context tls;
    address_guard guard;
    std::size_t body_limit;
    std::shared_ptr<connection_pool> kept;
    progress so_far;
};

error as_error(const http_refusal& why, const url& where) {
    return {
        why.status == 0 ? errc::unavailable : errc::refused,
        "reading the answer of " + where.shown() + ": " + why.reason};
}

asio::awaitable<result<http_response>> read_answer(
    http_reader& reader, const question& asked, std::size_t body_limit, progress& so_far
) {
    const http_limits limits;
    for (;;) {
        const auto bytes = co_await reader.read_head(limits);
        so_far.answered = so_far.answered || bytes || reader.has_more();
        if (!bytes) co_return tl::unexpected(as_error(bytes.error(), asked.where));
        auto head = parse_response_head(*bytes, asked.method == "HEAD");
        if (!head) co_return tl::unexpected(as_error(head.error(), asked.where));
        if (head->response.status < 200) continue;  // 100 Continue and its like announce, no more

        auto body = co_await reader.read_body(head->framing, body_limit);
        if (!body) co_return tl::unexpected(as_error(body.error(), asked.where));
        head->response.body = std::move(*body);
        so_far.reusable = head->keep_alive && !reader.has_more();
        co_return std::move(head->response);
    }
}

asio::awaitable<result<http_response>> ask_over(any_stream& stream, conversation& of) {
    const auto& asked = of.asked;
    const auto head = print_request_head(
        asked.method, asked.where.target, asked.where.authority(), asked.headers, asked.body.size()
    );
    of.so_far.sent = true;
    // An error here is not the end: who refuses a long body answers before it is all sent.
    const auto unsent = co_await stream.write(asio::buffer(head), asio::buffer(asked.body));
    http_reader reader(stream);
    auto answer = co_await read_answer(reader, asked, of.body_limit, of.so_far);
    if (!answer && unsent)
        answer.error().detail = "sending to " + asked.where.shown() + ": " + unsent.message();
    if (unsent || asked.headers.has_token("Connection", "close")) of.so_far.reusable = false;
    co_return answer;
}

asio::awaitable<result<http_response>> ask(conversation& of) {
    const auto place = of.asked.where.scheme + "://" + of.asked.where.authority();
    if (auto stream = of.kept->take(place, steady_clock::now())) {
        auto answer = co_await ask_over(*stream, of);
        if (of.so_far.reusable) of.kept->keep(place, std::move(*stream), steady_clock::now());
        if (answer || of.so_far.answered || !of.asked.repeatable) co_return answer;
    }
    auto stream = co_await dial(of.asked.where, of.tls, of.guard);
    if (!stream) co_return tl::unexpected(stream.error());
    auto answer = co_await ask_over(*stream, of);
    if (of.so_far.reusable) of.kept->keep(place, std::move(*stream), steady_clock::now());
    co_return answer;
}

tl::unexpected<http_failure> failed(error why, bool may_have_acted) {
    return tl::unexpected(http_failure{std::move(why), may_have_acted});
}

}  // namespace

http_client::http_client(http_client_options options)
    : options_(std::move(options)),
      kept_(std::make_shared<connection_pool>(options_.idle_connections, options_.idle_limit)) {}

asio::awaitable<http_result> http_client::request(
    std::string method,
    std::string url,
    http_headers headers,
    std::string body,
    std::chrono::milliseconds deadline,
    repeatable repeat
) {
    auto where = parse_url(url);
    if (!where) co_return failed(where.error(), false);
    if (where->is_websocket() || !is_token(method))
        co_return failed({errc::invalid, where->shown() + " is not for an HTTP " + method}, false);
    if (where->is_tls() && !options_.tls) {
        auto made = make_client_tls();
        if (!made) co_return failed(made.error(), false);
        options_.tls = std::move(*made);
    }
    if (!kept_->keeps_any()) headers.set("Connection", "close");
    headers.set_if_absent("User-Agent", "scribe");
    const bool again =
        repeat == repeatable::yes || method == "GET" || method == "HEAD" || method == "OPTIONS";
    const auto what = method + " " + where->shown();
    conversation with{
        {std::move(method), std::move(*where), std::move(headers), std::move(body), again},
        options_.tls,
        options_.may_connect,
        options_.body_limit,
        kept_,
        {}};
    auto answer = co_await within(deadline, what, ask(with));
    if (!answer) co_return failed(std::move(answer.error()), with.so_far.sent);
    co_return std::move(*answer);
}

}  // namespace bot
