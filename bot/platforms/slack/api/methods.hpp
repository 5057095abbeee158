// What we know about Slack's methods before we call one: how often, and whether twice does harm.
#pragma once

#include <cstddef>
#include <string_view>

namespace bot::slack {

// Calls a minute that Slack promises, and how many of them may come at once after a rest.
struct rate {
    int a_minute = 20;
    int burst = 5;
};

struct method_facts {
    rate often;
    bool harmless = false;     // to repeat: it changes nothing anybody sees
    bool in_channel = false;   // counted by channel, too: see `channel_rate`
    bool may_be_slow = false;  // falls to `slow_rate` for apps Slack has not approved
};

// Every channel takes one message or edit a second, and a few more at once.
inline constexpr rate channel_rate{60, 4};
inline constexpr rate slow_rate{1, 1};
inline constexpr std::size_t slow_page = 15;

// One that is not in the table counts as Tier 2 and as harmful to repeat.
const method_facts& facts_of(std::string_view method);

}  // namespace bot::slack
