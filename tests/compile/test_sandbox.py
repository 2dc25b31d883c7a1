"""Hostile templates end in a message, soon, whatever they try."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.prompts import Prompt, Prompter, TemplateProblem
from storyboard.read.templates import TemplateText
from tests.compile.hostile import HOSTILE, ends

FACTS: dict[str, Any] = {"shot": {"action": "She turns."}, "avoid": ["text", "logo"]}


def render(text: str) -> str:
    return Prompter({"t.j2": TemplateText("t.j2", text)}).render("t", FACTS).text


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ shot.__init__.__globals__ }}",
        "{{ range.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(shot) }}",
        "{{ shot|attr('__class__') }}",
        "{{ shot.update({'action': 'x'}) }}",
        "{{ avoid.append('x') }}",
        "{% include '/etc/passwd' %}",
        "{% include '../secret.j2' %}",
        "{{ lipsum() }}",
        "{{ avoid|random }}",
        "{{ nothing }}",
        "{{ shot.nothing }}",
        "{{ 1 / 0 }}",
        "{% if %}",
        "{{ shot",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(TemplateProblem):
        render(text)


@pytest.fixture(scope="module")
def how_they_end() -> dict[str, str]:
    return ends(HOSTILE)


@pytest.mark.parametrize("name", HOSTILE)
def test_bounded(name: str, how_they_end: dict[str, str]) -> None:
    end = how_they_end.get(name, "it had not ended when the time was over")
    assert end.startswith("TemplateProblem: "), end
    assert len(end) < 300


_VALUES = st.recursive(
    st.sampled_from(
        "1 999 -1 0.5 9999999999 'x' '%9999d' [] {} none nothing shot.action avoid ns ns.s ns.x "
        "range(999) m m(1) loop".split()
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+ - * / // % ** ~ < == in and or".split()), inner).map(
            lambda parts: "({} {} {})".format(*parts)
        ),
        st.tuples(
            inner,
            st.sampled_from(
                "abs batch(9) batch(9999,'x') count d(1) dictsort first groupby('x') int items "
                "join('xxxx') last list lower map('upper') max min reject replace('','xxxx') "
                "reverse round(9,'ceil') select('odd') slice(9999) sort string sum title trim "
                "truncate(9) unique upper wordcount".split()
            ),
        ).map("|".join),
        st.tuples(
            inner,
            st.sampled_from(
                ".split() .items() .upper() [0] [1:] [::-1] .x ['x'] .find('x') .format(1)".split()
            ),
        ).map("".join),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=2).map(lambda items: f"m({', '.join(items)})"),
        st.tuples(inner, inner).map(lambda pair: "{{{}: {}}}".format(*pair)),
        st.tuples(inner, st.sampled_from("odd lower defined string in(ns.x)".split())).map(
            lambda pair: "({} is {})".format(*pair)
        ),
    ),
    max_leaves=6,
)
_TEMPLATES = st.recursive(
    st.one_of(
        _VALUES.map(lambda value: f"{{{{ {value} }}}}"),
        _VALUES.map(lambda value: f"{{% set ns.s = {value} %}}"),
        _VALUES.map(lambda value: f"{{% set ns.x = ns.x + [{value}] %}}"),
        st.sampled_from(["words", "{% set ns.x = [ns.x, ns.x] %}", "{% set ns.s = ns.s ~ ns.s %}"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.tuples(_VALUES, inner).map(
            lambda pair: "{{% for i in {} %}}{}{{% endfor %}}".format(*pair)
        ),
        st.tuples(_VALUES, _VALUES, inner).map(
            lambda parts: (
                "{{% for i in {} if {} recursive %}}{}{{{{ loop(range(9)) }}}}"
                "{{% endfor %}}".format(*parts)
            )
        ),
        st.tuples(_VALUES, inner).map(lambda pair: "{{% if {} %}}{}{{% endif %}}".format(*pair)),
        inner.map(lambda text: f"{{% set ns.s %}}{text}{{% endset %}}"),
        inner.map(lambda text: f"{{% macro m(a) %}}{text}{{{{ a }}}}{{% endmacro %}}"),
        inner.map(lambda text: f"{{% call m(1) %}}{text}{{% endcall %}}"),
        inner.map(lambda text: f"{{% filter upper %}}{text}{{% endfilter %}}"),
    ),
    max_leaves=8,
)


@given(_TEMPLATES)
def test_any_template_is_a_prompt_or_a_problem(text: str) -> None:
    start = "{% macro m(a) %}{{ caller() if caller }}{{ a }}{% endmacro %}"
    texts = {
        "t.j2": TemplateText("t.j2", start + "{% set ns = namespace(s='x', x=['x']) %}" + text)
    }
    try:
        prompt = Prompter(texts).render("t", FACTS)
    except TemplateProblem:
        return
    assert isinstance(prompt, Prompt)
    assert len(prompt.text) <= 100_000


@pytest.mark.parametrize(
    ("part", "made"),
    [
        ("{% set ns = namespace(n=0) %}{% macro next() %}", "12"),
        ("{% macro next(ns=namespace(n=0)) %}", "11"),
    ],
)
def test_what_a_render_leaves_in_a_part_is_not_there_in_the_next(part: str, made: str) -> None:
    part += "{% set ns.n = ns.n + 1 %}{{ ns.n }}{% endmacro %}"
    texts = {
        "_part.j2": TemplateText("_part.j2", part),
        "t.j2": TemplateText("t.j2", "{% import '_part.j2' as p %}{{ p.next() }}{{ p.next() }}"),
    }
    prompter = Prompter(texts)
    assert [prompter.render("t", FACTS).text for _ in range(2)] == [made, made]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ ([1, 2] + [3]) | length }}", "3"),
        ("{{ 'a' ~ 1 ~ (none or '') }}", "a1"),
        ("{{ 'abcdef'[1:4] }} {{ [1, 2, 3][::-1] | join(',') }}", "bcd 3,2,1"),
        ("{{ 2 ** 3 + 7 % 4 - 1 }}", "10"),
        ("{{ 2.567 | round(1) }} {{ 7 is odd }} {{ 8 is divisibleby 4 }}", "2.6 True True"),
        (
            "{% for a in [1, [2, [3]]] recursive %}{{ loop(a) if a is iterable else a }}"
            "{% endfor %}",
            "123",
        ),
        (
            "{% for a in range(9) if a is even and a < 5 %}{{ loop.index }}{{ a }}{% endfor %}",
            "102234",
        ),
        ("{% set x %}a{% endset %}{% filter upper %}{{ x }}b{% endfilter %}", "AB"),
        ("{{ {'a': 1}.items() | list | first | join('=') }}", "a=1"),
        ("{{ 'x' if 'e' in shot.action.lower() else 'y' }}", "x"),
        ("{{ avoid | map('upper') | select('in', ['LOGO']) | join }}", "LOGO"),
        ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}x{% endcall %}", "[x]"),
        ("{{ nothing | default('x') }}{{ 'x' is string }}{{ nothing is defined }}", "xTrueFalse"),
    ],
)
def test_what_templates_may_do(text: str, made: str) -> None:
    assert render(text) == made


@pytest.mark.parametrize("text", [r"{{ '\ud800' }}", r"{% set negative = '\udfff' %}"])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(TemplateProblem, match=r"^the template `t` makes half a character"):
        render(text)


def test_a_list_is_not_printed_as_python_writes_it() -> None:
    with pytest.raises(TemplateProblem, match="only text and numbers can be printed, not a list"):
        render("{{ avoid }}")
    with pytest.raises(TemplateProblem, match="not a list"):
        render("{% set negative = avoid %}")


def test_text_is_tidied_and_the_negative_prompt_has_a_default() -> None:
    template = "\n\n  A   shot:\n\n\n\n{{ shot.action }}   \n"
    prompt = Prompter({"t.j2": TemplateText("t.j2", template)}).render("t", FACTS)
    assert prompt.text == "A shot:\n\nShe turns."
    assert prompt.negative == "text, logo"


def test_parts_are_imported_and_cannot_be_chosen() -> None:
    texts = {
        "_part.j2": TemplateText("_part.j2", "{% macro loud(x) %}{{ x|upper }}{% endmacro %}"),
        "t.j2": TemplateText("t.j2", "{% from '_part.j2' import loud %}{{ loud(shot.action) }}"),
    }
    prompter = Prompter(texts)
    assert prompter.names == ("t",)
    assert prompter.render("t", FACTS).text == "SHE TURNS."
    with pytest.raises(TemplateProblem):
        prompter.render("_part", FACTS)
