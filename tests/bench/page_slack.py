"""Writes the section of docs/performance.md about Slack."""

from page import BESIDE, ms, table

NAMES = {
    "scribe": "Scribe",
    "bolt_each": "Bolt, a commit for each row",
    "bolt_group": "Bolt, group commit by hand",
    "floor": "floor",
}
BOLTS = ("bolt_each", "bolt_group")


def aims(m):
    """(what, aim, measured, share of the aim used up; above 1 it is missed)."""
    rows = []
    for name, least in (("bolt_each", 10), ("bolt_group", 3)):
        ratio = m["ratios"][name]
        rows.append((f"events a second, beside {NAMES[name]}", f"{least} times", f"{ratio:.1f} times", least / ratio))
    part = min(m["peak_mb"][name] for name in BOLTS) / m["peak_mb"]["scribe"]
    rows.append(("peak memory, beside the smaller Bolt", "an eighth", f"1/{part:.1f}", 8 / part))
    for rate, of in m["paced"].items():
        best = min(of[name]["p99_us"] for name in BOLTS)
        ours = of["scribe"]["p99_us"]
        rows.append((f"p99 of an acknowledgement at {rate:,} a second, beside the better Bolt", "lower",
                     f"{ms(ours)} against {ms(best)} ms", ours / best))
    return rows


def missed(m):
    return [what for what, _, _, used in aims(m) if used > 1]


def speed_table(m):
    rows = [
        [NAMES[name], f"{one['per_second']:,.0f}", f"{m['ratios'][name]:.1f}", f"{one['cpu_us']:.1f}",
         f"{m['idle_mb'][name]:.1f}", f"{m['peak_mb'][name]:.1f}", f"{m['own_mb'][name]:.1f}"]
        for name, one in m["closed"].items()
    ]
    heads = ["closed loop, 64 unacknowledged", "events /s", "Scribe is times faster", "µs CPU each", "MB idle", "MB peak", "not of files"]
    return table(heads, rows)


def latency(one):
    words = f"{ms(one['p50_us'])} / {ms(one['p99_us'])}"
    return words if one["finished"] and not one["sockets_lost"] else words + " ¹"


def latency_table(m):
    rates = list(m["paced"])
    heads = ["p50 / p99 of an acknowledgement, ms", *(f"{rate:,} a second" for rate in rates)]
    rows = [[NAMES[name], *(latency(m["paced"][rate][name]) for rate in rates)] for name in m["closed"]]
    words = table(heads, rows)
    if "¹" in words:
        words += "\n\n¹ It fell so far behind that its pings timed out and it connected anew."
    return words


def section(m):
    box, v = m["machine"], m["versions"]
    verdicts = table(
        ["", "aim", "measured", ""],
        [[what, aim, found, "holds" if used <= 1 else "**missed**"] for what, aim, found, used in aims(m)],
    )
    return f"""{BESIDE}

{verdicts}

Written by `tests/bench/slack` on {m['date']}, commit {m['commit']}, on a machine as above; one flush took {box['flush_p50_ms']:.2f} ms, p99 {box['flush_p99_ms']:.1f} ms, load average
{box['load']:.1f} when it began, {box['load_after']:.1f} when it ended. @slack/bolt {v['bolt']} with better-sqlite3 {v['better-sqlite3']} on Node {v['node']}. Medians of {m['rounds']}, taken turn by turn; a ratio is
the median of each round's own.

One load generator (`tests/bench/load_slack.cpp`) is Slack for all four: Socket Mode, a message event of {m['closed']['scribe']['bytes']:,} bytes, on one connection to each (Scribe
has its usual two). **Every event is durable before its acknowledgement** (SQLite, `synchronous=FULL`); afterwards the rows are counted. Scribe runs
as `scribe serve`, the messages are an incident's: decoded, named, masked, chained, indexed. Bolt keeps the words in one row, *each* with a
commit of its own or as a *group* of what had arrived when the loop turned, in front of `processEvent`, because by itself Bolt acknowledges
before any middleware runs. The floor (`tests/bench/floor_slack.cpp`) takes frames apart by hand, parses nothing and has one table.

{speed_table(m)}

{latency_table(m)}

*Not of files*: resident memory at the end that is no page of a program or library, which many processes share.

Open loop; latency counts from the moment an event was due. With 64 unacknowledged at most, no server is faster than 64 events for each flush.
"""
