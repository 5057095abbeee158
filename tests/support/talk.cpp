#include "tests/support/talk.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>

namespace bot::test {

using namespace std::chrono_literals;

namespace {

// What is known of a message, in words; nothing of one that is deleted.
std::string words_of(const std::optional<kept_message>& kept) {
    if (!kept || kept->deleted) return "-";
    auto all = kept->author.name + (kept->parent.empty() ? ": " : " replies: ") + kept->text;
    std::vector<std::string> reactions;
    for (const auto& one : kept->reactions) reactions.push_back(one.emoji + " by " + one.by.name);
    std::ranges::sort(reactions);
    for (const auto& one : reactions) all += " [" + one + "]";
    // Whether it once read otherwise is not told afterwards.
    return all + (kept->pinned ? " (pinned)" : "");
}

// Only what differs is worth reading, and not all of that.
void check_same_lines(std::vector<std::string> found, std::vector<std::string> whole) {
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

}  // namespace

void talk::go_on(int count, int threads) {
    for (int i = 0; i < count; ++i) {
        by_.pass(std::chrono::milliseconds(1'000 + draw(9'000)));
        say(i < threads);
        // Who changes their mind takes longer than it takes to hear them.
        by_.until_heard();
        by_.pass(1ms);
        if (draw(4) == 0) change();
        by_.until_heard();
    }
}

std::string talk::end() {
    by_.pass(1s);
    auto id = by_.says("ana", "that is all");
    all_.insert(id);
    return id;
}

std::string talk::somebody() {
    static const char* const people[] = {"ana", "ben", "dana"};
    return people[draw(3)];
}

void talk::keep(std::string id, std::string who, bool is_reply) {
    all_.insert(id);
    said_.push_back({std::move(id), std::move(who), is_reply, false, {}});
}

void talk::say(bool opens_thread) {
    const auto who = somebody();
    const auto text = "line " + std::to_string(++count_) + " by " + who;
    if (!roots_.empty() && draw(3) == 0) {
        const auto root = roots_[random_() % roots_.size()];
        const bool to_all = draw(10) == 0;
        return keep(by_.replies(who, root, text, to_all), who, true);
    }
    keep(by_.says(who, text), who, false);
    if (!opens_thread) return;
    roots_.push_back(said_.back().id);
    ever_roots_.insert(roots_.back());
    if (roots_.size() > 40) roots_.erase(roots_.begin());
    keep(by_.replies("ben", roots_.back(), "re: " + text, false), "ben", true);
}

void talk::change() {
    if (said_.empty()) return;
    auto& one = any();
    switch (draw(5)) {
        case 0:
            return by_.edits(one.who, one.id, "edited " + std::to_string(++count_));
        case 2:
            one.pinned = !one.pinned;
            return one.pinned ? by_.pins("ana", one.id) : by_.unpins("ana", one.id);
        case 3:
            if (draw(3) == 0) remove(one);
            return;
        default:
            react(one);
    }
}

void talk::react(line& one) {
    static const char* const emoji[] = {"eyes", "pushpin", "white_check_mark"};
    const std::pair<std::string, std::string> mine{somebody(), emoji[draw(3)]};
    const bool is_new = one.reactions.insert(mine).second;
    if (is_new) return by_.reacts(mine.first, one.id, mine.second);
    by_.unreacts(mine.first, one.id, mine.second);
    one.reactions.erase(mine);
}

void talk::remove(line& one) {
    std::erase(roots_, one.id);
    const bool is_root = ever_roots_.contains(one.id);
    by_.deletes(one.who, one.id);
    // Nobody keeps a list here of what stood in the thread.
    if (is_root && by_.threads_go_with_roots()) return said_.clear();
    said_.erase(said_.begin() + (&one - said_.data()));
}

memory memory_of(
    two_sides& w,
    std::string_view platform,
    const std::string& room,
    const std::set<std::string>& ids,
    bool with_times
) {
    memory made;
    made.messages = w.ask<std::vector<std::string>>([&](archive& from) {
        std::vector<std::string> found;
        // Ids are drawn, on some platforms, and no two worlds draw alike.
        for (const auto& id : ids) {
            const auto kept = from.look().message(platform, room, id);
            const bool is_timed = with_times && kept && !kept->deleted;
            found.push_back((is_timed ? format_rfc3339(kept->at) + " " : "") + words_of(kept));
        }
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

void check_same(const memory& found, const memory& whole) {
    CHECK(found.doubled.empty());
    check_same_lines(found.messages, whole.messages);
    check_same_lines(found.rows, whole.rows);
}

}  // namespace bot::test
