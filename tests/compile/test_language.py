"""Filters for film language, templates that build on others, and where their mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.cli.diagnostics import full
from storyboard.compile.prompts import Prompter, TemplateProblem
from storyboard.read.templates import TemplateText, read_templates
from tests.boards import SMALL, compiled
from tests.compile.test_build import problems

LINE = {"speaker": "Mara", "voice": "low.", "tone": None, "line": 'He said "no".'}


def render(text: str) -> str:
    facts = {"line": LINE, "avoid": []}
    return Prompter({"t.j2": TemplateText("t.j2", text)}).render("t", facts).text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ 'MCU' | size_words }}", "medium close-up"),
        ("{{ 'low' | angle_words }}", "low angle looking up"),
        ("{{ 'slow dolly in' | movement_words }}", "the camera slowly dollies in"),
        ("{{ 'static' | movement_words | sentence }}", "The camera holds still."),
        ("{{ line | spoken }}", "[Mara, low]: \"He said 'no'.\""),
        ("{{ ' wet \n stone , ' | phrase }}", "wet stone"),
        ("{{ 'is it?' | sentence }}{{ none | sentence }}{{ ' .' | sentence }}", "Is it?"),
        ("{{ ['a', none, 'b. '] | joined }}", "a, b"),
        ("{{ ['a', 'b'] | joined(' and ') }}", "a and b"),
    ],
)
def test_a_filter(text: str, made: str) -> None:
    assert render(text) == made


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ 'MCV' | size_words }}", "there is no size `MCV`; did you mean `MCU`?"),
        ("{{ 'eyes' | angle_words }}", "there is no angle `eyes`; did you mean `eye`?"),
        ("{{ 'dolly up' | movement_words }}", "there is no camera move `dolly up`; write `slow"),
        ("{{ 'Mara' | spoken }}", "`spoken` wants a line of `dialogue`, not text"),
        ("{{ 'Mara' | joined }}", "`joined` joins a list, not text"),
        ("{{ [['a']] | joined }}", "only text and numbers can be printed, not a list"),
        ("{{ ['a'] * 9 | joined }}", "`joined` joins a list, not a number"),
    ],
)
def test_a_filter_given_the_wrong_thing(text: str, message: str) -> None:
    with pytest.raises(TemplateProblem, match="cannot be rendered") as caught:
        render(text)
    assert message in caught.value.message


def test_filters_pay_for_what_they_make() -> None:
    for name in ("sentence", "phrase"):
        with pytest.raises(TemplateProblem, match="does too much"):
            render(
                "{% set ns = namespace(t='long') %}{% for i in range(11) %}"
                "{% set ns.t = ns.t + ns.t %}{% endfor %}"
                f"{{% for i in range(1000) %}}{{% set x = ns.t | {name} %}}{{% endfor %}}"
            )
    with pytest.raises(TemplateProblem, match="100,000"):
        render("{% set s %}{% for i in range(900) %}abcdefgh{% endfor %}{% endset %}"
               "{{ range(50) | map('string') | list | joined(s) }}")  # fmt: skip


def own(folder: Path, **templates: str) -> None:
    (folder / "templates").mkdir()
    for name, text in templates.items():
        (folder / "templates" / f"{name.replace('__', '-')}.j2").write_text(text)


def test_a_projects_template_extends_the_packaged_one_it_hides(tmp_path: Path) -> None:
    own(
        tmp_path,
        shot__list='{% extends "packaged/shot-list.j2" %}{% block style %}{{ super() }}In ink.\n'
        "{% endblock %}",
    )
    plain = compiled(tmp_path / "plain").filmed[1].prompt
    prompt = compiled(tmp_path).filmed[1].prompt
    assert prompt.replace("In ink.\n", "") == plain
    assert "Look: Pencil on paper.\nIn ink.\nSound:" in prompt
    assert Prompter(read_templates(tmp_path)).blocks("shot-list") == (
        "style", "shot", "where", "who", "action", "sound",
    )  # fmt: skip
    assert not [name for name in Prompter(read_templates(tmp_path)).names if "/" in name]


def test_a_mistake_in_a_macro_shows_the_way_there_and_the_shot(tmp_path: Path) -> None:
    own(
        tmp_path,
        _own="{% macro who(them) %}\n{{ them.nmae }}\n{% endmacro %}\n",
        mine='{% import "_own.j2" as own %}\nA film.\n{{ own.who(characters[0]) }}\n',
    )
    text = SMALL.replace("mood: tense", "mood: tense\n    defaults: {template: mine}")
    problem = problems(tmp_path, text)[0]
    assert full(problem).replace(f"{tmp_path}/", "") == (
        "error[template-error]: the template uses `nmae`, which is not defined\n"
        "  --> templates/_own.j2:2:1\n"
        "   |\n"
        " 2 | {{ them.nmae }}\n"
        "   | ^^^^^^^^^^^^^^^\n"
        "  ::: templates/mine.j2:3:1\n"
        "   |\n"
        " 3 | {{ own.who(characters[0]) }}\n"
        "   | ---------------------------- used here\n"
        "  ::: film.yaml:20:13\n"
        "   |\n"
        "17 |     defaults: {template: mine}\n"
        "   |                          ---- which inherits the template\n"
        "...\n"
        "20 |       - id: one\n"
        "   |             --- for shot one\n"
        "   = help: did you mean `name`?"
    )
