// Slack's courier, over real connections to a Slack of our own.
#pragma once

#include "bot/platforms/slack/couriers.hpp"
#include "tests/emulators/slack/server.hpp"
#include "tests/support/small_record.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bot::test {

namespace asio = boost::asio;

bot::slack::courier_options house_h1();

class courier_stage {
public:
    explicit courier_stage(bot::slack::courier_options options = house_h1());
    ~courier_stage();

    // A delivery of INC-7 under the next number, to the room that was opened last.
    delivery wish_for(wish what, address where = to_incident_room{});
    // Until it is answered, which it is once; its receipts are recorded.
    outcome carry(const delivery& what);
    outcome carry(wish what, address where = to_incident_room{}) {
        return carry(wish_for(std::move(what), std::move(where)));
    }
    // As the outbox does it: again, until it is delivered or refused. How often it was carried.
    int carry_on(delivery what);
    void start(const delivery& what, std::function<void(outcome)> answer);

    // Opens a room for INC-7; its channel.
    std::string open(const std::string& name = "inc-7-db");
    // The answer to the next calls of this method goes wrong, by one of the emulator's faults.
    void arm(
        std::string fault, std::string method, std::string value = {}, int skip = 0, int times = 1
    );
    emulator::slack::reply as_bot(std::string_view method, nlohmann::json arguments);
    std::vector<std::string> lines(const std::string& channel);
    int calls(std::string_view method) const;

    template <class T>
    T run(asio::awaitable<T> what);
    void run_until(const std::function<bool()>& done);

    asio::io_context io{1};
    emulator::slack::workspace space;
    std::unique_ptr<emulator::slack::server> slack;
    secret token;
    std::unique_ptr<bot::slack::web_api> api;
    std::unique_ptr<bot::slack::directory> known;
    bot::slack::identity me;
    small_record record{io.get_executor()};
    nursery tasks{io.get_executor()};
    std::unique_ptr<bot::slack::slack_courier> courier;
    std::string room;  // the channel deliveries go to

private:
    std::int64_t effects_ = 0;
};

template <class T>
T courier_stage::run(asio::awaitable<T> what) {
    std::optional<T> value;
    std::exception_ptr thrown;
    bool done = false;
    asio::co_spawn(io, std::move(what), [&](std::exception_ptr broken, T made) {
        thrown = broken;
        value.emplace(std::move(made));
        done = true;
    });
    run_until([&] { return done; });
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*value);
}

}  // namespace bot::test
