/* Socket Mode's connections: which to open, keep, replace and let go, with a platform and a network
 * that do what they can to it.
 *
 * What each part mirrors:
 *   client    bot/platforms/slack/ears/connection.cpp (resume) and connection_steps.cpp (the table): the
 *             phases, kinds and steps have the names they have there; socket_mode.cpp (take) hands out
 *   engine    acknowledges what is recorded, socket_mode.cpp (send): on the connection it came by, else
 *             on any other
 *   network   bot/platforms/slack/ears/socket_mode_sockets.cpp (ask, run, read) over a network that
 *             refuses, fails, and cuts a connection without a word; both ends notice later, each at
 *             its own time (liveness). bot/net/websocket.cpp: once our goodbye is said, what still comes
 *             is not read
 *   platform  greets, tells each event by any one connection until it is acknowledged, announces that a
 *             connection goes, closes it, and dismisses one that is too many
 *   clock     deadlines (set_alarm, next_deadline) and pauses, in steps without a length
 *
 * The network and the platform fail TROUBLES times, whenever they like, and from then on they are `good`.
 *
 * Assumed: what is on its way arrives within the drain, and a connection that was announced to go is told
 * events by as long as there is no other. Deadlines come at any time after they are set.
 * Left out: the lengths of time (hurry, attempts that hung, the allowance of calls a minute), the
 * jitter, what is told to people, stopping while paused.
 */

#ifndef STEADY
#define STEADY 1
#endif
#ifndef EVENTS
#define EVENTS 2
#endif
#ifndef REFRESHES
#define REFRESHES 1 /* announced */
#endif
#ifndef PLANNED
#define PLANNED 1 /* of our own */
#endif
#ifndef TROUBLES
#define TROUBLES 3
#endif
#define SOCKETS (STEADY + 1) /* allowed by the platform, those it has not yet missed among them */
#define RECORDS (2 * STEADY + 1)
#ifndef CAP
#define CAP 2 /* steps of a pause, and where counting ends */
#endif
/* What else is true when a deadline passes. */
#define refresh_came 1
#define long_after 2 /* the platform said that there are too many */
#define nobody 100
#define someone_gone 101

mtype = { sockets_allowed, one_attempt, no_envelope_dropped, backoff_grows, slow_pause, nothing_after_stop };
/* phases */
mtype = { wanted, asking, opening, greeting, settling, steady, leaving, closing, gone };
/* kinds; "refused" is one of three */
mtype = { start, issued, passing, throttled, ours, opened, failed, hello, refresh, crowded, off, closed,
          due, stop, envelope };
/* a connection as the network has it */
mtype = { none, asked_for, dialled, up, cut, hanging_up };
/* a connection as the platform has it; retired: announced to go, and there is another one */
mtype = { absent, silent, greeted, warned, retired };
/* an event */
mtype = { untold, on_its_way, in_hand, acked };

#define must(property, holds) \
    if \
    :: (holds) \
    :: else -> printf("broken: %e\n", property); assert(holds) \
    fi

/* The client's memory: connection_set. In the order of ids; what comes behind one that is gone moves up. */
mtype at[RECORDS] = gone;
byte replaces[RECORDS] = nobody;
bool has_due[RECORDS];
byte target;
bool stopping;
byte pause;    /* not_before */
bool spacing;
byte failures;

/* The world. */
bool good = (TROUBLES == 0);
byte troubles = TROUBLES;
mtype line[RECORDS] = none;
mtype far[RECORDS] = absent;
byte stale; /* cut, and the platform has not missed them yet */
mtype event[EVENTS] = untold;
byte came_by[EVENTS] = nobody;
#ifdef DROPS_RETRIES
bool was_told[EVENTS];
#endif
byte refreshes = REFRESHES, planned = PLANNED;

chan told = [1] of { mtype, byte, byte };    /* kind, connection, event; it is looked at before all else */
chan down[RECORDS] = [2] of { mtype, byte }; /* frames on their way to us */
#define calm empty(told)

