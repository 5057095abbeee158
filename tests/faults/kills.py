#!/usr/bin/env python3
"""F1, F3: kill -9 at random moments (and stops of a second) while people talk and give commands.

    kills.py SCRIBE EMULATOR [--kills N] [--pauses N] [--seed N]

Every word said in the incident's channel is on record once, every command was done once, nothing of
ours stands there twice, and the chain holds.
"""

import argparse
import collections
import json
import random
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

from programs import Scribe, Slack, settle, until_connected, wait_until


class Talk:
    """Ten words and a command a second or so, whoever listens."""

    def __init__(self, slack, room, dice):
        self._slack, self._room, self._dice = slack, room, dice
        self.words, self.notes = [], []

    def go_on(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.words.append(self._slack.says(self._dice.choice(("ana", "ben")), self._room,
                                               f"word {len(self.words)}"))
            if self._dice.random() < 0.1:
                self.notes.append(f"note number {len(self.notes)}")
                self._slack.says("ana", self._room, f"@scribe {self.notes[-1]}")
            time.sleep(0.02)


def words_in(line):
    return re.search(r"number \d+", json.dumps(line))[0]


def check(slack, scribe, talk, room):
    record = scribe.exported()
    said = collections.Counter(
        line["message"] for line in record if line["kind"] == "message_posted")
    lost = [ts for ts in talk.words if said[ts] == 0]
    doubled = [ts for ts in talk.words if said[ts] > 1]
    rows = collections.Counter(
        words_in(line) for line in record if line["kind"] == "row_added" and "number" in json.dumps(line))
    # What Slack told three times while nobody was there to hear it, it gives up: its author sees no answer.
    untold = [json.dumps(one) for one in slack.ask("unacked")]
    notes = [note for note in talk.notes
             if not any("app_mention" in one and f"{note}\"" in one for one in untold)]
    undone = [note for note in notes if rows[note[5:]] != 1]
    visible = slack.ask("lines", channel=room)
    unseen = [note for note in notes
              if not any(note[5:] in line for line in visible if line.startswith("scribe"))]
    twice = slack.ask("duplicates")
    scribe.run("verify")
    print(f"F1: {len(talk.words)} words, {len(notes)} commands ({len(talk.notes) - len(notes)} given up by Slack); {len(lost)} lost, {len(doubled)} recorded twice, "
          f"{len(undone)} commands not done once, {len(unseen)} without their echo, {len(twice)} visible twice")
    return not (lost or doubled or undone or unseen or twice)


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("scribe")
    asked.add_argument("emulator")
    asked.add_argument("--kills", type=int, default=40)
    asked.add_argument("--pauses", type=int, default=2)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    how = asked.parse_args()
    print(f"kills.py --seed {how.seed}", flush=True)
    dice = random.Random(how.seed)
    slack = Slack(how.emulator)
    with tempfile.TemporaryDirectory() as folder:
        scribe = Scribe(how.scribe, Path(folder), slack)
        try:
            scribe.start()
            until_connected(slack, scribe)
            slack.ask("runs_command", user="ana", channel="ops", line="/incident declare P2 Disk full")
            room = wait_until(lambda: slack.channel_named("inc-1-"), "the room")
            slack.ask("joins", user="ben", channel=room)
            settle(slack, scribe)
            talk = Talk(slack, room, dice)
            pauses = set(dice.sample(range(how.kills), min(how.pauses, how.kills)))
            for life in range(how.kills):
                talk.go_on(dice.uniform(0, 0.5))
                if life in pauses:
                    scribe.signal(signal.SIGSTOP)
                    talk.go_on(1.0)
                    scribe.signal(signal.SIGCONT)
                    talk.go_on(0.2)
                scribe.kill()
                scribe.start()
            until_connected(slack, scribe)
            last = slack.says("ana", room, "that is all")
            talk.words.append(last)
            wait_until(lambda: any(line.get("message") == last for line in scribe.exported()), "the last word")
            settle(slack, scribe)
            print(f"F1: {how.kills} kills, {len(pauses)} pauses")
            return 0 if check(slack, scribe, talk, room) else 1
        except AssertionError as why:
            print(f"{why}\n{scribe.log()[-4000:]}")
            return 1
        finally:
            scribe.kill()
            slack.stop()


sys.exit(main())
