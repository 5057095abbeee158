// Half a day without Slack: what people did meanwhile is read afterwards, and the record is what
// it would have been.
#include "tests/support/seed.hpp"
#include "tests/wire_slack/world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>

namespace bot::test {
namespace {

using namespace std::chrono_literals;

struct talk_size {
    int before = 200, meanwhile = 4'800, after = 100, threads = 300;
    bool touches_old = true;  // what was said before the outage is changed in it
};

// People talk, and change what they said: the same in every world for the same seed.
class talk {
public:
    talk(world& in, std::string room, unsigned seed)
        : in_(in), room_(std::move(room)), random_(seed) {
        in_.joins("ben", room_);
        in_.joins("dana", room_);
    }

    // From here on only what is said now is changed.
    void forget() { said_.clear(); }
    void go_on(int count, int threads) {
        for (int i = 0; i < count; ++i) {
            in_.advance(std::chrono::milliseconds(1'000 + draw(9'000)));
            say(i < threads);
            if (draw(4) == 0) change();
            // Two sockets keep no order; who changes their mind takes longer than an ack.
            if (!in_.is_cut_off()) in_.until_acked();
        }
    }
    // One last word, by which everybody can see that they have read all there is.
    std::string end() {
        in_.advance(1s);
        return in_.says("ana", room_, "that is all");
    }

private:
    struct line {
        std::string ts, who;
        bool is_reply = false, pinned = false;
        std::set<std::pair<std::string, std::string>> reactions;
    };

    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    std::string somebody() {
        static const char* const people[] = {"ana", "ben", "dana"};
        return people[draw(3)];
    }
    line& any() { return said_[random_() % said_.size()]; }

    void say(bool opens_thread) {
        const auto who = somebody();
        const auto text = "line " + std::to_string(++count_) + " by " + who;
        const bool is_reply = !roots_.empty() && draw(3) == 0;
        if (is_reply) {
            const auto root = roots_[random_() % roots_.size()];
            const auto ts = in_.space.replies(who, room_, root, text, in_.moment(), draw(10) == 0);
            said_.push_back({ts, who, true, false, {}});
            return;
        }
        said_.push_back({in_.says(who, room_, text), who, false, false, {}});
        if (!opens_thread) return;
        roots_.push_back(said_.back().ts);
        if (roots_.size() > 40) roots_.erase(roots_.begin());
        const auto ts = in_.space.replies("ben", room_, roots_.back(), "re: " + text, in_.moment());
        said_.push_back({ts, "ben", true, false, {}});
    }

    void change() {
        auto& one = any();
        const auto at = in_.moment();
        switch (draw(5)) {
            case 0:
                in_.space.edits(one.who, room_, one.ts, "edited " + std::to_string(++count_), at);
                break;
            case 1:
                react(one);
                break;
            case 2:
                if (one.pinned) in_.space.unpins("ana", room_, one.ts, at);
                if (!one.pinned) in_.space.pins("ana", room_, one.ts, at);
                one.pinned = !one.pinned;
                break;
            case 3:
                if (draw(3) == 0) remove(one);
                break;
            default:
                react(one);
        }
    }

    void react(line& one) {
        static const char* const emoji[] = {"eyes", "pushpin", "white_check_mark"};
        const std::pair<std::string, std::string> mine{somebody(), emoji[draw(3)]};
        const bool is_new = one.reactions.insert(mine).second;
        if (is_new) return in_.space.reacts(mine.first, room_, one.ts, mine.second, in_.moment());
        in_.space.unreacts(mine.first, room_, one.ts, mine.second, in_.moment());
        one.reactions.erase(mine);
    }

    void remove(line& one) {
        std::erase(roots_, one.ts);
        in_.space.deletes(one.who, room_, one.ts, in_.moment());
        said_.erase(said_.begin() + (&one - said_.data()));
    }

