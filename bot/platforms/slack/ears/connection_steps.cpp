#include "bot/platforms/slack/ears/connection_steps.hpp"

#include "bot/net/backoff.hpp"

#include <algorithm>
#include <array>

namespace bot::slack {
namespace {

constexpr int fewest = 1;

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
void slow_down(
    const turn& now, milliseconds pause, const std::string& about, const std::string& trouble
) {
    now.set.spacing = std::max(now.set.spacing, pause);
    wait_until(now.set, now.now + pause + scaled(pause, now.random / 2));
    const bool is_known = now.set.trouble_about == about;
    now.set.trouble_about = about;
    now.set.trouble = trouble;
    if (is_known) return;
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
            return slow_down(now, rules.fatal_pause, told.code, refused_text(told.code));
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
    if (set.target < set.rules.steady) return;
    set.trouble.clear();
    set.trouble_about.clear();
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
        "too_many_websockets",
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
        "link_disabled",
        "Socket Mode is switched off in the settings of the Slack app: switch it on under "
        "Socket Mode at https://api.slack.com/apps, or use HTTP mode"
    );
}

// --- the table ---

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

}  // namespace

void take_step(const turn& now, connection& one, told kind) {
    table[static_cast<std::size_t>(one.at)][static_cast<std::size_t>(kind)](now, one);
}

}  // namespace bot::slack
