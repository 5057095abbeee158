/* The journal and the outbox: what comes in is recorded and acknowledged, what was promised is said.
 *
 * What each part mirrors:
 *   platform  a platform that tells an event until it is acknowledged, and now and then once more
 *   engine    bot/engine/batch.cpp, engine.cpp: everything that waits is one transaction;
 *             bot/engine/engine_thread.cpp: a lost batch answers nobody, settlements are given again
 *   take      bot/engine/outbox.cpp: the first of a lane, one on its way at a time, and after a
 *             restart all of it as possibly sent
 *   ears      the acknowledgement, bot/platforms/slack/ears/listener.cpp (record)
 *   courier   bot/platforms/slack/errands/history.cpp (say): asks before it says something again;
 *             with PATIENT bot/platforms/mattermost/errands/posting.cpp (say)
 *   service   the platform's side of a request: takes effect or not, and its answer may be lost
 *   fate      kill -9 after any step, and the start after it
 *
 * What is kept in SQLite stays over a crash: journal, row, failures, last_effect. All else of the bot
 * is memory. A transaction is one step: whatever happens in the middle of it has not happened.
 *
 * Assumed, each with a flag that takes it away: what is on its way at the platform has happened or
 * never will when the courier gives it up (LATE_EFFECT), and when the bot is up again
 * (QUICK_RESTART); history can be read (NO_READ_BACK: never; READS_FAIL=n: n times it cannot).
 * With KEY the platform itself knows the second copy of a request.
 *
 * Properties: A1 an acknowledged event is in the journal exactly once. A2 no acknowledgement before
 * the commit. B1 a promise ends delivered or as a dead letter. B2 at most one visible message for
 * each effect. B3 what is visible of a lane is in its order. repeats_say_so: whatever is said more
 * than once says of itself that it may be a repetition.
 */

#ifndef EVENTS
#define EVENTS 2
#endif
#ifndef LANES
#define LANES 1
#endif
#ifndef TROUBLES
#define TROUBLES 3 /* so many crashes, losses, lost transactions and repetitions in all */
#endif
#ifndef MOST_ATTEMPTS
#define MOST_ATTEMPTS 3
#endif
#ifndef READS_FAIL
#define READS_FAIL 0
#endif
#ifdef TWO_IN_FLIGHT
#define SLOTS 2
#else
#define SLOTS LANES
#endif
#define slot_of(id) ((id) % SLOTS)
#define lane_of(id) ((id) % LANES)

mtype = { A1, A2, B1, B2, B3, repeats_say_so };
mtype = { unknown, waiting, delivered, dead };  /* an effect in the store */
mtype = { resting, claimed, asked, sent };      /* a courier */
mtype = { nothing, done, again, refused };      /* how a delivery ended */

#define must(property, holds) \
    if \
    :: (holds) \
    :: else -> printf("broken: %e\n", property); assert(holds) \
    fi

/* The store. */
byte journal[EVENTS];          /* how often an event is in it; 1 is right */
mtype row[EVENTS + 2] = unknown;  /* effects are numbered from 1, in the order they were queued */
byte failures[EVENTS + 2];
byte last_effect;

/* The bot's memory. */
bool up = true;
byte life;
chan arrivals = [2] of { byte };  /* told, and not in a batch yet */
bool answered[EVENTS];            /* recorded, and the acknowledgement is about to go */
bool maybe_sent[EVENTS + 2];      /* an earlier life may have */
mtype at[SLOTS] = resting;
byte carries[SLOTS];
bool marked[SLOTS];               /* with "may be repeated" */
mtype ended[SLOTS] = nothing;     /* the settlement */

/* The platform, and what is on its way to it. */
bool acked[EVENTS];
chan requests = [2] of { byte, bool, byte };  /* effect, marked, life */
byte travelling[EVENTS + 2];
byte visible[EVENTS + 2], plain[EVENTS + 2];  /* plain: those without a mark */
byte highest[LANES];
byte troubles = TROUBLES;
byte unreadable = READS_FAIL;

