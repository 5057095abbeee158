#include "bot/platforms/slack/ears/connection.hpp"

#include "bot/platforms/slack/ears/connection_steps.hpp"

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

constexpr milliseconds minute{60'000};
constexpr int fewest = 1;

bool is_member(const connection& one) {
    return one.at < phase::leaving;
}
bool is_ready(const connection& one) {
    return one.at >= phase::settling && one.at <= phase::leaving;
}
bool is_trying(const connection& one) {
    return one.at >= phase::asking && one.at <= phase::greeting;
}
bool is_socket(const connection& one) {
    return one.at >= phase::opening && one.at <= phase::closing;
}

template <class Is>
int count(const connection_set& set, Is is) {
    return static_cast<int>(std::ranges::count_if(set.all, [&](const auto& entry) {
        return is(entry.second);
    }));
}

told kind_of(const said_disconnect& one) {
    if (one.reason == "too_many_websockets") return told::crowded;
    if (one.reason == "link_disabled") return told::off;
    return told::refresh;
}
// clang-format off
told kind_of(const url_issued&) { return told::issued; }
told kind_of(const url_refused&) { return told::refused; }
told kind_of(const socket_opened&) { return told::opened; }
told kind_of(const socket_failed&) { return told::failed; }
told kind_of(const socket_closed&) { return told::closed; }
told kind_of(const said_hello&) { return told::hello; }
// clang-format on

void take_each(const turn& now, told kind) {
    for (auto& [id, one] : now.set.all) {
        if (kind == told::due && (!one.due || *one.due > now.now)) continue;
        take_step({now.set, now.what, now.now, now.random, now.actions, id}, one, kind);
    }
}

// --- what follows from where things stand ---

int free_slot(const connection_set& set) {
    for (int slot = 0;; ++slot) {
        const auto taken = [&](const connection& one) {
            return is_member(one) && one.slot == slot;
        };
        if (count(set, taken) == 0) return slot;
    }
}

// As many as are wanted, and no more of those that have not begun.
void keep_number(connection_set& set) {
    int members = count(set, is_member);
    for (; members < set.target; ++members) {
        connection fresh;
        fresh.slot = free_slot(set);
        set.all.emplace(++set.last_id, fresh);
    }
    for (auto last = set.all.rbegin(); members > set.target && last != set.all.rend(); ++last) {
        if (last->second.at != phase::wanted) continue;
        last->second.at = phase::gone;
        --members;
    }
}

connection* successor_of(connection_set& set, int leaving) {
    for (auto& [id, one] : set.all)
        if (is_member(one) && one.replaces == leaving) return &one;
    for (auto& [id, one] : set.all) {
        if (!is_member(one) || is_ready(one) || one.replaces != 0) continue;
        one.replaces = leaving;
        return &one;
    }
    return nullptr;
}

// Who leaves stays until its successor is ready, then a while longer for what is on its way.
void pair_up(connection_set& set, milliseconds now) {
    for (auto& [id, one] : set.all) {
        if (one.at != phase::leaving) continue;
        const auto* successor = successor_of(set, id);
        if (successor && !is_ready(*successor)) {
            one.due.reset();
        } else if (!one.due) {
            one.drains_since = now;
            one.due = now + set.rules.drain;
        }
    }
}

// Strictly: half of the allowance at once, the other half spread over the minute.
milliseconds allowance_step(const connection_rules& rules) {
    const int at_once = std::max(1, rules.opens_per_minute / 2);
    return minute / std::max(1, rules.opens_per_minute - at_once);
}
milliseconds allowed_from(const connection_set& set) {
    const int at_once = std::max(1, set.rules.opens_per_minute / 2);
    return set.paid_until - (at_once - 1) * allowance_step(set.rules);
}

// The first that waits, when an attempt is possible but for the time.
std::map<int, connection>::const_iterator next_in_line(const connection_set& set) {
    const bool full = socket_count(set) > set.target;
    if (set.stopping || full || count(set, is_trying) > 0) return set.all.end();
    return std::ranges::find_if(set.all, [](const auto& entry) {
        return entry.second.at == phase::wanted;
    });
}

// Several leave at once: the next successor has no room until the first of them has gone.
void hurry(connection_set& set) {
    const auto waits = [](const connection& one) { return one.at == phase::wanted; };
    if (socket_count(set) <= set.target || count(set, waits) == 0) return;
    for (auto& [id, one] : set.all)
        if (one.at == phase::leaving && one.due)
            one.due = std::min(*one.due, one.drains_since + set.rules.drain / 10);
}

void begin_attempt(const turn& now) {
    auto& set = now.set;
    const auto next = next_in_line(set);
    if (next == set.all.end()) return hurry(set);
    if (now.now < std::max(set.not_before, allowed_from(set))) return;
    set.all[next->first].at = phase::asking;
    set.attempt_began = now.now;
    set.paid_until = std::max(set.paid_until, now.now) + allowance_step(set.rules);
    if (set.spacing > milliseconds(0))
        set.not_before = std::max(set.not_before, now.now + set.spacing);
    now.actions.push_back(ask_for_url{next->first});
}

}  // namespace

