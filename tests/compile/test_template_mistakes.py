"""Mistakes in a project's templates: the exact words, with the line of the template and a hint."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2.nodes import Template

from storyboard.cli.diagnostics import concise, full
from storyboard.cli.project import open_project
from storyboard.compile.sandbox import PromptEnvironment
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.templates import read_templates
from tests.boards import write_board

FILM = """\
storyboard: 1
title: A film
scenes:
  - id: sc010
    shots:
      - {id: a, action: She waits., template: mine}
"""
PARENT = '{% extends "shot-list.j2" %}\n'
HAS = "`shot`, `where`, `who`, `action`, `style` or `sound`"

LOST = (
    "`negative` is set here and forgotten at once: this is never sent "
    "(set it outside of blocks, loops and macros; it may stand in an `{% if %}`)"
)

DEEP = "has no end, or is nested too deeply"

MISTAKES = {
    "a text that grows in a loop": (
        "{{ shot.action }}\n{% set all = '' %}{% for each in avoid %}\n"
        "{% if each %}{% set all = all ~ each %}{% endif %}{% endfor %}{{ all }}",
        "3:1: `all` is as before the loop again after each of its turns "
        "(write `{% set all = namespace(text='') %}` before it, `{% set all.text = … %}` in it)",
    ),
    "a comment left open": (
        "{{ shot.action }}\n{# to be gone on with",
        "2:1: the template is not valid: Missing end of comment tag",
    ),
    "loops in loops": (
        "{% for a in [1] %}\n" * 22 + "{{ a }}" + "{% endfor %}" * 22,
        "16:1: the template is not valid: it is nested too deeply",
    ),
    "a template that extends itself": (
        "\n{% extends 'mine.j2' %}",
        f"2:1: the template `mine` {DEEP}",
    ),
    "too many brackets": (
        "{{ " + "(" * 100 + "1" + ")" * 100 + " }}",
        f"1:1: the template `mine` {DEEP}",
    ),
    "too much in all": (
        "{% set s %}" + "x" * 20_000 + "{% endset %}\n" + "{{ s }}" * 6,
        "1:1: the template cannot be rendered: it makes a text of more than 100,000 characters",
    ),
    "a control character": (
        "{{ shot.action }}\n\x00",
        "1:1: the template `mine` makes a control character, U+0000 "
        "(take it out: no model can read it)",
    ),
    "a line after one that only Unicode ends": (
        "a\u2028b\n  {{ nothing }}",
        "2:3: the template uses `nothing`, which is not defined "
        "(known here: avoid, characters, dialogue, film, location, props, scene, shot, style)",
    ),
    "what a shot does not have": (
        "{{ shot.action }}\n{{ style.look | phrase }}",
        "2:1: this shot has no `style`, of which `look` is asked "
        "(ask for it first: `{% if style %} … {% endif %}`)",
    ),
    "what a shot does not have, by another name": (
        "{% set place = location %}\n{% for a in ['name'] %}\n{{ place[a] }}{% endfor %}",
        "3:1: `name` is asked of something that this shot does not have",
    ),
    "a block in a branch": (
        PARENT + "{% if not shot.sound %}\n{% block sound %}Hush.{% endblock %}\n{% endif %}",
        "3:1: this block is shown whatever stands around it "
        "(write it into the block; `{{ super() }}` is what the parent has there)",
    ),
    "a block before its parent is named": (
        "{% block action %}She dreams.{% endblock %}\n" + PARENT,
        "1:1: this block stands before `{% extends %}`, and is shown twice "
        "(write `{% extends %}` first)",
    ),
    "text for a parent without blocks": (
        '{% extends "terse.j2" %}\nAs in a dream.',
        "2:1: this is never shown: it stands outside the blocks "
        '(`terse.j2` has no blocks: `{% include "terse.j2" %}` adds words to it)',
    ),
    "a block for a parent without blocks": (
        '{% extends "terse.j2" %}\n{% block action %}She dreams.{% endblock %}',
        "2:1: `terse.j2` has no block `action`: this is never shown "
        '(`terse.j2` has no blocks: `{% include "terse.j2" %}` adds words to it)',
    ),
    "a negative prompt that is set in a block": (
        PARENT + "{% block action %}\n{% set negative = 'hiss' %}{{ super() }}{% endblock %}",
        f"3:1: {LOST}",
    ),
    "a negative prompt that grows in a loop": (
        "x{% set negative = 'hiss' %}\n{% for a in avoid %}\n"
        "{% set negative = negative ~ a %}{% endfor %}",
        f"3:1: {LOST}",
    ),
    "a negative prompt that is a list": (
        "{{ shot.action }}\n{% set negative = avoid + ['hiss'] %}",
        "2:1: `negative` is to be text, not a list "
        "(a list is joined: `{% set negative = avoid | join(', ') %}`)",
    ),
    "a negative prompt of what there is not": (
        "{{ shot.action }}\n{% set negative = avoids %}",
        "2:1: the template uses `avoids`, which is not defined (did you mean `avoid`?)",
    ),
    "a filter that there is not": (
        "{{ shot.action | sentense }}",
        "1:1: there is no filter `sentense` (did you mean `sentence`?)",
    ),
    "a test that there is not": (
        "{{ 3 is odds }}",
        "1:1: there is no test `odds` (did you mean `odd`?)",
    ),
    "a tag that there is not": (
        "\n{% foor c in characters %}",
        "2:1: there is no tag `foor` (did you mean `for`?)",
    ),
    "a loop left open in a block": (
        PARENT + "{% block action %}\n{% for c in characters %}\n{% endblock %}",
        "4:1: `{% endblock %}` stands inside an open `{% for %}` (write `{% endfor %}` before it)",
    ),
    "an included template that there is not": (
        'Shot:\n{% include "shot-lst.j2" %}',
        "2:1: the template `mine` uses `shot-lst.j2`, which does not exist "
        "(did you mean `shot-list.j2`?)",
    ),
    "a parent that there is not": (
        '{% extends "tersed.j2" %}',
        "1:1: the template `mine` uses `tersed.j2`, which does not exist "
        "(did you mean `terse.j2`?)",
    ),
    "a macro that there is not": (
        '{% import "_film.j2" as say %}\n{{ say.frameing(shot) }}',
        "2:1: the template uses `frameing`, which is not defined (did you mean `framing`?)",
    ),
    "a filter given nothing": (
        "{{ scene.mood | joined }}",
        "1:1: the template cannot be rendered: `joined` joins a list, not nothing",
    ),
    "a method that is not called": (
        "{{ shot.action.upper }}",
        "1:1: the template cannot be rendered: only text and numbers can be printed, "
        "not a method; call it with `()`",
    ),
    "text outside the blocks": (
        PARENT + "{% block action %}{{ super() }}{% endblock %}\n\nAs in a dream.\n",
        f"4:1: this is never shown: it stands outside the blocks (`shot-list.j2` has the blocks "
        f"{HAS}: put it into one)",
    ),
    "text outside the blocks in a branch": (
        PARENT + "{% if shot.sound %}\n{{ shot.action }}\n{% endif %}",
        f"3:1: this is never shown: it stands outside the blocks (`shot-list.j2` has the blocks "
        f"{HAS}: put it into one)",
    ),
    "a block that the parent does not have": (
        PARENT + "{% block actions %}She dreams.{% endblock %}",
        "2:1: `shot-list.j2` has no block `actions`: this is never shown (did you mean `action`?)",
    ),
}


def problem(folder: Path, text: str) -> Diagnostic:
    (folder / "templates").mkdir()
    (folder / "templates" / "mine.j2").write_text(text, "utf-8")
    with pytest.raises(StoryboardError) as caught:
        open_project(write_board(folder, FILM))
    (found,) = caught.value.diagnostics
    return found


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str, expected: str) -> None:
    found = problem(tmp_path, text)
    assert found.related[-1][0] == "for shot a"
    place, _, words = expected.partition(": ")
    line = f"{tmp_path}/templates/mine.j2:{place}: error[template-error]: {words}"
    assert concise(found) == line


@pytest.mark.parametrize("text", ["", "\n{% if false %}x{% endif %}\n"])
def test_nothing_is_bought_by_an_empty_prompt(tmp_path: Path, text: str) -> None:
    assert full(problem(tmp_path, text)).replace(f"{tmp_path}/", "") == (
        "error[template-error]: the template `mine` makes an empty prompt\n"
        " --> film.yaml:6:47\n"
        "  |\n"
        "6 |       - {id: a, action: She waits., template: mine}\n"
        "  |                                               ^^^^\n"
        "  = help: let it say what happens: `{{ shot.action | sentence }}`"
    )


@pytest.mark.parametrize(
    "text",
    [
        PARENT + "{% if shot.sound %}{% set negative = 'hiss' %}{% endif %}",
        PARENT + "{% block action %}{% block deed %}She dreams.{% endblock %}{% endblock %}",
        PARENT + "{# to be gone on with #}\n{% macro m() %}x{% endmacro %}\n",
        "{% for a in avoid %}{% set a = a ~ '!' %}{{ a }}{% endfor %}",
        "{% for a in avoid %}{% set b = a %}{% set b = b ~ a %}{{ b }}{% endfor %}",
        "{% for a in avoid %}{% set b = a %}{% if b %}{% set b = b ~ a %}{% endif %}x{% endfor %}",
        "{% set n = namespace(t='') %}{% for a in avoid %}{% set n.t = a %}{% endfor %}{{ n.t }}",
    ],
)
def test_what_may_stand_in_a_template_that_extends_another(tmp_path: Path, text: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mine.j2").write_text(text, "utf-8")
    (shot,) = open_project(write_board(tmp_path, FILM)).shotlist.filmed
    assert shot.prompt


def test_a_parent_is_read_once_however_many_blocks_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template comes with a repository: many blocks must not keep anybody waiting."""
    read: list[str | None] = []
    parse = PromptEnvironment.parse

    def counted(
        self: PromptEnvironment, source: str, name: str | None = None, filename: str | None = None
    ) -> Template:
        read.append(name)
        return parse(self, source, name, filename)

    monkeypatch.setattr(PromptEnvironment, "parse", counted)
    blocks = "".join(f"{{% block b{n} %}}x{{% endblock %}}" for n in range(300))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "parent.j2").write_text(blocks, "utf-8")
    child = '{% extends "parent.j2" %}' + blocks
    (tmp_path / "templates" / "mine.j2").write_text(child, "utf-8")
    (shot,) = open_project(write_board(tmp_path, FILM)).shotlist.filmed
    assert shot.prompt == "x" * 300
    assert read.count("parent.j2") <= 2


