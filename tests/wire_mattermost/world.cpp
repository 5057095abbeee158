#include "tests/wire_mattermost/world.hpp"

#include "bot/verbs/surroundings.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace bot::mattermost::test {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr auto patience = 20s;
constexpr auto between_beats = 100ms;

event_stream_options quick_stream() {
    event_stream_options quick;
    quick.hello_deadline = 500ms;
    quick.ping_every = 100ms;
    quick.ping_deadline = 300ms;
    quick.stable = 50ms;
    quick.backoff_first = 2ms;
    quick.backoff_cap = 30ms;
    quick.refused_pause = 100ms;
    return quick;
}

}  // namespace

mattermost_side::mattermost_side(bot::test::two_sides& of, world_options options)
    : space(emulator::mattermost::moment(1'700'000'000s), options.is),
      of_(of),
      options_(std::move(options)) {
    ana = space.add_user("ana");
    ben = space.add_user("ben");
    dana = space.add_user("dana");
    ops = space.add_channel("ops");
    incidents = space.add_channel("incidents");
    heartbeat = space.add_channel("heartbeat");
    for (const auto& who : {ana, ben, dana})
        for (const auto& where : {ops, incidents, heartbeat}) space.let_in(where, who);
    for (const auto& where : {incidents, heartbeat}) space.let_in(where, space.bot_user());
    space.policy().reliable = options_.reliable;

    emulator::host_options how;
    how.clock = [this] { return of_.moment(); };
    auto& config = of_.config.mattermost;
    if (options_.tls) {
        how.certificate = bot::test::made_certificates().server_cert;
        how.key = bot::test::made_certificates().server_key;
        how.host = "localhost";
        config.ca_file = bot::test::made_certificates().ca;
    }
    mattermost =
        std::make_unique<emulator::mattermost::server>(of_.loop().get_executor(), space, how);
    mattermost->start();
    config.url = mattermost->origin() + "/";
    config.token.emplace(space.bot_token());
    config.team = "acme";
    if (options_.callbacks) {
        if (of_.door_port == 0) of_.door_port = bot::test::free_port();
        config.callback_url = "http://127.0.0.1:" + std::to_string(of_.door_port);
        const auto calls = config.callback_url + config.callback_path + "/command";
        config.slash_token.emplace(space.add_command("incident", calls));
    }
    if (options_.change) options_.change(of_.config);
    of_.join(*this);
}

world::world(world_options options)
    : two_sides(options.on_disk), mattermost_side(*this, std::move(options)) {
    start();
}

world::~world() {
    // A socket that hears nothing any more would not see us go.
    mattermost->restart();
    cut();
}

mattermost_side::~mattermost_side() {
    bool done = false;
    asio::co_spawn(of_.loop(), mattermost->stop(), [&](std::exception_ptr) { done = true; });
    while (!done) of_.loop().run_one();
}

result<std::unique_ptr<chat_platform>> mattermost_side::make_platform(
    asio::any_io_executor executor, inbox& in
) {
    of_.inbox_seen().sees = [this](const inbound& what) {
        const auto* said = std::get_if<in_message>(&what.what);
        if (said && what.channel == heartbeat) heard_beat_ = said->id;
    };
    mattermost_parts made{of_.config.mattermost};
    made.console_url = of_.config.incident.console_url;
    made.write_rca = of_.writer();
    made.random = system_random;
    made.api.deadline = 2s;
    made.api.backoff_first = 1ms;
    made.api.backoff_cap = 20ms;
    made.stream = quick_stream();
    if (options_.stream) options_.stream(made.stream);
    made.cursor_every = 5ms;
    made.on_reading = of_.reading_notes();
    made.identity_pause = 50ms;
    return make_mattermost(std::move(executor), in, std::move(made));
}

// Whoever speaks is known by name from here on, and nothing waits for that.
void mattermost_side::until_connected() {
    of_.run_until([&] { return mattermost->board().ready(space.bot_user()) > 0; }, "the socket");
    for (const auto& who : {ana, ben}) says(who, heartbeat, "beat");
    until_beaten();
}

void mattermost_side::until_gone() {
    of_.run_until([&] { return mattermost->board().ready() == 0; }, "the server to see us gone");
}

// A word in a channel nobody records: what was told before it has been handed in. One that falls
// into a gap is told to nobody, so it is said again.
void mattermost_side::until_beaten() {
    const auto until = steady_clock::now() + patience;
    for (bool heard = false; !heard;) {
        if (steady_clock::now() > until) throw std::runtime_error("nothing is heard");
        const auto beat = says("dana", heartbeat, "beat");
        ++beats_;
        const auto next = steady_clock::now() + between_beats;
        of_.run_until(
            [&] { return (heard = heard_beat_ == beat) || steady_clock::now() > next; }, "a beat"
        );
    }
}

void mattermost_side::until_told() {
    if (!of_.is_up()) return;
    if (!is_cut_off_) until_beaten();
    of_.run_until([&] { return of_.inbox_seen().waiting() == 0; }, "what was heard to be durable");
}

void mattermost_side::disconnect() {
    is_cut_off_ = true;
    emulator::fault closed;
    closed.name = "upgrade_drop";
    closed.times = 1'000'000;
    REQUIRE(mattermost->arm(closed));
    mattermost->strike("reset");
    of_.run_until([&] { return mattermost->board().ready() == 0; }, "the sockets to end");
}

void mattermost_side::reconnect(bool forgets) {
    if (forgets) mattermost->restart();
    mattermost->faults().disarm("upgrade_drop");
    is_cut_off_ = false;
    until_connected();
}

// --- people ---

emulator::reply mattermost_side::wait_for(
    asio::awaitable<emulator::reply> what, const std::string& for_what
) {
    const auto told = std::make_shared<std::optional<emulator::reply>>();
    asio::co_spawn(
        of_.loop(),
        std::move(what),
        [told](std::exception_ptr failed, emulator::reply r) {
            if (failed) std::rethrow_exception(failed);
            told->emplace(std::move(r));
        }
    );
    of_.run_until([&] { return told->has_value(); }, for_what);
    return std::move(**told);
}

std::string mattermost_side::says(
    std::string_view who, std::string_view where, std::string_view text
) {
    return space.says(who, where, text, of_.moment());
}

std::string mattermost_side::command(std::string who, std::string where, std::string line) {
    INFO(line);
    const auto told = wait_for(mattermost->runs_command(who, where, line), "an answer to " + line);
    REQUIRE(told.status == 200);
    until_told();
    return told.body.value("text", "");
}

std::string mattermost_side::declare(std::string who, std::string what) {
    const auto answer = command(std::move(who), "ops", "/incident declare " + what);
    const auto label = answer.find("INC-");
    if (label == answer.npos) throw std::runtime_error("not declared: " + answer);
    of_.settle();
    return of_.channel_of(std::stoll(answer.substr(label + 4)));
}

std::string mattermost_side::presses(
    std::string who, const std::string& channel, std::string button
) {
    const auto* on = card(channel);
    if (!on) throw std::runtime_error("there is no card in " + channel);
    const auto told = wait_for(mattermost->clicks(who, on->id, button), "an answer to " + button);
    INFO(told.body.dump());
    REQUIRE(told.status == 200);
    until_told();
    return told.body.value("ephemeral_text", "");
}

const emulator::mattermost::dialog& mattermost_side::form_of(const std::string& who) {
    of_.run_until([&] { return !space.dialogs(who).empty(); }, "a form for " + who);
    return *space.dialogs(who).back();
}

std::string mattermost_side::submits(const std::string& who, nlohmann::json values) {
    const auto& form = form_of(who);
    nlohmann::json by_name = nlohmann::json::object();
    for (const auto& element : form.content.value("elements", nlohmann::json::array())) {
        const auto label = element.value("display_name", "");
        if (values.contains(label)) by_name[element.value("name", "")] = values[label];
    }
    const auto told = wait_for(mattermost->submits(who, by_name), "an answer to a form");
    INFO(told.body.dump());
    REQUIRE(told.status == 200);
    until_told();
    if (!form.open) return {};
    if (!form.error.empty()) return form.error;
    return form.errors.empty() ? "still open" : form.errors.begin().value().get<std::string>();
}

// --- what there is ---

std::vector<std::string> mattermost_side::lines(const std::string& channel) const {
    std::vector<std::string> said;
    for (const auto* each : space.sees(channel)) {
        if (!each->only_to.empty() || each->type.starts_with("system_")) continue;
        said.push_back(space.find_user(each->user)->name + ": " + each->message);
    }
    return said;
}

bool mattermost_side::reads(const std::string& channel, std::string_view words) const {
    const auto said = space.sees(channel);
    return std::ranges::any_of(said, [&](const post* each) {
        return each->message.find(words) != std::string::npos;
    });
}

const post* mattermost_side::card(const std::string& channel) const {
    for (const auto* each : space.sees(channel))
        if (each->pinned && each->user == space.bot_user()) return each;
    return nullptr;
}

const emulator::mattermost::file* mattermost_side::file_in(const std::string& channel) const {
    const emulator::mattermost::file* found = nullptr;
    for (const auto* each : space.sees(channel))
        if (each->user == space.bot_user() && !each->files.empty())
            found = space.find_file(each->files.back());
    return found;
}

void mattermost_side::until_caught_up(const std::string& channel, const std::string& id) {
    const auto wanted = std::to_string(space.find_post(id)->updated);
    const auto until = steady_clock::now() + patience;
    for (std::string cursor; cursor < wanted || of_.is_reading(channel);) {
        if (steady_clock::now() > until) throw std::runtime_error("not caught up in " + channel);
        cursor = of_.remembered("mattermost:cursor:" + channel);
    }
}

}  // namespace bot::mattermost::test
