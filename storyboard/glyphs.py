"""Which typeface letters a text, and which of its characters none has: those are said, not boxed.

Noto Sans ships with a dependency: Latin, Greek, Cyrillic and Devanagari. The extra `cjk` brings
Chinese, Japanese and Korean. A text is lettered in one typeface, the first that has most of it.
"""

from __future__ import annotations

import struct
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from storyboard.resources import font_file

INSTEAD = "·"
"""Stands where a character has no glyph."""
_PLAIN = 0x180
"""Below it, Noto Sans has everything that is printed."""
_CJK = ("SC", "TC", "JP", "KR")


def typeface(text: str) -> Path:
    """The file of the typeface that a text is lettered in."""
    if all(ord(sign) < _PLAIN for sign in text):
        return font_file()
    wanted = _printed(text)
    return min(_installed(_script(text)), key=lambda face: len(_without(face, wanted)))


def unlettered(text: str) -> str:
    """The characters of a text that cannot be lettered, each once, in their order."""
    if all(ord(sign) < _PLAIN for sign in text):
        return ""
    return _without(typeface(text), _printed(text))


def legible(text: str) -> str:
    """A text with a dot for every character that cannot be lettered."""
    lost = unlettered(text)
    return text.translate({ord(sign): INSTEAD for sign in lost}) if lost else text


def is_cjk(sign: str) -> bool:
    """Whether the extra `cjk` is for characters like this one."""
    name = unicodedata.name(sign, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"))


def _printed(text: str) -> str:
    shown = dict.fromkeys(text)
    return "".join(s for s in shown if not s.isspace() and unicodedata.category(s)[0] != "C")


def _script(text: str) -> str:
    """Whose shapes of the characters that China, Japan and Korea share are meant."""
    names = {unicodedata.name(sign, "").split(" ")[0] for sign in text}
    if names & {"HIRAGANA", "KATAKANA"}:
        return "JP"
    return "KR" if "HANGUL" in names else "SC"


@cache
def _installed(first: str) -> tuple[Path, ...]:
    """The typefaces that there are, in the order in which they are asked; `first` of the CJK."""
    found = find_spec("justmytype_intl_cjk")
    faces = [font_file()]
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent / "fonts" / "ofl"
        for script in sorted(_CJK, key=lambda script: script != first):
            faces += sorted((folder / f"notosans{script.lower()}").glob("*.ttf"))
    return tuple(faces)


def _without(face: Path, text: str) -> str:
    starts, ends = _covered(face)
    return "".join(s for s in text if not _within(ord(s), starts, ends))


def _within(code: int, starts: tuple[int, ...], ends: tuple[int, ...]) -> bool:
    at = bisect_right(starts, code) - 1
    return at >= 0 and code <= ends[at]


@cache
def _covered(face: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last of each run of characters that a TrueType file has glyphs for.

    Empty where the file is missing or broken: who draws with it says so.
    """
    try:
        runs = sorted(_runs(face.read_bytes()))
    except (OSError, struct.error, IndexError, StopIteration):
        runs = []
    return tuple(start for start, _ in runs), tuple(end for _, end in runs)


def _runs(font: bytes) -> list[tuple[int, int]]:
    """The runs of the `cmap` table, from its widest Unicode subtable."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    subtables = {}
    for n in range(count):
        platform, _, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * n)
        if platform in (0, 3):
            (kind,) = struct.unpack_from(">H", font, cmap + offset)
            subtables[kind] = cmap + offset
    if 12 in subtables:
        at = subtables[12]
        (groups,) = struct.unpack_from(">L", font, at + 12)
        return [struct.unpack_from(">LL", font, at + 16 + 12 * n) for n in range(groups)]
    at = subtables[4]
    twice = struct.unpack_from(">H", font, at + 6)[0]
    ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
    return [run for run in zip(starts, ends, strict=True) if run != (0xFFFF, 0xFFFF)]
