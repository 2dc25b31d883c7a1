"""A YAML file as it is written: every node with its own text, and every comment with its owner.

Where `yaml.py` keeps what a file means, this keeps how it says it, so that it can be laid out anew.
A comment belongs to what it stands beside, or above; one that ends a block, indented like it, to
the block. (A round trip with ruamel.yaml would hang comments on the token before them, which takes
them along to the wrong node as soon as keys change places.)
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from storyboard.errors import Diagnostic, StoryboardError
from storyboard.read.source import Source

MODELINE: Final = "# yaml-language-server:"
"""How a comment starts that tells an editor the file's schema: it is the whole file's."""
_UP_TO_A_COLON: Final = re.compile(r"(?:\s|#[^\r\n]*[\r\n])*:")
"""Blanks and comments. A comment is read to its line's end in one way only: of a row of `#`, each
of which could begin another, every division would be tried."""
_BLOCK: Final = re.compile(r"([|>][-+0-9]*)[ \t]*(#.*)?$", re.M)


class Kind(StrEnum):
    """What a node is. `text` is a scalar that ends on the line it starts on, `lines` one in quotes
    or none that does not, `block` one after `|` or `>`."""

    TEXT = "text"
    LINES = "lines"
    BLOCK = "block"
    MAPPING = "mapping"
    LIST = "list"


@dataclass
class Node:
    """A value as written: `text` of a scalar or an alias, `entries` of a collection.

    `end` are comments after the last entry; in them and in `above`, "" is an empty line.
    """

    kind: Kind
    start: int
    stop: int
    text: str = ""
    anchor: str = ""
    flow: bool = False
    column: int = 0
    entries: list[Entry] = field(default_factory=list)
    end: list[str] = field(default_factory=list)


@dataclass
class Entry:
    """A field with its value, or an item of a list, which has no `key`.

    `above` are the comments over it, `beside` those on its lines, `spaced` whether an empty line
    goes before it all, and `lone` whether it is a key of a flow mapping without a value.
    """

    key: str | None
    at: int
    node: Node
    home: Node
    parent: Entry | None
    lone: bool = False
    above: list[str] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    spaced: bool = False


@dataclass
class Beside:
    """A comment at the end of a line; more of it stands below, in the same column."""

    line: int
    column: int
    lines: list[str]


@dataclass
class Written:
    """A file: its comments that stand for all of it, and its value. None where it holds none."""

    head: list[str]
    root: Node | None


def written(source: Source) -> Written:
    """The file as it is written. It is known to be YAML (see `yaml.parse`).

    Raises StoryboardError `cannot-format` for what cannot be laid out anew: a key that is no plain
    word or quoted text, and a directive.
    """
    return _Reader(source).file()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source, self.text = source, source.text
        self.order: list[Entry] = []
        tokens = _tokens(source.text)
        self.starts = {token.end_mark.index: token.start_mark.index for token in tokens.scalars}
        self.dashes = iter(tokens.dashes)
        self.comments = tokens.comments
        self.lines = [0, *(found.end() for found in re.finditer("\r\n?|\n", self.text))]
        self.next: Callable[[], Any] = CParser(self.text).get_event

    def file(self) -> Written:
        self.next()
        first = self.next()
        if isinstance(first, yaml.StreamEndEvent):
            return Written([], None)
        if first.version is not None:
            raise self.refuse(0, "a `%YAML` line cannot be kept", "delete it")
        root = self._node(self.next(), None)
        head: list[str] = []
        _Comments(self, root).attach(head)
        return Written(head, root)

    def _node(self, event: Any, parent: Entry | None) -> Node:
        start, stop = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            return Node(Kind.TEXT, start, stop, text=f"*{event.anchor}")
        anchor = f"&{event.anchor}" if event.anchor else ""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, start, stop, anchor)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        kind = Kind.LIST if is_list else Kind.MAPPING
        node = Node(kind, start, stop, anchor=anchor, flow=bool(event.flow_style))
        ends = yaml.SequenceEndEvent if is_list else yaml.MappingEndEvent
        while True:
            inner = self.next()
            node.stop = inner.end_mark.index
            if isinstance(inner, ends):
                break
            self._entry(node, inner, parent)
        if not node.flow and node.entries:
            node.stop = max(node.entries[-1].at, node.entries[-1].node.stop)
            node.column = self.column(node.entries[0].at)
        return node

    def _entry(self, home: Node, event: Any, parent: Entry | None) -> None:
        at, key, lone = event.start_mark.index, None, False
        if home.kind is Kind.MAPPING:
            key = self._key(event)
            stop = event.end_mark.index
            event = self.next()
            lone = home.flow and not self._colon(stop)
        elif not home.flow:
            at = next(self.dashes)  # items are met in the order of their dashes
        entry = Entry(key, at, Node(Kind.TEXT, at, at), home, parent, lone)
        self.order.append(entry)
        home.entries.append(entry)
        entry.node = self._node(event, entry)

    def _colon(self, offset: int) -> bool:
        return _UP_TO_A_COLON.match(self.text, offset) is not None

    def _key(self, event: Any) -> str:
        start, stop = event.start_mark.index, event.end_mark.index
        text = self.text[start:stop]
        simple = isinstance(event, yaml.ScalarEvent) and event.anchor is None and text
        before = start
        while before and self.text[before - 1] in " \t":
            before -= 1
        if not simple or "\n" in text or self.text[before - 1 : before] == "?":
            message = "a key that is not one word or one quoted text cannot be laid out"
            raise self.refuse(start, message, "write `name: value`")
        return text

    def _scalar(self, event: Any, start: int, stop: int, anchor: str) -> Node:
        if event.style == "" and not event.value:  # nothing is written
            return Node(Kind.TEXT, stop, stop, anchor=anchor)
        start = self.starts.get(stop, start)
        text = self.text[start:stop]
        if event.style in ("|", ">"):
            return Node(Kind.BLOCK, start, stop, text=text, anchor=anchor)
        kind = Kind.LINES if "\n" in text or "\r" in text else Kind.TEXT
        return Node(kind, start, stop, text=text, anchor=anchor)

    def column(self, offset: int) -> int:
        """How far from the start of its line."""
        return offset - self.lines[bisect.bisect_right(self.lines, offset) - 1]

    def line(self, offset: int) -> int:
        """Which line of the file it stands on, from 0."""
        return bisect.bisect_right(self.lines, offset) - 1

    def is_blank(self, line: int) -> bool:
        """Whether a line is there, and empty."""
        if not 0 <= line < len(self.lines) - 1:
            return False
        return not self.text[self.lines[line] : self.lines[line + 1]].strip()

    def refuse(self, offset: int, message: str, hint: str) -> StoryboardError:
        return StoryboardError(Diagnostic("cannot-format", message, self.source.span(offset), hint))


class _Comments:
    """Gives each comment to its owner."""

    def __init__(self, reader: _Reader, root: Node) -> None:
        self.reader, self.root = reader, root
        self.starts = [entry.at for entry in reader.order]

    def attach(self, head: list[str]) -> None:
        """Go through all comments and empty lines of the file; `head` takes those of the file."""
        reader = self.reader
        above: dict[int, list[tuple[int, str]]] = {}
        ends: dict[int, tuple[Node, list[tuple[int, str]]]] = {}
        low, last = -1, Beside(-2, 0, [])
        for at, text in reader.comments:
            index = bisect.bisect_right(self.starts, at)
            previous = reader.order[index - 1] if index else None
            alone = not reader.text[reader.lines[reader.line(at)] : at].strip()
            if not alone and previous is not None:
                last = Beside(reader.line(at), reader.column(at), [text])
                self._owner(previous, at).beside.append(last)
                continue
            following = reader.order[index] if index < len(reader.order) else None
            if self._goes_on(last, at, following):
                last.lines.append(text)
                continue
            block = self._block(at, previous, following) if index > low else None
            if block is None:
                owner = self._led(at, previous, following)
                if owner is None:
                    block = self.root
                else:
                    above.setdefault(id(owner), []).append((reader.line(at), text))
                    low = index
                    continue
            ends.setdefault(id(block), (block, []))[1].append((reader.line(at), text))
        for node, lines in ends.values():
            node.end += self._spaced(lines, None)
            if reader.is_blank(lines[0][0] - 1):
                node.end.insert(0, "")
        for entry in reader.order:
            lines = above.get(id(entry), [])
            line = reader.line(entry.at)
            entry.spaced = reader.is_blank((lines[0][0] if lines else line) - 1)
            entry.above = self._spaced(lines, line)
        self._take_head(head)

    def _take_head(self, head: list[str]) -> None:
        """The file's own comments: those before an empty line at its top, and the modeline."""
        if not self.root.entries:
            return
        first = self.root.entries[0]
        while "" in first.above:
            until = first.above.index("") + 1
            head += first.above[:until]
            del first.above[:until]
        mode = [number for number, line in enumerate(first.above) if line.startswith(MODELINE)]
        if mode:
            head += first.above[: mode[-1] + 1]
            del first.above[: mode[-1] + 1]
        first.spaced = False

    def _spaced(self, lines: list[tuple[int, str]], until: int | None) -> list[str]:
        found: list[str] = []
        for number, (_, text) in enumerate(lines):
            found.append(text)
            after = lines[number + 1][0] if number + 1 < len(lines) else until
            if after is not None and self.reader.is_blank(after - 1):
                found.append("")
        return found

    def _goes_on(self, last: Beside, at: int, following: Entry | None) -> bool:
        """Whether a comment on its own line is more of the one beside the line above."""
        reader = self.reader
        below = following is not None and reader.column(following.at) == last.column
        next_line = reader.line(at) == last.line + len(last.lines)
        return next_line and reader.column(at) == last.column and not below

    def _owner(self, entry: Entry, at: int) -> Entry:
        """Beside which entry a comment stands at the end of a line."""
        while entry.home.flow and entry.home.stop <= at and entry.parent is not None:
            entry = entry.parent
        return entry

    def _block(self, at: int, previous: Entry | None, following: Entry | None) -> Node | None:
        """The collection that a comment on its own line ends, if it ends one."""
        if previous is None:
            return self.root if following is None else None
        inside: Entry | None = previous
        while inside is not None and not (inside.home.flow and inside.home.stop > at):
            inside = inside.parent
        if inside is not None:
            last = following is None or following.at > inside.home.stop
            return inside.home if last else None
        column = self.reader.column(at)
        if self._before_value(at, previous):
            return None
        if following is not None and following.parent is previous:
            return None
        beyond = -1 if following is None else self.reader.column(following.at)
        up: Entry | None = previous
        while up is not None:
            block = up.home
            if following is not None and block is following.home:
                return None
            # The dashes of a list may stand under its key's first letter, as what follows it does.
            hanging = up.parent is not None and up.parent.home.column == block.column
            if not block.flow and column >= block.column + hanging and column > beyond:
                return block
            up = up.parent
        return None

    def _led(self, at: int, previous: Entry | None, following: Entry | None) -> Entry | None:
        """Over which entry a comment stands."""
        if previous is not None and self._before_value(at, previous):
            return previous
        return following

    @staticmethod
    def _before_value(at: int, entry: Entry) -> bool:
        """Whether a comment stands between a key and its value, which begins on a later line."""
        node = entry.node
        opens = node.kind in (Kind.MAPPING, Kind.LIST) and not node.flow
        return not opens and entry.at < at < node.start


@dataclass
class _Tokens:
    scalars: list[Any] = field(default_factory=list)
    dashes: list[int] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)


def _tokens(text: str) -> _Tokens:
    """Scalars, dashes of lists, and comments, which are found in what no token covers."""
    found, last = _Tokens(), 0
    read: Callable[[], Any] = CParser(text).get_token
    while (token := read()) is not None:
        start, stop = token.start_mark.index, token.end_mark.index
        if last < start:
            found.comments += _comments(text, last, start)
        if isinstance(token, yaml.ScalarToken):
            found.scalars.append(token)
            if token.style in ("|", ">") and (head := _BLOCK.match(text, start)) and head[2]:
                found.comments.append((head.start(2), head[2].rstrip()))
        elif isinstance(token, yaml.BlockEntryToken):
            found.dashes.append(start)
        last = max(last, stop)
    found.comments += _comments(text, last, len(text))
    return found


def _comments(text: str, start: int, stop: int) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"#[^\r\n]*", text[start:stop]):
        yield start + match.start(), match[0].rstrip()
