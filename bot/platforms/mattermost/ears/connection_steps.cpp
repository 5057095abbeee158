#include "bot/platforms/mattermost/ears/connection_steps.hpp"

#include "bot/net/backoff.hpp"

#include <array>

namespace bot::mattermost {
namespace {

constexpr auto token_refused =
    "Mattermost refuses Scribe's access token: see whether the bot account is active, make a new "
    "token for it under Integrations, Bot Accounts, and put it into mattermost.token_file; the "
    "next attempt is in some minutes";

// --- from one phase into the next ---

void enter(const turn& now, phase at) {
    auto& one = now.one;
    one.at = at;
    one.due.reset();
    one.proven_at.reset();
    one.ping_due.reset();
    one.pong_due.reset();
}

void wait_until(const turn& now, milliseconds moment) {
    enter(now, phase::waiting);
    now.one.due = moment;
}

void back_off(const turn& now) {
    const auto& rules = now.one.rules;
    const backoff_policy policy{rules.backoff_first, rules.backoff_cap};
    wait_until(now, now.now + backoff_delay(policy, now.one.failures++, now.random));
}

void close_and_then(const turn& now, phase next) {
    enter(now, phase::closing);
    now.one.then = next;
    now.act(close_socket{now.one.attempt});
}

void ask_anew(const turn& now) {
    enter(now, phase::asking);
    now.act(ask_whether_refused{now.one.attempt});
}

void stand_barred(const turn& now) {
    enter(now, phase::barred);
    now.one.due = now.now + now.one.rules.refused_pause;
    if (!now.one.trouble.empty()) return;
    now.one.trouble = token_refused;
    now.act(alert{token_refused});
}

void ping(const turn& now) {
    auto& one = now.one;
    one.heard_since_ping = false;
    now.act(send_ping{one.attempt, ++one.pings});
}

void be_ready(const turn& now) {
    enter(now, phase::ready);
    auto& one = now.one;
    one.proven_at = now.now + one.rules.stable;
    one.ping_due = now.now + one.rules.ping_every;
    one.trouble.clear();
}

void tell_of_gap(const turn& now, std::string because) {
    if (now.one.had_any) ++now.one.gaps;
    now.act(report_gap{std::move(because)});
}

// --- steps ---

using step = void (*)(const turn&);

void stay(const turn&) {}

void end(const turn& now) {
    enter(now, phase::over);
}

void dial(const turn& now) {
    enter(now, phase::opening);
    auto& one = now.one;
    ++one.attempt;
    const bool goes_on = !one.id.empty();
    now.act(open_socket{one.attempt, one.id, goes_on ? one.counted.wanted() : 0});
}

// Only its answer tells a connection that goes on from one that is dead: there is no hello. A
// server that does not yet know who we are answers nothing, so it is sent more than once.
void ping_until_greeted(const turn& now) {
    ping(now);
    now.one.ping_due = now.now + now.one.rules.hello_deadline / 4;
}

void greet(const turn& now) {
    enter(now, phase::greeting);
    now.one.due = now.now + now.one.rules.hello_deadline;
    ping_until_greeted(now);
}

void fail(const turn& now) {
    now.count("failed");
    back_off(now);
}

void slow_down(const turn& now) {
    now.count("throttled");
    const auto first = static_cast<double>(now.one.rules.backoff_first.count());
    const milliseconds scatter(static_cast<std::int64_t>(first * now.random));
    wait_until(now, now.now + now.as<socket_failed>().after + scatter);
}

// A refused token looks like a lost network: the socket opens, and ends without a word.
void ask(const turn& now) {
    now.count("unheard");
    ask_anew(now);
}

void ask_again(const turn& now) {
    ask_anew(now);
}

void wait_or_give_up(const turn& now) {
    if (now.one.due && *now.one.due > now.now) return ping_until_greeted(now);
    now.count("unheard");
    close_and_then(now, phase::asking);
}

void bar(const turn& now) {
    now.count("refused");
    stand_barred(now);
}

void close_and_bar(const turn& now) {
    now.count("refused");
    close_and_then(now, phase::barred);
}

void close_for_good(const turn& now) {
    close_and_then(now, phase::over);
}

void end_after_closing(const turn& now) {
    now.one.then = phase::over;
}

void try_again(const turn& now) {
    back_off(now);
}

// A server that cannot resume gives no id, or another one.
void hear_hello(const turn& now) {
    auto& one = now.one;
    const auto& hello = now.as<said_hello>();
    one.heard_since_ping = true;
    const bool is_same = !hello.connection.empty() && hello.connection == one.id;
    if (is_same) {
        if (hello.seq >= one.counted.expected()) one.counted.begin(hello.seq + 1);
        return;
    }
    one.id = hello.connection;
    one.counted.begin(hello.seq + 1);
    tell_of_gap(now, one.had_any ? "the connection begins anew" : "the first hello");
    one.had_any = true;
}

void welcome(const turn& now) {
    const auto before = now.one.id;
    hear_hello(now);
    if (!before.empty() && before == now.one.id) ++now.one.resumed;
    be_ready(now);
}

void take_event(const turn& now) {
    auto& one = now.one;
    one.heard_since_ping = true;
    const auto seq = now.as<said_event>().seq;
    if (seq >= 0 && one.counted.came(seq) == sequence::place::after_a_gap)
        tell_of_gap(now, "events are missing before number " + std::to_string(seq));
    now.act(hand_out{seq});
}

void go_on(const turn& now) {
    if (now.one.id.empty()) return;
    ++now.one.resumed;
    be_ready(now);
}

// Without a hello: it goes on.
void go_on_with(const turn& now) {
    if (now.one.id.empty()) return;
    go_on(now);
    take_event(now);
}

void rest_until_next_ping(const turn& now) {
    auto& one = now.one;
    one.heard_since_ping = true;
    one.pong_due.reset();
    one.ping_due = now.now + one.rules.ping_every;
}

void lose(const turn& now) {
    now.count("lost");
    back_off(now);
}

// Whoever still tells us something is alive, however late with its answers.
void look_after(const turn& now) {
    auto& one = now.one;
    if (one.proven_at && *one.proven_at <= now.now) {
        one.proven_at.reset();
        one.failures = 0;
    }
    const bool is_late = one.pong_due && *one.pong_due <= now.now;
    if (is_late && !one.heard_since_ping) {
        now.count("silent");
        return close_and_then(now, phase::waiting);
    }
    if (!is_late && !(one.ping_due && *one.ping_due <= now.now)) return;
    ping(now);
    one.ping_due.reset();
    one.pong_due = now.now + one.rules.ping_deadline;
}

void move_on(const turn& now) {
    switch (now.one.then) {
        case phase::asking:
            return ask_anew(now);
        case phase::barred:
            return stand_barred(now);
        case phase::waiting:
            return back_off(now);
        default:
            return end(now);
    }
}

// --- the table ---

constexpr std::size_t kinds = 14;
constexpr std::size_t phases = 9;

// clang-format off
constexpr std::array<std::array<step, kinds>, phases> table{{
    //           start  opened failed   throttled  unauth.  closed   hello       event       pong                  denied         refused accepted   due         stop
    /*idle    */ {dial,  stay,  stay,    stay,      stay,    stay,    stay,       stay,       stay,                 stay,          stay,   stay,      stay,       end},
    /*waiting */ {stay,  stay,  stay,    stay,      stay,    stay,    stay,       stay,       stay,                 stay,          stay,   stay,      dial,       end},
    /*opening */ {stay,  greet, fail,    slow_down, ask,     fail,    stay,       stay,       stay,                 stay,          stay,   stay,      stay,       close_for_good},
    /*greeting*/ {stay,  stay,  stay,    stay,      stay,    ask,     welcome,    go_on_with, go_on,                close_and_bar, stay,   stay,      wait_or_give_up, close_for_good},
    /*ready   */ {stay,  stay,  stay,    stay,      stay,    lose,    hear_hello, take_event, rest_until_next_ping, close_and_bar, stay,   stay,      look_after, close_for_good},
    /*closing */ {stay,  stay,  move_on, move_on,   move_on, move_on, stay,       stay,       stay,                 stay,          stay,   stay,      stay,       end_after_closing},
    /*asking  */ {stay,  stay,  stay,    stay,      stay,    stay,    stay,       stay,       stay,                 stay,          bar,    try_again, stay,       end},
    /*barred  */ {stay,  stay,  stay,    stay,      stay,    stay,    stay,       stay,       stay,                 stay,          stay,   stay,      ask_again,  end},
    /*over    */ {stay,  stay,  stay,    stay,      stay,    stay,    stay,       stay,       stay,                 stay,          stay,   stay,      stay,       stay},
}};
// clang-format on

}  // namespace

void take_step(const turn& now, told kind) {
    table[static_cast<std::size_t>(now.one.at)][static_cast<std::size_t>(kind)](now);
}

}  // namespace bot::mattermost
