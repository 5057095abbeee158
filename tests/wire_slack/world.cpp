#include "tests/wire_slack/world.hpp"

#include "bot/destinations/folder.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "bot/store/store_table.hpp"
#include "bot/verbs/surroundings.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/co_spawn.hpp>
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

namespace {

constexpr auto patience = 20s;
constexpr std::string_view platform = "slack";

bot::slack::socket_mode_options quick_sockets() {
    bot::slack::socket_mode_options quick;
    quick.hello_deadline = 500ms;
    quick.liveness = 5s;
    quick.drain = 50ms;
    quick.stable = 50ms;
    quick.backoff_first = 2ms;
    quick.backoff_cap = 30ms;
    quick.crowded_pause = 100ms;
    quick.disabled_pause = 100ms;
    quick.fatal_pause = 100ms;
    quick.opens_per_minute = 1'000'000;
    return quick;
}

}  // namespace

world::world(world_options options)
    : space(emulator::slack::moment(1'700'000'000s)), options_(std::move(options)) {
    const auto* level = std::getenv("SCRIBE_TEST_LOG");
    spdlog::set_level(level ? spdlog::level::from_str(level) : spdlog::level::off);
    set_clock("2026-03-02T09:00:00Z");
    ana = space.add_user("ana");
    ben = space.add_user("ben");
    dana = space.add_user("dana");
    ops = space.add_channel("ops");
    incidents = space.add_channel("incidents");
    for (const auto& who : {ana, ben, dana})
        for (const auto& where : {ops, incidents}) space.let_in(where, who);
    space.let_in(incidents, space.bot_user());
    space.policy().minute = options_.minute;

    emulator::slack::server_options how;
    how.clock = [this] { return moment(); };
    if (options_.tls) {
        how.certificate = made_certificates().server_cert;
        how.key = made_certificates().server_key;
        how.host = "localhost";
        config_.slack.ca_file = made_certificates().ca;
    }
    slack = std::make_unique<emulator::slack::server>(slack_io_.get_executor(), space, how);
    slack->start();
    config_.slack.bot_token.emplace(space.bot_token());
    if (options_.http) config_.slack.signing_secret.emplace(signing_secret);
    if (!options_.http) config_.slack.app_token.emplace(space.app_token());
    config_.slack.api_url = slack->api_url();
    config_.store.path = folder_.path() + "/scribe.db";
    if (options_.change) options_.change(config_);
    if (options_.before) {
        open_record();
        options_.before(*this, *keep_);
    }
    start();
}

world::~world() {
    cut();
    bool done = false;
    asio::co_spawn(slack_io_, slack->stop(), [&](std::exception_ptr) { done = true; });
    while (!done) slack_io_.run_one();
}

void world::open_record() {
    if (!options_.on_disk) {
        if (!keep_) keep_ = make_memory_store();
        return;
    }
    keep_.reset();
    auto opened = find_store_backend("sqlite")->open(config_.store.path, open_mode::read_write);
    if (!opened) throw std::runtime_error(opened.error().detail);
    keep_ = std::move(*opened);
}

bot::slack::slack_parts world::parts() {
    bot::slack::slack_parts made{config_.slack};
    made.console_url = config_.incident.console_url;
    made.write_rca = [folder = folder_.path()](const rendered_rca& rca) -> result<std::string> {
        auto written = write_to_folder(folder, rca.file_name, rca.text);
        if (!written) return tl::unexpected(written.error());
        return "rca/" + rca.file_name;
    };
    made.random = system_random;
    made.api.minute = options_.minute;
    made.api.deadline = 2s;
    made.sockets = quick_sockets();
    if (options_.sockets) options_.sockets(made.sockets);
    made.cursor_every = 5ms;
    made.on_reading = [this](std::string_view channel, bool begins) {
        if (begins)
            reading_.emplace(channel);
        else
            reading_.erase(std::string(channel));
    };
    made.identity_pause = 50ms;
    if (options_.parts) options_.parts(made);
    return made;
}

void world::start() {
    open_record();
    io_ = std::make_unique<asio::io_context>(1);
    stays_.emplace(io_->get_executor());
    auto office = post_office::open(
        io_->get_executor(),
        {*keep_,
         config_.incident,
         templates,
         [this] { return now(); },
         system_random,
         [](const error& why) { FAIL(why.detail); }}
    );
    if (!office) throw std::runtime_error(office.error().detail);
    office_ = std::move(*office);
    seen_ = std::make_unique<counted_inbox>(*office_);
    auto made = bot::slack::make_slack(io_->get_executor(), *seen_, parts());
    if (!made) throw std::runtime_error(made.error().detail);
    platform_ = std::move(*made);
    office_->carry(std::string(platform), platform_->carrier());
    office_->watch([this](const change_notice& what) { platform_->on_change(what); });
    if (options_.beside) beside_ = options_.beside(io_->get_executor(), *office_);
    office_->run();
    platform_->start();
    if (options_.http) open_door();
    if (!is_cut_off_) until_connected();
}

void world::open_door() {
    door_ = std::make_unique<http_server>(io_->get_executor(), platform_->routes());
    port_ = door_->listen("127.0.0.1", port_).value();
    sign_with(signed_with_);
}

void world::sign_with(std::string_view secret) {
    signed_with_ = secret;
    slack->use_webhook(
        {"http://127.0.0.1:" + std::to_string(port_) + "/slack/events", signed_with_}
    );
}

int world::post(emulator::slack::webhook_body body, std::string_view secret, seconds age) {
    const auto status = std::make_shared<std::optional<int>>();
    const emulator::slack::webhook where{
        "http://127.0.0.1:" + std::to_string(port_) + "/slack/events", std::string(secret)};
    asio::co_spawn(
        slack_io_,
        emulator::slack::post_to(where, std::move(body), {}, moment() - age),
        [status](std::exception_ptr, emulator::slack::webhook_answer told) {
            *status = told.status;
        }
    );
    run_until([&] { return status->has_value(); }, "an answer at our door");
    return **status;
}

void world::hold_record() {
    hold_.emplace();
    office_->ask([waits = hold_->get_future().share()](archive&) -> std::function<void()> {
        waits.wait();
        return [] {};
    });
}

void world::let_record_go() {
    if (hold_) hold_->set_value();
    hold_.reset();
}

// In HTTP mode once an event is taken: before that we do not know whose words are ours.
void world::until_connected() {
    if (options_.http) {
        const std::string probe = R"({"type":"event_callback","event":{"type":"emoji_changed"}})";
        const auto until = steady_clock::now() + patience;
        while (post({"application/json", probe}, signed_with_) != 200)
            if (steady_clock::now() > until) throw std::runtime_error("no event is taken");
        return;
    }
    const auto wanted = static_cast<std::size_t>(config_.slack.connections);
    run_until([&] { return slack->board().ready().size() >= wanted; }, "the sockets");
}

void world::stop() {
    bool done = !door_;
    if (door_) asio::co_spawn(*io_, door_->stop(), [&](std::exception_ptr) { done = true; });
    run_until([&] { return done; }, "the door to close");
    done = false;
    asio::co_spawn(*io_, platform_->stop(), [&](std::exception_ptr) { done = true; });
    run_until([&] { return done; }, "the platform to stop");
    office_->stop();
    cut();
}

void world::cut() {
    let_record_go();
    door_.reset();
    beside_.reset();
    platform_.reset();
    seen_.reset();
    office_.reset();
    reading_.clear();
    stays_.reset();
    io_.reset();
    if (options_.on_disk) keep_.reset();
    // Until Slack has seen it: what it sends to who is gone is lost.
    run_until([&] { return slack->board().ready().empty(); }, "Slack to see that we are gone");
}

void world::disconnect() {
    REQUIRE_FALSE(options_.http);
    is_cut_off_ = true;
    auto& delivery = slack->delivery_policy();
    delivery.ack_within = 1ms;
    delivery.again_after = {0ms, 0ms, 0ms};
    emulator::slack::fault closed;
    closed.name = "upgrade_drop";
    closed.times = 1'000'000;
    REQUIRE(slack->arm(closed));
    slack->strike("reset");
    run_until([&] { return slack->board().ready().empty(); }, "the sockets to end");
}

void world::reconnect() {
    until_acked();
    slack->faults().disarm("upgrade_drop");
    const emulator::slack::delivery_rules usual;
    slack->delivery_policy() = usual;
    is_cut_off_ = false;
    until_connected();
}

void world::set_clock(instant to) {
    const std::lock_guard lock(clock_gate_);
    set_to_ = to.time_since_epoch();
    if (flows_since_) flows_since_ = steady_clock::now();
}

void world::set_clock(std::string_view rfc3339) {
    set_clock(parse_rfc3339(rfc3339).value());
}

void world::let_time_flow() {
    const std::lock_guard lock(clock_gate_);
    flows_since_ = steady_clock::now();
}

emulator::slack::moment world::moment() const {
    const std::lock_guard lock(clock_gate_);
    auto at = set_to_;
    if (flows_since_)
        at += std::chrono::duration_cast<microseconds>(steady_clock::now() - *flows_since_);
    return emulator::slack::moment(at);
}

instant world::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(moment());
}

