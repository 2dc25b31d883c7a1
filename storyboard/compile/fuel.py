"""Fuel: what one render of a template may do in all, and how big a value may become.

Whatever a template does costs fuel in proportion to the time and memory it takes, so that the end
of the fuel bounds both: a unit is about a tenth of a microsecond, or a character.
"""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, ValuesView
from typing import Any, Final

from jinja2 import Undefined
from jinja2.exceptions import SecurityError

MAX_SIZE: Final = 100_000
"""Characters in one value, counting all that it holds: forty times what any model reads."""

MAX_SOURCE: Final = 32 * 1024
"""Characters in one template: six times the longest that is packaged."""

_SOURCES: Final = 4 * MAX_SOURCE
_FUEL: Final = 3_000_000
_ITEM: Final = 8
"""What an item of a list costs beyond its content: a pointer and a turn of a loop."""
_LOAD: Final = 200
"""What looking for a template costs, found or not."""
_BIGGEST: Final = 10**50

# Tuples, as a union would be made anew for every question.
NUMBERS: Final = (int, float)
SCALARS: Final = (*NUMBERS, Undefined)
DATA: Final = (str, list, tuple, dict)
_HOLDERS: Final = (list, tuple, dict, range, ItemsView, KeysView, ValuesView)


class Fuel:
    """What is left of one render's allowance."""

    def __init__(self) -> None:
        self.left = _FUEL
        self._used: set[str] = set()
        self._source = 0

    def use(self, name: str, length: int) -> None:
        """Another template is used, which may have to be compiled first."""
        if length > MAX_SOURCE:
            raise SecurityError(f"`{name}` has more than {MAX_SOURCE:,} characters")
        if name not in self._used:
            self._used.add(name)
            self._source += length
        if self._source > _SOURCES:
            raise SecurityError(f"it uses templates of more than {_SOURCES:,} characters")
        self.spend(_LOAD + length)

    def spend(self, units: int) -> None:
        """Raises SecurityError when nothing is left."""
        self.left -= units
        if self.left < 0:
            raise SecurityError("it does too much: loop less, or over less")


def size(value: Any) -> int:
    """The size of data: the characters of text, those of all that a list or a mapping holds.

    Something that is held twice counts twice, as it does when it is printed or compared. Raises
    SecurityError for more than MAX_SIZE and for what is no data: a macro, a namespace.
    """
    found = len(value) if type(value) is str else _size(value, MAX_SIZE)
    if found > MAX_SIZE:
        raise SecurityError(f"it makes a value of more than {MAX_SIZE:,} characters")
    return found


def _size(value: Any, room: int) -> int:
    """The size, or any number over `room` once it is known to be over."""
    if isinstance(value, str):
        return len(value)
    if value is None or isinstance(value, SCALARS):
        if isinstance(value, int) and abs(value) > _BIGGEST:
            raise SecurityError("it makes a number of more than 50 digits")
        return 1
    if not isinstance(value, _HOLDERS):
        raise SecurityError(f"text, numbers and lists are wanted here, not {kind(value)}")
    total = _ITEM * len(value)
    if total > room:  # before a range of billions is walked through
        return total
    parts: Any = value
    if isinstance(value, dict):
        parts = (part for item in value.items() for part in item)
    elif set(map(type, value)) == {str}:
        return total + sum(map(len, value))  # most lists, and faster than what follows
    for part in parts:
        total += len(part) if type(part) is str else _size(part, room - total)
        if total > room:
            break
    return total


def kind(value: Any) -> str:
    """What a value is, in a template author's words."""
    names: dict[type, str] = {
        str: "text", dict: "a mapping", list: "a list", tuple: "a list", type(None): "nothing",
        bool: "true or false", int: "a number", float: "a number",
    }  # fmt: skip
    if callable(value):
        return "a method; call it with `()`"
    return names.get(type(value), f"a {type(value).__name__.lower()}")


def text_of(value: Any) -> str:
    """What stands in a prompt for a value. Raises SecurityError for nothing, lists and mappings."""
    if isinstance(value, str):
        return value
    check_said(value)
    if isinstance(value, SCALARS):
        size(value)
        return str(value)
    raise SecurityError(f"only text and numbers can be printed, not {kind(value)}")


def check_said(value: Any) -> None:
    """Raises SecurityError for nothing: `{{ shot.lens }} mm` is not to be bought as `None mm`."""
    if value is None:
        raise SecurityError(
            "this shot does not say what is to be printed here; write `{{ … or '' }}` or ask by "
            "`{% if … %}`"
        )
