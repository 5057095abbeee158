"""Starts the programs, drives them, reads what they say. Every function gives plain numbers."""

import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import time
import urllib.request
from datetime import datetime, timedelta

median = statistics.median


class Server:
    """`scribe serve` or the floor, on a port of its own choice and a folder of its own."""

    def __init__(self, command, folder, environment=None):
        self.begun = time.perf_counter()
        self.errors = open(folder / "stderr", "ab")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.errors, env={**os.environ, **(environment or {})}
        )
        line = self.process.stdout.readline().decode()
        self.announced_ms = (time.perf_counter() - self.begun) * 1e3
        found = re.search(r":(\d+)\s*$", line)
        if not found:
            raise SystemExit(f"{command[0]} did not start: {(folder / 'stderr').read_text()}")
        self.port = int(found[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process.stdout.close()
        self.errors.close()

    def cpu_seconds(self):
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def memory_mb(self, field="VmRSS"):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+)", status)[1]) / 1024

    def wait_until_ready(self):
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return (time.perf_counter() - self.begun) * 1e3
            except OSError:
                time.sleep(0.001)


class Bench:
    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.runs = 0

    def fresh(self, name):
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place

    def scribe(self, state):
        command = [self.build / "scribe", "serve", "--listen", "127.0.0.1:0"]
        return Server(command, state, {"XDG_STATE_HOME": str(state)})

    def floor(self, state):
        return Server([self.build / "bench_floor", state / "floor.db"], state)

    def ask(self, program, *arguments):
        done = subprocess.run([self.build / program, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{program} {arguments}: {done.stderr}")
        return json.loads(done.stdout)

    def load(self, server, **options):
        """One run of the load generator; adds the CPU the server spent for each message."""
        self.runs += 1
        options.setdefault("run", f"r{self.runs}")
        told = [part for key, one in options.items() for part in (f"--{key.replace('_', '-')}", str(one))]
        before = server.cpu_seconds()
        seen = self.ask("bench_load", "--port", server.port, *told)
        seen["cpu_us"] = (server.cpu_seconds() - before) / seen["messages"] * 1e6
        return seen


def medians(runs, *fields):
    return {field: median(run[field] for run in runs) for field in fields}


def compare(bench, rounds, clients, messages, **options):
    """Scribe and the floor turn by turn, so that both see the same machine."""
    ours, floors = [], []
    with bench.scribe(bench.fresh("pair-scribe")) as scribe, bench.floor(bench.fresh("pair-floor")) as floor:
        for _ in range(rounds):
            floors.append(bench.load(floor, sign_in=0, clients=clients, messages=messages, **options))
            ours.append(bench.load(scribe, clients=clients, messages=messages, **options))
    check_record(bench, bench.folder / "pair-scribe", rounds * (messages + clients))
    fields = ("per_second", "p50_us", "p99_us", "cpu_us")
    found = {"scribe": medians(ours, *fields), "floor": medians(floors, *fields)}
    found["ratio"] = median(a["per_second"] / b["per_second"] for a, b in zip(ours, floors))
    found["p99_ratio"] = median(a["p99_us"] / b["p99_us"] for a, b in zip(ours, floors))
    return found


def check_record(bench, state, messages):
    """A fast program that loses messages would be easy to write."""
    with sqlite3.connect(state / "scribe" / "scribe.db") as db:
        (kept,) = db.execute("SELECT count(*) FROM record WHERE kind = 'message_posted'").fetchone()
    if kept != messages:
        raise SystemExit(f"{messages} messages were acknowledged and {kept} are in the record")
    done = subprocess.run(
        [bench.build / "scribe", "verify"], capture_output=True, env={**os.environ, "XDG_STATE_HOME": str(state)}
    )
    if done.returncode != 0:
        raise SystemExit(f"scribe verify: {done.stdout.decode()}{done.stderr.decode()}")


def shared_room(bench, rounds, messages):
    """Ten clients in one room: nobody looks, then three do."""
    alone, watched = [], []
    with bench.scribe(bench.fresh("shared")) as scribe:
        for _ in range(rounds):
            both = dict(clients=10, messages=messages, shared=1, room="shared")
            alone.append(bench.load(scribe, **both))
            watched.append(bench.load(scribe, watchers=3, **both))
            if watched[-1]["watched_bytes"] < 3 * messages * 100:
                raise SystemExit("the watchers were not told of every message")
    fields = ("per_second", "p99_us", "cpu_us")
    return {"alone": medians(alone, *fields), "watched": medians(watched, *fields)}


def memory(bench, messages, times):
    seen = []
    for _ in range(times):
        with bench.scribe(bench.fresh("memory")) as scribe:
            scribe.wait_until_ready()
            time.sleep(0.5)
            idle = scribe.memory_mb()
            bench.load(scribe, clients=10, messages=messages)
            time.sleep(1)
            seen.append({"idle": idle, "after": scribe.memory_mb(), "peak": scribe.memory_mb("VmHWM")})
    return medians(seen, "idle", "after", "peak")


def start(bench, times):
    announced, ready = [], []
    for _ in range(times):
        with bench.scribe(bench.fresh("start")) as scribe:
            ready.append(scribe.wait_until_ready())
            announced.append(scribe.announced_ms)
    return {"announced_ms": median(announced), "ready_ms": median(ready)}


def write_transcript(path, messages):
    first = datetime(2025, 9, 27, 19)

    def line(n, **fields):
        at = (first + timedelta(milliseconds=200 * n)).isoformat(timespec="milliseconds") + "Z"
        return json.dumps({"at": at, **fields}) + "\n"

    with open(path, "w", encoding="utf-8") as out:
        out.write(line(0, kind="command", channel="ops", user="dana", text="/incident declare P3 A long outage"))
        for n in range(1, messages + 1):
            words = f"looking at the cache hit rate, it fell to {n % 100} %"
            out.write(line(n, kind="message", channel="incident", user=f"u{n % 9}", id=f"m{n}", text=words))
        out.write(line(messages + 1, kind="command", channel="incident", user="dana", text="/incident resolve"))


def replay(bench, messages, times):
    place = bench.fresh("replay")
    write_transcript(place / "t.jsonl", messages)
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        made = subprocess.run([bench.build / "scribe", "replay", place / "t.jsonl"], capture_output=True)
        took.append(time.perf_counter() - begun)
        if made.returncode != 0 or b"# 2025-09-27 - A long outage" not in made.stdout:
            raise SystemExit(f"scribe replay wrote no RCA: {made.stderr.decode()}")
    return median(took)


def rca(bench):
    return {rows: bench.ask("bench_record", "rca", rows, times)["ms"] for rows, times in ((100, 101), (10_000, 15), (100_000, 7))}


def filled(bench, messages):
    state = bench.fresh(f"filled-{messages}")
    (state / "scribe").mkdir()
    bench.ask("bench_record", "fill", state / "scribe" / "scribe.db", messages)
    return state


def restart(bench, state, times):
    """From the start of the process to the first acknowledgement of a message."""
    took = []
    for n in range(times):
        with bench.scribe(state) as scribe:
            bench.load(scribe, clients=1, messages=1, greet=0, run=f"again{os.getpid()}-{n}")
            took.append((time.perf_counter() - scribe.begun) * 1e3)
    return median(took)


def command_cost(bench, states, rounds, commands):
    """`/incident note` in incidents of each size, turn by turn: inside the engine, then over a socket."""
    engine = {size: [] for size in states}
    socket = {size: [] for size in states}
    for _ in range(rounds):
        for size, state in states.items():
            engine[size].append(bench.ask("bench_record", "cost", state / "scribe" / "scribe.db", commands))
    for number in range(rounds):
        for size, state in states.items():
            with bench.scribe(state) as scribe:
                note = dict(command="/incident note failing over", shared=1, room="inc-1-a-long-outage")
                run = f"note{os.getpid()}-{number}"
                socket[size].append(bench.load(scribe, messages=commands, window=1, run=run, **note))
    return {
        size: {
            **medians(engine[size], "wall_us", "cpu_us", "cpu_with_deliveries_us", "first_ms"),
            "socket_p50_us": median(run["p50_us"] for run in socket[size]),
        }
        for size in states
    }


def flushes(folder, times=300):
    """What one small write made durable costs here: (p50, p99) in milliseconds."""
    took = []
    with open(folder / "flushes", "wb", buffering=0) as out:
        for _ in range(times):
            begun = time.perf_counter()
            out.write(b"x" * 4096)
            os.fdatasync(out.fileno())
            took.append((time.perf_counter() - begun) * 1e3)
    took.sort()
    return took[times // 2], took[times * 99 // 100]


def machine(folder):
    info = pathlib.Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*: (.*)", info)
    total = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    p50, p99 = flushes(folder)
    return {
        "cpu": name[1].strip() if name else "unknown",
        "cores": os.cpu_count(),
        "memory_gb": round(total / 1024 / 1024),
        "kernel": os.uname().release,
        "flush_p50_ms": p50,
        "flush_p99_ms": p99,
        "load": os.getloadavg()[0],
    }