/* --- in --- */

#define is_due(e) (!acked[e] && !(arrivals ?? [e]))
#define may_tell(e) (up && nfull(arrivals) && (is_due(e) || troubles > 0))

inline tell(e) {
    if
    :: is_due(e) -> printf("platform: tells event %d\n", e)
    :: else -> troubles--; printf("platform: tells event %d once more\n", e)
    fi;
    arrivals ! e;
#ifdef ACK_BEFORE_COMMIT
    answered[e] = true
#endif
}

proctype platform() {
end:
    do
    :: atomic { may_tell(0) -> tell(0) }
#if EVENTS > 1
    :: atomic { may_tell(1) -> tell(1) }
#endif
#if EVENTS > 2
    :: atomic { may_tell(2) -> tell(2) }
#endif
    od
}

#define may_ack(e) (up && answered[e])

inline acknowledge(e) {
    answered[e] = false;
    if
    :: troubles > 0 -> troubles--; printf("ears: acknowledge event %d, and it is lost\n", e)
    :: true ->
        printf("ears: acknowledge event %d\n", e);
        acked[e] = true;
        must(A2, journal[e] > 0);
        must(A1, journal[e] == 1)
    fi
}

proctype ears() {
end:
    do
    :: atomic { may_ack(0) -> acknowledge(0) }
#if EVENTS > 1
    :: atomic { may_ack(1) -> acknowledge(1) }
#endif
#if EVENTS > 2
    :: atomic { may_ack(2) -> acknowledge(2) }
#endif
    od
}

/* --- the engine --- */

inline take_in() {
    if
#ifndef NO_DEDUPE
    :: journal[e] > 0 -> printf("engine: event %d was recorded before\n", e)
#endif
    :: else ->
        journal[e]++;
        last_effect++;
        row[last_effect] = waiting;
        printf("engine: commits event %d, and effect %d for it\n", e, last_effect);
        must(A1, journal[e] == 1)
    fi;
    answered[e] = answered[e] || heard
}

/* Of what is no longer waiting, a settlement changes nothing. */
inline end_delivery(id, how) {
    if
    :: row[id] != waiting -> skip
    :: else ->
        if
        :: how == done ->
            row[id] = delivered;
            printf("engine: commits that effect %d is delivered\n", id);
            must(B1, visible[id] > 0)
        :: how == refused -> row[id] = dead; printf("engine: gives up effect %d\n", id)
        :: how == again ->
            failures[id]++;
            if
#ifndef FOR_EVER
            :: failures[id] >= MOST_ATTEMPTS -> row[id] = dead; printf("engine: gives up effect %d\n", id)
#endif
            :: else ->
                printf("engine: commits that effect %d is to be tried again\n", id);
#ifdef FOR_EVER
                failures[id] = 1
#endif
            fi
        fi;
        if
        :: row[id] != waiting -> failures[id] = 0; maybe_sent[id] = false
        :: else
        fi
    fi
}

/* `heard`: the engine learns of the commit; else it takes it for lost although it is durable. */
inline commit() {
    s = 0;
    do
    :: s < SLOTS ->
        if
        :: ended[s] != nothing ->
            end_delivery(carries[s], ended[s]);
            if
            :: heard -> ended[s] = nothing; at[s] = resting; carries[s] = 0; marked[s] = false
            :: else
            fi
        :: else
        fi;
        s++
    :: else -> break
    od;
    do
    :: nempty(arrivals) -> arrivals ? e; take_in()
    :: empty(arrivals) -> break
    od;
    s = 0;
    e = 0;
    heard = true
}

inline lose_batch() {
    do
    :: nempty(arrivals) -> arrivals ? e
    :: empty(arrivals) -> break
    od;
    e = 0;
    heard = true
}

#if SLOTS > 1
#define is_told (nempty(arrivals) || ended[0] != nothing || ended[1] != nothing)
#else
#define is_told (nempty(arrivals) || ended[0] != nothing)
#endif

