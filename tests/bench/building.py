"""Builds what is measured."""

import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "bench"


def say(words):
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def make(build, targets):
    commands = (
        ["cmake", "--preset", "release", "-B", build, "-DSCRIBE_BENCH=ON", "-DSCRIBE_TESTS=OFF"],
        ["ninja", "-C", build, *targets],
    )
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(done.stdout[-4000:] + done.stderr)


def commit():
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True).stdout.strip()
