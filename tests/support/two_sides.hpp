// Scribe on one side, emulators of platforms on the other: the record, the post office and what
// speaks to each platform, joined to it by real sockets. A clock that stands still until it is set,
// or flows; everything waits for what it asked for, and never sleeps.
//
// Each side has a loop of its own, turned by the same thread: so our side can go down without a
// word, and the other goes on.
#pragma once

#include "bot/net/http_server.hpp"
#include "bot/platforms/platform.hpp"
#include "bot/verbs/post_office.hpp"
#include "config/configuration.hpp"
#include "tests/config/temp_folder.hpp"
#include "tests/support/counted_inbox.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bot::test {

namespace asio = boost::asio;

// A platform's emulator with people in it, and what of Scribe is put before it.
class far_side {
public:
    virtual ~far_side() = default;
    virtual std::string_view platform_name() const = 0;
    virtual result<std::unique_ptr<chat_platform>> make_platform(
        asio::any_io_executor executor, inbox& in
    ) = 0;
    virtual void until_connected() = 0;
    virtual void until_gone() = 0;               // it has seen that we are gone
    virtual void until_told() = 0;               // all that happened there is durable here
    virtual std::size_t calls_made() const = 0;  // by us, ever
    // No connection of ours comes up.
    bool is_cut_off() const { return is_cut_off_; }

protected:
    bool is_cut_off_ = false;
};

class two_sides {
public:
    using moment_type = std::chrono::sys_time<std::chrono::microseconds>;

    explicit two_sides(bool on_disk);  // else in memory, and it outlives a cut as well
    virtual ~two_sides() = default;
    two_sides(const two_sides&) = delete;
    two_sides& operator=(const two_sides&) = delete;

    // Before the first start; it goes on until the last cut.
    void join(far_side& side) { far_.push_back(&side); }

    // --- our side ---
    void open_record();
    void start();  // returns when it is connected, unless it cannot be
    void stop();   // politely
    void cut();    // as if the power went: nobody is told
    void restart() {
        cut();
        start();
    }
    bool is_up() const { return office_ != nullptr; }
    // The engine does nothing until it is let go: what comes waits in front of it.
    void hold_record();
    void let_record_go();
    counted_inbox& inbox_seen() { return *seen_; }

    // --- time ---
    void set_clock(instant to);
    void set_clock(std::string_view rfc3339);
    void advance(std::chrono::milliseconds by) { set_clock(now() + by); }
    void let_time_flow();
    instant now() const;
    moment_type moment() const;

    // --- the record ---
    // Empty: it has none there. Where nothing is named, on the platform that joined first.
    std::string channel_of(std::int64_t incident, std::string_view platform = {});
    incident about(std::int64_t number);
    std::vector<record> recorded(std::int64_t incident);
    std::string remembered(std::string key);
    // On the engine's thread, between two batches.
    template <class T>
    T ask(std::function<T(archive&)> question);

    // --- waiting ---
    // Until all that was told is durable and nothing waits to go out; jumps over what is to be
    // tried later, unless time flows.
    void settle();
    void run_until(const std::function<bool()>& done, const std::string& for_what);
    bool is_reading(const std::string& channel) const { return reading_.contains(channel); }
    void until_heard();  // all that was told is durable
    asio::io_context& loop() { return far_io_; }
    asio::io_context& our_loop() { return *io_; }

    // --- what sides are made with ---
    rca_writer writer();
    std::function<void(std::string_view, bool)> reading_notes();
    std::chrono::seconds patience{20};  // of every wait
    // The engine takes turns with our loop; for a machine whose time is played.
    bool is_one_thread = false;
    std::function<void(std::span<char>)> random;  // the system's
    // Where the platforms' routes are; the same after each start. 0: nowhere.
    std::uint16_t door_port = 0;
    // On the same record without a far side; made anew with each life of ours and gone with it.
    std::function<std::shared_ptr<void>(asio::any_io_executor, post_office&)> beside{};
    configuration config;
    const rca_library templates{""};

protected:
    store& record_kept() { return *keep_; }

private:
    struct waiting_errands {
        std::size_t count = 0;
        std::optional<instant> next;  // when the first that sleeps is due
    };
    using guard = asio::executor_work_guard<asio::io_context::executor_type>;

    void turn();
    waiting_errands errands();

    bool on_disk_;
    temp_folder folder_;
    std::vector<far_side*> far_;
    asio::io_context far_io_{1};
    mutable std::mutex clock_gate_;
    std::chrono::microseconds set_to_{0};
    std::optional<std::chrono::steady_clock::time_point> flows_since_;

    std::set<std::string> reading_;  // channels that are being read back
    guard far_stays_{far_io_.get_executor()};
    std::unique_ptr<store> keep_;
    std::unique_ptr<asio::io_context> io_;
    std::optional<guard> stays_;
    std::unique_ptr<post_office> office_;
    std::unique_ptr<counted_inbox> seen_;
    std::vector<std::unique_ptr<chat_platform>> platforms_;
    std::unique_ptr<http_server> door_;
    std::shared_ptr<void> beside_;
    std::optional<std::promise<void>> hold_;  // the engine waits for it
};

template <class T>
T two_sides::ask(std::function<T(archive&)> question) {
    // Shared: when the wait is given up, the question is still there.
    const auto told = std::make_shared<std::optional<T>>();
    office_->ask([question = std::move(question), told](archive& from) -> std::function<void()> {
        auto answer = std::make_shared<T>(question(from));
        return [told, answer] { told->emplace(std::move(*answer)); };
    });
    run_until([&] { return told->has_value(); }, "an answer of the record");
    return std::move(**told);
}

// A port nobody listens on, to be listened on soon.
std::uint16_t free_port();

}  // namespace bot::test
