#include "tests/wire_mattermost/courier_stage.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <stdexcept>

namespace bot::test {

using namespace std::chrono_literals;

namespace {

emulator::mattermost::moment wall_clock() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()
    );
}

bot::mattermost::rest_api_options options_for(
    emulator::mattermost::server& chat, const secret& token
) {
    chat.start();
    bot::mattermost::rest_api_options how;
    how.base_url = chat.origin() + "/";
    how.token = &token;
    how.deadline = 4s;
    how.backoff_first = how.backoff_cap = 5ms;
    return how;
}

bot::mattermost::courier_options house_h1() {
    bot::mattermost::courier_options how;
    how.house = "h1";
    how.callback_url = "http://127.0.0.1:1/mattermost/action";
    return how;
}

}  // namespace

courier_stage::courier_stage()
    : space(wall_clock()),
      chat(io.get_executor(), space, {}),
      token(space.bot_token()),
      api(io.get_executor(), options_for(chat, token)),
      courier(record, api, known, me, by, house_h1(), tasks) {
    spdlog::set_level(spdlog::level::off);
    me.user = space.bot_user();
    me.name = "scribe";
    me.team = space.team_id();
    me.team_name = "acme";
}

courier_stage::~courier_stage() {
    tasks.cancel();
    bool done = false;
    asio::co_spawn(io, chat.stop(), [&](std::exception_ptr) { done = true; });
    run_until([&] { return done && tasks.size() == 0; });
}

delivery courier_stage::wish_for(wish what, address where) {
    delivery out;
    out.what.id = ++effects_;
    out.what.incident = incident_id{7};
    out.what.platform = "mattermost";
    out.what.where = std::move(where);
    out.what.what = std::move(what);
    if (std::holds_alternative<to_incident_room>(out.what.where)) out.channel = room;
    if (std::holds_alternative<publish_rca>(out.what.what))
        out.rca = rendered_rca{"2025-09-27-cache.md", "# Cache bug\n", "Cache bug"};
    return out;
}

void courier_stage::start(const delivery& what, std::function<void(outcome)> answer) {
    asio::post(io, [this, what, answer] { courier.deliver(what, answer); });
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

std::string courier_stage::open() {
    const auto end = carry(open_room{"inc-7-db", "Cache bug", {}, false});
    INFO(end.reason);
    REQUIRE(end.is == outcome::verdict::delivered);
    room = record.bound.back().channel;
    return room;
}

void courier_stage::arm(std::string fault, std::string route, std::string value, int skip) {
    emulator::fault wrong;
    wrong.name = std::move(fault);
    wrong.only = std::move(route);
    wrong.value = std::move(value);
    wrong.skip = skip;
    REQUIRE(chat.arm(wrong));
}

std::vector<std::string> courier_stage::said(std::string_view channel) const {
    std::vector<std::string> all;
    for (const auto* one : space.sees(channel))
        if (one->user == me.user && one->type.empty()) all.push_back(one->message);
    return all;
}

void courier_stage::run_until(const std::function<bool()>& done) {
    const auto latest = std::chrono::steady_clock::now() + 30s;
    io.restart();
    while (!done())
        if (io.run_one_until(latest) == 0)
            throw std::runtime_error("it did not happen within 30 s");
}

}  // namespace bot::test
