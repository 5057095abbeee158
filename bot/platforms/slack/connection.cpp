#include "bot/platforms/slack/connection.hpp"

#include "bot/net/backoff.hpp"

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

constexpr milliseconds minute{60'000};
constexpr int fewest = 1;

// One event about one connection, on its way through the table.
struct turn {
    connection_set& set;
    const connection_event& what;
    milliseconds now;
    double random;
    std::vector<connection_action>& actions;
    int id;

    template <class T>
    const T& as() const {
        return std::get<T>(what);
    }
    void count(const std::string& reason) const { ++set.reconnects[reason]; }
};

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

milliseconds scaled(milliseconds span, double factor) {
    return milliseconds(static_cast<std::int64_t>(static_cast<double>(span.count()) * factor));
}

// --- pauses ---

void wait_until(connection_set& set, milliseconds moment) {
    set.not_before = std::max(set.not_before, moment);
}

milliseconds back_off(const turn& now) {
    const auto& rules = now.set.rules;
    const backoff_policy policy{rules.backoff_first, rules.backoff_cap};
    return backoff_delay(policy, now.set.failures++, now.random);
}

// An attempt that hung has waited already: the next is never further than the cap from its start.
void wait_after_attempt(const turn& now) {
    const auto delay = back_off(now);
    const auto latest = std::max(now.now, now.set.attempt_began + now.set.rules.backoff_cap);
    wait_until(now.set, std::min(now.now + delay, latest));
}

void wait_after_loss(const turn& now) {
    wait_until(now.set, now.now + back_off(now));
}

// Slack told us to be slow, and remains right until a connection has proven itself.
void slow_down(const turn& now, milliseconds pause, const std::string& trouble) {
    now.set.spacing = std::max(now.set.spacing, pause);
    wait_until(now.set, now.now + pause + scaled(pause, now.random / 2));
    if (now.set.trouble == trouble) return;
    now.set.trouble = trouble;
    now.actions.push_back(alert{trouble});
}

// --- steps: what one event does to one connection ---

using step = void (*)(const turn&, connection&);

void stay(const turn&, connection&) {}

void forget(const turn&, connection& one) {
    one.at = phase::gone;
}

void close(const turn& now, connection& one) {
    one.at = phase::closing;
    one.due.reset();
    now.actions.push_back(close_socket{now.id});
}

// A socket nobody waits for must not stay open.
void refuse(const turn& now, connection&) {
    now.actions.push_back(close_socket{now.id});
}

void open(const turn& now, connection& one) {
    one.at = phase::opening;
    now.actions.push_back(open_socket{now.id, now.as<url_issued>().url});
}

std::string refused_text(const std::string& code) {
    return "Slack refuses to open a connection (" + code +
           "): check the app-level token (xapp-…, scope connections:write), the app's "
           "installation and the workspace's restrictions; the next attempt is in some minutes";
}

void do_without_url(const turn& now, connection& one) {
    const auto& told = now.as<url_refused>();
    one.at = phase::gone;
    now.count("refused");
    const auto& rules = now.set.rules;
    switch (told.why) {
        case url_refused::because::passing:
            return wait_after_attempt(now);
        case url_refused::because::ours:
            return slow_down(now, rules.fatal_pause, refused_text(told.code));
        case url_refused::because::throttled:
            break;
    }
    const auto pause = told.after > milliseconds(0) ? told.after : rules.throttled_pause;
    wait_until(now.set, now.now + pause + scaled(rules.backoff_first, now.random));
}

void greet(const turn& now, connection& one) {
    one.at = phase::greeting;
    one.due = now.now + now.set.rules.hello_deadline;
}

void fail(const turn& now, connection& one) {
    one.at = phase::gone;
    now.count("failed");
    wait_after_attempt(now);
}

void give_up(const turn& now, connection& one) {
    close(now, one);
    now.count("failed");
    wait_after_attempt(now);
}

void welcome(const turn& now, connection& one) {
    const auto& rules = now.set.rules;
    one.at = phase::settling;
    one.due = now.now + rules.stable;
    const milliseconds lifetime = now.as<said_hello>().lifetime;
    if (lifetime > milliseconds(0)) {
        const double place = (one.slot + now.random) / std::max(1, rules.steady);
        one.refresh = now.now + scaled(lifetime, 0.80 + 0.15 * std::min(place, 1.0));
        one.due = std::min(*one.due, *one.refresh);
    }
    if (!now.set.none_since) return;
    const auto gap = now.now - *now.set.none_since;
    now.set.none_since.reset();
    now.set.without_any += gap;
    now.actions.push_back(report_gap{gap});
}

void leave(const turn&, connection& one) {
    one.at = phase::leaving;
    one.due.reset();
}

void leave_as_told(const turn& now, connection& one) {
    const auto& reason = now.as<said_disconnect>().reason;
    now.count(reason == "warning" || reason == "refresh_requested" ? reason : "unknown");
    leave(now, one);
}

// One that was hardly there: a peer that greets and dismisses must not make us spin.
void leave_at_once(const turn& now, connection& one) {
    leave_as_told(now, one);
    wait_after_loss(now);
}

void leave_as_planned(const turn& now, connection& one) {
    now.count("planned");
    leave(now, one);
}

void lose(const turn& now, connection& one) {
    one.at = phase::gone;
    now.count("lost");
    wait_after_loss(now);
}

// Proven. What we were slow for is over, and one more connection may be tried for where Slack
// once had too many.
void settle(const turn& now, connection& one) {
    if (one.refresh && *one.refresh <= now.now) return leave_as_planned(now, one);
    one.at = phase::steady;
    one.due = one.refresh;
    auto& set = now.set;
    set.failures = 0;
    if (set.spacing > milliseconds(0)) set.not_before = now.now;
    set.spacing = milliseconds(0);
    if (set.target < set.rules.steady && now.now >= set.crowded_at + 20 * set.rules.crowded_pause)
        ++set.target;
    if (set.target == set.rules.steady) set.trouble.clear();
}

void make_room(const turn& now, connection& one) {
    auto& set = now.set;
    close(now, one);
    now.count("too_many_websockets");
    set.target = std::max(fewest, set.target - 1);
    set.crowded_at = now.now;
    const auto open = now.as<said_disconnect>().open;
    slow_down(
        now,
        set.rules.crowded_pause,
        "Slack closed a connection because this app has too many" +
            (open > 0 ? " (" + std::to_string(open) + ")" : std::string()) +
            "; 10 are allowed over all processes: look for another Scribe with the same app"
    );
}

void switch_off(const turn& now, connection& one) {
    close(now, one);
    now.count("link_disabled");
    slow_down(
        now,
        now.set.rules.disabled_pause,
        "Socket Mode is switched off in the settings of the Slack app: switch it on under "
        "Socket Mode at https://api.slack.com/apps, or use HTTP mode"
    );
}

// --- the table ---

enum class told {
    issued,
    refused,
    opened,
    failed,
    hello,
    refresh,
    crowded,
    off,
    closed,
    due,
    stop
};
constexpr std::size_t kinds = 11;
constexpr std::size_t phases = 9;

// clang-format off
constexpr std::array<std::array<step, kinds>, phases> table{{
    //           issued refused         opened  failed hello    refresh        crowded    off         closed  due               stop
    /*wanted  */ {stay, stay,           refuse, stay,  stay,    stay,          stay,      stay,       stay,   stay,             forget},
    /*asking  */ {open, do_without_url, refuse, stay,  stay,    stay,          stay,      stay,       stay,   stay,             forget},
    /*opening */ {stay, stay,           greet,  fail,  stay,    stay,          stay,      stay,       fail,   stay,             close},
    /*greeting*/ {stay, stay,           stay,   stay,  welcome, give_up,       make_room, switch_off, fail,   give_up,          close},
    /*settling*/ {stay, stay,           stay,   stay,  stay,    leave_at_once, make_room, switch_off, lose,   settle,           close},
    /*steady  */ {stay, stay,           stay,   stay,  stay,    leave_as_told, make_room, switch_off, lose,   leave_as_planned, close},
    /*leaving */ {stay, stay,           stay,   stay,  stay,    stay,          make_room, switch_off, forget, close,            close},
    /*closing */ {stay, stay,           refuse, forget, stay,   stay,          stay,      stay,       forget, stay,             stay},
    /*gone    */ {stay, stay,           refuse, stay,  stay,    stay,          stay,      stay,       stay,   stay,             stay},
}};
// clang-format on

told kind_of(const said_disconnect& one) {
    if (one.reason == "too_many_websockets") return told::crowded;
    if (one.reason == "link_disabled") return told::off;
    return told::refresh;
}
told kind_of(const url_issued&) {
    return told::issued;
}
told kind_of(const url_refused&) {
    return told::refused;
}
told kind_of(const socket_opened&) {
    return told::opened;
}
told kind_of(const socket_failed&) {
    return told::failed;
}
told kind_of(const socket_closed&) {
    return told::closed;
}
told kind_of(const said_hello&) {
    return told::hello;
}

void take_step(const turn& now, connection& one, told kind) {
    table[static_cast<std::size_t>(one.at)][static_cast<std::size_t>(kind)](now, one);
}

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
    if (set.spacing > milliseconds(0)) wait_until(set, now.now + set.spacing);
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
