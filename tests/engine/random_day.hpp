// Days nobody would write down: seeded, so that a bad one comes back.
#pragma once

#include "tests/engine/rehearsal.hpp"

#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace bot::test {

class random_day {
public:
    struct temper {
        int deletions = 2;        // of twenty things
        std::size_t chatter = 0;  // bytes of a third of all things
        int most_in_a_batch = 12;
        bool mishaps = true;  // handlers that throw or decide nonsense
    };

    random_day(unsigned seed, rehearsal& play) : random_day(seed, play, temper{}) {}
    random_day(unsigned seed, rehearsal& play, const temper& how)
        : dice_(seed), play_(play), how_(how) {}

    // A batch, its moment, and now and then a crash; gives the size of the batch.
    std::size_t step() {
        auto batch = draw();
        const auto count = batch.size();
        play_.give(std::move(batch));
        pass_time();
        if (roll(100) == 0) {
            play_.reopen();
            forget_deliveries();
        }
        return count;
    }

    std::vector<work_item> draw() {
        std::vector<work_item> batch;
        if (roll(4) == 0) take();
        for (int i = roll(how_.most_in_a_batch); i >= 0; --i) batch.push_back(any_item());
        if (roll(3) == 0)
            for (auto& due : play_.run->due_timers(play_.now)) batch.emplace_back(due);
        return batch;
    }
    void pass_time() { play_.now += std::chrono::seconds(roll(40)); }
    // The courier was in the same crash.
    void forget_deliveries() { going_.clear(); }
    int roll(int sides) { return static_cast<int>(dice_() % static_cast<unsigned>(sides)); }

    std::function<void()> on_take;  // deliveries were taken; may be empty

private:
    std::string room() { return "c" + std::to_string(1 + roll(7)); }
    std::string id() { return "m" + std::to_string(roll(800)); }

    void take() {
        for (auto& out : play_.take()) going_.push_back(std::move(out));
        if (on_take) on_take();
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
        static const std::set<std::string> mishap{"throw", "nonsense", "timer bad 9"};
        const auto what = roll(20);
        if (what == 0) return command("d" + std::to_string(roll(12)), "declare Thing");
        if (what <= how_.deletions) return deletion(id(), room());
        if (what < 6) return edit(id(), "note " + std::to_string(roll(50)), room());
        if (how_.chatter > 0 && what > 12)
            return message(id(), std::string(how_.chatter, '.'), room());
        auto text = texts[static_cast<std::size_t>(roll(static_cast<int>(texts.size())))];
        if (!how_.mishaps && mishap.contains(text)) text = texts.front();
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
    temper how_;
    std::vector<delivery> going_;  // ended ones too: late and double answers belong to it
};

}  // namespace bot::test
