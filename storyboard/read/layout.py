"""A file laid out the one way: the order of fields, indents, spaces and quotes.

What is said stays as it is said: words, numbers, lengths of time and where a text is folded; what
an author wrote in one line stays so while it fits. Whatever comes out is read again, and refused
if it does not mean the same or a comment does not belong to what it belonged to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from storyboard.errors import Diagnostic, StoryboardError, raise_errors
from storyboard.read.order import Shape, rank, shape_of_file
from storyboard.read.source import Source
from storyboard.read.written import Beside, Entry, Kind, Node, Written, written
from storyboard.read.yaml import parse

WIDTH: Final = 100
"""How long a line may be before a list or a mapping in it is written over several."""
_STEP: Final = 2


def laid_out(source: Source) -> str:
    """The text of a file, laid out.

    Raises StoryboardError: what is no YAML, or YAML that means nothing (see `yaml.parse`), and
    `cannot-format` for what cannot be laid out with all its comments.
    """
    document = parse(source)
    raise_errors(document.problems)
    file = written(source)
    if file.root is None or document.value is None:
        return source.text
    told, value = sorted(owned(file)), _typed(document.value)
    # An anchor has to stay before its aliases, and a text after `|` may end without a line's end.
    for printer in (_Printer(), _Printer(ordered=False), _Printer(end=""), _Printer(False, "")):
        text = printer.file(file)
        if _says(Source(source.file, text), value, told, printer):
            return text
    message = "this file cannot be laid out with every value and comment where it belongs"
    hint = "move comments onto lines of their own, above what they are about"
    raise StoryboardError(Diagnostic("cannot-format", message, source.span(0), hint))


def owned(file: Written) -> Iterator[tuple[str, str, str]]:
    """Every comment: the path of its owner, how it stands to it, and its words."""
    yield from (("", "head", line) for line in file.head if line)
    if file.root is not None:
        yield from _owned(file.root, "")


def _owned(node: Node, path: str) -> Iterator[tuple[str, str, str]]:
    yield from ((path, "end", line) for line in node.end if line)
    for number, entry in enumerate(node.entries):
        here = f"{path}/{number if entry.key is None else _plain_key(entry.key)}"
        # One beside a key whose value follows further down, and has another, is put above.
        yield from ((here, "entry", line) for line in entry.above if line)
        yield from ((here, "entry", line) for beside in entry.beside for line in beside.lines)
        yield from _owned(entry.node, here)


def _says(source: Source, value: Any, told: list[tuple[str, str, str]], printer: _Printer) -> bool:
    """Whether a text has this value and these comments, and would be laid out as it is."""
    try:
        document, file = parse(source), written(source)
    except StoryboardError:
        return False
    same = not document.problems and _typed(document.value) == value
    return same and sorted(owned(file)) == told and printer.file(file) == source.text


def _typed(value: Any) -> Any:
    """A value that equals another only if types are equal too, whatever the order of its keys."""
    if isinstance(value, dict):
        return {name: _typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return type(value), value


@dataclass(frozen=True)
class _Printer:
    ordered: bool = True
    end: str = "\n"

    def file(self, file: Written) -> str:
        """The text of a file that holds something."""
        root = file.root
        assert root is not None
        keys = [_plain_key(entry.key) for entry in root.entries if entry.key is not None]
        shape = shape_of_file(root.kind is Kind.LIST, keys)
        if root.kind not in (Kind.MAPPING, Kind.LIST) or self._fits(root, shape, 0):
            is_text = root.kind not in (Kind.MAPPING, Kind.LIST)
            lines = self._scalar(root, _STEP, 0) if is_text else [self._flow(root, shape)]
            lines += root.end
        else:
            lines = ([root.anchor] if root.anchor else []) + self._block(root, shape, 0)
        return "\n".join([*file.head, *lines]) + self.end

    def _block(self, node: Node, shape: Shape, indent: int) -> list[str]:
        lines: list[str] = []
        keys = _keys(node)
        for number, entry in enumerate(self._entries(node, shape)):
            above, spaced = list(entry.above), entry.spaced
            extra = [line for beside in entry.beside[:-1] for line in beside.lines]
            if number == 0:
                spaced = False
                above = [line for line in above if line] if indent == 0 else above
            if spaced and not _kept_open(lines):
                lines.append("")
            lines += [" " * indent + line if line else "" for line in (*above, *extra)]
            inner = shape.inside(keys, None if entry.key is None else _plain_key(entry.key))
            lines += self._entry(entry, inner, indent)
        end = node.end[1:] if node.end[:1] == [""] and _kept_open(lines) else node.end
        lines += [" " * indent + line if line else "" for line in end]
        return lines

    def _entry(self, entry: Entry, shape: Shape, indent: int) -> list[str]:
        node, pad = entry.node, " " * indent
        name = "-" if entry.key is None else f"{_quoted(entry.key)}:"
        head = " ".join(filter(None, (pad + name, node.anchor)))
        beside = entry.beside[-1] if entry.beside else None
        if node.kind in (Kind.MAPPING, Kind.LIST):
            if self._fits(node, shape, len(head) + 1):
                return _with_comment(f"{head} {self._flow(node, shape)}", beside)
            inner = self._block(node, shape, indent + _STEP)
            compact = entry.key is None and not node.anchor and beside is None
            if compact and inner[0].lstrip()[:1] != "#":
                return [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
            return [*_with_comment(head, beside), *inner]
        first, *more = self._scalar(node, indent + _STEP, entry.home.column)
        first = f"{head} {first}" if first else head
        if node.kind is Kind.LINES:
            return [first, *more[:-1], *_with_comment(more[-1], beside)]
        return [*_with_comment(first, beside), *more]

    def _entries(self, node: Node, shape: Shape) -> list[Entry]:
        model = shape.fields(_keys(node)) if node.kind is Kind.MAPPING and self.ordered else None
        if model is None:
            return node.entries
        return sorted(node.entries, key=lambda entry: rank(model, _plain_key(entry.key or "")))

    def _fits(self, node: Node, shape: Shape, column: int) -> bool:
        """Whether a collection stands in one line: it did, or could, and has no comments."""
        if not node.entries and not node.end:
            return True
        one_line = node.flow and not _has_comments(node) and _is_short(node)
        return one_line and column + len(self._flow(node, shape)) <= WIDTH

    def _flow(self, node: Node, shape: Shape) -> str:
        keys, parts = _keys(node), []
        for entry in self._entries(node, shape):
            key = None if entry.key is None else _plain_key(entry.key)
            value, inner = entry.node, shape.inside(keys, key)
            collection = value.kind in (Kind.MAPPING, Kind.LIST)
            text = self._flow(value, inner) if collection else _quoted(value.text)
            text = " ".join(filter(None, (value.anchor, text)))
            if entry.key is not None:
                name = _quoted(entry.key)
                text = name if entry.lone else f"{name}: {text or 'null'}"
            parts.append(text)
        body = ", ".join(parts)
        return f"{{{body}}}" if node.kind is Kind.MAPPING else f"[{body}]"

    def _scalar(self, node: Node, indent: int, was: int) -> list[str]:
        """The lines of a text, without the indent of the first; `was` is that around it so far."""
        if node.kind is Kind.TEXT:
            return [_quoted(node.text)]
        first, *more = re.split("\r\n?|\n", node.text)
        if node.kind is Kind.LINES:
            return [first.rstrip(), *_indented([line.strip(" \t") for line in more], indent)]
        return _body(first, more, indent, was)


def _body(head: str, lines: list[str], indent: int, was: int) -> list[str]:
    """A text after `|` or `>`, moved to another indent."""
    head = head.partition("#")[0].rstrip()
    depth = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), default=0)
    if digit := re.search("[1-9]", head):  # the text may begin with blanks of its own
        depth, head = was + int(digit[0]), head.replace(digit[0], str(_STEP))
    if "+" not in head:
        while lines and not lines[-1].strip(" "):
            lines.pop()
    elif lines and not lines[-1].strip(" "):
        lines.pop()  # what follows the last line break
    return [head, *_indented([line[depth:] for line in lines], indent)]


def _indented(lines: list[str], indent: int) -> list[str]:
    return [" " * indent + line if line.strip(" ") else "" for line in lines]


def _quoted(text: str) -> str:
    """A word as it is written; in double quotes rather than in single ones if that is as easy."""
    inner = text[1:-1].replace("''", "'")
    plain = text[:1] == "'" and not re.search(r'["\\]', inner)
    return f'"{inner}"' if plain else text


def _plain_key(key: str) -> str:
    return key[1:-1] if key[:1] in ("'", '"') else key


def _keys(node: Node) -> set[str]:
    return {_plain_key(entry.key) for entry in node.entries if entry.key is not None}


def _has_comments(node: Node) -> bool:
    return bool(node.end) or any(
        entry.above or entry.beside or _has_comments(entry.node) for entry in node.entries
    )


def _is_short(node: Node) -> bool:
    """Whether no text in it goes over several lines."""
    if node.kind in (Kind.LINES, Kind.BLOCK):
        return False
    return all(_is_short(entry.node) for entry in node.entries)


def _kept_open(lines: list[str]) -> bool:
    """Whether an empty line is there, or would become part of a text that keeps them all."""
    for line in reversed(lines):
        if line.strip():
            return bool(re.search(r"[|>]\d?\+\d?$", line)) or lines[-1] == ""
    return True


def _with_comment(line: str, beside: Beside | None) -> list[str]:
    """A line with the comment beside it, which stays in its column if there is room."""
    if beside is None:
        return [line]
    column = max(beside.column, len(line) + 2)
    first, *more = beside.lines
    return [f"{line:{column}}{first}", *(" " * column + text for text in more)]
