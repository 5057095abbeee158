// Days of an incident on a played machine: people talk and change what they said, while the network
// drops, delays and cuts, Slack repeats, loses and refuses, and Scribe is killed and started again.
// Whatever happened, in the end the record is what a calm day would have left.
#include "tests/simulation/machine.hpp"
#include "tests/support/seed.hpp"
#include "tests/wire_slack/talking.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace bot::test {
namespace {

using namespace std::chrono_literals;
using emulator::slack::fault;

struct day_end {
    memory kept;
    std::vector<std::string> shown;  // in the room, by us
    std::vector<std::string> faults;
    std::vector<std::string> excused;  // commands that Slack gave up: it told nobody in the end
    bool is_untold = false;            // the same of what else happened in the room
    std::uint64_t steps = 0;
    machine::nanoseconds passed{0};

    bool operator==(const day_end& other) const {
        return kept.messages == other.kept.messages && kept.rows == other.kept.rows &&
               shown == other.shown && steps == other.steps && passed == other.passed;
    }
};

class day {
public:
    static constexpr std::uint32_t commands = 6;

    day(std::uint32_t seed, bool is_calm)
        : machine_(seed), pace_(seed), dice_(~seed), is_calm_(is_calm), world_(options(seed)) {}

    day_end live() {
        // As with Slack, the last attempts come when a peer without a word has been noticed.
        world_.slack->delivery_policy() = {200ms, {0ms, 8s, 1s}, false};
        room_ = world_.declare("ana", "P1 Disk full");
        people those(world_, room_);
        talk them(those, static_cast<unsigned>(pace_()));
        for (int hour = 0; hour < hours; ++hour) {
            if (!is_calm_) disturb();
            them.go_on(words_an_hour, 1);
            give_command(hour);
            world_.advance(std::chrono::minutes(1 + static_cast<int>(pace_() % 40)));
        }
        heal();
        const auto last = them.end();
        world_.until_acked();
        world_.until_caught_up(room_, last);
        world_.settle();
        return end(them);
    }

private:
    static constexpr int hours = 6, words_an_hour = 6;

    static world_options options(std::uint32_t seed) {
        world_options how;
        how.luck = seed;
        // A reminder would come at another time in each world.
        how.change = [](configuration& config) { config.incident.update_every = 0min; };
        return how;
    }

    int draw(int below) { return static_cast<int>(dice_() % static_cast<unsigned>(below)); }

    void arm(std::string name, int times, double chance = 0.5, std::string value = {}) {
        fault what;
        what.name = std::move(name);
        what.value = std::move(value);
        what.times = times;
        what.chance = chance;
        REQUIRE(world_.slack->arm(what));
    }

    void disturb() {
        for (int count = 1 + draw(3); count > 0; --count) disturb_once();
    }

    void disturb_once() {
        static const char* const of_calls[] = {
            "status_before",
            "status_after",
            "html",
            "cut_json",
            "cut_body",
            "drop_before",
            "drop_after",
            "error_after"};
        static const char* const of_deliveries[] = {"twice", "again", "lost"};
        static const char* const of_frames[] = {
            "fragmented",
            "interleaved",
            "byte_by_byte",
            "binary",
            "empty",
            "garbage",
            "reset_mid_frame"};
        switch (draw(12)) {
            case 0:
                return arm(of_calls[draw(8)], 1 + draw(3));
            case 1:
                return arm(of_deliveries[draw(3)], 1 + draw(10));
            case 2:
                return arm(of_frames[draw(7)], 1 + draw(10));
            case 3:
                return arm("too_many", 1 + draw(3), 0.5, std::to_string(1 + draw(5)));
            case 4:
                return arm("half_open", 1);
            case 5:
                if (const auto count = machine_.connections(); count > 0)
                    machine_.reset(dice_() % count);
                return;
            case 6:
                machine_.network.most = std::chrono::milliseconds(1 + draw(50));
                machine_.network.piece = draw(2) == 0 ? 0 : static_cast<std::size_t>(1 + draw(40));
                return;
            case 7:
                return restart(false);
            default:
                return restart(true);
        }
    }

    // Said to us in the channel: an event like others, which Slack tells again.
    void give_command(int hour) {
        world_.advance(1s);
        said_.push_back("note number " + std::to_string(hour) + " of the day");
        world_.says("ana", room_, "@scribe " + said_.back());
    }

