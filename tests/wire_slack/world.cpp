#include "tests/wire_slack/world.hpp"

#include "bot/verbs/surroundings.hpp"
#include "tests/net/support.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

namespace bot::test {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

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

slack_side::slack_side(two_sides& of, world_options options)
    : space(emulator::slack::moment(1'700'000'000s)), of_(of), options_(std::move(options)) {
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
    how.clock = [this] { return of_.moment(); };
    how.seed = options_.luck.value_or(how.seed);
    auto& config = of_.config.slack;
    if (options_.tls) {
        how.certificate = made_certificates().server_cert;
        how.key = made_certificates().server_key;
        how.host = "localhost";
        config.ca_file = made_certificates().ca;
    }
    slack = std::make_unique<emulator::slack::server>(of_.loop().get_executor(), space, how);
    slack->start();
    config.bot_token.emplace(space.bot_token());
    if (options_.http) config.signing_secret.emplace(signing_secret);
    if (!options_.http) config.app_token.emplace(space.app_token());
    config.api_url = slack->api_url();
    if (options_.http) of_.door_port = free_port();
    if (options_.change) options_.change(of_.config);
    of_.join(*this);
    if (options_.http) sign_with(signing_secret);
}

slack_side::~slack_side() {
    bool done = false;
    asio::co_spawn(of_.loop(), slack->stop(), [&](std::exception_ptr) { done = true; });
    while (!done) of_.loop().run_one();
}

world::world(world_options options) : two_sides(options.on_disk), slack_side(*this, options) {
    beside = std::move(options.beside);
    if (options.luck) {
        is_one_thread = true;
        patience = 10min;
        random = [dice = std::make_shared<std::mt19937>(*options.luck)](std::span<char> into) {
            for (auto& byte : into) byte = static_cast<char>((*dice)());
        };
    }
    if (options.before) {
        open_record();
        options.before(*this, record_kept());
    }
    start();
}

world::~world() {
    cut();
}

result<std::unique_ptr<chat_platform>> slack_side::make_platform(
    asio::any_io_executor executor, inbox& in
) {
    bot::slack::slack_parts made{of_.config.slack};
    made.console_url = of_.config.incident.console_url;
    made.write_rca = of_.writer();
    made.random = of_.random;
    made.api.minute = options_.minute;
    made.api.deadline = 2s;
    made.sockets = quick_sockets();
    if (options_.sockets) options_.sockets(made.sockets);
    made.cursor_every = 5ms;
    made.on_reading = of_.reading_notes();
    made.identity_pause = 50ms;
    if (options_.parts) options_.parts(made);
    return bot::slack::make_slack(std::move(executor), in, std::move(made));
}

void slack_side::sign_with(std::string_view secret) {
    signed_with_ = secret;
    slack->use_webhook(
        {"http://127.0.0.1:" + std::to_string(of_.door_port) + "/slack/events", signed_with_}
    );
}

int slack_side::post(emulator::slack::webhook_body body, std::string_view secret, seconds age) {
    const auto status = std::make_shared<std::optional<int>>();
    const emulator::slack::webhook where{
        "http://127.0.0.1:" + std::to_string(of_.door_port) + "/slack/events", std::string(secret)};
    asio::co_spawn(
        of_.loop(),
        emulator::slack::post_to(where, std::move(body), {}, of_.moment() - age),
        [status](std::exception_ptr, emulator::slack::webhook_answer told) {
            *status = told.status;
        }
    );
    of_.run_until([&] { return status->has_value(); }, "an answer at our door");
    return **status;
}

// In HTTP mode once an event is taken: before that we do not know whose words are ours.
void slack_side::until_connected() {
    if (options_.http) {
        const std::string probe = R"({"type":"event_callback","event":{"type":"emoji_changed"}})";
        const auto until = steady_clock::now() + of_.patience;
        while (post({"application/json", probe}, signed_with_) != 200)
            if (steady_clock::now() > until) throw std::runtime_error("no event is taken");
        return;
    }
    const auto wanted = static_cast<std::size_t>(of_.config.slack.connections);
    of_.run_until([&] { return slack->board().ready().size() >= wanted; }, "the sockets");
}

// Until Slack has seen it: what it sends to who is gone is lost.
void slack_side::until_gone() {
    of_.run_until([&] { return slack->board().ready().empty(); }, "Slack to see that we are gone");
}

void slack_side::disconnect() {
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
    of_.run_until([&] { return slack->board().ready().empty(); }, "the sockets to end");
}

void slack_side::reconnect() {
    until_acked();
    slack->faults().disarm("upgrade_drop");
    const emulator::slack::delivery_rules usual;
    slack->delivery_policy() = usual;
    is_cut_off_ = false;
    until_connected();
}

std::string slack_side::says(std::string_view who, std::string_view where, std::string_view text) {
    return space.says(who, where, text, of_.moment());
}

std::string slack_side::command(
    std::string_view who, std::string_view where, std::string_view line
) {
    const auto* channel = space.find_channel(where);
    const auto before = whispers(channel->id, who).size();
    // A machine under load looks like a peer that is gone; people would say it again.
    if (!is_cut_off_ && !options_.http)
        of_.run_until([&] { return !slack->board().ready().empty(); }, "a socket for a command");
    space.runs_command(who, where, line, of_.moment());
    until_acked();
    const auto after = whispers(channel->id, who);
    return after.size() > before ? after.back() : std::string();
}

std::string slack_side::declare(std::string_view who, std::string_view what) {
    const auto answer = command(who, "ops", "/incident declare " + std::string(what));
    const auto label = answer.find("INC-");
    if (label == answer.npos) throw std::runtime_error("not declared: " + answer);
    of_.settle();
    return of_.channel_of(std::stoll(answer.substr(label + 4)));
}

std::int64_t slack_side::presses(
    std::string_view who, std::string_view channel, std::string_view button
) {
    const auto on = card(std::string(channel));
    if (!on) throw std::runtime_error("there is no card in " + std::string(channel));
    return space.presses(who, channel, on->ts, button, of_.moment());
}

const emulator::slack::view& slack_side::form_of(const std::string& who) {
    of_.run_until([&] { return !space.modals(who).empty(); }, "a form for " + who);
    return *space.modals(who).back();
}

std::string slack_side::submits(const std::string& who, nlohmann::json values) {
    const auto id = form_of(who).id;
    space.submits(who, id, std::move(values), of_.moment());
    until_acked();
    const auto* after = space.find_view(id);
    return after->open ? after->errors.begin().value().get<std::string>() : std::string();
}

std::vector<std::string> slack_side::lines(const std::string& channel) const {
    std::vector<std::string> said;
    for (const auto& each : space.sees(channel))
        if (each.only_to.empty() && each.subtype.empty())
            said.push_back(each.who + ": " + each.reads);
    return said;
}

std::vector<std::string> slack_side::whispers(const std::string& channel, std::string_view to)
    const {
    const auto* who = space.find_user(to);
    std::vector<std::string> said;
    for (const auto& each : space.sees(channel))
        if (each.only_to == who->name || each.only_to == who->id) said.push_back(each.reads);
    return said;
}

bool slack_side::reads(const std::string& channel, std::string_view words) const {
    const auto said = space.sees(channel);
    return std::ranges::any_of(said, [&](const shown& each) {
        return each.reads.find(words) != std::string::npos;
    });
}

bool slack_side::hears_directly(const std::string& who, std::string_view words) const {
    const auto channel = space.direct(who);
    return !channel.empty() && reads(channel, words);
}

std::optional<shown> slack_side::card(const std::string& channel) const {
    for (const auto& each : space.sees(channel))
        if (each.pinned && each.who.find("(app)") != std::string::npos) return each;
    return std::nullopt;
}

const emulator::slack::file* slack_side::file_in(const std::string& channel) const {
    const emulator::slack::file* found = nullptr;
    for (const auto& [ts, each] : space.find_channel(channel)->messages)
        if (each.user == space.bot_user() && !each.files.empty())
            found = space.find_file(each.files.back());
    return found;
}

void slack_side::until_acked() {
    of_.run_until(
        [&] { return !slack->record().next_due(); }, "everything that was told to be acknowledged"
    );
}

void slack_side::until_caught_up(const std::string& channel, const std::string& ts) {
    const auto until = steady_clock::now() + of_.patience;
    for (std::string cursor; cursor < ts || of_.is_reading(channel);) {
        if (steady_clock::now() > until) throw std::runtime_error("not caught up in " + channel);
        cursor = of_.remembered("slack:cursor:" + channel);
    }
}

}  // namespace bot::test
