#include "tests/wire/world.hpp"

#include "bot/net/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace bot::test {

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 20s;

asio::awaitable<result<http_response>> fetch(
    std::string method, std::string url, http_headers headers, std::string body
) {
    http_client client;
    auto got = co_await client.request(
        std::move(method), std::move(url), std::move(headers), std::move(body), patience
    );
    co_return got;
}

asio::awaitable<std::string> say_bytes(std::uint16_t port, std::string bytes) {
    constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
    asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
    const asio::ip::tcp::endpoint where(asio::ip::make_address("127.0.0.1"), port);
    co_await socket.async_connect(where, asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
    std::string all;
    co_await asio::async_read(socket, asio::dynamic_buffer(all), awaiting);
    co_return all;
}

}  // namespace

world::world(const std::function<void(configuration&)>& change, http_server_options server)
    : server_options_(std::move(server)) {
    spdlog::set_level(spdlog::level::critical);
    config_.console.listen = "127.0.0.1:0";
    config_.store.path = folder_.path() + "/scribe.db";
    if (change) change(config_);
    where_ = folders_of(config_).value();
    set_clock("2026-03-02T09:00:00Z");
    start();
}

world::~world() {
    release_engine();
    cut();
}

void world::start() {
    io_ = std::make_unique<asio::io_context>(1);
    house_parts parts;
    parts.config = config_;
    parts.where = where_;
    parts.clock = [this] { return clock(); };
    parts.random = system_random;
    parts.on_fatal = [](const error& why) { FAIL(why.detail); };
    parts.server = server_options_;
    auto made = house::open(io_->get_executor(), std::move(parts));
    if (!made) throw std::runtime_error(made.error().detail);
    house_ = std::move(*made);
    address_ = house_->listen().value();
}

void world::stop() {
    wait(house_->stop());
    cut();
}

void world::cut() {
    house_.reset();
    if (io_) past_.push_back(std::move(io_));
}

void world::set_clock(std::string_view rfc3339) {
    set_clock(parse_rfc3339(rfc3339).value());
}

instant world::clock() {
    if (std::this_thread::get_id() != io_thread_) {
        std::unique_lock lock(gate_);
        opened_.wait(lock, [this] { return !held_; });
    }
    return now();
}

void world::hold_engine() {
    const std::lock_guard lock(gate_);
    held_ = true;
}

void world::release_engine() {
    const std::lock_guard lock(gate_);
    held_ = false;
    opened_.notify_all();
}

http_response world::ask(
    std::string method, const std::string& path, http_headers headers, std::string body
) {
    auto got = wait(fetch(std::move(method), address_ + path, std::move(headers), std::move(body)));
    if (!got) throw std::runtime_error(path + ": " + got.error().detail);
    return std::move(*got);
}

std::string world::exchange(std::string bytes) {
    const auto port = static_cast<std::uint16_t>(std::stoi(host().substr(host().find(':') + 1)));
    return wait(say_bytes(port, std::move(bytes)));
}

std::string world::sign_in(const std::string& name, const std::string& password) {
    const auto got =
        ask("POST", "/api/sign-in", {}, json{{"name", name}, {"password", password}}.dump());
    const auto* cookie = got.header("Set-Cookie");
    if (got.status != 200 || !cookie)
        throw std::runtime_error(name + " is not let in: " + got.body);
    return cookie->substr(0, cookie->find(';'));
}

result<std::shared_ptr<websocket>> world::open_socket(
    http_headers headers, websocket_options options
) {
    websocket_client_options with;
    with.websocket = options;
    return wait(connect_websocket("ws://" + host() + "/api/socket", std::move(headers), with));
}

browser world::open(const std::string& name) {
    auto socket = open_socket({{"Cookie", sign_in(name)}, {"Origin", address_}});
    if (!socket) throw std::runtime_error(socket.error().detail);
    return browser(*this, std::move(*socket));
}

std::string world::file(const std::string& path) const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool world::has_errands() const {
    const auto keep = open_record(where_, open_mode::read_only).value();
    const auto waiting = keep->effects().value();
    return std::any_of(waiting.begin(), waiting.end(), [](const auto& one) { return !one.dead; });
}

void world::wait(asio::awaitable<void> what) {
    struct ending {
        std::exception_ptr thrown;
        bool done = false;
    };
    const auto end = std::make_shared<ending>();
    asio::co_spawn(*io_, std::move(what), [end](std::exception_ptr thrown) {
        end->thrown = thrown;
        end->done = true;
    });
    run_until([end] { return end->done; }, "a coroutine to end");
    if (end->thrown) std::rethrow_exception(end->thrown);
}