inline trouble() { troubles--; good = (troubles == 0) }

/* What an observer remembers. */
byte unproven; /* failures in a row, since a connection has proven itself */
byte owed;     /* steps until the next: one for each of them */
byte slow;     /* steps until the next, since the platform told us to be slow */
mtype parting[RECORDS] = none; /* why a connection leaves: refresh (announced), due (our plan) */

#define is_member(i) (at[i] == wanted || is_trying(i) || at[i] == settling || at[i] == steady)
#define is_trying(i) (at[i] == asking || at[i] == opening || at[i] == greeting)
#define is_ready(i) (at[i] == settling || at[i] == steady || at[i] == leaving)
#define is_socket(i) (at[i] == opening || at[i] == greeting || is_ready(i) || at[i] == closing)
#if STEADY == 1
#define count(is) (is(0) + is(1) + is(2))
#else
#define count(is) (is(0) + is(1) + is(2) + is(3) + is(4))
#endif
#define at_most(a, b) ((a) < (b) -> (a) : (b))
#define at_least(a, b) ((a) > (b) -> (a) : (b))

/* --- the steps of the table --- */

inline wait_steps(n) { pause = at_least(pause, n) }

inline back_off() {
    failures = at_most(failures + 1, CAP);
    wait_steps(failures)
}

inline slow_down() {
    slow = CAP;
#ifndef CROWDED_LOOP
    spacing = true;
    wait_steps(CAP)
#endif
}

/* A socket that is not open yet is closed as soon as it is: refuse. */
inline close_socket() {
    if
    :: line[i] == up || line[i] == cut -> line[i] = hanging_up
    :: else
    fi
}

inline close() {
    at[i] = closing;
    has_due[i] = false;
    printf("client: says goodbye on connection %d\n", i);
    close_socket()
}

inline note_failure() {
    unproven = at_most(unproven + 1, CAP);
    owed = unproven
}

inline open() {
    at[i] = opening;
    line[i] = dialled;
#ifdef COUNTER_AT_URL
    failures = 0;
#endif
    must(nothing_after_stop, !stopping)
}

inline fail() {
    at[i] = gone;
    note_failure();
    back_off()
}

inline give_up() {
    close();
    note_failure();
    back_off()
}

inline do_without_url() {
    if
    :: kind == passing -> fail()
    :: kind == throttled -> at[i] = gone; wait_steps(CAP)
    :: kind == ours -> at[i] = gone; slow_down()
    fi
}

inline greet() {
    at[i] = greeting;
#ifndef NO_HELLO_DEADLINE
    has_due[i] = true
#endif
}

inline welcome() {
    at[i] = settling;
    has_due[i] = true
}

inline leave(why) {
    parting[i] = why;
#ifdef BREAK_BEFORE_MAKE
    close()
#else
    at[i] = leaving;
    has_due[i] = false
#endif
}

inline leave_at_once() {
    leave(refresh);
    note_failure();
    back_off()
}

inline leave_as_planned() {
    planned--;
    leave(due)
}

inline lose() {
    at[i] = gone;
    note_failure();
    back_off()
}

/* It may have lived for as long as it was to, before it has proven itself. */
inline settle() {
    if
    :: e == refresh_came -> leave_as_planned()
    :: else ->
        at[i] = steady;
        has_due[i] = false;
        failures = 0;
        pause = (spacing -> 0 : pause);
        spacing = false;
        target = at_most(STEADY, (e == long_after -> target + 1 : target));
        unproven = 0;
        owed = 0;
        slow = 0
    fi
}

inline make_room() {
    close();
    parting[i] = none;
#ifndef CROWDED_LOOP
    target = at_least(1, target - 1);
#endif
    slow_down()
}

inline switch_off() {
    close();
    parting[i] = none;
    slow_down()
}

