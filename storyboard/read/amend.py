"""One value written into a storyboard's text; everything else stays, comments too. Pure."""

from __future__ import annotations

from storyboard.errors import Span


def with_value(text: str, field: str, value: str, after: Span, at: Span | None) -> str:
    """The text with `field: value` in the mapping in which the value `after` stands.

    It goes behind that value, in the way in which the mapping is written; where the field is there
    already, `at` its value, that is replaced. Raises ValueError for a place outside the text.
    """
    lines = text.splitlines(keepends=True)
    place = at or after
    if not 0 < place.line <= len(lines):
        raise ValueError(f"there is no line {place.line}")
    line = lines[place.line - 1]
    begin, end = place.column - 1, place.column - 1 + place.width
    if end > len(line):
        raise ValueError(f"line {place.line} is too short")
    if at is not None:
        lines[at.line - 1] = line[:begin] + value + line[end:]
    elif line[end:].lstrip(" ")[:1] in (",", "}"):
        lines[after.line - 1] = f"{line[:end]}, {field}: {value}{line[end:]}"
    else:
        key = line[:begin].rstrip(" ").removesuffix(":").rstrip(" ")
        # Where the key begins: after the indent and the dash of the list it may open.
        indent = len(key) - len(key.lstrip(" -"))
        ending = line[len(line.rstrip("\r\n")) :] or "\n"
        if not line.endswith(("\n", "\r")):
            lines[after.line - 1] = line + ending
        lines.insert(after.line, f"{' ' * indent}{field}: {value}{ending}")
    return "".join(lines)
