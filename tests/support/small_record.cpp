#include "tests/support/small_record.hpp"

#include <algorithm>

namespace bot::test {

bool small_record::submit(inbound what, std::function<void(result<handled>)> done) {
    result<handled> told = fail(errc::unavailable, "the record is shut");
    if (!is_shut) {
        take(what);
        told = handled{};
    }
    asio::post(executor_, [done = std::move(done), told] { done(told); });
    return true;
}

void small_record::ask(question what) {
    if (is_busy) return put_off.push_back(std::move(what));
    asio::post(executor_, [this, what = std::move(what)] {
        const auto then = what(*this);
        if (then) then();
    });
}

void small_record::answer_one() {
    const auto what = std::move(put_off.front());
    put_off.pop_front();
    const auto then = what(*this);
    if (then) then();
}

result<std::optional<std::string>> small_record::remembered(std::string_view key) {
    const auto found = memos.find(key);
    if (found == memos.end()) return std::optional<std::string>();
    return std::optional(found->second);
}

const incident* small_record::find(incident_id id) {
    const auto found = incidents.find(id);
    return found == incidents.end() ? nullptr : &found->second;
}

std::optional<incident_id> small_record::log_of_room(
    std::string_view platform, std::string_view channel
) {
    for (const auto& each : bound)
        if (each.platform == platform && each.channel == channel) return each.log;
    return std::nullopt;
}

std::vector<incident_brief> small_record::briefs() {
    std::vector<incident_brief> all;
    for (auto at = incidents.rbegin(); at != incidents.rend(); ++at)
        all.push_back(brief_of(at->second));
    return all;
}

std::vector<incident_brief> small_record::open_briefs() {
    auto all = briefs();
    std::erase_if(all, [](const auto& each) { return each.state != lifecycle::open; });
    return all;
}

void small_record::take(const inbound& what) {
    if (const auto* notes = std::get_if<in_memo>(&what.what)) {
        for (const auto& each : notes->notes) memos[each.key] = each.value;
        return;
    }
    const auto is_same = [&](const inbound& before) { return before.key == what.key; };
    if (std::any_of(taken.begin(), taken.end(), is_same)) return;
    taken.push_back(what);
    if (const auto* opened = std::get_if<in_room_opened>(&what.what))
        bound.push_back({what.platform, opened->channel, opened->incident, opened->name});
}

}  // namespace bot::test