void world::run_until(const std::function<bool()>& done, const std::string& for_what) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        const auto left = until - std::chrono::steady_clock::now();
        if (left <= 0s) throw std::runtime_error("waited in vain for " + for_what);
        if (io_->stopped()) io_->restart();
        // Short: the engine's thread may post when there is nothing else to run.
        io_->run_one_for(std::min<std::chrono::nanoseconds>(left, 100ms));
    }
}

browser::browser(world& in, std::shared_ptr<websocket> socket)
    : in_(&in), inside_(std::make_shared<inside>()) {
    inside_->socket = std::move(socket);
    asio::co_spawn(in.executor(), read_all(inside_), asio::detached);
}

asio::awaitable<void> browser::read_all(std::shared_ptr<inside> in) {
    for (;;) {
        const auto frame = co_await in->socket->read();
        if (!frame) break;
        auto told = json::parse(*frame);
        if (told.contains("acks")) {
            for (const auto& n : told["acks"])
                in->answers[n.get<std::int64_t>()].push_back({{"ok", true}});
        } else if (told.contains("n")) {
            in->answers[told["n"].get<std::int64_t>()].push_back(std::move(told));
        } else if (told.contains("event")) {
            in->events.push_back(std::move(told));
        } else {
            in->unnumbered.push_back(std::move(told));
        }
    }
    in->gone = true;
}

json browser::ask(json request) {
    return answer_to(send(std::move(request)));
}

std::int64_t browser::send(json request) {
    request["n"] = ++last_;
    send_raw(request.dump());
    return last_;
}

void browser::send_raw(std::string frame) {
    inside_->socket->send(std::move(frame));
}

bool browser::is_answered(std::int64_t n) const {
    return inside_->answers.contains(n);
}

json browser::answer_to(std::int64_t n) {
    in_->run_until(
        [&] { return is_answered(n) || inside_->gone; }, "the answer to " + std::to_string(n)
    );
    if (!is_answered(n)) throw std::runtime_error("the socket ended without an answer");
    const auto& answers = inside_->answers.at(n);
    if (answers.size() != 1) throw std::runtime_error("answered more than once");
    return answers.front();
}

json browser::unnumbered() {
    in_->run_until(
        [&] { return !inside_->unnumbered.empty() || inside_->gone; }, "a frame without a number"
    );
    if (inside_->unnumbered.empty()) throw std::runtime_error("the socket ended");
    auto frame = std::move(inside_->unnumbered.front());
    inside_->unnumbered.pop_front();
    return frame;
}

json browser::event(std::string_view name, const std::function<bool(const json&)>& wanted) {
    for (;;) {
        in_->run_until(
            [&] { return !inside_->events.empty() || inside_->gone; },
            "an event '" + std::string(name) + "'"
        );
        if (inside_->events.empty()) throw std::runtime_error("the socket ended");
        auto next = std::move(inside_->events.front());
        inside_->events.pop_front();
        if (next["event"] == name && (!wanted || wanted(next))) return next;
    }
}

std::vector<json> browser::settle() {
    // A question stands in the engine's queue behind all that came before it, and news is itself
    // such a question: two turns after the last errand everything has been told.
    for (int quiet_turns = 0; quiet_turns < 2;) {
        const bool idle = !in_->has_errands();
        ask({{"do", "rooms"}});
        quiet_turns = idle ? quiet_turns + 1 : 0;
    }
    std::vector<json> all(inside_->events.begin(), inside_->events.end());
    inside_->events.clear();
    return all;
}

bool browser::is_open() const {
    return !inside_->gone;
}

void browser::leave() {
    inside_->socket->close();
    until_gone();
}

void browser::until_gone() {
    in_->run_until([this] { return inside_->gone; }, "the socket to end");
}

json browser::command(const std::string& room, const std::string& text) {
    const auto id = "c" + std::to_string(++in_->commands_given);
    return ask({{"do", "command"}, {"room", room}, {"id", id}, {"text", text}});
}

std::string browser::declare(const std::string& what) {
    const auto answer = command("general", "/incident declare " + what);
    if (!answer.contains("room")) throw std::runtime_error("not declared: " + answer.dump());
    const auto room = answer["room"].get<std::string>();
    const auto opened = open_room(room);
    if (!opened.contains("ok")) throw std::runtime_error("not opened: " + opened.dump());
    return room;
}

std::vector<record> recorded(const world& in, incident_id log) {
    const auto keep = open_record(in.where(), open_mode::read_only).value();
    std::vector<record> lines;
    const auto read = keep->read(log, 1, store::which::everything, [&](record&& line) {
        lines.push_back(std::move(line));
        return true;
    });
    if (!read) throw std::runtime_error(read.error().detail);
    return lines;
}

std::size_t times_recorded(const world& in, incident_id log, const std::string& message) {
    std::size_t count = 0;
    for (const auto& line : recorded(in, log))
        if (line.message == message && std::holds_alternative<message_posted>(line.what)) ++count;
    return count;
}

}  // namespace bot::test