    world& in_;
    std::string room_;
    std::mt19937 random_;
    std::vector<line> said_;
    std::vector<std::string> roots_;
    int count_ = 0;
};

// What is known of a message, in words; nothing of one that is deleted.
std::string words_of(const std::optional<kept_message>& kept) {
    if (!kept || kept->deleted) return "-";
    auto all = kept->author.name + (kept->parent.empty() ? ": " : " replies: ") + kept->text;
    std::vector<std::string> reactions;
    for (const auto& one : kept->reactions) reactions.push_back(one.emoji + " by " + one.by.name);
    std::ranges::sort(reactions);
    for (const auto& one : reactions) all += " [" + one + "]";
    return all + (kept->edited ? " (edited)" : "") + (kept->pinned ? " (pinned)" : "");
}

struct memory {
    std::vector<std::string> messages;  // "TS words"
    std::vector<std::string> rows;      // of the timeline, those that are shown
    std::vector<std::string> doubled;
};

// Everything Slack ever had, as the record has it.
// Where time flows no moment comes twice, and only words can be compared.
memory memory_of(
    world& w, const std::string& room, const std::set<std::string>& all_ts, bool with_times
) {
    memory made;
    made.messages = w.ask<std::vector<std::string>>([&](archive& from) {
        std::vector<std::string> found;
        for (const auto& ts : all_ts)
            found.push_back(
                (with_times ? ts + " " : "") + words_of(from.look().message("slack", room, ts))
            );
        std::ranges::sort(found);
        return found;
    });
    for (const auto& one : w.about(1).rows)
        if (one.visible())
            made.rows.push_back(
                (with_times ? format_rfc3339(one.at) + " " : "") + one.text + " by " + one.by.name
            );
    std::ranges::sort(made.rows);
    std::set<std::string> posted;
    for (const auto& line : w.recorded(1))
        if (std::holds_alternative<message_posted>(line.what))
            if (!posted.insert(line.message).second) made.doubled.push_back(line.message);
    return made;
}

std::set<std::string> all_ts(const world& w, const std::string& room) {
    std::set<std::string> all;
    for (const auto& [ts, message] : w.space.find_channel(room)->messages)
        if (message.subtype.empty() || message.subtype == "thread_broadcast") all.insert(ts);
    return all;
}

// Only what differs is worth reading, and not all of that.
void check_same(std::vector<std::string> found, std::vector<std::string> whole) {
    std::vector<std::string> more, less;
    std::ranges::set_difference(found, whole, std::back_inserter(more));
    std::ranges::set_difference(whole, found, std::back_inserter(less));
    CAPTURE(more.size(), less.size());
    const auto first_ones = [](std::vector<std::string>& of) {
        of.resize(std::min<std::size_t>(of.size(), 5));
    };
    first_ones(more);
    first_ones(less);
    CHECK(more == less);
}

void check_same(const memory& found, const memory& whole) {
    CHECK(found.doubled.empty());
    check_same(found.messages, whole.messages);
    check_same(found.rows, whole.rows);
}

enum class outage { none, sockets, our_side };

memory live_through(outage how, const talk_size& size, unsigned seed, bool is_slow = false) {
    world_options options;
    // A reminder would stand in the way, at another time in each world.
    options.change = [](configuration& config) { config.incident.update_every = 0min; };
    if (is_slow) options.minute = 4ms;
    world w(std::move(options));
    w.space.policy().slow_history = is_slow;
    if (is_slow) w.let_time_flow();
    const auto room = w.declare("ana", "P1 Disk full");
    talk people(w, room, seed);
    people.go_on(size.before, size.threads / 10);
    const auto first_end = people.end();
    w.settle();
    w.until_caught_up(room, first_end);
    if (!size.touches_old) people.forget();

    const auto left_at = w.now();
    if (how != outage::none) w.disconnect();
    if (how == outage::our_side) w.cut();
    people.go_on(size.meanwhile, size.threads);
    people.end();
    w.set_clock(std::max(w.now(), left_at + 12h));
    if (how == outage::our_side) w.start();
    if (how != outage::none) w.reconnect();
    // Nobody waits for us to have read it all.
    people.go_on(size.after, size.threads / 10);
    const auto last_end = people.end();
    w.until_acked();
    w.until_caught_up(room, last_end);
    w.settle();
    return memory_of(w, room, all_ts(w, room), !is_slow);
}

}  // namespace

TEST_CASE("S38: half a day without Slack leaves the record as if it had been there", "[story]") {
    const unsigned seed = drawn_seed();
    INFO("seed " << seed);
    const talk_size size;

    const auto whole = live_through(outage::none, size, seed);
    CHECK(whole.messages.size() > 4'500);
    CHECK(whole.rows.size() > 100);
    SECTION("the sockets were gone") {
        check_same(live_through(outage::sockets, size, seed), whole);
    }
    SECTION("we were gone") {
        check_same(live_through(outage::our_side, size, seed), whole);
    }
}

TEST_CASE("S38: a night is read at fifteen messages a minute as well", "[story]") {
    const unsigned seed = drawn_seed();
    INFO("seed " << seed);
    // At that pace what is new is read first, and what is old by and by.
    const talk_size size{100, 400, 20, 30, false};

    const auto whole = live_through(outage::none, size, seed, true);
    SECTION("the sockets were gone") {
        check_same(live_through(outage::sockets, size, seed, true), whole);
    }
    SECTION("we were gone") {
        check_same(live_through(outage::our_side, size, seed, true), whole);
    }
}

}  // namespace bot::test