/* What is not there stays as it is. */
inline take_step() {
    if
    :: at[i] == asking ->
        if
        :: kind == issued -> open()
        :: kind == passing || kind == throttled || kind == ours -> do_without_url()
        :: else
        fi
    :: at[i] == opening ->
        if
        :: kind == opened -> greet()
        :: kind == failed || kind == closed -> fail()
        :: else
        fi
    :: at[i] == greeting ->
        if
        :: kind == hello -> welcome()
        :: kind == refresh || kind == due -> give_up()
        :: kind == crowded -> make_room()
        :: kind == off -> switch_off()
        :: kind == closed -> fail()
        :: else
        fi
    :: at[i] == settling ->
        if
        :: kind == refresh -> leave_at_once()
        :: kind == crowded -> make_room()
        :: kind == off -> switch_off()
        :: kind == closed -> lose()
        :: kind == due -> settle()
        :: else
        fi
    :: at[i] == steady ->
        if
        :: kind == refresh -> leave(refresh)
        :: kind == crowded -> make_room()
        :: kind == off -> switch_off()
        :: kind == closed -> lose()
        :: kind == due -> leave_as_planned()
        :: else
        fi
    :: at[i] == leaving ->
        if
        :: kind == crowded -> make_room()
        :: kind == off -> switch_off()
        :: kind == closed -> at[i] = gone
        :: kind == due -> close()
        :: else
        fi
    :: at[i] == closing ->
        if
        :: kind == opened -> close_socket()
        :: kind == failed || kind == closed -> at[i] = gone
        :: else
        fi
    :: at[i] == gone && kind == opened -> close_socket()
    :: else
    fi
}

inline take_stop() {
    stopping = true;
    i = 0;
    do
    :: i < RECORDS ->
        if
#ifndef STOP_RACE
        :: at[i] == wanted || at[i] == asking -> at[i] = gone
#endif
        :: is_socket(i) && at[i] != closing -> close(); parting[i] = none
        :: else
        fi;
        i++
    :: else -> break
    od
}

/* --- what follows from where things stand --- */

/* set.all.emplace(++set.last_id, fresh): behind all the others. */
inline add_fresh() {
    j = 0;
    do
    :: at[j] != gone -> j++
    :: else -> break
    od;
    at[j] = wanted
}

inline keep_no_more() {
    j = RECORDS;
    do
    :: j > 0 && count(is_member) > target ->
        j--;
        at[j] = (at[j] == wanted -> gone : at[j])
    :: else -> break
    od
}

inline keep_no_fewer() {
    do
    :: count(is_member) < target -> add_fresh()
    :: else -> break
    od
}

/* In `j` the successor of `i`, or nobody. */
inline find_successor() {
    j = 0;
    do
    :: j < RECORDS && !(is_member(j) && replaces[j] == i) -> j++
    :: else -> break
    od;
    if
    :: j < RECORDS
    :: else ->
        j = 0;
        do
        :: j < RECORDS && !(is_member(j) && !is_ready(j) && replaces[j] == nobody) -> j++
        :: else -> break
        od;
        if
        :: j < RECORDS -> replaces[j] = i
        :: else -> j = nobody
        fi
    fi
}

inline pair_up() {
    i = 0;
    do
    :: i < RECORDS ->
        if
        :: at[i] == leaving -> find_successor(); has_due[i] = (j == nobody || is_ready(j))
        :: else
        fi;
        i++
    :: else -> break
    od
}

#define moved(x, i) ((x) == (i) -> someone_gone : ((x) < nobody && (x) > (i) -> (x) - 1 : (x)))

inline move_up() {
    at[j] = at[j + 1];
    replaces[j] = replaces[j + 1];
    has_due[j] = has_due[j + 1];
    parting[j] = parting[j + 1];
    line[j] = line[j + 1];
    far[j] = far[j + 1];
    do
    :: nempty(down[j + 1]) -> down[j + 1] ? kind, e; down[j] ! kind, e
    :: empty(down[j + 1]) -> break
    od
}

inline forget_last() {
    at[j] = gone;
    replaces[j] = nobody;
    has_due[j] = false;
    parting[j] = none;
    line[j] = none;
    far[j] = absent
}

