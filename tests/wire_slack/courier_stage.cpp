#include "tests/wire_slack/courier_stage.hpp"

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

namespace bot::test {

using namespace std::chrono_literals;

namespace {

emulator::slack::moment wall_clock() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()
    );
}

}  // namespace

bot::slack::courier_options house_h1() {
    bot::slack::courier_options how;
    how.house = "h1";
    return how;
}

courier_stage::courier_stage(bot::slack::courier_options options)
    : space(wall_clock()), token(space.bot_token()) {
    spdlog::set_level(spdlog::level::off);
    slack = std::make_unique<emulator::slack::server>(
        io.get_executor(), space, emulator::slack::server_options{}
    );
    slack->start();
    bot::slack::web_api_options how;
    how.base_url = slack->api_url();
    how.token = &token;
    how.deadline = 2s;
    how.minute = 30ms;
    api = std::make_unique<bot::slack::web_api>(io.get_executor(), how);
    known = std::make_unique<bot::slack::directory>(*api);
    me.team = space.team_id();
    me.user = space.bot_user();
    me.bot = space.bot_id();
    me.app = space.app_id();
    courier = std::make_unique<bot::slack::slack_courier>(
        record, *api, *known, me, std::move(options), tasks
    );
}

courier_stage::~courier_stage() {
    tasks.cancel();
    bool done = false;
    asio::co_spawn(io, slack->stop(), [&](std::exception_ptr) { done = true; });
    run_until([&] { return done && tasks.size() == 0; });
}

delivery courier_stage::wish_for(wish what, address where) {
    delivery out;
    out.what.id = ++effects_;
    out.what.incident = incident_id{7};
    out.what.platform = "slack";
    out.what.where = std::move(where);
    out.what.what = std::move(what);
    if (std::holds_alternative<to_incident_room>(out.what.where)) out.channel = room;
    return out;
}

void courier_stage::start(const delivery& what, std::function<void(outcome)> answer) {
    asio::post(io, [this, what, answer] { courier->deliver(what, answer); });
}

outcome courier_stage::carry(const delivery& what) {
    std::vector<outcome> answers;
    start(what, [&](outcome how) { answers.push_back(std::move(how)); });
    run_until([&] { return !answers.empty() && tasks.size() == 0; });
    REQUIRE(answers.size() == 1);
    for (const auto& receipt : answers.front().receipts) record.take(receipt);
    return answers.front();
}

int courier_stage::carry_on(delivery what) {
    for (;; ++what.attempt) {
        const auto end = carry(what);
        INFO(end.reason);
        REQUIRE(end.is != outcome::verdict::refused);
        if (end.is == outcome::verdict::delivered) return what.attempt;
        REQUIRE(what.attempt < 9);
    }
}

std::string courier_stage::open(const std::string& name) {
    REQUIRE(carry(open_room{name, "Cache bug", {}, false}).is == outcome::verdict::delivered);
    room = record.bound.back().channel;
    return room;
}

void courier_stage::arm(
    std::string fault, std::string method, std::string value, int skip, int times
) {
    emulator::slack::fault wrong;
    wrong.name = std::move(fault);
    wrong.only = std::move(method);
    wrong.value = std::move(value);
    wrong.skip = skip;
    wrong.times = times;
    REQUIRE(slack->arm(wrong));
}

emulator::slack::reply courier_stage::as_bot(std::string_view method, nlohmann::json arguments) {
    return space.api(method, space.bot_token(), std::move(arguments), wall_clock());
}

std::vector<std::string> courier_stage::lines(const std::string& channel) {
    std::vector<std::string> said;
    for (const auto& each : space.sees(channel))
        if (each.subtype.empty()) said.push_back(each.reads);
    return said;
}

int courier_stage::calls(std::string_view method) const {
    return static_cast<int>(space.calls(method).size());
}

void courier_stage::run_until(const std::function<bool()>& done) {
    const auto latest = std::chrono::steady_clock::now() + 20s;
    io.restart();
    while (!done()) {
        if (io.run_one_until(latest) == 0)
            throw std::runtime_error("it did not happen within 20 s");
    }
}

}  // namespace bot::test
