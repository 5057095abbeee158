"""Scribe, @slack/bolt and the floor against the same Slack. Every function gives plain numbers."""

import json
import pathlib
import sqlite3
import subprocess

from measure import Server, check_record, median

HERE = pathlib.Path(__file__).parent
SOCKETS = {"scribe": 2, "bolt_each": 1, "bolt_group": 1, "floor": 1}


class Slack:
    """The load generator; every server has one of its own."""

    def __init__(self, build):
        self.process = subprocess.Popen(
            [build / "bench_slack"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.address = self.process.stdout.readline().strip()
        self.port = int(self.address.rsplit(":", 1)[1])

    def ask(self, *order):
        self.process.stdin.write(" ".join(map(str, order)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"bench_slack ended at the order {order}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Contender:
    """A server with its Slack, connected and warm."""

    def __init__(self, bench, name, warm):
        self.name, self.bench, self.messages = name, bench, 0
        self.state = bench.fresh(f"slack-{name}")
        self.slack = Slack(bench.build)
        self.server = getattr(self, f"start_{name.split('_')[0]}")()
        self.slack.ask("wait", SOCKETS[name])
        if name == "scribe":
            self.slack.ask("declare")
        self.idle_mb = self.server.memory_mb()
        self.run(warm, 0)

    def start_scribe(self):
        for token in ("xoxb-bench", "xapp-bench"):
            place = self.state / token
            place.write_text(token + "\n")
            place.chmod(0o600)
        (self.state / "scribe.yaml").write_text(
            f"slack:\n  api_url: {self.slack.address}/api/\n"
            "  bot_token_file: xoxb-bench\n  app_token_file: xapp-bench\n"
        )
        command = [self.bench.build / "scribe", "serve", "--listen", "127.0.0.1:0"]
        command += ["--config", self.state / "scribe.yaml"]
        return Server(command, self.state, {"XDG_STATE_HOME": str(self.state)})

    def start_bolt(self):
        how = self.name.split("_")[1]
        command = ["node", HERE / "bolt" / "app.mjs", self.state / "bolt.db"]
        return Server([*command, self.slack.address + "/api/", how], self.state)

    def start_floor(self):
        command = [self.bench.build / "bench_floor_slack", self.state / "floor.db"]
        return Server([*command, str(self.slack.port)], self.state)

    def run(self, messages, rate, window=64):
        before = self.server.cpu_seconds()
        seen = self.slack.ask("run", messages, rate, window)
        seen["cpu_us"] = (self.server.cpu_seconds() - before) / messages * 1e6
        self.messages += messages
        return seen

    def close(self):
        """Stops, and looks whether every message that was acknowledged is there."""
        peak, own = self.server.memory_mb("VmHWM"), self.server.memory_mb("RssAnon")
        self.server.__exit__()
        self.slack.close()
        if self.name == "scribe":
            check_record(self.bench, self.state, self.messages)
        else:
            with sqlite3.connect(next(self.state.glob("*.db"))) as db:
                (kept,) = db.execute("SELECT count(*) FROM message").fetchone()
            # One that lost its connection was told some of them twice.
            if kept < self.messages:
                raise SystemExit(f"{self.name}: {self.messages} were acknowledged, {kept} are there")
        return peak, own


def versions():
    def of(package):
        return json.loads((HERE / "bolt" / "node_modules" / package / "package.json").read_text())["version"]

    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    return {"bolt": of("@slack/bolt"), "better-sqlite3": of("better-sqlite3"), "node": node.lstrip("v")}


def middle(runs):
    fields = ("per_second", "p50_us", "p99_us", "cpu_us", "sockets_lost")
    return {field: median(run[field] for run in runs) for field in fields} | {
        "bytes": runs[0]["bytes"],
        "finished": all(run["acknowledged"] == run["messages"] for run in runs),
    }


def compare(bench, rounds, closed_loop, rates, names=tuple(SOCKETS)):
    """Turn by turn, so that all see the same machine. `closed_loop`, and each of `rates`, say how
    many messages each contender gets."""
    all_of = {name: Contender(bench, name, warm=500) for name in names}
    closed = {name: [] for name in names}
    paced = {rate: {name: [] for name in names} for rate in rates}
    for _ in range(rounds):
        for name, one in all_of.items():
            closed[name].append(one.run(closed_loop[name], 0))
        for rate, count in rates.items():
            for name, one in all_of.items():
                paced[rate][name].append(one.run(count[name], rate))
    idle = {name: one.idle_mb for name, one in all_of.items()}
    memory = {name: one.close() for name, one in all_of.items()}
    # Of each round by itself: what disturbed the machine disturbed all of it.
    ratios = {
        name: median(a["per_second"] / b["per_second"] for a, b in zip(closed["scribe"], closed[name]))
        for name in names
    }
    return {
        "closed": {name: middle(runs) for name, runs in closed.items()},
        "paced": {rate: {name: middle(runs) for name, runs in of.items()} for rate, of in paced.items()},
        "ratios": ratios, "idle_mb": idle,
        "peak_mb": {name: peak for name, (peak, _) in memory.items()},
        "own_mb": {name: own for name, (_, own) in memory.items()}, "rounds": rounds,
        "closed_loop": closed_loop, "rates": rates,
    }
