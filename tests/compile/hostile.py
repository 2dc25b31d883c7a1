"""Templates that mean harm, and a process of their own to render them in."""

from __future__ import annotations

import json
import subprocess
import sys

_LOOPS = "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}"
_ENDS = "{% endfor %}{% endfor %}{% endfor %}"
_LONG = "{% set s %}" + "x" * 20_000 + "{% endset %}"
_MANY = "{% set many = range(1000)|list %}"


def _grown(step: str, rounds: int = 60, use: str = "") -> str:
    """A value that grows by a step in a loop, and what is then done with it."""
    start = "{% set ns = namespace(x=['x'], y=['x'], s='x', n=2) %}"
    return f"{start}{{% for i in range({rounds}) %}}{step}{{% endfor %}}{use}"


SLOW = {
    "loops": _LOOPS + _ENDS,
    "loops that test": "{% for a in range(999) %}{% for b in range(999) %}"
    "{% for c in range(999) if c < 0 %}{% endfor %}{% endfor %}{% endfor %}",
    "loops with else": "{% for a in range(999) %}{% for b in range(999) %}"
    "{% for c in [] %}{% else %}{% for d in range(999) %}{% endfor %}{% endfor %}"
    "{% endfor %}{% endfor %}",
    "a long body in a loop": "{% for a in range(999) %}" + "{{ '' }}" * 3_000 + "{% endfor %}",
    "loop()": "{% for a in [1, 1] recursive %}{{ loop([1, 1, 1]) }}{% endfor %}",
    "loop() over itself": "{% set ns = namespace(n=0) %}{% for a in range(999) recursive %}"
    "{% set ns.n = ns.n + 1 %}{% if loop.depth < 40 %}{{ loop(range(999)) }}{% endif %}"
    "{% endfor %}",
    "nested macros": "{% macro m0() %}{% endmacro %}"
    + "".join(
        f"{{% macro m{n}() %}}{f'{{{{ m{n - 1}() }}}}' * 10}{{% endmacro %}}" for n in range(1, 12)
    )
    + "{{ m11() }}",
    "a macro that calls itself twice": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}"
    "{% endif %}{% endmacro %}{{ m(60) }}",
    "a macro without end": "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "call blocks": "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}"
    + "{% call m() %}" * 25
    + "x"
    + "{% endcall %}" * 25,
    "blocks": "".join(
        f"{{% block b{n} %}}{f'{{{{ self.b{n + 1}() }}}}' * 10}{{% endblock %}}" for n in range(12)
    )
    + "{% block b12 %}{% endblock %}",
    "include of itself": "{% include 't.j2' %}",
    "two includes of itself": "{% include 't.j2' %}{% include 't.j2' %}",
    "extends itself": "{% extends 't.j2' %}",
    "imports itself": "{% import 't.j2' as t %}",
    "imports in loops": "{% for a in range(999) %}{% for a in range(999) %}"
    "{% import '_part.j2' as p %}{% endfor %}{% endfor %}",
    "include without context": "{% for a in range(999) %}{% for b in range(999) %}"
    "{% include '_long.j2' without context %}{% endfor %}{% endfor %}",
    "sorting": _MANY + "{% for a in range(999) %}{% set x = many|sort %}{% endfor %}",
    "grouping": _MANY + "{% for a in range(999) %}{% set x = many|groupby('real') %}{% endfor %}",
    "unique": _MANY + "{% for a in range(999) %}{% set x = many|unique|list %}{% endfor %}",
    "sums of lists": "{% set many = range(1000)|batch(1) %}"
    "{% for a in range(999) %}{% set x = many|sum(start=[]) %}{% endfor %}",
    "lookups": _MANY + "{% for a in range(999) %}{% for b in many %}{% if -1 in many %}"
    "{% endif %}{% endfor %}{% endfor %}",
    "tests by filters": _MANY
    + "{% for a in range(999) %}{% set x = many|select('in', many)|list %}{% endfor %}",
    "searches": _LONG + "{% for a in range(999) %}{% for b in range(999) %}"
    "{% set x = s.find('xxxy') %}{% endfor %}{% endfor %}",
    "comparisons": _LONG + "{% set t = s ~ '' %}{% for a in range(999) %}{% for b in range(999) %}"
    "{% if s == t %}{% endif %}{% endfor %}{% endfor %}",
    "stripping": _LONG + "{% for a in range(999) %}{% set x = s.strip(s) %}{% endfor %}",
    "trimming": _LONG + "{% for a in range(999) %}{% set x = s|trim(s) %}{% endfor %}",
    "slices in loops": _LONG + "{% for a in range(999) %}{% for b in range(999) %}"
    "{% set x = s[1::1] %}{% endfor %}{% endfor %}",
    "long attributes": "{% set x = '0,0'.split(',') %}{% for a in range(999) %}"
    "{% for b in range(999) %}{% set y = x|map(attribute='" + "0." * 5_000 + "0')|list %}"
    "{% endfor %}{% endfor %}",
    "lazy filters of lazy filters": "{% set ns = namespace(g=range(1000)) %}"
    "{% for a in range(999) %}{% set ns.g = ns.g|select %}{% endfor %}{{ ns.g|length }}",
    "includes of nothing": "{% set many = range(1000)|map('string')|list %}"
    "{% for a in range(999) %}{% for b in range(999) %}{% include many ignore missing %}"
    "{% endfor %}{% endfor %}",
    "many arguments": "{% macro m() %}{% set x = varargs %}{% endmacro %}"
    + _MANY
    + "{% for a in range(999) %}{% for b in range(999) %}{{ m(*many) }}{% endfor %}{% endfor %}",
    "lists compared": _grown("{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}")
    + "{{ ns.x == ns.y }}",
    "tuples as keys": _grown("{% set ns.x = (ns.x, ns.x) %}", use="{{ {ns.x: 1}|length }}"),
    "deep lists": _grown("{% set ns.x = [ns.x] %}", 999, "{{ ns.x|string }}")
    + _grown("{% set ns.x = [ns.x] %}", 999, "{{ ns.x|string|length }}"),
}
BIG = {
    "text doubled": _grown("{% set ns.s = ns.s ~ ns.s %}"),
    "text added": _grown("{% set ns.s = ns.s + ns.s %}"),
    "text times": "{{ 'x' * 1000000000 }}",
    "lists times": "{{ ([1] * 1000000000)|length }}",
    "text in blocks": _grown("{% set ns.s %}{{ ns.s }}{{ ns.s }}{% endset %}"),
    "text in with": "{% set ns = namespace(s='x') %}{% for i in range(60) %}"
    "{% with t = ns.s ~ ns.s %}{% set ns.s = t ~ t %}{% endwith %}{% endfor %}",
    "text through macros": "{% macro m(s) %}{{ s }}{{ s }}{% endmacro %}"
    + _grown("{% set ns.s = m(ns.s) %}"),
    "text through callers": "{% macro m() %}{{ caller() }}{{ caller() }}{% endmacro %}"
    + _grown("{% set ns.s %}{% call m() %}{{ ns.s }}{% endcall %}{% endset %}"),
    "text through filter blocks": _grown(
        "{% set ns.s %}{% filter upper %}{{ ns.s }}{{ ns.s }}{% endfilter %}{% endset %}"
    ),
    "lists added": _grown("{% set ns.x = ns.x + ns.x %}"),
    "lists in lists": _grown("{% set ns.x = [ns.x, ns.x] %}", use="{{ ns.x }}"),
    "lists in mappings": _grown("{% set ns.x = {'a': ns.x, 'b': ns.x} %}", use="{{ ns.x }}"),
    "mappings from keys": "{% set s = range(1000)|map('string')|list %}"
    + _grown("{% set ns.x = {}.fromkeys(s, ns.x) %}", 999),
    "mappings copied": _grown("{% set ns.x = {'a': ns.x}.copy() %}", 999),
    "tuples in tuples": _grown("{% set ns.x = (ns.x, ns.x) %}", use="{{ ns.x|string }}"),
    "lists joined": _grown("{% set ns.x = [ns.x, ns.x] %}", use="{{ ns.x|join }}"),
    "namespaces in namespaces": "{% set ns = namespace(n=namespace()) %}{% for i in range(60) %}"
    "{% set ns.n = namespace(a=ns.n, b=ns.n) %}{% endfor %}{{ ns.n|string }}",
    "namespaces joined": "{% set ns = namespace(n=namespace()) %}{% for i in range(60) %}"
    "{% set ns.n = namespace(a=ns.n, b=ns.n) %}{% endfor %}{{ ns.n ~ '' }}",
    "namespaces tested": "{% set ns = namespace(n=namespace()) %}{% for i in range(60) %}"
    "{% set ns.n = namespace(a=ns.n, b=ns.n) %}{% endfor %}{{ ns.n is lower }}",
    "replace": _grown("{% set ns.s = ns.s|replace('', 'xxxxx') %}"),
    "replace by much": _LONG + "{{ s|replace('x', s)|length }}",
    "replace while compiling": "{{ 'aa'" + "|replace('a', 'aaaaaaaaaaaaaaaaaaaa')" * 9 + " }}",
    "join by much": _LONG + "{{ range(1000)|join(s)|length }}",
    "list of long text": _LONG + "{{ s|list|length }}",
    "split of long text": _LONG + "{{ s.split('x')|length }}",
    "lists of long text": _LONG + "{% set x = [" + "s," * 2_000 + "] %}{{ x|join|length }}",
    "map to long text": _LONG + "{{ range(1000)|map('replace', '1', s)|list|length }}",
    "default of long text": _LONG + "{{ ([s]|batch(1000, s)|list|first)|join|length }}",
    "slice": "{{ [1]|slice(1000000000)|list|length }}",
    "batch": "{{ [1]|batch(1000000000, 'x')|list|length }}",
    "slice of some": "{{ [1]|slice(99999, 'x')|list|length }}",
    "batch of some": "{{ [1]|batch(99999, 'x')|list|length }}",
    "range": "{{ range(1000000000)|list|length }}",
    "range backwards": "{{ range(1000000000, 0, -1)|list|length }}",
    "range from far away": "{{ range(-1000000000000, 1000000000000, 1000)|length }}",
    "range of steps of nothing": "{{ range(0, 10, 0)|list }}",
    "range beyond": "{{ range(10000000000000000000000000000000)|length }}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "powers": _grown("{% set ns.n = ns.n ** 8 %}"),
    "numbers multiplied": _grown("{% set ns.n = ns.n * ns.n %}"),
    "numbers added": _grown("{% set ns.n = ns.n + ns.n %}", 999),
    "numbers read": "{{ '" + "f" * 20_000 + "'|int(0, 16) }}",
    "numbers written": "{{ 0x" + "f" * 20_000 + " }}",
    "round": "{{ 1|round(1000000000, 'ceil') }}",
    "text rounded": "{{ 'x'|round(9, 'ceil') }}",
    "lists rounded": "{{ [1]|round(9, 'ceil') }}",
    "format": "{{ '{:>2500000000}'.format(1) }}",
    "format by item": "{{ '{:>2500000000}'['format'](1) }}",
    "format_map": "{{ '{x:>2500000000}'.format_map({'x': 1}) }}",
    "format by map": "{{ ['{:>2500000000}']|map(attribute='format')|list }}",
    "the format filter": "{{ '%2500000000d'|format(1) }}",
    "percent": "{{ '%2500000000d' % 1 }}",
    "percent by even": "{{ '%2500000000d' is even }}",
    "percent by divisibleby": "{{ '%2500000000d' is divisibleby(1) }}",
    "percent by select": "{{ ['%2500000000d']|select('odd')|list }}",
    "ljust": "{{ 'x'.ljust(1000000000) }}",
    "zfill": "{{ 'x'.zfill(1000000000) }}",
    "center": "{{ 'x'|center(1000000000) }}",
    "indent": "{{ 'x'|indent(1000000000) }}",
    "much text": "{% for i in range(999) %}" + "x" * 20_000 + "{% endfor %}",
    "much text in a macro": "{% macro m() %}{% for i in range(999) %}"
    + "x" * 20_000
    + "{% endfor %}{% endmacro %}{% set x = m() %}",
    "much text in a block": "{% set x %}{% for i in range(999) %}"
    + "x" * 20_000
    + "{% endfor %}{% endset %}",
    "text and numbers": "{% for i in range(1000) %}{% for j in range(1000) %}xxxxxx"
    "{% endfor %}{% endfor %}",
}
COMPILING = {
    "brackets": "{{ " + "[" * 120_000 + "]" * 120_000 + " }}",
    "some brackets": "{{ " + "[" * 150 + "]" * 150 + " }}",
    "round brackets": "{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}",
    "ifs in ifs": "{% if 1 %}" * 100_000,
    "closed ifs in ifs": "{% if 1 %}" * 1_500 + "{% endif %}" * 1_500,
    "thirty loops": "{% for a in [] %}" * 30 + "{% endfor %}" * 30,
    "many ifs": "{% if 1 %}{% endif %}" * 100_000,
    "many names": "".join(f"{{% if a{n} is defined %}}{{% endif %}}" for n in range(900))
    + "{{ nothing }}",
    "many variables": "".join(f"{{% set a{n} = 1 %}}{{% if 1 %}}{{% endif %}}" for n in range(800))
    + "{{ nothing }}",
    "many macros": "".join(f"{{% macro m{n}() %}}{{% endmacro %}}" for n in range(800))
    + "{{ nothing }}",
    "many outputs": "{{ 1 }}" * 4_500 + "{{ nothing }}",
    "loops in loops": ("{% for a in [] %}" * 15 + "{{ a }}" * 20 + "{% endfor %}" * 15) * 40
    + "{{ nothing }}",
    "a long sum": "{{ 1" + " + 1" * 7_000 + " }}",
    "many filters": "{{ 'x'" + "|upper" * 5_000 + " }}",
    "many nots": "{{ " + "not " * 8_000 + "1 }}",
    "a long name": "{{ " + "x" * 30_000 + " }}",
    "a long template": "x" * 200_000,
    "a comment without end": "{#" + "-" * 30_000,
    "text without end": "{{ '" + "\\" * 30_000,
    "the same argument twice": "{% macro m(a, a) %}{% endmacro %}",
    "autoescape": "{% autoescape 'x'|replace('x', 'xx') %}{% endautoescape %}",
    "many parts": "".join(f"{{% include '_long{n}.j2' %}}" for n in range(20)),
    "a filter given the wrong thing": "{{ [1]|dictsort }}",
    "a cycler of nothing": "{{ cycler().next() }}",
}
HOSTILE = {**SLOW, **BIG, **COMPILING}

_RUN = """\
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from storyboard.compile.prompts import Prompter, TemplateProblem
from storyboard.read.templates import TemplateText
texts = {"_part.j2": "{% macro part() %}x{% endmacro %}",
         "_long.j2": "{% for i in range(999) %}{{ '' }}{% endfor %}"}
texts |= {f"_long{n}.j2": "{{ 1 }}" * 4000 for n in range(20)}
for name, text in json.load(sys.stdin).items():
    parts = {file: TemplateText(file, part) for file, part in (texts | {"t.j2": text}).items()}
    try:
        made = Prompter(parts).render("t", {"shot": {"action": "She turns."}, "avoid": []})
        end = f"a prompt of {len(made.text)} characters"
    except TemplateProblem as problem:
        end = f"TemplateProblem: {problem.message}"
    except BaseException as error:
        end = f"{type(error).__name__}: {str(error)[:200]}"
    print(json.dumps([name, end]), flush=True)
"""


def ends(templates: dict[str, str]) -> dict[str, str]:
    """How each template ends, in a process of 1 GiB that is stopped after five minutes."""
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        said, _ = process.communicate(json.dumps(templates), timeout=300)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    return dict(json.loads(line) for line in said.splitlines())
