"""Which letters can be drawn, in which typeface, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storyboard import glyphs
from storyboard.generate.providers.animatic.lettering import clean, font
from storyboard.glyphs import is_cjk, legible, typeface, unlettered
from storyboard.resources import font_file

SCRIPTS = "Crème brûlée, Łódź, Ελλάδα, Привет, Українa, नमस्ते, “—…”, ½, €"
RUNES = "ᚠᚢᚦ"


@pytest.fixture
def no_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if `cjk` were not installed."""
    monkeypatch.setattr(glyphs, "find_spec", lambda name: None)
    glyphs._installed.cache_clear()
    yield
    glyphs._installed.cache_clear()


def test_what_ships_has_the_letters_of_europe_and_more() -> None:
    assert unlettered(SCRIPTS) == ""
    assert legible(SCRIPTS) == SCRIPTS
    assert typeface(SCRIPTS) == font_file()


def test_a_letter_that_is_missing_is_named_once_and_a_dot_is_drawn() -> None:
    assert unlettered(f"a {RUNES} b {RUNES}") == RUNES
    assert legible(f"a {RUNES}\n") == "a ···\n"
    assert clean(f"He reads {RUNES}.") == "He reads ···."


def test_what_is_not_printed_is_not_missed() -> None:
    assert unlettered("a\u200db\u00adc\ufeff\t\n漢"[:-1]) == ""


@pytest.mark.usefixtures("no_extra")
def test_without_the_extra_chinese_is_missing_and_known_as_such() -> None:
    assert unlettered("他在等。") == "他在等。"
    assert all(map(is_cjk, "他在等。ひカ한"))
    assert not is_cjk(RUNES[0])


@pytest.mark.parametrize(
    ("text", "face"), [("他在等。", "SC"), ("彼は待っている。", "JP"), ("그는 기다린다", "KR")]
)
def test_with_the_extra_each_script_has_its_own_shapes(text: str, face: str) -> None:
    pytest.importorskip("justmytype_intl_cjk")
    assert unlettered(f"Abel: {text}") == ""
    assert face in typeface(f"Abel: {text}").name
    letters = font(24, 500, text)
    drawn = {bytes(letters.getmask(sign)) for sign in text if sign.isalpha()}
    assert len(drawn) == len({sign for sign in text if sign.isalpha()})
