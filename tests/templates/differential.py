#!/usr/bin/python3
"""Proves cases.jsonl against Jinja2 itself: what a case expects is what Jinja2 renders,
and where a case expects an error Jinja2 fails too.

    tests/templates/differential.py            check every case
    tests/templates/differential.py --fill     write what Jinja2 renders where "expect" is absent
"""

import json
import pathlib
import sys

try:
    import jinja2
except ImportError:
    sys.exit("differential.py needs Jinja2: apt install python3-jinja2, run with /usr/bin/python3")

CASES = pathlib.Path(__file__).with_name("cases.jsonl")


def render(case):
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(case.get("others", {})),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=case.get("trim_blocks", False),
        lstrip_blocks=case.get("lstrip_blocks", False),
    )
    return environment.from_string(case["template"]).render(case.get("data", {}))


def main():
    fill = "--fill" in sys.argv[1:]
    wrong = 0
    lines = []
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    for number, case in enumerate(cases, 1):
        try:
            got, failure = render(case), None
        except Exception as caught:  # Jinja2 passes on whatever Python raises
            got, failure = None, f"{type(caught).__name__}: {caught}"
        if fill and "expect" not in case and "error" not in case:
            if failure is None:
                case["expect"] = got
        if "error" in case:
            right = failure is not None
        else:
            right = failure is None and got == case.get("expect")
        if not right:
            wrong += 1
            print(f"line {number}: {case['template']!r}")
            print(f"  expected {case.get('expect', 'an error')!r}")
            print(f"  Jinja2   {got!r} {failure or ''}")
        lines.append(json.dumps(case, ensure_ascii=False))
    if fill:
        CASES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(cases)} cases, {wrong} wrong, Jinja2 {jinja2.__version__}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
