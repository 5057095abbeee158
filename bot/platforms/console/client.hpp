// One browser's socket: who sits there, which rooms are open in it, and what is
// waiting to be told. Lives on the I/O thread.
#pragma once

#include "bot/base/result.hpp"
#include "bot/incident/words.hpp"
#include "bot/net/websocket.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace bot::console {

class client : public std::enable_shared_from_this<client> {
public:
    client(boost::asio::any_io_executor executor, std::shared_ptr<websocket> socket, person who)
        : executor_(std::move(executor)), socket_(std::move(socket)), who_(std::move(who)) {}

    const person& who() const { return who_; }
    websocket& socket() { return *socket_; }

    void open(const std::string& room) { rooms_.insert(room); }
    void close(const std::string& room) { rooms_.erase(room); }
    const std::set<std::string>& rooms() const { return rooms_; }
    bool has_open(const std::string& room) const { return rooms_.contains(room); }

    // Acknowledgements of one commit leave in one frame.
    void acknowledge(std::int64_t n);
    void answer(std::int64_t n, nlohmann::json fields);
    void refuse(std::int64_t n, const error& why);
    void tell(const std::string& frame) { socket_->send(frame); }

private:
    void flush();

    boost::asio::any_io_executor executor_;
    std::shared_ptr<websocket> socket_;
    person who_;
    std::set<std::string> rooms_;
    std::vector<std::int64_t> acks_;
};

}  // namespace bot::console
