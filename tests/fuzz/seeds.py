#!/usr/bin/env python3
"""Seeds for the fuzz targets out of what the tests hold already, so that nothing is kept twice.

    seeds.py NAME FOLDER
"""
import json
import pathlib
import sys

tests = pathlib.Path(__file__).resolve().parent.parent


def templates():
    for line in (tests / "templates/cases.jsonl").read_text().splitlines():
        case = json.loads(line)
        files = "".join(f"\n===\n{text}" for text in case.get("files", {}).values())
        yield case["template"] + files
    for path in sorted((tests.parent / "templates/rca").glob("*.md")):
        yield path.read_text()


seeds = {"template_parse": templates, "template_render": templates}


def main():
    name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds.get(name, list)()):
        if isinstance(seed, str):
            seed = seed.encode()
        (folder / f"{number:04}").write_bytes(seed)


main()