@pytest.mark.parametrize(
    "parent",
    [
        '{% set base = "shot-list.j2" %}{% extends base %}',
        '{% if shot.sound %}{% extends "shot-list.j2" %}{% else %}{% extends "terse.j2" %}'
        "{% endif %}",
    ],
)
def test_a_block_of_a_parent_that_only_a_shot_can_tell_is_no_mistake(
    tmp_path: Path, parent: str
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "between.j2").write_text(parent, "utf-8")
    child = '{% extends "between.j2" %}{% block action %}She dreams.{% endblock %}'
    (tmp_path / "templates" / "mine.j2").write_text(child, "utf-8")
    (shot,) = open_project(write_board(tmp_path, FILM)).shotlist.filmed
    assert "She dreams." in shot.prompt


def test_a_byte_order_mark_is_no_part_of_a_prompt(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    text = "\ufeff{#- Short.\r\n    Suits: inserts. -#}\r\n{{ shot.action }}\r\n"
    (tmp_path / "templates" / "mine.j2").write_bytes(text.encode())
    (shot,) = open_project(write_board(tmp_path, FILM)).shotlist.filmed
    assert shot.request.body["prompt"] == "She waits."
    assert read_templates(tmp_path)["mine.j2"].about.suits == "inserts."


def test_a_parent_that_sets_the_negative_prompt_leaves_a_childs_alone(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    parent, child = (tmp_path / "templates" / f"{name}.j2" for name in ("parent", "mine"))
    child.write_text("{% extends 'parent.j2' %}\n{% set negative = 'hiss' %}", "utf-8")
    parent.write_text("{% set negative = 'blur' %}{{ shot.action }}", "utf-8")
    board = write_board(tmp_path, FILM)
    with pytest.raises(StoryboardError) as caught:
        open_project(board)
    assert concise(caught.value.diagnostics[0]) == (
        f"{child}:2:1: error[template-error]: `parent.j2` sets `negative` after this: this is "
        "never sent (write `{% set negative = negative | d('…') %}` in `parent.j2`)"
    )
    parent.write_text("{% set negative = negative | d('blur') %}{{ shot.action }}", "utf-8")
    (shot,) = open_project(board).shotlist.filmed
    assert shot.request.body["negative_prompt"] == "hiss"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("x{% if shot.sound %}{% set negative %}hiss{% endset %}{% endif %}", "hiss"),
        ("{% block a %}{% set negative = 'no hiss' %}{{ negative }}{% endblock %}", "watermark"),
    ],
)
def test_a_negative_prompt_that_is_sent_or_used(tmp_path: Path, text: str, sent: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "mine.j2").write_text(text, "utf-8")
    (shot,) = open_project(write_board(tmp_path, FILM)).shotlist.filmed
    assert str(shot.request.body["negative_prompt"]).split(", ")[0] == sent


