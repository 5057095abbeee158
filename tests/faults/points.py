#!/usr/bin/env python3
"""F2: Scribe ends at every named point of the engine, once for each command, and is started again.
What is to be seen in the end, and what is on record, is what an untouched run leaves.

    points.py SCRIBE EMULATOR [--commands N] [--points NAME,NAME]
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from programs import Scribe, Slack, settle, until_connected, wait_until, without_times, words_of

POINTS = ("before-begin", "before-close", "before-commit", "after-commit", "before-ack", "after-ack",
          "after-claim", "after-send", "before-record")
# As they are said to Scribe in the incident's channel: events, which Slack brings again.
COMMANDS = (
    "note the disk fills", "take lead", "role comms @ben", "severity P1 it spreads",
    "started at 08:00", "detected by a customer", "paged", "investigating", "hypothesis the cache",
    "ruled-out the cache", "cause dumps were never deleted", "identified", "decision we fail over",
    "update we are on it", "fix dumps deleted", "mitigated", "recovered", "services add orders",
    "service orders", "impact users=12 requests=3%", "link https://example.com/graph the graph",
    "action add P1 delete dumps owner=ben", "action done 1", "action list", "timeline", "timeline edit 1 the disk was full",
    "timeline hide 1", "timeline show 1", "undo", "handover @ben", "catchup", "summary Dumps filled the disk.",
    "rootcause Nobody deletes dumps.", "resolution Deleted the dumps.", "lesson well We were quick.",
    "rca preview", "list", "show #1", "find dumps", "stats", "help", "doctor", "page payments",
    "resolve The dumps filled the disk", "rca publish", "reopen it is back", "resolve gone for good",
)


class Outage:
    def __init__(self, programs):
        self.slack = Slack(programs.emulator)
        self._folder = tempfile.TemporaryDirectory()
        self.scribe = Scribe(programs.scribe, Path(self._folder.name), self.slack)
        self.died = 0

    def begin(self):
        self.scribe.start()
        until_connected(self.slack, self.scribe)
        self.slack.ask("runs_command", user="ana", channel="ops", line="/incident declare P2 Disk full")
        self.room = wait_until(lambda: self.slack.channel_named("inc-1-"), "the room")
        settle(self.slack, self.scribe)

    def say(self, command, point):
        if point:
            self.scribe.arm(point)
        self.slack.says("ana", self.room, f"@scribe {command}")
        if point:
            self._revive(point)
        settle(self.slack, self.scribe)

    def _revive(self, point):
        """A point that is not on this command's way is left alone once all is quiet."""
        end = time.monotonic() + 1.0
        wait_until(lambda: self.scribe.has_ended() or time.monotonic() > end and self._is_quiet(),
                   f"the end at {point}, or quiet")
        self.scribe.disarm()
        if not self.scribe.has_ended():
            return
        assert self.scribe.code() == 137, f"ended with {self.scribe.code()}:\n{self.scribe.log()}"
        self.died += 1
        self.scribe.start()
        until_connected(self.slack, self.scribe)

    def _is_quiet(self):
        return self.slack.ask("summary")["due"] == 0 and self.scribe.waiting() == 0

    def seen(self):
        """What people see, and what is on record, without times."""
        channel = self.slack.ask("channel", channel=self.room)
        lines, told = ([without_times(line) for line in self.slack.ask("lines", channel=where)]
                       for where in (self.room, "incidents"))
        record = sorted(words_of(line) for line in self.scribe.exported())
        self.scribe.run("verify")
        assert self.slack.ask("duplicates") == [], self.slack.ask("duplicates")
        return {"room": lines, "incidents": told, "record": record,
                "channel": [channel["name"], without_times(channel["topic"]),
                            len(channel["pins"]), len(channel["members"])]}

    def end(self):
        self.scribe.kill()
        self.slack.stop()
        self._folder.cleanup()


def live(programs, commands, point):
    one = Outage(programs)
    try:
        one.begin()
        for command in commands:
            try:
                one.say(command, point)
            except AssertionError as why:
                raise AssertionError(f"{command!r} at {point}: {why}\n{one.scribe.log()[-3000:]}") from why
        return one.seen(), one.died
    finally:
        one.end()


def differences(found, wanted):
    for part, lines in wanted.items():
        if found[part] == lines:
            continue
        if not isinstance(lines, list):
            yield f"{part}: {found[part]} instead of {lines}"
            continue
        missing = [line for line in lines if line not in found[part]]
        more = [line for line in found[part] if line not in lines]
        yield f"{part}: missing {missing[:3]}, more {more[:3]}, {len(found[part])} of {len(lines)} lines"


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("scribe")
    asked.add_argument("emulator")
    asked.add_argument("--commands", type=int, default=len(COMMANDS))
    asked.add_argument("--points", default=",".join(POINTS))
    programs = asked.parse_args()
    step = max(1, len(COMMANDS) // programs.commands)
    commands = COMMANDS[::step][:programs.commands]
    wanted, _ = live(programs, commands, None)
    failed = died = 0
    for point in programs.points.split(","):
        found, deaths = live(programs, commands, point)
        died += deaths
        wrong = list(differences(found, wanted))
        failed += bool(wrong)
        print(f"{point:15} ended {deaths:3} of {len(commands)} commands: "
              f"{'the same in the end' if not wrong else 'DIFFERENT'}", flush=True)
        for line in wrong:
            print("    " + line)
        if deaths == 0:
            print(f"    nobody came to {point}")
            failed += 1
    print(f"F2: {died} ends at {len(programs.points.split(','))} points over {len(commands)} commands, {failed} wrong")
    return 1 if failed else 0


sys.exit(main())
