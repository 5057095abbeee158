#!/usr/bin/env python3
"""Tests the tests: switches one promise off at a time in a copy of the sources, builds what tests it, and
wants the named test red.

    mutants.py [--preset NAME] [NAME…]     without names all of them
"""

import argparse
import dataclasses
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclasses.dataclass
class Mutant:
    name: str
    file: str
    was: str
    becomes: str
    suite: str  # the program
    test: str   # the case, as Catch names it


MUTANTS = (
    Mutant("no dedupe", "bot/engine/batch.cpp",
           "if (!*entry) return std::nullopt;", "return std::nullopt;",
           "test_engine", "a redelivered inbound is done once"),
    Mutant("acknowledged before it is durable", "bot/engine/engine.cpp",
           "if (auto committed = parts_.keep.commit(); !committed) return lost(committed);",
           "static_cast<void>(parts_.keep.commit());",
           "test_engine", "whichever call of the store fails, trying again ends as if none had"),
    Mutant("synchronous=NORMAL", "bot/store/sqlite/sqlite_store.cpp",
           "PRAGMA synchronous = FULL;", "PRAGMA synchronous = NORMAL;",
           "test_engine", "F35 *"),
    Mutant("no look before a resend", "bot/platforms/slack/errands/history.cpp",
           "if (what.attempt > 1) {", "if (what.attempt > 1000) {",
           "test_wire_slack", "F25 what cannot be looked for at once*"),
    Mutant("lanes swapped", "bot/engine/outbox.cpp",
           "into.items.push_back(std::move(item));", "into.items.push_front(std::move(item));",
           "test_engine", "a lane goes in order, one at a time"),
    Mutant("two of a lane on their way", "bot/engine/outbox.cpp",
           "    from.busy = true;\n", "",
           "test_engine", "a lane goes in order, one at a time"),
    Mutant("no escaping in a table", "bot/base/escape_markdown.cpp",
           'return escape_lines(text, place::cell, "<br>");', "return std::string(text);",
           "test_golden", "tables keep their columns, whatever was told"),
    Mutant("joined words sent twice", "bot/engine/batch_writes.cpp",
           "if (auto gone = with_.parts.keep.delivered(joined); !gone) return gone;", "",
           "test_engine", "F24 what waits in one room*"),
    Mutant("everybody may", "bot/incident/rights.cpp",
           "return allowed.empty() ||", "return true ||",
           "test_flow", "only those allowed may*"),
    Mutant("any signature is right", "bot/net/signature.cpp",
           "return a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;", "return true;",
           "test_net", "signatures are equal only when every byte is"),
)


class Copy:
    """The tracked sources once more, with a build of their own."""

    def __init__(self, preset):
        self.preset = preset
        self.folder = ROOT / "build" / "mutants"
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            self._bring(ROOT / name, self.folder / name)
        self._run("cmake", "--preset", preset)

    @staticmethod
    def _bring(here, there):
        """Only what is another one: what is built of the rest stays."""
        if here.is_file() and not (there.exists() and there.read_bytes() == here.read_bytes()):
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(here, there)

    def _run(self, *command):
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")

    def build(self, suites):
        self._run("cmake", "--build", "--preset", self.preset, "--target", *sorted(suites))

    def is_green(self, suite, test):
        program = self.folder / "build" / self.preset / suite
        done = subprocess.run([program, test], cwd=self.folder, capture_output=True, text=True,
                              timeout=600, env=dict(os.environ, SCRIBE_SEED="1"))
        if "No test cases matched" in done.stdout + done.stderr or "No tests ran" in done.stdout:
            raise RuntimeError(f"{suite} has no test {test!r}")
        return done.returncode == 0

    def change(self, mutant):
        place = self.folder / mutant.file
        text = place.read_text()
        if text.count(mutant.was) != 1:
            raise RuntimeError(f"{mutant.name}: {mutant.file} has {text.count(mutant.was)} times: {mutant.was}")
        place.write_text(text.replace(mutant.was, mutant.becomes))
        return lambda: place.write_text(text)


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--preset", default="release")
    asked.add_argument("names", nargs="*")
    how = asked.parse_args()
    chosen = [one for one in MUTANTS if not how.names or one.name in how.names]
    copy = Copy(how.preset)
    copy.build({one.suite for one in chosen})
    survived = 0
    for one in chosen:
        began = time.monotonic()
        if not copy.is_green(one.suite, one.test):
            raise RuntimeError(f"{one.test!r} is red before anything was changed")
        restore = copy.change(one)
        try:
            copy.build({one.suite})
            lives = copy.is_green(one.suite, one.test)
        finally:
            restore()
        survived += lives
        print(f"{'SURVIVES' if lives else 'red':9} {one.name:36} {one.suite}: {one.test}  "
              f"({time.monotonic() - began:.0f} s)", flush=True)
    print(f"mutants: {len(chosen)}, {survived} survived")
    return 1 if survived else 0


sys.exit(main())
