#!/usr/bin/env python3
"""The ledger of faults: each row, the tests that are named after it, what was measured, and how.

    ledger.py            prints tests/faults/README.md anew
    ledger.py --check    says what is wrong: a page that is out of date, a row that nothing tests
"""

import re
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
PAGE = TESTS / "faults" / "README.md"
WAITING = {38, 39, 40, 45, 46, 47}  # PostgreSQL, and more than one Scribe

ROWS = {
    1: "killed (kill -9) at any moment", 2: "ended at each named point of the engine, at each command",
    3: "stopped for a while (SIGSTOP), then let go on", 4: "told to end while much waits; told twice",
    5: "out of memory", 6: "out of descriptors or threads", 7: "a socket closed, whatever the code",
    8: "Slack refreshes a connection, or warns that it will", 9: "too many WebSockets, again and again",
    10: "a socket told to go or closed in every state", 11: "the upgrade answered with anything but 101",
    12: "the peer is gone without a word", 13: "a peer that answers and tells nothing, or the other way round",
    14: "acknowledgements arrive late", 15: "the same event again: at once, later, after a restart",
    16: "one message under eleven event ids", 17: "envelopes out of order", 18: "a byte at a time; cut inside a frame",
    19: "WebSocket frames that break the rules", 20: "a call fails: 429, wrong token, no name, nobody there",
    21: "Mattermost: a gap in the count, thousands of missed posts", 22: "the acknowledgement is lost after the commit",
    23: "Retry-After with every kind of value", 24: "a thousand messages into a platform that lets one a second in",
    25: "an error before or after the effect", 26: "a call that hangs or drips", 27: "a platform refuses: archived, not a member, too long",
    28: "an answer that is none: HTML, cut JSON, wrong types", 29: "a token is revoked or expires",
    30: "the channel's name is taken, or squatted", 31: "an address to answer to has expired",
    32: "the first answer is slow, the second is not", 33: "the disk is full, then it is not",
    34: "an input/output error in fsync, write, truncate", 35: "the power goes", 36: "bits flip; the log is cut or gone",
    37: "somebody else locks the record", 38: "PostgreSQL is killed, also during COMMIT",
    39: "PostgreSQL: time-outs, serialisation, a standby", 40: "PostgreSQL: a lower id commits later",
    41: "a second server and readers beside one that writes", 42: "a migration is interrupted; a newer schema",
    43: "the wall clock jumps", 44: "clock changes of a place, leap days and seconds",
    45: "two Scribes start at once", 46: "a paused leader wakes after its lease", 47: "the same alert to two Scribes",
    48: "slow requests, thousands of connections", 49: "heads and lines without end", 50: "requests that could be read in two ways",
    51: "bodies too large, endless, packed", 52: "JSON too deep, doubled, not UTF-8", 53: "signatures missing, forged, out of time",
    54: "a signed request played again", 55: "the time a comparison takes", 56: "certificates expired, for others, unknown; old TLS",
    57: "templates without end; data that looks like a template", 58: "hostile text at every place where text goes",
    59: "a million events, a thousand incidents", 60: "broken configuration; addresses that must not be called",
}

HEAD = """# Faults

What must not lose, double or let in anything, row by row, and the tests that do it to Scribe. A test of a row begins with its number: the rows a
case is for stand before its sentence (`"F8 S12: …"`). This page is printed by `ledger.py`.

    tests/faults/run            the rows as CI runs them, and the figures of a short run
    tests/faults/run --long     every figure at its full count: hours
    tests/faults/mutants.py     switches one promise off at a time: a named test must turn red

| what is here | |
|---|---|
| `points.py` | ends the program at each named point of the engine, once for each command (`bot/base/failpoint.hpp`, in a program of its own) |
| `kills.py` | kill -9 and SIGSTOP at random moments, against a Slack that is a program too |
| `../simulation` | a whole outage in one thread on a played machine: its time, its network and its luck come from a seed |
| `../engine/power_loss.cpp`, `../support/crash_vfs` | a disk that forgets and reorders what was not synced |
| `../models` | the protocols as models, checked state by state, and mutants of them that must fail |
| `../fuzz` | every parser that meets the outside |

"""


def names_in(text):
    """The beginnings of test names: of Catch's cases, and of scripts that say their rows first."""
    for name in re.findall(r'(?:TEST_CASE|STORE_CASE)\(\s*"((?:F\d+[ :,]\s*)+[^"]*)"', text):
        yield name
    for said in re.findall(r'^"""((?:F\d+[ :,]\s*)+[^\n]*)', text, re.M):
        yield said
    for said in re.findall(r'^\s*(?:story|test)\(\s*["\'`]((?:F\d+[ :,]\s*)+[^"\'`]*)', text, re.M):
        yield said


def found():
    rows = {}
    for place in sorted(TESTS.rglob("*")):
        if place.suffix not in (".cpp", ".py", ".mjs") or "node_modules" in place.parts or place == Path(__file__):
            continue
        for name in names_in(place.read_text(errors="replace")):
            numbers, sentence = re.match(r"((?:[FS]\d+[ :,]\s*)+)(.*)", name, re.S).groups()
            for number in re.findall(r"F(\d+)", numbers):
                rows.setdefault(int(number), []).append((place.relative_to(TESTS), sentence.strip()))
    return rows


def page(rows):
    lines = [HEAD, "| row | fault | tests |\n|---|---|---|\n"]
    for number, fault in ROWS.items():
        tests = rows.get(number, [])
        if number in WAITING and not tests:
            said = "waits for PostgreSQL and replicas"
        elif not tests:
            said = "no test has its number yet"
        else:
            by_file = {}
            for place, sentence in tests:
                by_file.setdefault(place, []).append(sentence)
            said = "; ".join(f"`{place}`: {', '.join(all_of)}" for place, all_of in by_file.items())
        lines.append(f"| F{number} | {fault} | {said.replace('|', chr(92) + '|')} |\n")
    return "".join(lines)


def main():
    rows = found()
    text = page(rows)
    if "--check" not in sys.argv:
        PAGE.write_text(text)
        return 0
    wrong = [f"F{number} ({fault}): no test is named after it"
             for number, fault in ROWS.items() if number not in rows and number not in WAITING]
    wrong += [f"F{number}: there is no such row" for number in rows if number not in ROWS]
    if not PAGE.exists() or PAGE.read_text() != text:
        wrong.append("tests/faults/README.md is out of date: run tests/faults/ledger.py")
    print("\n".join(wrong) or f"{len(ROWS)} rows, {sum(map(len, rows.values()))} tests, "
                              f"{len(WAITING)} wait for PostgreSQL and replicas")
    return 1 if wrong else 0


sys.exit(main())
