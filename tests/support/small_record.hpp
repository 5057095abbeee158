// A small stand-in for the record behind a courier: it keeps what it is told, in order.
#pragma once

#include "bot/ports/inbox.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
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

}  // namespace bot::test
