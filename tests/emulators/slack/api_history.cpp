#include "tests/emulators/slack/api.hpp"

#include <algorithm>

namespace emulator::slack {
namespace {

std::string_view good_range(call& c) {
    if (c.has("oldest") && !is_ts(c.text("oldest"))) return "invalid_ts_oldest";
    if (c.has("latest") && !is_ts(c.text("latest"))) return "invalid_ts_latest";
    return {};
}

bool within_range(const call& c, const std::string& ts) {
    const auto at = moment_of(ts);
    const bool inclusive = c.flag("inclusive");
    const auto beyond = [&](moment edge, bool older) {
        return (older ? at < edge : at > edge) || (at == edge && !inclusive);
    };
    if (c.has("oldest") && c.text("oldest") != "0" && beyond(moment_of(c.text("oldest")), true))
        return false;
    return !c.has("latest") || !beyond(moment_of(c.text("latest")), false);
}

bool in_channel_view(const message& m) {
    return m.thread_ts.empty() || m.thread_ts == m.ts || m.broadcast;
}

page messages_page(call& c, const std::vector<std::string>& keys, bool descending) {
    const bool slow = c.in.policy.slow_history;
    // In the slow mode a larger limit is cut, not refused.
    if (slow && c.number("limit", 15) > 15) c.said["limit"] = 15;
    return page_of(
        c,
        keys,
        descending,
        slow         ? 15
        : descending ? 100
                     : 1000,
        descending ? 999 : 1000
    );
}

json messages_of(call& c, const std::vector<std::string>& keys) {
    auto list = json::array();
    for (const auto& ts : keys)
        list.push_back(
            c.in.message_json(*c.where, c.where->messages.at(ts), c.flag("include_all_metadata"))
        );
    return list;
}

json history(call& c) {
    std::vector<std::string> keys;
    for (const auto& [ts, m] : c.where->messages)
        if (in_channel_view(m) && c.in.kept(m, c.now) && within_range(c, ts)) keys.push_back(ts);
    std::reverse(keys.begin(), keys.end());
    const auto part = messages_page(c, keys, true);
    if (!part.error.empty()) return no(part.error);
    json body = {
        {"messages", messages_of(c, part.keys)},
        {"has_more", !part.next.empty()},
        {"pin_count", c.where->pins.size()},
        {"channel_actions_ts", nullptr},
        {"channel_actions_count", 0}};
    return part.next.empty() ? yes(std::move(body)) : with_cursor(std::move(body), part);
}

std::string_view known_thread(call& c) {
    c.what = c.in.find_message(*c.where, c.text("ts"));
    return c.what && c.in.kept(*c.what, c.now) ? "" : "thread_not_found";
}

// The root stands first on every page.
json replies(call& c) {
    std::vector<std::string> keys;
    for (const auto& ts : c.what->replies)
        if (within_range(c, ts)) keys.push_back(ts);
    const auto part = messages_page(c, keys, false);
    if (!part.error.empty()) return no(part.error);
    auto shown = part.keys;
    shown.insert(shown.begin(), c.what->ts);
    json body = {{"messages", messages_of(c, shown)}, {"has_more", !part.next.empty()}};
    return part.next.empty() ? yes(std::move(body)) : with_cursor(std::move(body), part);
}

}  // namespace

std::vector<method> history_methods() {
    constexpr std::string_view scopes = "channels:history groups:history im:history mpim:history";
    return {
        {"conversations.history",
         tier::three,
         scopes,
         "channel",
         {seen_channel, joined_channel, good_range},
         history},
        {"conversations.replies",
         tier::three,
         scopes,
         "channel ts",
         {seen_channel, joined_channel, good_range, known_thread},
         replies},
    };
}

}  // namespace emulator::slack
