#include "bot/net/http_connection.hpp"

#include "bot/net/websocket_handshake.hpp"

#include <spdlog/spdlog.h>

namespace bot {

namespace {

using connection = std::shared_ptr<http_connection>;
using phase = http_connection::phase;
using std::chrono_literals::operator""s;

// On the server's list from the first step of the coroutine, off it however that ends.
class seat {
public:
    explicit seat(connection one)
        : one_(std::move(one)),
          at_(one_->server->connections.insert(one_->server->connections.end(), one_.get())) {}
    seat(const seat&) = delete;
    seat& operator=(const seat&) = delete;
    ~seat() {
        auto& server = *one_->server;
        server.connections.erase(at_);
        if (server.connections.empty()) server.all_gone.cancel();
        // Whoever keeps a pointer to a websocket must not keep the connection.
        one_->socket.reset();
    }

private:
    connection one_;
    std::list<http_connection*>::iterator at_;
};

asio::awaitable<bool> write_response(
    connection one, http_request about, http_response response, bool keep_alive
) {
    const auto& server = one->server;
    keep_alive = keep_alive && !server->stopping;
    if (server->options.decorate) server->options.decorate(about, response);
    const auto head = print_response_head(response, keep_alive, server->date());
    const bool bare = about.method == "HEAD" || response.status == 204 || response.status == 304;
    one->enter(phase::writing, server->options.write_deadline);
    const auto ec = co_await one->stream.write(
        asio::buffer(head), bare ? asio::const_buffer() : asio::buffer(response.body)
    );
    co_return !ec && keep_alive;
}

// Answers what cannot be served; after that nothing this peer sends can be trusted to begin
// where we think it does, so the connection ends.
asio::awaitable<bool> write_refusal(connection one, http_refusal why) {
    if (why.status == 0 && !one->expired) co_return false;
    if (why.status == 0) why = {408, "the request took too long to arrive"};
    spdlog::debug("http refused {} with {}: {}", one->peer, why.status, why.reason);
    auto response = make_problem(why.status, reason_phrase(why.status), why.reason);
    if (why.status == 503) response.headers.set("Retry-After", "5");
    http_request unknown;
    const bool more = co_await write_response(one, std::move(unknown), std::move(response), false);
    co_return more;
}

http_response no_route(const http_router::found& found) {
    if (found.socket) {
        auto response = make_problem(426, "upgrade_required", "this address is for a WebSocket");
        response.headers.set("Upgrade", "websocket");
        return response;
    }
    if (found.allow.empty()) return make_problem(404, "not_found", "there is nothing at this path");
    auto response =
        make_problem(405, "method_not_allowed", "this path does not know the method; see Allow");
    response.headers.set("Allow", found.allow);
    return response;
}

asio::awaitable<http_response> call_handler(const http_route& route, http_request request) {
    const auto method = request.method;
    std::string what;
    try {
        auto response = co_await route.handler(std::move(request));
        co_return response;
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
        what = "something that is no std::exception";
    }
    spdlog::error("http {} {} ended by an exception: {}", method, route.path, what);
    co_return make_problem(
        500, "internal", "something went wrong on our side; it was logged, please try again"
    );
}

asio::awaitable<parsed<std::string>> read_body(
    connection one, const request_head& head, std::size_t limit
) {
    if (head.framing.length.value_or(0) > limit) co_return refuse(413, "the body is too long");
    one->enter(phase::reading, one->server->options.body_deadline);
    if (head.expects_continue && head.framing.has_body() && !one->reader.has_more()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto ec = co_await one->stream.write(asio::buffer(go_on));
        if (ec) co_return refuse(0, ec.message());
    }
    auto body = co_await one->reader.read_body(head.framing, limit);
    co_return body;
}

asio::awaitable<bool> serve_route(connection one, request_head head, const http_route& route) {
    // The hook sees the request after the handler took it; the body it has no use for.
    http_request about;
    if (one->server->options.decorate) about = head.request;
    about.method = head.request.method;

    auto body = co_await read_body(one, head, route.body_limit);
    if (!body) {
        const bool more = co_await write_refusal(one, body.error());
        co_return more;
    }
    head.request.body = std::move(*body);
    one->enter(phase::handling);
    auto response = co_await call_handler(route, std::move(head.request));
    const bool more =
        co_await write_response(one, std::move(about), std::move(response), head.keep_alive);
    co_return more;
}

result<void> ask_to_accept(const websocket_route& route, const http_request& request) {
    if (!route.accept) return fail(errc::forbidden, "nobody may connect here");
    try {
        return route.accept(request);
    } catch (const std::exception& e) {
        spdlog::error("http {} could not decide on an upgrade: {}", route.path, e.what());
        return fail(errc::internal, "something went wrong on our side; it was logged");
    }
}

asio::awaitable<void> converse(
    const websocket_route& route, http_request request, std::shared_ptr<websocket> socket
) {
    auto code = close_code::normal;
    try {
        co_await route.serve(std::move(request), socket);
    } catch (const boost::system::system_error& e) {
        const bool cancelled = e.code() == asio::error::operation_aborted;
        code = cancelled ? close_code::going_away : close_code::internal;
        if (!cancelled)
            spdlog::error("websocket {} ended by an exception: {}", route.path, e.what());
    } catch (const std::exception& e) {
        code = close_code::internal;
        spdlog::error("websocket {} ended by an exception: {}", route.path, e.what());
    }
    socket->close(code);
    co_await socket->ended();
}

asio::awaitable<bool> upgrade(connection one, http_request request, const websocket_route& route) {
    const auto allowed = ask_to_accept(route, request);
    if (!allowed) {
        const bool more =
            co_await write_response(one, std::move(request), make_problem(allowed.error()), false);
        co_return more;
    }
    one->enter(phase::upgraded);
    one->stream.put_back(one->reader.take_rest());
    auto made =
        co_await accept_websocket(std::move(one->stream), request, one->server->options.websocket);
    if (!made) {
        spdlog::debug("http {} from {}: {}", route.path, one->peer, made.error().detail);
        co_return false;
    }
    one->socket = *made;
    if (one->server->stopping) one->begin_stop();
    co_await converse(route, std::move(request), std::move(*made));
    co_return false;
}

// One request; whether the connection is good for another.
asio::awaitable<bool> serve_next(connection one) {
    const auto& options = one->server->options;
    const bool ready = co_await one->reader.wait_for_more();
    if (!ready) co_return false;
    one->enter(phase::reading, options.header_deadline);
    const auto bytes = co_await one->reader.read_head(options.limits);
    auto head = bytes ? parse_request_head(*bytes) : tl::unexpected(bytes.error());
    if (!head) {
        const bool more = co_await write_refusal(one, head.error());
        co_return more;
    }
    auto& request = head->request;
    request.peer = one->peer;
    request.tls = one->tls;
    auto found = one->server->router.find(request.method, request.path, head->wants_websocket);
    request.parameters = std::move(found.parameters);
    bool more = false;
    if (found.socket && head->wants_websocket)
        more = co_await upgrade(one, std::move(request), *found.socket);
    else if (found.route)
        more = co_await serve_route(one, std::move(*head), *found.route);
    else
        more = co_await write_response(
            one, std::move(request), no_route(found), head->keep_alive && !head->framing.has_body()
        );
    co_return more;
}

}  // namespace

void http_connection::enter(phase next, std::chrono::milliseconds limit) {
    at = next;
    deadline = limit.count() == 0 ? clock::time_point::max() : clock::now() + limit;
}

void http_connection::check(clock::time_point now) {
    if (now < deadline) return;
    deadline = clock::time_point::max();
    expired = true;
    // While we read there is still something to say; a peer that does not listen is just cut.
    if (at == phase::idle || at == phase::reading)
        stream.cancel();
    else
        stream.close();
}

void http_connection::begin_stop() {
    if (socket) socket->close(close_code::going_away, "the server is stopping");
    if (at == phase::idle) stream.cancel();
}

asio::awaitable<void> serve_connection(std::shared_ptr<http_connection> one) {
    const seat taken(one);
    const auto& options = one->server->options;
    one->enter(phase::greeting, options.header_deadline);
    if (one->tls) {
        const auto ec = co_await one->stream.handshake();
        if (ec) co_return;
    }
    bool more = !one->refused;
    if (one->refused) {
        http_refusal full{503, "too many connections; try again soon"};
        more = co_await write_refusal(one, std::move(full));
    }
    // The first request is owed soon; later ones may take their time.
    one->enter(phase::idle, options.header_deadline);
    while (more && (!one->server->stopping || one->reader.has_more())) {
        more = co_await serve_next(one);
        if (more) one->enter(phase::idle, options.idle_deadline);
    }
    if (!one->stream.is_open()) co_return;
    one->enter(phase::parting, 2s);
    co_await one->stream.shutdown();
}

}  // namespace bot
