"""Writes docs/performance.md and its picture from what was measured."""

import html


def aims(m):
    """(what, aim, measured, share of the aim used up; above 1 it is missed)."""
    worst = min((m["pairs"][n] for n in m["pairs"]), key=lambda pair: reach(pair))
    slowest = max(m["paced"].values(), key=lambda pair: pair["p99_ratio"])
    least, most = min(m["cost"]), max(m["cost"])
    # A flush would hide a slow fold, so the CPU's figure counts as much as the clock's.
    growth = max(m["cost"][most][field] / m["cost"][least][field] for field in ("wall_us", "cpu_us"))
    return [
        ("durable messages", "20,000 a second, or 70 % of the floor",
         f"{worst['scribe']['per_second']:,.0f} a second, {worst['ratio'] * 100:.0f} % of the floor (worst of 1, 10, 100 clients)",
         1 / reach(worst)),
        ("p99 of an acknowledgement at 1,000 a second", "within twice the floor's",
         f"{slowest['p99_ratio']:.2f} times the floor's (worst of 1, 10, 100 clients)", slowest["p99_ratio"] / 2),
        ("memory, idle", "under 25 MB", f"{m['memory']['idle']:.1f} MB", m["memory"]["idle"] / 25),
        ("start to ready", "100 ms", f"{m['start']['ready_ms']:.0f} ms", m["start"]["ready_ms"] / 100),
        ("RCA of 100,000 rows", "0.3 s", f"{m['rca'][100_000] / 1e3:.2f} s", m["rca"][100_000] / 300),
        (f"one command, {most:,} stored events against {least}", "the same (within a quarter)",
         f"{growth:.2f} times", growth / 1.25),
    ]


def reach(pair):
    return max(pair["scribe"]["per_second"] / 20_000, pair["ratio"] / 0.7)


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" + "---:|" * (len(heads) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def ms(microseconds):
    return f"{microseconds / 1e3:.2f}"


def durable_table(m):
    def row(name, pair):
        ours, floor = pair["scribe"], pair["floor"]
        return [name, f"{ours['per_second']:,.0f}", f"{floor['per_second']:,.0f}", f"{pair['ratio'] * 100:.0f} %",
                f"{ours['cpu_us']:.1f}", f"{floor['cpu_us']:.1f}"]

    rows = [row(f"{n} client{'s' if n > 1 else ''}, a room each", pair) for n, pair in m["pairs"].items()]
    for name, key in (("10 clients in one room, nobody looks", "alone"), ("10 clients in one room, 3 look", "watched")):
        one = m["shared"][key]
        rows.append([name, f"{one['per_second']:,.0f}", "", "", f"{one['cpu_us']:.1f}", ""])
    return table(["closed loop, 64 unacknowledged each", "Scribe /s", "floor /s", "ratio", "Scribe µs CPU", "floor µs CPU"], rows)


def paced_table(m):
    return table(
        ["open loop, 1,000 a second in all", "Scribe p50 / p99 ms", "floor p50 / p99 ms", "p99 ratio"],
        [[f"{n} client{'s' if n > 1 else ''}",
          f"{ms(pair['scribe']['p50_us'])} / {ms(pair['scribe']['p99_us'])}",
          f"{ms(pair['floor']['p50_us'])} / {ms(pair['floor']['p99_us'])}",
          f"{pair['p99_ratio']:.2f}"] for n, pair in m["paced"].items()],
    )


def cost_table(m):
    return table(
        ["stored events in the incident", "in the engine, ms", "of it CPU, µs", "over a socket, ms", "first after a restart, ms"],
        [[f"{size:,}", ms(one["wall_us"]), f"{one['cpu_us']:.0f}", ms(one["socket_p50_us"]), f"{one['first_ms']:.1f}"]
         for size, one in m["cost"].items()],
    )


def other_table(m):
    rows = [
        ("process start to the address on the screen", f"{m['start']['announced_ms']:.0f} ms"),
        ("process start to `/readyz` 200", f"{m['start']['ready_ms']:.0f} ms"),
        (f"restart to the first acknowledgement, {m['journal']:,} journal rows", f"{m['restart_ms']:.0f} ms"),
        ("memory (RSS) idle after the start", f"{m['memory']['idle']:.1f} MB"),
        ("after 100,000 messages of ten clients; its peak", f"{m['memory']['after']:.1f} MB; {m['memory']['peak']:.1f} MB"),
        ("`scribe replay` of 100,000 messages", f"{m['replay_s']:.2f} s"),
    ] + [(f"RCA, model and default template, {rows:,} rows", f"{took:.1f} ms") for rows, took in m["rca"].items()]
    return table(["", ""], [list(row) for row in rows])


def shortfalls(m):
    missed = [f"- **{what}**: aim {aim}; measured {found}." for what, aim, found, used in aims(m) if used > 1]
    return "\n".join(missed) or "Nothing: every aim held in this run."