std::string world::says(std::string_view who, std::string_view where, std::string_view text) {
    return space.says(who, where, text, moment());
}

std::string world::command(std::string_view who, std::string_view where, std::string_view line) {
    const auto* channel = space.find_channel(where);
    const auto before = whispers(channel->id, who).size();
    space.runs_command(who, where, line, moment());
    until_acked();
    const auto after = whispers(channel->id, who);
    return after.size() > before ? after.back() : std::string();
}

std::string world::declare(std::string_view who, std::string_view what) {
    const auto answer = command(who, "ops", "/incident declare " + std::string(what));
    const auto label = answer.find("INC-");
    if (label == answer.npos) throw std::runtime_error("not declared: " + answer);
    settle();
    return channel_of(std::stoll(answer.substr(label + 4)));
}

std::int64_t world::presses(
    std::string_view who, std::string_view channel, std::string_view button
) {
    const auto on = card(std::string(channel));
    if (!on) throw std::runtime_error("there is no card in " + std::string(channel));
    return space.presses(who, channel, on->ts, button, moment());
}

const emulator::slack::view& world::form_of(const std::string& who) {
    run_until([&] { return !space.modals(who).empty(); }, "a form for " + who);
    return *space.modals(who).back();
}

std::string world::submits(const std::string& who, nlohmann::json values) {
    const auto id = form_of(who).id;
    space.submits(who, id, std::move(values), moment());
    until_acked();
    const auto* after = space.find_view(id);
    return after->open ? after->errors.begin().value().get<std::string>() : std::string();
}