/* From the last to the first, so that what moves up has been looked at. */
inline erase_gone() {
    i = RECORDS;
    do
    :: i > 0 ->
        i--;
        if
        :: at[i] == gone && line[i] == none ->
            j = i;
            do
            :: j + 1 < RECORDS -> move_up(); j++
            :: else -> break
            od;
            forget_last();
            j = 0;
            do
            :: j < RECORDS -> replaces[j] = moved(replaces[j], i); j++
            :: else -> break
            od;
            j = 0;
            do
            :: j < EVENTS -> came_by[j] = moved(came_by[j], i); j++
            :: else -> break
            od
        :: else
        fi
    :: else -> break
    od
}

#ifdef NO_ROOM_CHECK
#define is_full false
#else
#define is_full (count(is_socket) > target)
#endif
#ifdef TWO_ATTEMPTS
#define is_busy false
#else
#define is_busy (count(is_trying) > 0)
#endif
#ifdef STOP_RACE
#define may_begin (!is_full && !is_busy && pause == 0)
#else
#define may_begin (!stopping && !is_full && !is_busy && pause == 0)
#endif

inline begin_attempt() {
    i = 0;
    do
    :: i < RECORDS && at[i] != wanted -> i++
    :: else -> break
    od;
    if
    :: i < RECORDS && may_begin ->
        at[i] = asking;
        line[i] = asked_for;
        printf("client: asks for a URL for connection %d\n", i);
        pause = (spacing -> CAP : pause);
        must(nothing_after_stop, !stopping);
        must(backoff_grows, owed == 0);
        must(slow_pause, slow == 0)
    :: else
    fi
}

inline follow() {
    if
    :: !stopping -> keep_no_more(); erase_gone(); keep_no_fewer(); pair_up()
    :: else -> erase_gone()
    fi;
    begin_attempt();
    must(one_attempt, count(is_trying) <= 1);
    must(sockets_allowed, count(is_socket) <= SOCKETS)
}

inline hand_out() {
    if
    :: stopping -> event[e] = untold
#ifdef DROPS_RETRIES
    :: !stopping && was_told[e] -> event[e] = untold
#endif
    :: else -> event[e] = in_hand; came_by[e] = i
    fi;
#ifdef DROPS_RETRIES
    was_told[e] = true
#endif
}

active proctype client() {
    mtype kind = start;
    byte i, j, e;
    atomic { target = STEADY; told ! start, 0, 0 }
end:
    do
    :: atomic {
        told ? kind, i, e ->
        printf("client: hears %e about connection %d, which is %e\n", kind, i, at[i]);
        if
        :: kind == envelope -> hand_out()
        :: else ->
            if
            :: kind == stop -> take_stop()
            :: kind == start /* begins, or not_before has come */
            :: else -> take_step()
            fi;
            follow()
        fi;
        i = 0; j = 0; e = 0; kind = start
       }
    od
}

/* --- acknowledgements --- */

#define is_open(i) ((line[i] == up || line[i] == cut) && at[i] != closing)
#define is_heard(i) (line[i] == up && at[i] != closing)

/* Lost with the connection it goes by, or for want of one: the event is told again. */
inline acknowledge(e) {
    i = came_by[e];
    if
    :: i < nobody && is_open(i)
    :: else ->
        i = 0;
        do
        :: i < RECORDS && !is_open(i) -> i++
        :: else -> break
        od
    fi;
    if
    :: i < RECORDS && is_heard(i) -> event[e] = acked
    :: i < RECORDS && is_heard(i) && !good -> event[e] = untold; trouble()
    :: i == RECORDS || !is_heard(i) -> event[e] = untold
    fi;
    came_by[e] = nobody;
    i = 0
}