def page(m):
    box = m["machine"]
    verdicts = table(
        ["", "aim", "measured", ""],
        [[what, aim, found, "holds" if used <= 1 else "**missed**"] for what, aim, found, used in aims(m)],
    )
    return f"""# Performance

![Messages a second, and how much of each limit is used](performance.svg)

{verdicts}

Written by `tests/bench/run` on {m['date']}, commit {m['commit']}: {box['cpu']}, {box['cores']} cores, {box['memory_gb']} GB, Linux {box['kernel']},
clang 19, release. One flush (4 kB, `fdatasync`) took {box['flush_p50_ms']:.2f} ms, p99 {box['flush_p99_ms']:.1f} ms. **The machine is shared and has
{box['cores']} cores for server and load generator together** (load average {box['load']:.1f} when it began, {box['load_after']:.1f} when it ended): read the ratios, which come from runs taken turn by turn, before
the absolute figures. A flush of 4 ms has probably waited for a core rather than for the disk. Every figure is the median of at least five runs (at 1,000 a second: of nine).

```
tests/bench/run              # builds, measures (five minutes), rewrites this page
tests/bench/run --quick      # the same on small numbers; rewrites nothing
tests/bench/slack            # the section about Slack
```

## Durable messages

{durable_table(m)}

Durable: acknowledged after the commit, with `synchronous=FULL`. After each series the record is counted, message by message, and `scribe verify` checks its
hash chain. The CPU columns are the server's own, per message; they hardly depend on what else the machine does.

The **floor** (`tests/bench/floor.cpp`) is the least a durable server of this kind does: Beast, one JSON parse of the same frame, one row of one table without
an index, one flush for all that has arrived, one acknowledgement a message. What Scribe does beyond it: signing in, strict decoding, masking, the journal
against duplicates, the hash chain with a salt for each line, three indexes, incidents, watchers.

{paced_table(m)}

Latency counts from the moment a message was due, not from when the generator got round to sending it.

## One command in a large incident

`/incident note`, median of {m['commands']}; the aim looks at the clock and at the CPU, whichever grew more:

{cost_table(m)}

The engine's figure ends with the commit, so most of it is the flush's. The first command after a restart folds the incident from its rows; messages are not read for it.

## Everything else

{other_table(m)}

## Short of the aim

{shortfalls(m)}
"""


BESIDE = "## Beside Slack's own framework"
TEMPLATES = "## Templates"


def section_of(text, title):
    """From its title to the next one; "" when there is none."""
    begin = text.find(title + "\n")
    if begin < 0:
        return ""
    end = text.find("\n## ", begin)
    return text[begin:] if end < 0 else text[begin : end + 1]


def with_section(text, section):
    title = section.partition("\n")[0]
    before = section_of(text, title) if section else ""
    if before:
        return text.replace(before, section.rstrip() + "\n" + ("\n" if not text.endswith(before) else ""))
    return text.rstrip() + "\n" + ("\n" + section.rstrip() + "\n" if section else "")


OURS, FLOOR, MISSED, INK, FAINT = "#2f6fde", "#9aa4b2", "#c8452d", "#6b7480", "#8b95a3"


def text(x, y, words, anchor="start", ink=INK, size=13, bold=False):
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" fill="{ink}" font-size="{size}"{weight} '
        f'paint-order="stroke" stroke="#ffffff" stroke-width="4">{html.escape(words)}</text>'
    )


def limit_line(x, bottom):
    return f'<line x1="{x:.1f}" y1="44" x2="{x:.1f}" y2="{bottom}" stroke="{MISSED}" stroke-dasharray="4 3"/>'


def bar(x, y, width, colour):
    return f'<rect x="{x}" y="{y}" width="{max(width, 1):.1f}" height="16" rx="3" fill="{colour}"/>'


def speed_panel(m, parts):
    left, wide = 110, 250
    top = max(max(p["scribe"]["per_second"], p["floor"]["per_second"]) for p in m["pairs"].values())
    scale = wide / max(top, 20_000)
    labels = []
    parts.append(text(16, 28, "Durable messages a second", bold=True, size=15))
    y = 50
    line = left + 20_000 * scale
    for n, pair in m["pairs"].items():
        parts.append(text(left - 10, y + 22, f"{n} client{'s' if n > 1 else ''}", "end"))
        for offset, who, colour in ((0, "scribe", OURS), (19, "floor", FLOOR)):
            rate = pair[who]["per_second"]
            parts.append(bar(left, y + offset, rate * scale, colour))
            labels.append(text(left + rate * scale + 6, y + offset + 13, f"{rate:,.0f}", size=12))
        y += 52
    parts += [limit_line(line, y - 10), *labels]
    parts.append(text(line, y + 6, "aim 20,000", "middle", MISSED, 12))
    parts += [bar(left, y + 16, 16, OURS), text(left + 22, y + 29, "Scribe"),
              bar(left + 90, y + 16, 16, FLOOR), text(left + 112, y + 29, "floor: the least such a server does")]


def limit_panel(m, parts):
    left, wide, y = 690, 200, 50
    labels = []
    parts.append(text(470, 28, "Share of its limit used (less is better)", bold=True, size=15))
    names = ("throughput", "p99 at 1,000/s", "memory, idle", "start to ready", "RCA, 100,000 rows", "command in 1,000,000")
    for name, (_, _, _, used) in zip(names, aims(m)):
        parts.append(text(left - 10, y + 13, name, "end"))
        parts.append(bar(left, y, min(used, 1.3) * wide, OURS if used <= 1 else MISSED))
        labels.append(text(left + min(used, 1.3) * wide + 6, y + 13, f"{used * 100:.0f} %", size=12))
        y += 27
    parts += [limit_line(left + wide, y), *labels]
    parts.append(text(left + wide, y + 16, "limit", "middle", MISSED, 12))


def picture(m):
    parts = []
    speed_panel(m, parts)
    limit_panel(m, parts)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 250" role="img" font-family="system-ui, sans-serif" '
        'aria-label="Messages a second of Scribe and of the floor, and how much of each limit is used">\n'
        '<rect width="1000" height="250" rx="8" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )
