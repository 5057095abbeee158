// Questions on their way to a platform: each is asked once, however many wait for its answer.
#pragma once

#include "bot/net/nursery.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bot {

// One of them, and who waits for it.
struct flight {
    bool landed = false;
    std::vector<std::function<void()>> then;

    void land();
};

// What is being asked may outlive whoever asked: keep it shared, and cancel() when its user goes.
class flights : public std::enable_shared_from_this<flights> {
public:
    using question = std::function<boost::asio::awaitable<void>()>;

    explicit flights(std::string whose) : whose_(std::move(whose)) {}

    // Starts it, unless it is on its way already. Who waits is let go whatever happens.
    std::shared_ptr<flight> ask(
        boost::asio::any_io_executor on, const std::string& what, question how
    );
    void cancel();

private:
    static boost::asio::awaitable<void> fly(
        std::shared_ptr<flights> self, std::string what, question how
    );

    std::string whose_;  // "slack directory"
    std::map<std::string, std::shared_ptr<flight>> going_;
    std::optional<nursery> tasks_;
};

boost::asio::awaitable<void> until_landed(std::shared_ptr<flight> one);
// Until all have, or so long.
boost::asio::awaitable<void> until_landed(
    std::vector<std::shared_ptr<flight>> all, std::chrono::milliseconds limit
);

}  // namespace bot
