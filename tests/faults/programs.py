"""Scribe and a Slack for it as processes: started, asked, killed, and looked at afterwards."""

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

PATIENCE = 30.0


def wait_until(is_so, what, patience=PATIENCE):
    """Looks again every few milliseconds; what is waited for has no way of telling us."""
    end = time.monotonic() + patience
    while True:
        found = is_so()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(0.005)


class Slack:
    """The emulator, and the people in it: ana, ben and dana, in #ops and #incidents."""

    def __init__(self, program):
        self._child = subprocess.Popen(
            [program, "--port", "0", "--control-port", "0"], stdout=subprocess.PIPE, text=True)
        told = json.loads(self._child.stdout.readline())
        self._control = http.client.HTTPConnection("127.0.0.1", told["control_port"])
        self.about = self.ask("about")
        self.bot = self.about["bot_user"]
        people = [self.ask("add_user", name=name)["id"] for name in ("ana", "ben", "dana")]
        for name in ("ops", "incidents"):
            channel = self.ask("add_channel", name=name)["id"]
            for who in people:
                self.ask("let_in", channel=channel, user=who)
            if name == "incidents":
                self.ask("let_in", channel=channel, user=self.bot)
        # A day of Slack's is short here: what is not acknowledged comes again at once.
        self.ask("delivery_is", ack_within=400, again_after=[0, 400, 800])
        self.ask("workspace_is", minute=200)

    def ask(self, verb, **fields):
        self._control.request("POST", "/" + verb, json.dumps(fields))
        answer = self._control.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{verb} {fields}: {answer.status} {body.decode()}")
        return json.loads(body) if body else None

    def says(self, who, channel, text):
        return self.ask("says", user=who, channel=channel, text=text)["ts"]

    def channel_named(self, beginning):
        """The id of the channel whose name begins so; nothing while there is none."""
        for number in range(1, 40):
            try:
                found = self.ask("channel", channel=f"C{number:08}")
            except AssertionError:
                continue
            if found["name"].startswith(beginning):
                return f"C{number:08}"
        return None

    def stop(self):
        self._child.kill()
        self._child.wait()


class Scribe:
    """A folder with a configuration and a record, and the servers on it."""

    def __init__(self, program, folder, slack):
        self._program = program
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._child = None
        self._log = open(self.folder / "log", "ab")
        self._armed = self.folder / "failpoint"
        for name, token in (("bot", slack.about["bot_token"]), ("app", slack.about["app_token"])):
            place = self.folder / name
            place.touch(mode=0o600)
            place.write_text(token + "\n")
        self._config = self.folder / "scribe.yaml"
        self._config.write_text(
            "console:\n  listen: 127.0.0.1:0\n"
            f"store:\n  path: {self.folder}/scribe.db\n"
            f"rca:\n  folder: {self.folder}/rca\n"
            f"slack:\n  api_url: {slack.about['api_url']}\n"
            "  bot_token_file: bot\n  app_token_file: app\n")

    def start(self):
        env = dict(os.environ, XDG_STATE_HOME=str(self.folder), SCRIBE_FAILPOINT=f"@{self._armed}")
        self._child = subprocess.Popen(
            [self._program, "serve", "--config", str(self._config)],
            env=env, stdout=self._log, stderr=self._log)

    def arm(self, point):
        waiting = self._armed.with_suffix(".new")
        waiting.write_text(point)
        waiting.rename(self._armed)

    def disarm(self):
        self._armed.unlink(missing_ok=True)

    def has_ended(self):
        return self._child.poll() is not None

    def code(self):
        return self._child.wait(PATIENCE)

    def signal(self, which):
        self._child.send_signal(which)

    def kill(self):
        if self._child and self._child.poll() is None:
            self._child.send_signal(signal.SIGKILL)
        if self._child:
            self._child.wait()

    def run(self, *verb):
        done = subprocess.run(
            [self._program, *verb, "--config", str(self._config)], capture_output=True, text=True,
            env=dict(os.environ, XDG_STATE_HOME=str(self.folder)), timeout=PATIENCE * 4)
        if done.returncode != 0:
            raise AssertionError(f"scribe {' '.join(verb)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def waiting(self):
        """How much is to go out still, by the record."""
        place = self.folder / "scribe.db"
        if not place.exists():
            return -1
        with sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=PATIENCE) as record:
            try:
                return record.execute("SELECT count(*) FROM effect WHERE dead = 0").fetchone()[0]
            except sqlite3.OperationalError:
                return -1

    def exported(self, incident="INC-1"):
        return [json.loads(line) for line in self.run("export", incident).splitlines()]

    def log(self):
        self._log.flush()
        return (self.folder / "log").read_text(errors="replace")


def settle(slack, scribe):
    """Until all that was told is acknowledged or given up, and nothing waits to go out: twice."""
    quiet = 0

    def is_quiet():
        nonlocal quiet
        is_so = slack.ask("summary")["due"] == 0 and scribe.waiting() == 0
        quiet = quiet + 1 if is_so else 0
        return quiet >= 3

    wait_until(is_quiet, "everything to come to rest")


def until_connected(slack, scribe):
    wait_until(lambda: scribe.has_ended() or slack.ask("summary")["ready"] >= 2, "two sockets")


def words_of(record):
    """A line of the record without its times, places and digests."""
    kept = {key: value for key, value in record.items()
            if key in ("kind", "text", "title", "name", "template", "level", "state", "milestone")}
    return without_times(json.dumps(kept, sort_keys=True))


def without_times(text):
    """Nor what a house draws once for itself."""
    text = re.sub(r"[0-9a-f]{16}/INC", "HOUSE/INC", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\d{4}-\d\d-\d\d|\d\d:\d\d", "TIME", text)
