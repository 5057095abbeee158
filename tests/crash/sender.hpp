// Somebody who writes in a room and does not give up: what was not acknowledged is sent
// again under its own id over the next connection.
#pragma once

#include "bot/net/websocket_client.hpp"

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace bot::test {

namespace asio = boost::asio;
using nlohmann::json;

class sender {
public:
    sender(asio::io_context& io, std::string name) : io_(io), name_(std::move(name)) {}

    sender(const sender&) = delete;
    sender& operator=(const sender&) = delete;

    void sign_in(const std::string& address);
    // Both at once; throws when it cannot.
    void arrive(const std::string& address);
    // Of a new incident.
    std::string declare_room();
    // False when nobody answers there.
    bool connect(const std::string& address);
    bool is_connected() const { return link_ && !link_->gone; }
    void disconnect();

    // One request, its one answer; an object with "error" when the connection is lost.
    json ask(json request);

    // From now on `total` messages, `window` of them unacknowledged at most.
    void stream(std::string room, int total, std::size_t window);
    // Sends as much as the window lets; to be called again after acknowledgements.
    void push();
    bool is_done() const { return next_ == total_ && unacked_.empty(); }
    int sent() const { return next_; }
    const std::set<std::string>& acked() const { return acked_; }
    const std::vector<json>& refused() const { return refused_; }
    const std::string& name() const { return name_; }

    // Runs the loop until it is so; throws after half a minute.
    void run_until(const std::function<bool()>& is_so);

private:
    struct link {
        std::shared_ptr<websocket> socket;
        std::deque<json> answers;
        bool gone = false;
    };
    static asio::awaitable<void> read_all(sender* me, std::shared_ptr<link> on);
    void take(json frame, link& on);
    void acknowledged(std::int64_t n);
    void send(int number);

    asio::io_context& io_;
    std::string name_, cookie_, room_;
    std::shared_ptr<link> link_;
    std::int64_t last_ = 0;
    int next_ = 0, total_ = 0;
    std::size_t window_ = 1;
    // The request's number on this connection, the message's among ours.
    std::map<std::int64_t, int> asked_;
    std::set<int> unacked_;
    std::set<std::string> acked_;
    std::vector<json> refused_;
};

}  // namespace bot::test
