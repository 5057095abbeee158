// What a restart asks of Slack when there are a thousand rooms of incidents long over.
#include "bot/engine/engine.hpp"
#include "handlers/handlers.hpp"
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

// Incidents from before we start, with their rooms, by the very engine.
class past {
public:
    past(world& in, store& keep) : in_(in), keep_(keep) {
        rules_.update_every = 0min;
        const auto draw = [](const incident&, std::string_view, instant) {
            return result<rendered_rca>(rendered_rca{"rca.md", "# RCA", "RCA"});
        };
        run_ = engine::open({keep, decide, follow_up, rules_, same_salt, draw}).value();
    }

    // The room's id.
    std::string have(const std::string& title, instant declared, std::optional<instant> end) {
        room_.clear();
        now_ = declared;
        receive("ops", "/incident declare P3 " + title);
        REQUIRE_FALSE(room_.empty());
        if (end) {
            now_ = *end;
            receive(room_, "/incident resolve it is over");
        }
        const auto ts = std::to_string(declared.time_since_epoch() / 1s) + ".000100";
        REQUIRE(keep_.begin());
        REQUIRE(keep_.remember("slack:cursor:" + room_, ts));
        REQUIRE(keep_.commit());
        return room_;
    }

private:
    static void same_salt(std::span<char> into) { std::ranges::fill(into, 's'); }

    inbound about(std::string channel, decltype(inbound::what) what) {
        inbound one;
        one.key = "past:" + std::to_string(++keys_);
        one.at = now_;
        one.platform = "slack";
        one.channel = std::move(channel);
        one.who = {in_.ana, "ana"};
        one.what = std::move(what);
        return one;
    }
    void receive(const std::string& channel, const std::string& words) {
        REQUIRE(run_->process({about(channel, in_command{words})}, now_));
        for (;;) {
            std::vector<work_item> ends;
            for (const auto& out : run_->take_deliveries(now_))
                ends.emplace_back(settlement{out.what.id, carry(out)});
            if (ends.empty()) return;
            REQUIRE(run_->process(ends, now_));
        }
    }
    outcome carry(const delivery& what) {
        outcome done;
        const auto* wanted = std::get_if<open_room>(&what.what.what);
        if (!wanted) return done;
        room_ = in_.space.add_channel(wanted->name);
        for (const auto& who : {in_.space.bot_user(), in_.ana}) in_.space.let_in(room_, who);
        done.receipts.push_back(
            about(room_, in_room_opened{what.what.incident, room_, wanted->name})
        );
        return done;
    }

    world& in_;
    store& keep_;
    settings rules_;
    std::unique_ptr<engine> run_;
    instant now_;
    std::string room_;
    int keys_ = 0;
};

std::map<std::string, int> calls(const world& w) {
    std::map<std::string, int> of;
    for (const auto& one : w.space.journal()) ++of[one.method];
    return of;
}

}  // namespace

TEST_CASE("a restart asks nothing about a thousand rooms of incidents long over", "[story]") {
    constexpr int old_ones = 1'000, resolved_lately = 3;
    std::string old_room, open_room;
    world w({.before = [&](world& in, store& keep) {
        past before(in, keep);
        for (int i = 0; i < old_ones; ++i) {
            const auto at = in.now() - 24h * (900 - i / 2);
            old_room = before.have("Old " + std::to_string(i), at, at + 2h);
        }
        for (int i = 0; i < resolved_lately; ++i)
            before.have("Late " + std::to_string(i), in.now() - 72h, in.now() - 48h);
        open_room = before.have("Open", in.now() - 1h, std::nullopt);
    }});
    const auto is_read = [&](const std::string& room) {
        return !w.space.calls("conversations.history", room).empty();
    };
    w.run_until([&] { return is_read(open_room); }, "the open incident's room to be read");
    const auto ts = w.says("ana", open_room, "still looking");
    w.until_acked();
    w.until_caught_up(open_room, ts);
    w.run_until(
        [&] { return calls(w)["conversations.history"] >= 1 + resolved_lately; },
        "the rooms of late to be read"
    );
    w.settle();

    const auto of = calls(w);
    int all = 0;
    std::string each;
    for (const auto& [method, count] : of) {
        all += count;
        each += " " + method + " " + std::to_string(count);
    }
    WARN(all << " calls for " << old_ones + resolved_lately + 1 << " rooms:" << each);
    CHECK(all <= 12);
    // The open one whole, with its pins; the late ones from their cursors on.
    CHECK(of.at("conversations.history") == 1 + resolved_lately);
    CHECK(of.at("pins.list") == 1);
    CHECK_FALSE(is_read(old_room));
}

TEST_CASE("a room of an incident long over is read once something happens in it", "[story]") {
    std::string room;
    std::vector<std::string> other;
    world w({.before = [&](world& in, store& keep) {
        past before(in, keep);
        const auto at = in.now() - 24h * 300;
        for (int i = 0; i < 5; ++i)
            other.push_back(before.have("Other " + std::to_string(i), at, at + 2h));
        room = before.have("Old", at, at + 2h);
    }});
    // Said while nobody listened.
    w.cut();
    w.slack->delivery_policy() = {1ms, {0ms, 0ms, 0ms}, false};
    w.says("ana", room, "it was DNS after all");
    w.until_acked();
    w.slack->delivery_policy() = {};
    w.start();
    w.settle();
    CHECK(w.space.calls("conversations.history").empty());

    w.advance(1s);
    SECTION("something is said in it") {
        w.says("ana", room, "as always");
    }
    SECTION("it is reopened from elsewhere") {
        w.command("ana", w.ops, "/incident reopen #6 it is back");
    }
    w.until_acked();
    w.run_until(
        [&] { return !w.space.calls("conversations.history", room).empty(); }, "it to be read"
    );
    w.run_until(
        [&] {
            const auto lines = w.recorded(6);
            return std::ranges::any_of(lines, [](const record& line) {
                const auto* said = std::get_if<message_posted>(&line.what);
                return said && said->text == "it was DNS after all";
            });
        },
        "what was said meanwhile"
    );

    for (const auto& one : other) CHECK(w.space.calls("conversations.history", one).empty());
}

}  // namespace bot::test
