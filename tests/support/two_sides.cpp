#include "tests/support/two_sides.hpp"

#include "bot/destinations/folder.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "bot/store/store_table.hpp"
#include "bot/verbs/surroundings.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace bot::test {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::steady_clock;

two_sides::two_sides(bool on_disk) : random(system_random), on_disk_(on_disk) {
    const auto* level = std::getenv("SCRIBE_TEST_LOG");
    spdlog::set_level(level ? spdlog::level::from_str(level) : spdlog::level::off);
    config.store.path = folder_.path() + "/scribe.db";
    set_clock("2026-03-02T09:00:00Z");
}

void two_sides::open_record() {
    if (!on_disk_) {
        if (!keep_) keep_ = make_memory_store();
        return;
    }
    keep_.reset();
    auto opened = find_store_backend("sqlite")->open(config.store.path, open_mode::read_write);
    if (!opened) throw std::runtime_error(opened.error().detail);
    keep_ = std::move(*opened);
}

rca_writer two_sides::writer() {
    return [folder = folder_.path()](const rendered_rca& rca) -> result<std::string> {
        auto written = write_to_folder(folder, rca.file_name, rca.text, rca.incident);
        if (!written) return tl::unexpected(written.error());
        return "rca/" + rca.file_name;
    };
}

std::function<void(std::string_view, bool)> two_sides::reading_notes() {
    return [this](std::string_view channel, bool begins) {
        if (begins)
            reading_.emplace(channel);
        else
            reading_.erase(std::string(channel));
    };
}

// --- our side ---

void two_sides::start() {
    open_record();
    io_ = std::make_unique<asio::io_context>(1);
    stays_.emplace(io_->get_executor());
    auto office = post_office::open(
        io_->get_executor(),
        {*keep_,
         config.incident,
         templates,
         [this] { return now(); },
         random,
         [](const error& why) { FAIL(why.detail); },
         is_one_thread}
    );
    if (!office) throw std::runtime_error(office.error().detail);
    office_ = std::move(*office);
    seen_ = std::make_unique<counted_inbox>(*office_);
    for (auto* side : far_) {
        auto made = side->make_platform(io_->get_executor(), *seen_);
        if (!made) throw std::runtime_error(made.error().detail);
        auto* const platform = platforms_.emplace_back(std::move(*made)).get();
        office_->carry(std::string(side->platform_name()), platform->carrier());
        office_->watch([platform](const change_notice& what) { platform->on_change(what); });
    }
    if (beside) beside_ = beside(io_->get_executor(), *office_);
    office_->run();
    if (door_port != 0) {
        std::vector<http_route> routes;
        for (const auto& one : platforms_)
            for (auto& route : one->routes()) routes.push_back(std::move(route));
        door_ = std::make_unique<http_server>(io_->get_executor(), std::move(routes));
        const auto port = door_->listen("127.0.0.1", door_port);
        if (!port) throw std::runtime_error(port.error().detail);
    }
    for (const auto& one : platforms_) one->start();
    for (auto* side : far_)
        if (!side->is_cut_off()) side->until_connected();
}

void two_sides::stop() {
    bool done = !door_;
    if (door_) asio::co_spawn(*io_, door_->stop(), [&](std::exception_ptr) { done = true; });
    run_until([&] { return done; }, "the door to close");
    for (const auto& one : platforms_) {
        done = false;
        asio::co_spawn(*io_, one->stop(), [&](std::exception_ptr) { done = true; });
        run_until([&] { return done; }, "the platform to stop");
    }
    office_->stop();
    cut();
}

void two_sides::cut() {
    let_record_go();
    door_.reset();
    beside_.reset();
    platforms_.clear();
    seen_.reset();
    office_.reset();
    reading_.clear();
    stays_.reset();
    io_.reset();
    if (on_disk_) keep_.reset();
    for (auto* side : far_) side->until_gone();
}

void two_sides::hold_record() {
    hold_.emplace();
    office_->ask([waits = hold_->get_future().share()](archive&) -> std::function<void()> {
        waits.wait();
        return [] {};
    });
}