#ifdef TWO_IN_FLIGHT
#define may_take(id) (up && row[id] == waiting && at[slot_of(id)] == resting)
#else
#define is_first(id) (id <= LANES || row[id - LANES] != waiting)
#define may_take(id) (up && row[id] == waiting && at[slot_of(id)] == resting && is_first(id))
#endif

inline take(id) {
    at[slot_of(id)] = claimed;
    carries[slot_of(id)] = id;
#ifdef RECORD_BEFORE_SEND
    row[id] = delivered;
#endif
    printf("engine: hands out effect %d\n", id)
}

proctype engine() {
    byte e, s;
    bool heard = true;
end:
    do
    :: atomic {
        up && is_told ->
        if
        :: true
        :: troubles > 0 -> troubles--; heard = false
        fi;
        if
        :: !heard -> printf("engine: the transaction fails\n"); lose_batch()
        :: true ->
            if
            :: !heard -> printf("engine: the transaction is durable, and said to have failed\n")
            :: else
            fi;
            commit()
        fi
       }
    :: atomic { may_take(1) -> take(1) }
#if EVENTS > 1
    :: atomic { may_take(2) -> take(2) }
#endif
#if EVENTS > 2
    :: atomic { may_take(3) -> take(3) }
#endif
    od
}

/* --- out --- */

#ifdef NOT_ASKED_AFTER_RESTART
#define is_repetition(id) (failures[id] > 0)
#else
#define is_repetition(id) (failures[id] > 0 || maybe_sent[id])
#endif
#ifdef NOT_ASKED
#define asks_first(id) false
#else
#define asks_first(id) is_repetition(id)
#endif

#ifdef LATE_EFFECT
#define is_given_up true
#else
#define is_given_up (travelling[carries[s]] == 0)
#endif

inline settle(how) {
    ended[s] = how;
    at[s] = sent /* until the engine has heard of it */
}

proctype courier(byte s) {
end:
    do
    :: atomic {
        up && at[s] == claimed && asks_first(carries[s]) ->
        if
#ifdef NO_READ_BACK
        :: true ->
            printf("courier: cannot ask whether effect %d is there, and says that it may be repeated\n", carries[s]);
            at[s] = asked;
            marked[s] = true
#else
#if READS_FAIL > 0
        :: unreadable > 0 ->
            unreadable--;
            printf("courier: could not ask whether effect %d is there\n", carries[s]);
#ifdef PATIENT
            settle(again)
#else
            at[s] = asked;
            marked[s] = true
#endif
#endif
        :: visible[carries[s]] > 0 -> printf("courier: effect %d is there already\n", carries[s]); settle(done)
        :: visible[carries[s]] == 0 -> printf("courier: effect %d is not there\n", carries[s]); at[s] = asked
#endif
        fi
       }
    :: atomic {
        up && nfull(requests) && (at[s] == asked || at[s] == claimed && !asks_first(carries[s])) ->
        printf("courier: sends effect %d\n", carries[s]);
        travelling[carries[s]]++;
        requests ! carries[s], marked[s], life;
        at[s] = sent
       }
    :: atomic {
        up && at[s] == sent && ended[s] == nothing && is_given_up ->
        printf("courier: no answer about effect %d\n", carries[s]);
        ended[s] = again
       }
    od
}

inline reply(id, how) {
    if
    :: answer_life == life && up && at[slot_of(id)] == sent && carries[slot_of(id)] == id &&
           ended[slot_of(id)] == nothing ->
        ended[slot_of(id)] = how
    :: else
    fi
}

inline appear(id, is_marked) {
    visible[id]++;
    plain[id] = plain[id] + (is_marked -> 0 : 1);
    printf("service: message %d of effect %d is visible\n", visible[id], id);
#ifdef TOLERATES_DOUBLES
    skip;
#else
    must(B2, visible[id] <= 1);
#endif
    must(repeats_say_so, plain[id] <= 1);
    must(B3, visible[id] > 1 || id > highest[lane_of(id)]);
    highest[lane_of(id)] = (id > highest[lane_of(id)] -> id : highest[lane_of(id)])
}