std::vector<std::string> world::lines(const std::string& channel) const {
    std::vector<std::string> said;
    for (const auto& each : space.sees(channel))
        if (each.only_to.empty() && each.subtype.empty())
            said.push_back(each.who + ": " + each.reads);
    return said;
}

std::vector<std::string> world::whispers(const std::string& channel, std::string_view to) const {
    const auto* who = space.find_user(to);
    std::vector<std::string> said;
    for (const auto& each : space.sees(channel))
        if (each.only_to == who->name || each.only_to == who->id) said.push_back(each.reads);
    return said;
}

bool world::reads(const std::string& channel, std::string_view words) const {
    const auto said = space.sees(channel);
    return std::ranges::any_of(said, [&](const shown& each) {
        return each.reads.find(words) != std::string::npos;
    });
}

bool world::hears_directly(const std::string& who, std::string_view words) const {
    const auto channel = space.direct(who);
    return !channel.empty() && reads(channel, words);
}

std::optional<shown> world::card(const std::string& channel) const {
    for (const auto& each : space.sees(channel))
        if (each.pinned && each.who.find("(app)") != std::string::npos) return each;
    return std::nullopt;
}

std::string world::channel_of(std::int64_t incident) {
    return ask<std::string>([incident](archive& from) {
        for (const auto& each : from.rooms())
            if (each.platform == platform && each.log == incident_id{incident}) return each.channel;
        return std::string();
    });
}

incident world::about(std::int64_t number) {
    return ask<incident>([number](archive& from) {
        const auto* found = from.look().find(incident_id{number});
        return found ? *found : incident();
    });
}

std::vector<record> world::recorded(std::int64_t of) {
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

const emulator::slack::file* world::file_in(const std::string& channel) const {
    const emulator::slack::file* found = nullptr;
    for (const auto& [ts, each] : space.find_channel(channel)->messages)
        if (each.user == space.bot_user() && !each.files.empty())
            found = space.find_file(each.files.back());
    return found;
}

world::waiting_errands world::errands() {
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

void world::settle() {
    const auto until = steady_clock::now() + patience;
    constexpr int at_a_standstill = 10;
    std::size_t asked_before = 0;
    int unmoved = 0;
    for (int quiet = 0; quiet < 2;) {
        if (steady_clock::now() > until) throw std::runtime_error("it does not come to rest");
        until_acked();
        const auto left = errands();
        quiet = left.count == 0 ? quiet + 1 : 0;
        const auto asked = space.journal().size();
        unmoved = asked == std::exchange(asked_before, asked) ? unmoved + 1 : 0;
        // What is due may stand behind what is not.
        if (left.next && unmoved >= at_a_standstill && !flows_since_) set_clock(*left.next);
    }
}

void world::until_acked() {
    run_until(
        [&] { return !slack->record().next_due(); }, "everything that was told to be acknowledged"
    );
}

void world::until_caught_up(const std::string& channel, const std::string& ts) {
    const auto key = "slack:cursor:" + channel;
    std::string cursor;
    const auto until = steady_clock::now() + patience;
    while (cursor < ts || reading_.contains(channel)) {
        if (steady_clock::now() > until) throw std::runtime_error("not caught up in " + channel);
        cursor = ask<std::string>([&](archive& from) {
            return from.remembered(key).value_or(std::nullopt).value_or("");
        });
    }
}

void world::run_until(const std::function<bool()>& done, const std::string& for_what) {
    const auto until = steady_clock::now() + patience;
    while (!done()) {
        if (steady_clock::now() > until) throw std::runtime_error("waited in vain for " + for_what);
        turn();
    }
}

// Slack looks every millisecond at least: its loop is not waited on while ours is.
void world::turn() {
    const auto ran = slack_io_.poll() + (io_ ? io_->poll() : 0);
    if (ran == 0) (io_ ? *io_ : slack_io_).run_one_for(1ms);
}

}  // namespace bot::test