void two_sides::let_record_go() {
    if (hold_) hold_->set_value();
    hold_.reset();
}

// --- time ---

void two_sides::set_clock(instant to) {
    const std::lock_guard lock(clock_gate_);
    set_to_ = to.time_since_epoch();
    if (flows_since_) flows_since_ = steady_clock::now();
}

void two_sides::set_clock(std::string_view rfc3339) {
    set_clock(parse_rfc3339(rfc3339).value());
}

void two_sides::let_time_flow() {
    const std::lock_guard lock(clock_gate_);
    flows_since_ = steady_clock::now();
}

two_sides::moment_type two_sides::moment() const {
    const std::lock_guard lock(clock_gate_);
    auto at = set_to_;
    if (flows_since_)
        at += std::chrono::duration_cast<microseconds>(steady_clock::now() - *flows_since_);
    return moment_type(at);
}

instant two_sides::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(moment());
}

// --- the record ---

std::string two_sides::channel_of(std::int64_t incident, std::string_view platform) {
    const std::string name(platform.empty() ? far_.front()->platform_name() : platform);
    return ask<std::string>([incident, name](archive& from) {
        for (const auto& each : from.rooms())
            if (each.platform == name && each.log == incident_id{incident}) return each.channel;
        return std::string();
    });
}

incident two_sides::about(std::int64_t number) {
    return ask<incident>([number](archive& from) {
        const auto* found = from.look().find(incident_id{number});
        return found ? *found : incident();
    });
}

std::vector<record> two_sides::recorded(std::int64_t of) {
    return ask<std::vector<record>>([this, of](archive&) {
        std::vector<record> all;
        const auto read =
            keep_->read(incident_id{of}, 1, store::which::everything, [&](record&& line) {
                all.push_back(std::move(line));
                return true;
            });
        return read ? all : std::vector<record>();
    });
}

std::string two_sides::remembered(std::string key) {
    return ask<std::string>([key = std::move(key)](archive& from) {
        return from.remembered(key).value_or(std::nullopt).value_or("");
    });
}

two_sides::waiting_errands two_sides::errands() {
    return ask<waiting_errands>([this](archive& from) {
        waiting_errands all;
        for (const auto& each : keep_->effects().value()) {
            if (each.dead) continue;
            ++all.count;
            if (each.not_before <= from.now()) continue;
            all.next = std::min(all.next.value_or(each.not_before), each.not_before);
        }
        return all;
    });
}

// --- waiting ---

void two_sides::until_heard() {
    for (auto* side : far_) side->until_told();
}

void two_sides::settle() {
    const auto until = steady_clock::now() + patience;
    constexpr int at_a_standstill = 10;
    std::size_t asked_before = 0;
    int unmoved = 0;
    for (int quiet = 0; quiet < 2;) {
        if (steady_clock::now() > until) throw std::runtime_error("it does not come to rest");
        until_heard();
        const auto left = errands();
        quiet = left.count == 0 ? quiet + 1 : 0;
        std::size_t asked = 0;
        for (const auto* side : far_) asked += side->calls_made();
        unmoved = asked == std::exchange(asked_before, asked) ? unmoved + 1 : 0;
        // What is due may stand behind what is not.
        if (left.next && unmoved >= at_a_standstill && !flows_since_) set_clock(*left.next);
    }
}

void two_sides::run_until(const std::function<bool()>& done, const std::string& for_what) {
    const auto until = steady_clock::now() + patience;
    while (!done()) {
        if (steady_clock::now() > until) throw std::runtime_error("waited in vain for " + for_what);
        turn();
    }
}

// A far side looks every millisecond at least: its loop is not waited on while ours is.
void two_sides::turn() {
    const auto ran = far_io_.poll() + (io_ ? io_->poll() : 0);
    if (ran == 0) (io_ ? *io_ : far_io_).run_one_for(1ms);
}

std::uint16_t free_port() {
    asio::io_context io;
    asio::ip::tcp::acceptor taken(io, {asio::ip::make_address("127.0.0.1"), 0});
    return taken.local_endpoint().port();
}

}  // namespace bot::test
