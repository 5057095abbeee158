// Slack's courier, over real connections to a Slack of our own. The record behind it is a small
// stand-in: it keeps what it is told, in order.
#pragma once

#include "bot/platforms/slack/couriers.hpp"
#include "tests/emulators/slack/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bot::test {

namespace asio = boost::asio;

class small_record final : public inbox, public archive, public lookups {
public:
    explicit small_record(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    // --- inbox ---
    bool submit(inbound what, std::function<void(result<handled>)> done) override;
    void when_room(std::function<void()> go_on) override { asio::post(executor_, go_on); }
    void ask(question what) override;
    instant now() const override { return instant(std::chrono::seconds(1'790'000'000)); }

    // --- archive ---
    lookups& look() override { return *this; }
    const settings& rules() override { return rules_; }
    instant now() override { return std::as_const(*this).now(); }
    std::vector<room_binding> rooms() override { return bound; }
    result<std::vector<record>> read_back(incident_id, std::int64_t before, std::size_t) override {
        return before == 0 ? lines : std::vector<record>();
    }
    result<std::optional<record>> read_one(incident_id, std::int64_t) override {
        return std::optional<record>();
    }
    result<std::optional<std::string>> remembered(std::string_view key) override;
    result<rendered_rca> render(const incident&, std::string_view) override {
        return fail(errc::not_found, "no templates here");
    }

    // --- lookups ---
    const incident* find(incident_id id) override;
    std::optional<incident_id> log_of_room(std::string_view, std::string_view) override;
    std::vector<incident_brief> briefs() override;
    std::vector<incident_brief> open_briefs() override;
    std::optional<kept_message> message(std::string_view, std::string_view, std::string_view id)
        override {
        looked_for.emplace_back(id);
        return std::nullopt;
    }
    std::optional<kept_message> message_at(incident_id, std::int64_t) override {
        return std::nullopt;
    }
    std::vector<alert_notice> waiting_alerts(std::string_view) override { return {}; }
    std::vector<search_hit> search(std::string_view, std::size_t) override { return {}; }
    incident_id next_incident() override { return incident_id{1}; }
    incident_id next_room_log() override { return incident_id{-1}; }
    std::int64_t messages_since(incident_id, std::int64_t) override { return 0; }

    void take(const inbound& what);  // what is journaled already has no effect
    void answer_one();               // the first question put off
    template <class Kind>
    std::vector<inbound> all_of() const {
        std::vector<inbound> found;
        for (const auto& each : taken)
            if (std::holds_alternative<Kind>(each.what)) found.push_back(each);
        return found;
    }

    std::vector<inbound> taken;  // with a key of its own each
    std::map<std::string, std::string, std::less<>> memos;
    std::vector<room_binding> bound;
    std::map<incident_id, incident> incidents;
    std::vector<record> lines;  // what can be read back, of any log
    std::vector<std::string> looked_for;
    bool is_shut = false;  // records nothing any more
    bool is_busy = false;  // questions are put off
    std::deque<question> put_off;

private:
    asio::any_io_executor executor_;
    settings rules_;
};

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