active proctype engine() {
    byte i;
end:
    do
    :: atomic { calm && event[0] == in_hand -> acknowledge(0) }
#if EVENTS > 1
    :: atomic { calm && event[1] == in_hand -> acknowledge(1) }
#endif
#if EVENTS > 2
    :: atomic { calm && event[2] == in_hand -> acknowledge(2) }
#endif
#if EVENTS > 3
    :: atomic { calm && event[3] == in_hand -> acknowledge(3) }
#endif
    od
}

/* --- the platform --- */

#define is_present(i) (far[i] != absent)
#define is_greeted(i) (far[i] == greeted)

inline dismiss(i, why) {
    printf("platform: says %e on connection %d\n", why, i);
    down[i] ! why, 0;
    far[i] = absent
}

inline announce(i) {
    printf("platform: announces that connection %d goes\n", i);
    refreshes--;
    down[i] ! refresh, 0;
    far[i] = (count(is_greeted) > 1 -> retired : warned)
}

#define tells_by(i) (far[i] == greeted || far[i] == warned)
#define tell_by(i, e) \
    atomic { calm && event[e] == untold && tells_by(i) && nfull(down[i]) -> \
        printf("platform: tells event %d on connection %d\n", e, i); event[e] = on_its_way; down[i] ! envelope, e }

#if EVENTS > 1
#define tell_second(i) :: tell_by(i, 1)
#else
#define tell_second(i)
#endif
#if EVENTS > 2
#define tell_third(i) :: tell_by(i, 2)
#else
#define tell_third(i)
#endif
#if EVENTS > 3
#define tell_fourth(i) :: tell_by(i, 3)
#else
#define tell_fourth(i)
#endif

#define looks_after(i) \
    :: tell_by(i, 0) \
    tell_second(i) \
    tell_third(i) \
    tell_fourth(i) \
    :: atomic { calm && far[i] == greeted && refreshes > 0 && nfull(down[i]) -> announce(i) } \
    :: atomic { calm && !good && far[i] == greeted && nfull(down[i]) -> dismiss(i, crowded); trouble() } \
    :: atomic { calm && (far[i] == warned || far[i] == retired) && nfull(down[i]) -> dismiss(i, closed) }

active proctype platform() {
end:
    do
    looks_after(0)
    looks_after(1)
    looks_after(2)
#if STEADY > 1
    looks_after(3)
    looks_after(4)
#endif
    od
}

/* --- the network --- */

#ifdef OWN_REFRESH_TOO
#define may_drop(i) (parting[i] == none)
#else
#define may_drop(i) (parting[i] != refresh)
#endif

/* What is on its way to us by this connection never arrives. */
inline drop_frames(i) {
    do
    :: nempty(down[i]) ->
        down[i] ? what, e;
        if
        :: what == envelope ->
            event[e] = untold;
            printf("network: event %d on connection %d is not read any more\n", e, i);
            must(no_envelope_dropped, line[i] != hanging_up || may_drop(i))
        :: else
        fi
    :: empty(down[i]) -> break
    od;
    what = none;
    e = 0
}

inline cut_off(i) {
    drop_frames(i);
    line[i] = cut;
    stale = (far[i] != absent -> 1 : stale);
    far[i] = absent
}

inline bring(i) {
    down[i] ? what, e;
    line[i] = (what == closed -> none : line[i]);
    told ! what, i, e;
    what = none;
    e = 0
}

#ifdef NO_LIVENESS
#define is_missed(i) false
#else
#define is_missed(i) (line[i] == cut)
#endif

inline welcome_at_platform(i) {
    if
    :: count(is_present) + stale >= SOCKETS -> dismiss(i, crowded)
    :: count(is_present) + stale < SOCKETS ->
        down[i] ! hello, 0;
        far[i] = greeted;
        e = 0;
        do
        :: e < RECORDS -> far[e] = (far[e] == warned -> retired : far[e]); e++
        :: else -> break
        od;
        e = 0
    :: !good -> far[i] = silent; trouble()
    :: !good -> dismiss(i, crowded); trouble() /* another Scribe with the same app */
#ifdef ALL_KINDS
    :: !good -> dismiss(i, off); trouble()
#endif
    fi
}

