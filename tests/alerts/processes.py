"""Scribe and Alertmanager as processes: started, listened to, stopped."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

ALERTMANAGER = "/usr/bin/prometheus-alertmanager"
PATIENCE = 15.0


class Process:
    """A child whose output is read line by line; conditions on it are awaited, never slept for."""

    def __init__(self, command, env=None):
        self.lines = []
        self._news = threading.Condition()
        self._child = subprocess.Popen(
            command, env=env, text=True, encoding="utf-8", errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._child.stdout:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self.lines.append("(the process has ended)")
            self._news.notify_all()

    def await_line(self, pattern):
        """The match in the first line that has it, said before or to come."""
        found = None

        def is_said():
            nonlocal found
            found = next(filter(None, (re.search(pattern, line) for line in self.lines)), None)
            return found

        with self._news:
            if not self._news.wait_for(is_said, PATIENCE):
                said = "\n  ".join(self.lines)
                raise AssertionError(f"no line with {pattern!r} in {PATIENCE:.0f} s:\n  {said}")
        return found

    def stop(self):
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
            try:
                self._child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._reader.join(PATIENCE)
        self._child.stdout.close()
        return self._child.returncode


def write_secret(path, words):
    path.touch(mode=0o600)
    path.write_text(words, encoding="utf-8")
    return path


class Scribe:
    """A real `scribe serve` with one alert source, named production."""

    def __init__(self, binary, folder, token):
        self._binary = binary
        self._folder = folder
        write_secret(folder / "token", token + "\n")
        (folder / "scribe.yaml").write_text(
            "console:\n  listen: 127.0.0.1:0\n"
            f"store:\n  path: {folder}/scribe.db\n"
            f"rca:\n  folder: {folder}/rca\n"
            "alerts:\n"
            f"  - {{name: production, kind: alertmanager, token_file: {folder}/token}}\n",
            encoding="utf-8")
        self.address = ""
        self._process = None
        self.start()

    def start(self):
        """Comes back on the address it had: Alertmanager knows no other."""
        where = ["--listen", self.address.removeprefix("http://")] if self.address else []
        env = {"PATH": os.environ["PATH"], "HOME": str(self._folder),
               "XDG_STATE_HOME": str(self._folder / "state")}
        env |= {name: told for name, told in os.environ.items() if name.endswith("SAN_OPTIONS")}
        config = ["--config", str(self._folder / "scribe.yaml")]
        self._process = Process([self._binary, "serve", *config, *where], env)
        self.address = self._process.await_line(r"^Scribe is here: (\S+)").group(1)

    def await_line(self, pattern):
        return self._process.await_line(pattern)

    def stop(self):
        code = self._process.stop()
        if code != 0:
            raise AssertionError("scribe ended with %s:\n%s" % (code, "\n".join(self._process.lines)))


class Alertmanager:
    """A real Alertmanager that tells Scribe; alerts labelled token=wrong go with another token."""

    def __init__(self, folder, webhook, token):
        (folder / "alertmanager.yml").write_text(f"""
route:
  receiver: scribe
  group_by: [alertname, service]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1s
  routes:
    - matchers: [token="wrong"]
      receiver: stranger
receivers:
  - name: scribe
    webhook_configs:
      - url: {webhook}
        http_config:
          authorization: {{credentials: {token}}}
  - name: stranger
    webhook_configs:
      - url: {webhook}
        http_config:
          authorization: {{credentials: not-{token}}}
""", encoding="utf-8")
        self._process = Process([
            ALERTMANAGER, f"--config.file={folder}/alertmanager.yml",
            f"--storage.path={folder}/alertmanager", "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:0", "--log.level=debug"])
        said = self._process.await_line(r'msg="Listening on" address=(127\.0\.0\.1:\d+)')
        self.address = "http://" + said.group(1)

    def await_line(self, pattern):
        return self._process.await_line(pattern)

    def stop(self):
        self._process.stop()


def demand_tools():
    if not Path(ALERTMANAGER).exists():
        sys.exit(f"{ALERTMANAGER} is missing: apt-get install prometheus-alertmanager")
