#!/usr/bin/python3
"""Renders templates that nobody wrote with Jinja2 and with ours, and compares byte for byte; where
Jinja2 fails, ours has to fail as well.

    tests/templates/generated.py build/release/template_lines [--count N] [--seed N]
"""

import argparse
import json
import os
import random
import subprocess
import sys

try:
    import jinja2
except ImportError:
    sys.exit("generated.py needs Jinja2: apt install python3-jinja2, run with /usr/bin/python3")

DATA = {
    "n": 7, "zero": 0, "minus": -3, "big": 123456, "x": 2.5, "third": 0.1, "yes": True, "no": False,
    "nothing": None, "word": "database", "line": "  the hit  rate fell ", "many": "one\ntwo\n\nthree words here\n",
    "odd": "Ärger & <b>größe</b> \"quoted\" 'x' 日本", "empty": "", "none_left": [],
    "nums": [3, 1, 2, 3, 10, -4], "words": ["beta", "Alpha", "gamma", "alpha", "Ünder"],
    "mixed": [1, "two", None, True, 2.5],
    "rows": [
        {"name": "api", "n": 3, "up": True, "tags": ["a", "b"]},
        {"name": "Db", "n": 1, "up": False, "tags": []},
        {"name": "cache", "n": 3, "up": True, "tags": ["c"]},
    ],
    "pairs": [["k", 1], ["j", 2]],
    "map": {"b": 1, "a": 2, "C": 3}, "deep": {"one": {"two": {"three": "leaf"}}},
}


