"""A value is written into a file's text, and nothing else of it changes."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from storyboard.errors import Span
from storyboard.read.amend import with_value
from storyboard.read.load import load
from tests.boards import write_board

FILMS = {
    "a block": "      - id: b  # the best\n        action: y\n",
    "a block that ends with the id": "      - action: y\n        id: b\n",
    "a quoted id": '      - id: "b"\n        action: y\n',
    "a flow": "      - {id: b, action: y}  # the best\n",
    "a flow that ends with the id": "      - {action: y, id: b}\n",
    "a flow over lines": "      - {\n        id: b,\n        action: y\n        }\n",
    "a block with a take": "      - id: b\n        action: y\n        take: 1  # not 3\n",
    "a flow with a take": "      - {take: 1, id: b, action: y}\n",
    "no line's end": "      - action: y\n        id: b",
    "Windows' ends": "      - id: b\r\n        action: y\r\n",
}
HEAD = """\
# A film.
storyboard: 1
title: x
scenes:
  - id: sc010
    shots:
      - id: a
        action: x
"""


@pytest.mark.parametrize("shot", FILMS.values(), ids=FILMS)
def test_the_take_is_there_and_the_rest_as_it_was(tmp_path: Path, shot: str) -> None:
    text = HEAD.replace("\n", "\r\n") + shot if "\r" in shot else HEAD + shot
    file = write_board(tmp_path, "")
    file.write_bytes(text.encode())
    before = load(file)
    path = ("scenes", 0, "shots", 1)
    at = before.places.value((*path, "take")) if "take" in shot else None
    new = with_value(text, "take", "12", before.places.value((*path, "id")), at)
    file.write_bytes(new.encode())
    first, second = load(file).storyboard.scenes[0].shots
    assert (first.id, second.id) == ("a", "b")
    assert second.take == 12  # type: ignore[union-attr]  # it is no card
    changed = [
        line
        for line in difflib.ndiff(text.splitlines(), new.splitlines())
        if line.startswith(("+ ", "- "))
    ]
    assert len(changed) <= 2
    assert ("#" not in shot) or any("# " in line for line in new.splitlines()[6:])
    assert new.count("\r\n") in (0, new.count("\n"))


def test_a_place_outside_the_text_is_refused() -> None:
    for span in (Span("f", 9, 1, 1, ""), Span("f", 1, 90, 5, "")):
        with pytest.raises(ValueError, match="line"):
            with_value("id: b\n", "take", "2", span, None)
