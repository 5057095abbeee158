#!/usr/bin/env python3
"""Holds the rooms apart: every include must follow an arrow of docs/ARCHITECTURE.md.

Also greps for what miscompiles or does not belong: co_await inside a condition,
Beast or OpenSSL outside bot/net, JSON in the domain.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])

# Each room and what it may include besides itself. The same list as docs/ARCHITECTURE.md.
ARROWS = {
    "bot/base": set(),
    "bot/incident": {"bot/base"},
    "bot/ports": {"bot/base", "bot/incident"},
    "bot/engine": {"bot/base", "bot/incident", "bot/ports"},
    "bot/store": {"bot/base", "bot/incident", "bot/ports"},
    "bot/net": {"bot/base"},
    "bot/platforms": {"bot/base", "bot/incident", "bot/ports", "bot/net", "config"},
    "bot/destinations": {"bot/base", "bot/incident", "bot/ports", "bot/net", "config"},
    "bot/http": {"bot/base", "bot/incident", "bot/ports", "bot/net", "config"},
    "handlers": {"bot/base", "bot/incident"},
    "templates": {"bot/base", "bot/incident"},
    "config": {"bot/base", "bot/incident"},
}
# The composition: verbs and main may name every room.
FREE = {"bot/verbs", "bot/main.cpp"}

# Outside libraries that only some rooms may see.
LIBRARIES = {
    r"boost/beast": {"bot/net"},
    r"openssl/": {"bot/net", "bot/base"},
    r"boost/asio": {"bot/net", "bot/platforms", "bot/destinations", "bot/http"},
    r"sqlite3\.h": {"bot/store"},
    r"yaml-cpp/": {"config"},
    r"nlohmann/": {"bot/store", "bot/platforms", "bot/destinations", "bot/http", "handlers"},
    r"simdjson": {"bot/platforms"},
    r"CLI/": set(),
}


def room_of(path: str) -> str | None:
    for room in sorted(list(ARROWS) + list(FREE), key=len, reverse=True):
        if path == room or path.startswith(room + "/"):
            return room
    return None


def faults_in(path: pathlib.Path) -> list[str]:
    name = path.relative_to(root).as_posix()
    room = room_of(name)
    if room is None:
        return [f"{name}: belongs to no room; add the room to ARROWS and to docs/ARCHITECTURE.md"]
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{name}:{number}"
        if include := re.match(r'\s*#\s*include\s+"([^"]+)"', line):
            target = include[1]
            if target.startswith("embedded/"):
                continue
            other = room_of(target)
            if other is None or not (root / target).exists():
                found.append(f'{place}: "{target}" is not written from the repository root')
            elif room not in FREE and other != room and other not in ARROWS[room]:
                found.append(f"{place}: {room} may not include {other}")
            if room == "handlers" and target.startswith("bot/incident/rca_variables"):
                found.append(f"{place}: handlers do not render")
        if include := re.match(r"\s*#\s*include\s+<([^>]+)>", line):
            for pattern, allowed in LIBRARIES.items():
                if re.match(pattern, include[1]) and room not in FREE and room not in allowed:
                    found.append(f"{place}: {room} may not see <{include[1]}>")
        if re.search(r"\b(if|while|switch|for)\s*\([^;)]*\bco_await\b", line):
            found.append(f"{place}: co_await inside a condition; name the value, then test it")
        if re.search(r"\bdetached\b", line.split("//")[0]):
            found.append(f"{place}: nothing runs detached; start it in a nursery")
    return found


def main() -> int:
    files = [
        path
        for folder in ("bot", "handlers", "templates", "config")
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in (".hpp", ".cpp")
    ]
    found = [fault for path in files for fault in faults_in(path)]
    for path in files:
        if path.suffix == ".hpp" and "#pragma once" not in path.read_text(encoding="utf-8"):
            found.append(f"{path.relative_to(root)}: #pragma once is missing")
    print("\n".join(found) if found else f"{len(files)} files keep to the arrows")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
