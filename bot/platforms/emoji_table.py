#!/usr/bin/env python3
"""Writes emoji_table.cpp, the short names of Slack's own emoji.

The data is the npm package emoji-datasource (MIT), whose names are Slack's:

    npm pack emoji-datasource@16.0.0 && tar xzf emoji-datasource-16.0.0.tgz
    ./emoji_table.py package/emoji.json > emoji_table.cpp
"""
import json
import pathlib
import sys

WIDTH = 100

HEAD = """// Written by emoji_table.py from emoji-datasource 16.0.0 (MIT, (c) 2013 Cal Henderson).
#include "bot/platforms/emoji_table.hpp"

#include <array>

// clang-format off
namespace bot {
namespace {

using enum emoji_kind;

constexpr std::array<emoji_row, %d> rows{{
"""
FOOT = """}};

}  // namespace

std::span<const emoji_row> emoji_table() {
    return rows;
}

}  // namespace bot
"""


def character(unified: str) -> str:
    return "".join(chr(int(code, 16)) for code in unified.split("-"))


def rows(emoji: list[dict]) -> list[str]:
    made = {}
    for each in emoji:
        for place, name in enumerate(each["short_names"]):
            kind = "alias" if place else "toned" if "skin_variations" in each else "plain"
            made[name] = f'{{"{name}", "{character(each["unified"])}", {kind}}},'
    return [made[name] for name in sorted(made)]


def main() -> None:
    table = rows(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")))
    lines = ["   "]
    for row in table:
        if len(lines[-1]) + 1 + len(row) > WIDTH:
            lines.append("   ")
        lines[-1] += " " + row
    sys.stdout.write(HEAD % len(table) + "\n".join(lines) + "\n" + FOOT)


if __name__ == "__main__":
    main()
