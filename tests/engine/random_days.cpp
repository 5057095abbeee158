#include "bot/engine/engine.hpp"
#include "bot/store/memory/memory_store.hpp"
#include "tests/engine/failing_store.hpp"
#include "tests/engine/rehearsal.hpp"

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include <random>

using namespace bot;
using namespace bot::test;

namespace {

// Days nobody would write down: seeded, so that a bad one comes back.
class random_day {
public:
    random_day(unsigned seed, rehearsal& play) : dice_(seed), play_(play) {}

    std::size_t step() {
        std::vector<work_item> batch;
        if (roll(4) == 0) take();
        for (int i = roll(12); i >= 0; --i) batch.push_back(any_item());
        if (roll(3) == 0)
            for (auto& due : play_.run->due_timers(play_.now)) batch.emplace_back(due);
        const auto count = batch.size();
        play_.give(std::move(batch));
        play_.now += std::chrono::seconds(roll(40));
        if (roll(100) == 0) {
            play_.reopen();
            going_.clear();
        }
        return count;
    }

private:
    int roll(int sides) { return static_cast<int>(dice_() % static_cast<unsigned>(sides)); }
    std::string room() { return "c" + std::to_string(1 + roll(7)); }
    std::string id() { return "m" + std::to_string(roll(800)); }

    void take() {
        for (auto& out : play_.take()) going_.push_back(std::move(out));
    }

    work_item any_item() {
        if (!going_.empty() && roll(3) == 0) return any_end();
        static const std::vector<std::string> texts{
            "just talk",
            "note it",
            "say it",
            "card it",
            "timer tea 30",
            "timer cake 5",
            "stop tea",
            "severity P1",
            "severity P3",
            "throw",
            "nonsense",
            "whisper it",
            "resolve it",
            "timer bad 9"};
        const auto what = roll(20);
        if (what == 0) return command("d" + std::to_string(roll(12)), "declare Thing");
        if (what < 3) return deletion(id(), room());
        if (what < 6) return edit(id(), "note " + std::to_string(roll(50)), room());
        const auto& text = texts[static_cast<std::size_t>(roll(static_cast<int>(texts.size())))];
        if (what < 9) return command("k" + id(), text, room());
        auto said = message(id(), text, room());
        said.keeps_room = roll(30) == 0 && said.channel == "c7";
        return said;
    }

    work_item any_end() {
        auto& out = going_[static_cast<std::size_t>(roll(static_cast<int>(going_.size())))];
        const auto how = roll(10);
        if (how == 0) return settled(out, outcome::verdict::refused);
        if (how < 3) return settled(out, outcome::verdict::retry, roll(2) * 3000);
        return delivered(out);
    }

    std::mt19937 dice_;
    rehearsal& play_;
    std::vector<delivery> going_;  // ended ones too: late and double answers belong to it
};

}  // namespace

TEST_CASE("after ten thousand random things a fresh engine knows what the live one knows") {
    spdlog::set_level(spdlog::level::off);
    const auto seed = GENERATE(1u, 2u, 3u);
    CAPTURE(seed);
    auto keep = make_memory_store();
    rehearsal play(*keep, 3);
    random_day day(seed, play);

    std::size_t count = 0;
    for (int step = 0; count < 10'000; ++step) {
        count += day.step();
        if (step % 200 != 0) continue;
        const auto live = dump(*play.run, *keep);
        rehearsal fresh(*keep);
        REQUIRE(dump(*fresh.run, *keep) == live);
    }

    const auto live = dump(*play.run, *keep);
    rehearsal fresh(*keep);
    CHECK(dump(*fresh.run, *keep) == live);
    CHECK(play.run->look().next_incident() > incident_id{5});
    const auto logs = *keep->logs();
    for (const auto log : logs) CHECK(keep->verify(log)->faults.empty());
}

TEST_CASE("a random day with a failing store ends like one with a good store") {
    spdlog::set_level(spdlog::level::off);
    const auto seed = GENERATE(11u, 12u);
    CAPTURE(seed);
    auto good = make_memory_store();
    rehearsal calm(*good);
    random_day calm_day(seed, calm);
    auto under = make_memory_store();
    failing_store bad(*under);
    rehearsal rough(bad);
    random_day rough_day(seed, rough);

    for (int step = 0; step < 300; ++step) {
        calm_day.step();
        bad.fail_at(1 + step % 90);
        rough_day.step();
    }

    bad.fail_at(0);
    CHECK(rough.losses > 50);
    CHECK(dump(*rough.run, *under) == dump(*calm.run, *good));
}