def test_a_macro_of_another_file_does_not_know_the_shot(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    part = tmp_path / "templates" / "_part.j2"
    part.write_text("{% macro deed() %}\n{{ shot.action }}{% endmacro %}", "utf-8")
    mine = "{% import '_part.j2' as part %}{{ part.deed() }}"
    (tmp_path / "templates" / "mine.j2").write_text(mine, "utf-8")
    with pytest.raises(StoryboardError) as caught:
        open_project(write_board(tmp_path, FILM))
    assert concise(caught.value.diagnostics[0]) == (
        f"{part}:2:1: error[template-error]: the template uses `shot`, which an imported file does "
        "not know (give it to the macro, or write `{% import … with context %}`)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{{ shot.lens }} mm",
        "{{ shot.lens ~ ' mm' }}",
        "{{ scene.mood | lower }}",
        "{{ scene.mood | replace('a', 'b') }}",
        "{{ [shot.action, scene.mood] | join('; ') }}",
    ],
)
def test_nothing_is_not_printed_as_none(tmp_path: Path, text: str) -> None:
    assert concise(problem(tmp_path, text)) == (
        f"{tmp_path}/templates/mine.j2:1:1: error[template-error]: the template cannot be "
        "rendered: this shot does not say what is to be printed here; write `{{ … or '' }}` "
        "or ask by `{% if … %}`"
    )