#ifdef ALL_KINDS
#define refuses_otherwise(i) :: !good -> trouble(); told ! throttled, i, 0
#else
#define refuses_otherwise(i)
#endif

#define carries(i) \
    :: atomic { calm && line[i] == asked_for -> \
        line[i] = none; \
        if \
        :: told ! issued, i, 0 \
        :: !good -> trouble(); told ! passing, i, 0 \
        :: !good -> trouble(); told ! ours, i, 0 \
        refuses_otherwise(i) \
        fi } \
    :: atomic { calm && line[i] == dialled && (!good || stale == 0) -> \
        if \
        :: line[i] = up; welcome_at_platform(i); told ! opened, i, 0 \
        :: !good -> trouble(); line[i] = none; told ! failed, i, 0 \
        fi } \
    :: atomic { calm && line[i] == up && nempty(down[i]) -> bring(i) } \
    :: atomic { calm && !good && line[i] == up -> trouble(); cut_off(i) } \
    :: atomic { calm && is_missed(i) -> line[i] = none; told ! closed, i, 0 } \
    :: atomic { calm && line[i] == hanging_up -> \
        drop_frames(i); far[i] = absent; line[i] = none; told ! closed, i, 0 }

active proctype network() {
    mtype what = none;
    byte e;
end:
    do
    carries(0)
    carries(1)
    carries(2)
#if STEADY > 1
    carries(3)
    carries(4)
#endif
    :: atomic { calm && stale > 0 -> stale-- }
    od
}

/* --- the clock --- */

/* Drained: nothing is on its way, and an announced one is told events by no more. */
#define is_due(i) (has_due[i] && \
    (at[i] == greeting && far[i] == silent || at[i] == settling || \
     at[i] == leaving && empty(down[i]) && far[i] != warned))

#define watches(i) \
    :: atomic { calm && !good && has_due[i] && at[i] == greeting -> trouble(); told ! due, i, 0 } \
    :: atomic { calm && is_due(i) -> told ! due, i, 0 } \
    :: atomic { calm && is_due(i) && at[i] == settling && target < STEADY -> told ! due, i, long_after } \
    :: atomic { calm && (at[i] == settling || at[i] == steady) && planned > 0 -> told ! due, i, refresh_came }

/* Slow steps are longer than a goodbye, than it takes to miss somebody, and than a drain. */
#define is_ending(i) (line[i] == cut || line[i] == hanging_up || at[i] == leaving && has_due[i])
#define may_step (!spacing || stale == 0 && count(is_ending) == 0)

active proctype clock() {
end:
    do
    :: atomic {
        calm && pause > 0 && may_step ->
        printf("clock: a step of the pause\n");
        pause--;
        owed = at_least(owed, 1) - 1;
        slow = at_least(slow, 1) - 1;
        told ! start, 0, 0
       }
    watches(0)
    watches(1)
    watches(2)
#if STEADY > 1
    watches(3)
    watches(4)
#endif
    od
}

#ifdef LIVE
/* Even when nothing happens any more, time goes on: what never comes is looked for in runs without an end. */
active proctype time() {
    do
    :: good || !good
    od
}
#endif

#ifdef STOPS
active proctype person() {
    atomic { calm && target > 0 -> told ! stop, 0, 0 }
}
#endif

#if EVENTS > 3
#define all_acked (event[0] == acked && event[1] == acked && event[2] == acked && event[3] == acked)
#elif EVENTS > 2
#define all_acked (event[0] == acked && event[1] == acked && event[2] == acked)
#elif EVENTS > 1
#define all_acked (event[0] == acked && event[1] == acked)
#else
#define all_acked (event[0] == acked)
#endif
#define is_connected (count(is_ready) > 0)
#define is_quiet (count(is_socket) == 0 && count(is_trying) == 0)

ltl connected { <> [] is_connected }
ltl acknowledged { <> all_acked }
ltl stops { [] (stopping -> <> [] is_quiet) }