class Maker:
    """Expressions are made by what they should be worth, so that most of them render."""

    def __init__(self, dice):
        self.dice = dice
        self.names = []  # set in the template, with what they are worth
        self.macros = []

    def pick(self, *of):
        return self.dice.choice(of)

    def expression(self, kind, depth):
        known = [name for name, worth in self.names if worth == kind]
        if known and self.dice.random() < 0.2:
            return self.dice.choice(known)
        made = getattr(self, kind)(depth - 1 if self.dice.random() < 0.9 else 0)
        return f"({made})" if self.dice.random() < 0.1 else made

    def any(self, depth):
        return self.expression(self.pick("int", "text", "truth", "list", "real", "text", "int", "words", "dict"), depth)

    def plain(self, kind):
        """What a filter can stand behind without brackets."""
        return {
            "int": self.pick("n", "zero", "minus", "big", "4", "nums|length", "rows[0].n"),
            "text": self.pick("word", "line", "many", "odd", "empty", "'lit'", "deep.one.two.three", "rows[1]['name']"),
            "list": self.pick("nums", "none_left", "[4, 2]", "rows|map(attribute='n')|list", "range(4)|list"),
            "words": self.pick("words", "['b', 'a']", "rows|map(attribute='name')|list", "word|list"),
            "real": self.pick("x", "third", "1.5", "n / 2"),
            "truth": self.pick("yes", "no", "true", "rows[0].up"),
            "dict": self.pick("map", "{'k': 1, 'j': 2}", "deep", "rows[0]"),
        }[kind]

    def operand(self, kind, depth):
        if depth <= 0:
            return self.plain(kind)
        return f"({self.expression(kind, depth)})"

    def int(self, depth):
        if depth <= 0:
            return self.plain("int")
        a, b = self.operand("int", depth - 1), self.operand("int", depth - 1)
        return self.pick(
            f"{a} + {b}", f"{a} - {b}", f"{a} * {b}", f"{a} // 3", f"{a} % 5", f"-{a}", f"{a}|abs", f"{a} if {self.truth(depth - 1)} else {b}",
            f"{self.operand('text', depth - 1)}|length", f"{self.operand('list', depth - 1)}|sum", f"{self.operand('words', depth - 1)}|length",
            f"{self.operand('text', depth - 1)}|wordcount", f"{self.operand('real', depth - 1)}|int", f"[{a}, {b}]|max", f"({a}, {b})|min",
            f"{self.operand('text', 0)}|int(5)", f"{a}|default({b})", f"nowhere|default({a})", f"2 ** {self.pick(0, 1, 5)}", f"+{a}",
            f"{self.operand('text', depth - 1)}.count('a')" if False else f"{a}",
        )

    def real(self, depth):
        if depth <= 0:
            return self.plain("real")
        a, i = self.operand("real", depth - 1), self.operand("int", depth - 1)
        return self.pick(
            f"{a} + 1", f"{a} * 2", f"{i} / 4", f"{a}|round", f"{a}|round(1)", f"{a}|round(1, 'floor')", f"{a}|round(0, 'ceil')", f"-{a}", f"{i}|float",
            f"'{self.pick('1.5', '2e3', 'x', '')}'|float", f"{a} - {i}", f"{a} // 1", f"{a} % 2", f"{a}|abs",
        )

    def truth(self, depth):
        if depth <= 0:
            return self.plain("truth")
        a, b = self.operand("int", depth - 1), self.operand("int", depth - 1)
        t, u = self.operand("text", depth - 1), self.operand("truth", depth - 1)
        return self.pick(
            f"{a} < {b}", f"{a} == {b}", f"{a} >= {b}", f"{a} != {b}", f"{t} == {self.operand('text', 0)}", f"not {u}", f"{u} and {a}", f"{u} or {t}",
            f"{a} in {self.operand('list', depth - 1)}", f"'a' in {t}", f"'b' not in {self.operand('dict', 0)}", f"{a} is odd", f"{a} is even", f"{a} is divisibleby 3",
            f"{t} is string", f"{a} is number", f"nowhere is defined", f"{t} is defined", f"nothing is none", f"{u} is true", f"{a} is sameas {b}" if False else f"{u} is boolean",
            f"{t} is lower", f"{t} is upper", f"{self.operand('list', 0)} is iterable", f"{self.operand('dict', 0)} is mapping", f"1 < {a} < 9", f"{a} is not none",
            f"{t} is not string", f"{a} is ge {b}", f"{t} < {self.operand('text', 0)}", f"{a} is in [1, 2, 7]", f"{self.operand('real', 0)} is float", f"{a} is integer",
        )

    def text(self, depth):
        if depth <= 0:
            return self.plain("text")
        t, i = self.operand("text", depth - 1), self.operand("int", depth - 1)
        w, l = self.operand("words", depth - 1), self.operand("list", depth - 1)
        small = self.pick(0, 1, 3, 8, 20)
        return self.pick(
            f"{t}|upper", f"{t}|lower", f"{t}|title", f"{t}|capitalize", f"{t}|trim", f"{t}|trim('det ')", f"{t}|replace('a', 'oo')", f"{t}|replace('', '-')",
            f"{t}|replace('e', '', 1)", f"{t}|center({small})", f"{t}|truncate({small})" if small > 2 else t, f"{t}|truncate(9, true, '~', 0)", f"{t}|indent({small})",
            f"{t}|indent(2, true)", f"{t}|indent('> ', first=true, blank=true)", f"{t}|wordwrap({max(small, 1)})", f"{t}|reverse", f"{t}[{self.pick('1:', ':3', '::2', '-2:', '::-1', '1:4')}]",
            f"{t} ~ {i}", f"{t} + {self.operand('text', 0)}", f"{t} * 2", f"{w}|join", f"{w}|join(', ')", f"{l}|join('-')", f"{w}|first" if False else f"{w}|join('|')",
            f"{i}|string", f"{t}|striptags", f"{t}|e", f"{t}|urlencode", f"{l}|tojson", f"{w}|tojson", f"{self.operand('dict', 0)}|tojson", f"'%s and %d'|format({t}, {i})",
            f"'%5.2f|%-4s|%03d'|format({self.operand('real', 0)}, {t}, {i})", f"{t}|default('d')", f"empty|default('d', true)", f"{t} if {self.truth(depth - 1)} else 'z'",
            f"{t}|first if {t} else ''", f"{t}|last if {t} else ''", f"{t}|list|join('.')", f"rows|groupby('n')|map('first')|join(',')", f"rows|map(attribute='name')|join", f"{i} ~ ''",
            f"nowhere|default({t})", f"{t}|escape|upper", f"{t}|safe",
        )

    def list(self, depth):
        if depth <= 0:
            return self.plain("list")
        l, i = self.operand("list", depth - 1), self.operand("int", depth - 1)
        return self.pick(
            f"{l}|sort", f"{l}|sort(reverse=true)", f"{l}|unique|list", f"{l}|reverse|list", f"{l} + [{i}]", f"[{i}] * 2", f"{l}[1:]", f"{l}[::-1]", f"{l}|map('abs')|list", f"{l}|map('string')|list",
            f"{l}|select('odd')|list", f"{l}|reject('odd')|list", f"{l}|select('gt', 2)|list", f"range({self.pick(0, 3, 5)})|list", f"range(1, 9, 3)|list", f"[{i}, {i}]", f"{l}|list",
            f"{l}|batch(2)|list", f"{l}|batch(2, 0)|list", f"{l}|slice(2)|list", f"rows|selectattr('up')|map(attribute='n')|list", f"rows|rejectattr('n', 'eq', 3)|map(attribute='n')|list",
            f"rows|sort(attribute='n')|map(attribute='n')|list", f"rows|map(attribute='tags')|map('length')|list",
        )

    def words(self, depth):
        if depth <= 0:
            return self.plain("words")
        w = self.operand("words", depth - 1)
        return self.pick(
            f"{w}|sort", f"{w}|sort(case_sensitive=true)", f"{w}|unique|list", f"{w}|map('upper')|list", f"{w}|reverse|list", f"{w} + ['z']", f"{w}[:2]", f"{w}|map('replace', 'a', 'b')|list",
            f"{self.operand('dict', 0)}|list", f"{self.operand('text', depth - 1)}|list", f"{w}|reject('in', ['a'])|list", f"map|dictsort|map('first')|list",
            f"rows|sort(attribute='name')|map(attribute='name')|list", f"{w}|select('string')|list", f"{w}|map('length')|list", f"rows|groupby('up')|map(attribute='grouper')|list",
        )

    def dict(self, depth):
        if depth <= 0:
            return self.plain("dict")
        return self.pick(f"dict(a={self.operand('int', depth - 1)}, b='x')", f"{{'k': {self.operand('text', depth - 1)}, 2: {self.operand('int', 0)}}}", "map", "rows[1]", "dict(map, z=1)")

    # --- statements ---

    def words_between(self):
        return self.pick("", "a", " b ", "\n", "\n  ", "text & more\n", "  \n\n", "x{ y", "% }", "\t", "|", "# no comment", "ü\n")

    def tag(self, what):
        return "{%" + self.pick("", "", "", "-", "+") + " " + what + " " + self.pick("", "", "", "-") + "%}"

    def output(self, depth):
        return "{{" + self.pick("", "", "-") + " " + self.any(depth) + " " + self.pick("", "", "-") + "}}"

    def body(self, depth):
        before, macros = len(self.names), len(self.macros)
        made = "".join(self.statement(depth) for _ in range(self.dice.randint(1, 3)))
        del self.names[before:], self.macros[macros:]
        return made

    def statement(self, depth):
        if depth <= 0:
            return self.words_between() + self.output(2)
        return self.words_between() + self.pick(
            self.output, self.output, self.output, self.branch, self.loop, self.loop, self.assign, self.assign_block, self.macro, self.use_macro,
            self.call_block, self.within, self.filtered, self.comment, self.include,
        )(depth - 1) + self.words_between()

    def branch(self, depth):
        made = self.tag("if " + self.truth(2)) + self.body(depth)
        if self.dice.random() < 0.4:
            made += self.tag("elif " + self.truth(1)) + self.body(depth)
        if self.dice.random() < 0.6:
            made += self.tag("else") + self.body(depth)
        return made + self.tag("endif")

    def loop(self, depth):
        name = self.pick("i", "j", "row")
        how = self.dice.randint(0, 4)
        before = len(self.names)
        if how == 0:
            head = f"for {name}, v in {self.pick('map|items', 'pairs', 'map|dictsort', 'rows|groupby(' + repr('n') + ')')}"
        elif how == 1:
            head = f"for {name} in rows" + self.pick("", f" if {name}.up")
        elif how == 2:
            head = f"for {name} in {self.operand('words', 1)}"
            self.names.append((name, "text"))
        else:
            head = f"for {name} in {self.operand('list', 1)}" + self.pick("", "", f" if {name}")
        inner = self.pick("loop.index", "loop.index0", "loop.first", "loop.last", "loop.length", "loop.revindex", "loop.cycle('a', 'b')", "loop.changed(loop.index // 2)",
                          "loop.previtem is defined", "loop.nextitem is defined", "loop.depth", name)
        made = self.tag(head) + "{{ " + inner + " }}" + self.body(depth)
        del self.names[before:]
        if self.dice.random() < 0.3:
            made += self.tag("else") + self.body(depth)
        return made + self.tag("endfor")

    def assign(self, depth):
        name, kind = self.pick("s1", "s2", "s3"), self.pick("int", "text", "list", "words")
        made = self.tag(f"set {name} = {self.expression(kind, 2)}")
        self.names = [(n, k) for n, k in self.names if n != name] + [(name, kind)]
        return made + "{{ " + name + " }}"

    def assign_block(self, depth):
        made = self.tag("set sb" + self.pick("", " | upper", " | trim | replace('a', 'b')")) + self.body(depth) + self.tag("endset")
        return made + "{{ sb }}"

    def macro(self, depth):
        name = self.pick("m1", "m2")
        before, self.names = self.names, [("p", "text")]
        known, self.macros = self.macros, []
        uses = self.pick("", "{{ varargs|length }}", "{{ kwargs|length }}", "{{ q }}")
        made = self.tag(f"macro {name}(p, q={self.pick(1, repr('d'))})") + uses + "".join(self.statement(min(depth, 1)) for _ in range(2)) + self.tag("endmacro")
        self.names, self.macros = before, [m for m in known if m[0] != name] + [(name, "varargs" in uses, "kwargs" in uses)]
        return made

    def use_macro(self, depth):
        if not self.macros:
            return self.output(depth)
        name, more, named = self.dice.choice(self.macros)
        given = self.text(1) + self.pick("", ", 2", ", q=3") + (", 4, 5" if False else "") + (", z=1" if named else "")
        return "{{ " + f"{name}({given})" + self.pick("", " | upper", " ~ 'x'") + " }}"

    def call_block(self, depth):
        head = self.pick("mc", "mc2")
        self.names.append(("it", "int"))
        body = self.body(min(depth, 1))
        self.names.pop()
        return (self.tag(f"macro {head}(n=2)") + "[{{ caller(n) }}" + self.pick("", "{{ caller(n + 1) | trim }}") + "]" + self.tag("endmacro") +
                self.tag(f"call(it) {head}({self.pick('', '3', 'n=5')})") + "{{ it }}" + body + self.tag("endcall"))

    def within(self, depth):
        before = len(self.names)
        made = self.tag(f"with w1 = {self.int(1)}, w2 = {self.text(1)}")
        self.names += [("w1", "int"), ("w2", "text")]
        made += self.body(depth)
        del self.names[before:]
        return made + self.tag("endwith")

    def filtered(self, depth):
        return self.tag("filter " + self.pick("upper", "trim", "replace('a', 'b')", "indent(2)", "title | trim", "center(20)")) + self.body(depth) + self.tag("endfilter")

    def comment(self, depth):
        return self.pick("{# a comment #}", "{#- trimmed -#}", "{% raw %}{{ raw }}{% endraw %}", "{%- raw -%} {% if %} {%- endraw -%}")

    def include(self, depth):
        # Not `without context`: in a filter, a set or a macro Jinja2 writes that past them, or not at all.
        return self.tag("include " + self.pick("'part'", "['nowhere', 'part']", "'nowhere' ignore missing"))

    def page(self):
        if self.dice.random() < 0.15:
            blocks = self.tag("block head") + self.body(1) + self.pick("", "{{ super() }}") + self.tag("endblock")
            blocks += self.tag("block body") + self.body(2) + self.tag("endblock" + self.pick("", " body"))
            return self.tag("extends 'base'") + self.assign(1) + blocks
        return "".join(self.statement(3) for _ in range(self.dice.randint(1, 4)))