proctype service() {
    byte id, answer_life;
    bool is_marked;
end:
    do
    :: atomic {
        requests ? id, is_marked, answer_life ->
        travelling[id]--;
        if
        :: troubles > 0 -> troubles--; printf("service: the request for effect %d is lost\n", id)
        :: true -> printf("service: fails at effect %d\n", id); reply(id, again)
        :: true -> printf("service: refuses effect %d\n", id); reply(id, refused)
        :: true ->
            if
#ifdef KEY
            :: visible[id] > 0 -> printf("service: knows effect %d by its key\n", id)
#endif
            :: else -> appear(id, is_marked)
            fi;
            if
            :: troubles > 0 -> troubles--; printf("service: its answer is lost\n")
            :: true -> reply(id, done)
            fi
        fi;
        id = 0;
        is_marked = false;
        answer_life = 0
       }
    od
}

/* --- crashes --- */

/* engine::open, outbox::load(after_restart). */
inline forget() {
    do
    :: nempty(arrivals) -> arrivals ? _
    :: empty(arrivals) -> break
    od;
    n = 0;
    do
    :: n < EVENTS -> answered[n] = false; n++
    :: else -> break
    od;
    n = 0;
    do
    :: n < SLOTS ->
        at[n] = resting;
        carries[n] = 0;
        marked[n] = false;
        ended[n] = nothing;
        n++
    :: else -> break
    od;
    n = 0
}

inline load() {
    life++;
    n = 1;
    do
    :: n <= EVENTS -> maybe_sent[n] = (row[n] == waiting); n++
    :: else -> break
    od;
    n = 0
}

#ifdef QUICK_RESTART
#define may_start (!up)
#else
#define may_start (!up && empty(requests))
#endif

proctype fate() {
    byte n;
end:
    do
    :: atomic { up && troubles > 0 -> troubles--; up = false; forget(); printf("fate: kill -9\n") }
    :: atomic { may_start -> load(); up = true; printf("fate: the bot starts\n") }
    od
}

#ifdef NO_FENCE
/* bot/store/sqlite/file_lock.cpp keeps a second process out for as long as the first one lives, also
 * while it is only stopped. Without it: the first is stopped, a second takes its place, and the first
 * goes on where it was. */
proctype stopped_process() {
    byte n, held;
    bool was_marked;
    atomic {
        up && at[0] == asked && empty(requests) ->
        held = carries[0];
        was_marked = marked[0];
        printf("fate: the bot is stopped with effect %d in hand, and a second one starts\n", held);
        forget();
        load()
    }
    atomic {
        nfull(requests) ->
        printf("fate: the stopped one goes on, and sends effect %d\n", held);
        travelling[held]++;
        requests ! held, was_marked, life + 100
    }
}
#endif

#ifdef LIVE
/* Even when nothing happens any more, time goes on: what never comes is looked for in runs without an end. */
active proctype time() {
    do
    :: up || !up
    od
}
#endif

init {
    atomic {
        run platform();
        run ears();
        run engine();
        run courier(0);
#if SLOTS > 1
        run courier(1);
#endif
        run service();
        run fate();
#ifdef NO_FENCE
        run stopped_process();
#endif
    }
}

#if EVENTS > 2
#define all_acked (acked[0] && acked[1] && acked[2])
#elif EVENTS > 1
#define all_acked (acked[0] && acked[1])
#else
#define all_acked (acked[0])
#endif
#define is_over(id) (row[id] == dead || row[id] == delivered && visible[id] > 0)

ltl acknowledged { <> all_acked }
ltl ends_first { [] ((row[1] == waiting) -> <> is_over(1)) }
ltl ends_second { [] ((row[2] == waiting) -> <> is_over(2)) }