std::vector<connection_action> resume(
    connection_set& set, const connection_event& what, milliseconds now, double random
) {
    std::vector<connection_action> actions;
    const turn whole{set, what, now, random, actions, 0};
    const bool had_any = ready_count(set) > 0;
    std::visit(
        [&](const auto& told_us) {
            using T = std::decay_t<decltype(told_us)>;
            if constexpr (std::is_same_v<T, started>) {
                if (set.target == 0) set.target = std::max(fewest, set.rules.steady);
                set.paid_until = std::max(set.paid_until, now);
            } else if constexpr (std::is_same_v<T, stopped>) {
                set.stopping = true;
                take_each(whole, told::stop);
            } else if constexpr (std::is_same_v<T, deadline_passed>) {
                take_each(whole, told::due);
            } else {
                connection unknown;
                unknown.at = phase::gone;
                const auto found = set.all.find(told_us.connection);
                auto& one = found == set.all.end() ? unknown : found->second;
                take_step(
                    {set, what, now, random, actions, told_us.connection}, one, kind_of(told_us)
                );
            }
        },
        what
    );
    if (!set.stopping) {
        keep_number(set);
        pair_up(set, now);
    }
    std::erase_if(set.all, [](const auto& entry) { return entry.second.at == phase::gone; });
    if (had_any && ready_count(set) == 0) set.none_since = now;
    begin_attempt(whole);
    return actions;
}

std::optional<milliseconds> next_deadline(const connection_set& set) {
    std::optional<milliseconds> soonest;
    const auto consider = [&](milliseconds moment) {
        soonest = soonest ? std::min(*soonest, moment) : moment;
    };
    for (const auto& [id, one] : set.all)
        if (one.due) consider(*one.due);
    if (next_in_line(set) != set.all.end()) consider(std::max(set.not_before, allowed_from(set)));
    return soonest;
}

int ready_count(const connection_set& set) {
    return count(set, is_ready);
}

int socket_count(const connection_set& set) {
    return count(set, is_socket);
}

url_refused::because meaning_of(std::string_view code) {
    // Nothing of this mends itself: a person has to act, at Slack or in the configuration.
    static constexpr std::array<std::string_view, 22> ours{
        "not_authed",         "invalid_auth",
        "account_inactive",   "user_removed_from_team",
        "team_disabled",      "token_revoked",
        "token_expired",      "not_allowed_token_type",
        "missing_scope",      "no_permission",
        "access_denied",      "forbidden_team",
        "missing_args",       "insecure_request",
        "invalid_arguments",  "deprecated_endpoint",
        "method_deprecated",  "accesslimited",
        "ekm_access_denied",  "team_access_not_granted",
        "org_login_required", "enterprise_is_restricted"};
    if (code == "ratelimited") return url_refused::because::throttled;
    return std::ranges::find(ours, code) != ours.end() ? url_refused::because::ours
                                                       : url_refused::because::passing;
}

std::string address_of(std::string url, bool debug_reconnects) {
    if (!debug_reconnects) return url;
    url += url.find('?') == std::string::npos ? '?' : '&';
    return url + "debug_reconnects=true";
}

}  // namespace bot::slack