def case(number, seed):
    dice = random.Random(f"{seed}:{number}")
    made = {"template": Maker(dice).page(), "data": DATA}
    made["others"] = {
        "part": dice.choice(["part", "[{{ n is defined }}]\n", "{% for r in rows|default([]) %}{{ r.name }},{% endfor %}"]),
        "base": "<{% block head %}H{% endblock %}|{% for i in [1, 2] %}{% block body scoped %}{{ i }}{% endblock %}{% endfor %}>",
    }
    for option in ("trim_blocks", "lstrip_blocks"):
        if dice.random() < 0.3:
            made[option] = True
    return made


def by_jinja(one, environments={}):
    options = one.get("trim_blocks", False), one.get("lstrip_blocks", False)
    if options not in environments:
        environments[options] = jinja2.Environment(
            undefined=jinja2.StrictUndefined, keep_trailing_newline=True, trim_blocks=options[0], lstrip_blocks=options[1], cache_size=0
        )
    environment = environments[options]
    environment.loader = jinja2.DictLoader(one["others"])
    try:
        return environment.from_string(one["template"]).render(one["data"]), None
    except Exception as caught:  # Jinja2 passes on whatever Python raises
        return None, f"{type(caught).__name__}: {caught}"


def main():
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("renderer", help="build/release/template_lines")
    told.add_argument("--count", type=int, default=100_000)
    told.add_argument("--seed", default=os.environ.get("SCRIBE_SEED") or str(random.SystemRandom().randrange(10**9)))
    told.add_argument("--show", type=int, default=10, help="how many differences are printed")
    how = told.parse_args()
    print(f"SCRIBE_SEED={how.seed}", flush=True)
    wrong = failed = at = 0
    ours = subprocess.Popen([how.renderer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    while at < how.count:
        cases = [case(number, how.seed) for number in range(at, min(at + 200, how.count))]
        at += len(cases)
        for one in cases:
            ours.stdin.write(json.dumps(one, ensure_ascii=False) + "\n")
            ours.stdin.flush()
            answer = json.loads(ours.stdout.readline())
            text, failure = by_jinja(one)
            failed += failure is not None
            if text == answer.get("text"):
                continue
            wrong += 1
            if wrong > how.show:
                continue
            print(f"{json.dumps({k: v for k, v in one.items() if k != 'data'}, ensure_ascii=False)}")
            print(f"  Jinja2 {text!r} {failure or ''}\n  ours   {answer.get('text')!r} {answer.get('error', '')}")
    ours.stdin.close()
    print(f"{at} templates, {failed} of them fail in both, {wrong} differ, Jinja2 {jinja2.__version__}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
