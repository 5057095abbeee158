// Scribe in a Slack workspace of its own: the emulator, the record, the post office and the Slack
// platform, joined by real sockets. A clock that stands still until it is set, or flows. People of
// the workspace say and do things; everything waits for what it asked for, and never sleeps.
//
// In HTTP mode Slack calls us, under one secret or the other; else we hold sockets.
//
// Slack and our side have a loop each, turned by the same thread: so our side can go down without
// a word, and Slack goes on.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/platforms/slack/slack.hpp"
#include "bot/verbs/post_office.hpp"
#include "config/configuration.hpp"
#include "tests/config/temp_folder.hpp"
#include "tests/emulators/slack/server.hpp"
#include "tests/support/counted_inbox.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

namespace asio = boost::asio;
using emulator::slack::shown;

class world;

struct world_options {
    bool on_disk = false;  // a SQLite file; else in memory, and it outlives a cut as well
    bool tls = false;
    bool http = false;
    std::chrono::milliseconds minute{20};  // of Slack's limits
    std::function<void(configuration&)> change{};
    std::function<void(bot::slack::socket_mode_options&)> sockets{};
    std::function<void(bot::slack::slack_parts&)> parts{};
    std::function<void(world&, store&)> before{};  // what is on record when we first start
    // Another platform on the same record, made anew with each life of ours and gone with it.
    std::function<std::shared_ptr<void>(asio::any_io_executor, post_office&)> beside{};
};

inline constexpr std::string_view signing_secret = "0123456789abcdef0123456789abcdef";

class world {
public:
    // ana, ben and dana are in #ops and #incidents; Scribe is in #incidents. It is connected.
    explicit world(world_options options = {});
    ~world();

    // --- our side ---
    void start();  // returns when it is connected, unless Slack is cut off
    void stop();   // politely
    void cut();    // as if the power went: nobody is told
    void restart() {
        cut();
        start();
    }
    // Slack's sockets end and no new one comes up until reconnect(); its Web API goes on. What
    // happens meanwhile is not told later.
    void disconnect();
    void reconnect();
    bool is_cut_off() const { return is_cut_off_; }
    // The engine does nothing until it is let go: what comes waits in front of it.
    void hold_record();
    void let_record_go();
    const counted_inbox& inbox_seen() const { return *seen_; }

    // --- HTTP mode ---
    // Slack signs with this from now on.
    void sign_with(std::string_view secret);
    // A request of somebody's own making to our address: its status.
    int post(emulator::slack::webhook_body body, std::string_view secret, seconds age = seconds(0));

    // --- time ---
    void set_clock(instant to);
    void set_clock(std::string_view rfc3339);
    void advance(std::chrono::milliseconds by) { set_clock(now() + by); }
    void let_time_flow();
    instant now() const;
    emulator::slack::moment moment() const;

    // --- people ---
    std::string says(std::string_view who, std::string_view where, std::string_view text);
    void joins(std::string_view who, std::string_view where) { space.joins(who, where, moment()); }
    // What stands there for them afterwards and nobody else sees; empty when nothing does.
    std::string command(std::string_view who, std::string_view where, std::string_view line);
    // Declares and waits for the room to be furnished; its channel.
    std::string declare(std::string_view who, std::string_view what);
    // The button under the card of a channel.
    std::int64_t presses(std::string_view who, std::string_view channel, std::string_view button);
    // The form open for them, which they wait for.
    const emulator::slack::view& form_of(const std::string& who);
    // Until it is answered: closed, or with errors in it, which are given.
    std::string submits(const std::string& who, nlohmann::json values);

    // --- what there is ---
    // "scribe (app): text"; without what is for one person's eyes.
    std::vector<std::string> lines(const std::string& channel) const;
    std::vector<std::string> whispers(const std::string& channel, std::string_view to) const;
    bool reads(const std::string& channel, std::string_view words) const;
    bool hears_directly(const std::string& who, std::string_view words) const;
    std::optional<shown> card(const std::string& channel) const;
    std::string channel_of(std::int64_t incident);  // empty: it has none
    incident about(std::int64_t number);
    std::vector<record> recorded(std::int64_t incident);
    // Of a file shared by us in the channel; the last one.
    const emulator::slack::file* file_in(const std::string& channel) const;

    // On the engine's thread, between two batches.
    template <class T>
    T ask(std::function<T(archive&)> question);

    // --- waiting ---
    // Until all that came is acknowledged and nothing waits to go out; jumps over what is to be
    // tried later, unless time flows.
    void settle();
    void until_acked();
    void run_until(const std::function<bool()>& done, const std::string& for_what);
    // Until what was missed in the channel has been read, up to this message.
    void until_caught_up(const std::string& channel, const std::string& ts);
    asio::io_context& loop() { return slack_io_; }
    asio::io_context& our_loop() { return *io_; }

    emulator::slack::workspace space;
    std::unique_ptr<emulator::slack::server> slack;
    const rca_library templates{""};
    std::string ana, ben, dana, ops, incidents;

private:
    struct waiting_errands {
        std::size_t count = 0;
        std::optional<instant> next;  // when the first that sleeps is due
    };
    using guard = asio::executor_work_guard<asio::io_context::executor_type>;

    void turn();
    waiting_errands errands();
    void open_record();
    void until_connected();
    void open_door();
    bot::slack::slack_parts parts();

    world_options options_;
    temp_folder folder_;
    configuration config_;
    mutable std::mutex clock_gate_;
    std::chrono::microseconds set_to_{0};
    std::optional<std::chrono::steady_clock::time_point> flows_since_;

    bool is_cut_off_ = false;
    std::set<std::string> reading_;  // channels that are being read back
    asio::io_context slack_io_{1};
    guard slack_stays_{slack_io_.get_executor()};
    std::unique_ptr<store> keep_;
    std::unique_ptr<asio::io_context> io_;
    std::optional<guard> stays_;
    std::unique_ptr<post_office> office_;
    std::unique_ptr<counted_inbox> seen_;
    std::unique_ptr<chat_platform> platform_;
    std::unique_ptr<http_server> door_;
    std::uint16_t port_ = 0;  // of the door; the same after each start
    std::string signed_with_{signing_secret};
    std::optional<std::promise<void>> hold_;  // the engine waits for it
    std::shared_ptr<void> beside_;
};

template <class T>
T world::ask(std::function<T(archive&)> question) {
    // Shared: when the wait is given up, the question is still there.
    const auto told = std::make_shared<std::optional<T>>();
    office_->ask([question = std::move(question), told](archive& from) -> std::function<void()> {
        auto answer = std::make_shared<T>(question(from));
        return [told, answer] { told->emplace(std::move(*answer)); };
    });
    run_until([&] { return told->has_value(); }, "an answer of the record");
    return std::move(**told);
}

}  // namespace bot::test
