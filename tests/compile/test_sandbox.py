"""Hostile templates end in a message, soon, whatever they try."""

from __future__ import annotations

from typing import Any

import pytest

from storyboard.compile.prompts import Prompter, TemplateProblem
from storyboard.read.templates import TemplateText

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
        "{{ 'x' * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'x'.ljust(1000000000) }}",
        "{{ 'x'.zfill(1000000000) }}",
        "{{ 'x'|center(1000000000) }}",
        "{{ 'x'|indent(1000000000) }}",
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}xxxxxx{% endfor %}{% endfor %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% include 't.j2' %}",
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