    bool was_given_up(std::string_view type, std::string_view words) {
        const auto& all = world_.slack->record().all();
        return std::ranges::any_of(all, [&](const auto& each) {
            return each.acks.empty() && each.payload.find(type) != std::string::npos &&
                   each.payload.find(words) != std::string::npos;
        });
    }

    void restart(bool politely) {
        if (politely)
            world_.stop();
        else
            world_.cut();
        world_.start();
    }

    void heal() {
        world_.slack->faults().disarm();
        machine_.network = {};
    }

    day_end end(const talk& them) {
        day_end made;
        made.kept = memory_of(world_, bot::slack::platform, room_, them.all(), true);
        made.shown = world_.lines(room_);
        for (const auto& each : world_.space.duplicates()) made.faults.push_back("twice: " + each);
        for (const auto& command : said_) {
            const auto note = command.substr(5);
            // Whom Slack gave up telling sees that nothing came of it.
            if (was_given_up("app_mention", note)) {
                made.excused.push_back(note);
                continue;
            }
            const auto has = [&](const std::string& line) { return line.find(note) != line.npos; };
            const auto rows = std::ranges::count_if(made.kept.rows, has);
            if (rows != 1) made.faults.push_back(std::to_string(rows) + " rows: " + note);
            const auto told = std::ranges::count_if(made.shown, [&](const auto& line) {
                return line.starts_with("scribe") && has(line);
            });
            if (told != 1) made.faults.push_back(std::to_string(told) + " times told: " + note);
        }
        const auto now = world_.about(1);
        if (now.title != "Disk full") made.faults.push_back("the incident is another one");
        made.is_untold = was_given_up("\"type\":\"message\"", "line") ||
                         was_given_up("\"type\":\"message\"", "edited") ||
                         was_given_up("\"type\":\"reaction_", "") ||
                         was_given_up("\"type\":\"pin_", "");
        made.steps = machine_.steps();
        made.passed = machine_.now();
        return made;
    }

    machine machine_;
    // What people do, and when, is the same on a calm day.
    std::mt19937_64 pace_, dice_;
    bool is_calm_;
    world world_;
    std::string room_;
    std::vector<std::string> said_;  // commands
};

day_end live_through(std::uint32_t seed, bool is_calm) {
    day one(seed, is_calm);
    return one.live();
}

std::uint32_t days_wanted(std::uint32_t otherwise) {
    const auto* told = std::getenv("SCRIBE_DAYS");
    return told ? static_cast<std::uint32_t>(std::strtoul(told, nullptr, 10)) : otherwise;
}

}  // namespace

TEST_CASE("a day is the same day again by its seed, to the last step", "[simulation]") {
    const auto seed = drawn_seed();
    INFO("SCRIBE_SEED=" << seed);
    const auto once = live_through(seed, false);
    const auto again = live_through(seed, false);
    CHECK(once == again);
    std::cout << "simulation: " << once.steps << " steps, "
              << std::chrono::duration_cast<std::chrono::milliseconds>(
                     once.passed - machine::beginning
                 )
                     .count()
              << " ms of machine time" << std::endl;
}

TEST_CASE("whatever a day brings, the record is what a calm day would have left", "[simulation]") {
    const auto first = drawn_seed();
    const auto days = days_wanted(20);
    const std::vector<std::string> none;
    std::size_t excused = 0, untold = 0;
    std::chrono::nanoseconds played{0};
    for (std::uint32_t seed = first; seed < first + days; ++seed) {
        INFO("SCRIBE_SEED=" << seed << " SCRIBE_DAYS=1");
        auto calm = live_through(seed, true);
        auto rough = live_through(seed, false);
        for (const auto& note : rough.excused)
            for (auto* rows : {&calm.kept.rows, &rough.kept.rows})
                std::erase_if(*rows, [&](const std::string& row) {
                    return row.find(note) != row.npos;
                });
        excused += rough.excused.size();
        // Told four times, and each time the connection went with it: nobody can know.
        untold += rough.is_untold ? 1 : 0;
        if (!rough.is_untold) check_same(rough.kept, calm.kept);
        CHECK(calm.faults == none);
        CHECK(rough.faults == none);
        played += rough.passed - machine::beginning;
    }
    std::cout << "simulation: " << days << " days from SCRIBE_SEED=" << first << ", "
              << std::chrono::duration_cast<std::chrono::minutes>(played).count()
              << " minutes of machine time, " << excused << " of " << days * day::commands
              << " commands and something of " << untold << " days given up by Slack" << std::endl;
}

}  // namespace bot::test
