#include "tests/crash/sender.hpp"

#include "bot/net/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>

namespace bot::test {

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 30s;

asio::awaitable<result<http_response>> post(std::string url, std::string body) {
    http_client client;
    auto got = co_await client.request("POST", std::move(url), {}, std::move(body), patience);
    co_return got;
}

template <class T>
T wait(sender& by, asio::io_context& io, asio::awaitable<T> what) {
    const auto got = std::make_shared<std::optional<T>>();
    asio::co_spawn(io, std::move(what), [got](std::exception_ptr thrown, T value) {
        if (thrown) std::rethrow_exception(thrown);
        got->emplace(std::move(value));
    });
    by.run_until([got] { return got->has_value(); });
    return std::move(**got);
}

}  // namespace

void sender::run_until(const std::function<bool()>& is_so) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error(name_ + " waited in vain");
        if (io_.stopped()) io_.restart();
        io_.run_one_for(100ms);
    }
}

void sender::sign_in(const std::string& address) {
    const auto body = json{{"name", name_}}.dump();
    const auto got = wait(*this, io_, post("http://" + address + "/api/sign-in", body));
    if (!got || got->status != 200) throw std::runtime_error("not let in");
    const std::string cookie = *got->header("Set-Cookie");
    cookie_ = cookie.substr(0, cookie.find(';'));
}

void sender::arrive(const std::string& address) {
    sign_in(address);
    if (!connect(address)) throw std::runtime_error("no socket");
}

std::string sender::declare_room() {
    const auto answer = ask(
        {{"do", "command"},
         {"room", "general"},
         {"id", "c1"},
         {"text", "/incident declare P2 Crash"}}
    );
    if (!answer.contains("room")) throw std::runtime_error(answer.dump());
    return answer["room"].get<std::string>();
}

bool sender::connect(const std::string& address) {
    disconnect();
    auto opened = wait(
        *this, io_, connect_websocket("ws://" + address + "/api/socket", {{"Cookie", cookie_}}, {})
    );
    if (!opened) return false;
    link_ = std::make_shared<link>();
    link_->socket = std::move(*opened);
    asio::co_spawn(io_, read_all(this, link_), asio::detached);
    asked_.clear();
    for (const int number : unacked_) send(number);
    return true;
}

void sender::disconnect() {
    if (!link_) return;
    link_->gone = true;
    link_->socket->close();
    link_.reset();
}

asio::awaitable<void> sender::read_all(sender* me, std::shared_ptr<link> on) {
    while (!on->gone) {
        const auto frame = co_await on->socket->read();
        // A dropped link may still read what was on its way; it counts for nothing.
        if (!frame || on->gone) break;
        me->take(json::parse(*frame), *on);
    }
    on->gone = true;
}

void sender::take(json frame, link& on) {
    if (frame.contains("acks")) {
        for (const auto& n : frame["acks"]) acknowledged(n.get<std::int64_t>());
    } else if (frame.contains("n") && asked_.contains(frame["n"].get<std::int64_t>())) {
        refused_.push_back(std::move(frame));
    } else if (frame.contains("n")) {
        on.answers.push_back(std::move(frame));
    }
}

void sender::acknowledged(std::int64_t n) {
    const auto asked = asked_.find(n);
    if (asked == asked_.end()) throw std::runtime_error("an acknowledgement nobody waits for");
    unacked_.erase(asked->second);
    acked_.insert(name_ + "-" + std::to_string(asked->second));
    asked_.erase(asked);
}

json sender::ask(json request) {
    if (!is_connected()) return {{"error", "not connected"}};
    request["n"] = ++last_;
    const auto on = link_;
    on->socket->send(request.dump());
    run_until([&] { return !on->answers.empty() || on->gone; });
    if (on->answers.empty()) return {{"error", "the connection was lost"}};
    auto answer = std::move(on->answers.front());
    on->answers.pop_front();
    return answer;
}

void sender::stream(std::string room, int total, std::size_t window) {
    room_ = std::move(room);
    total_ = total;
    window_ = window;
}

void sender::push() {
    while (is_connected() && next_ < total_ && unacked_.size() < window_) {
        unacked_.insert(next_);
        send(next_++);
    }
}

void sender::send(int number) {
    const auto id = name_ + "-" + std::to_string(number);
    asked_[++last_] = number;
    link_->socket->send(json{
        {"n", last_},
        {"do", "send"},
        {"room", room_},
        {"id", id},
        {"text",
         "message " + std::to_string(number) + " of " +
             name_}}.dump());
}

}  // namespace bot::test
