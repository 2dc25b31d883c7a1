"""libyaml's complaints in the words of somebody who writes a storyboard."""

from __future__ import annotations

import re
from typing import Final

import yaml

from storyboard.errors import Diagnostic, Span
from storyboard.read.source import Source

MAX_DEPTH: Final = 128
_TAB = re.compile("^ *(\t)[ \t]*[^ \t\r\n#]", re.MULTILINE)
_NEAR = 2000
"""How far before an error, in characters, a tab may be to blame for it."""

_QUOTES: Final = {
    "'": "write an apostrophe twice, `'Don''t go'`, or put the text in double quotes",
    '"': 'write `\\"` for a quote inside of others, or put the text in single quotes',
}
"""What to do about quotes inside of such quotes."""


def syntax_error(error: yaml.MarkedYAMLError, source: Source) -> Diagnostic:
    """One diagnostic, placed where the author has to look rather than where the parser gave up."""
    here = _offset(error.problem_mark, source)
    start = _offset(error.context_mark, source) if error.context_mark else here
    if "nesting depth" in (error.problem or ""):  # libyaml looks ahead, and has a limit of its own
        return too_deep(source.span(here))
    if tab := _tab(error, source, start, here):
        hint = "YAML indents with spaces: replace the tab"
        return Diagnostic("yaml-syntax", "a tab stands where only spaces may", tab, hint)
    message, hint, at = _explain(error, source, here, start)
    span, begun = source.span(at), source.span(start)
    related = (("it starts here", begun),) if at == here and begun.line != span.line else ()
    if at == start and "',' or" in (error.problem or "") and here < len(source.text.rstrip()):
        related = (("and this cannot be in it", source.span(here)),)
    return Diagnostic("yaml-syntax", message, span, hint, related=related)


def too_deep(span: Span) -> Diagnostic:
    """What is said of brackets in brackets without end."""
    message = f"this is nested more than {MAX_DEPTH} levels deep"
    return Diagnostic("too-deep", message, span, "a storyboard needs six")


def _offset(mark: yaml.Mark | None, source: Source) -> int:
    """Where a mark points; one behind the last word points right behind that word."""
    index = mark.index if mark else 0
    return min(index, len(source.text.rstrip()))


def _line_start(source: Source, at: int) -> int:
    return source.text.rfind("\n", 0, at) + 1


def _indent(source: Source, at: int) -> int:
    """How far in the line of an offset begins."""
    first = _line_start(source, at)
    line = source.text[first : first + _NEAR]
    return len(line) - len(line.lstrip(" "))


def _tab(error: yaml.MarkedYAMLError, source: Source, start: int, here: int) -> Span | None:
    if source.text[here : here + 1] == "\t" or "tab" in (error.problem or ""):
        return source.span(here)
    if "quoted" in (error.context or ""):
        return None
    first = _line_start(source, max(start, here - _NEAR))
    last = source.text.find("\n", here)
    found = _TAB.search(source.text[first : last if last >= 0 else len(source.text)])
    return source.span(first + found.start(1)) if found else None


def _explain(
    error: yaml.MarkedYAMLError, source: Source, here: int, start: int
) -> tuple[str, str, int]:
    """What is wrong, what to do, and where."""
    problem, context = error.problem or "", error.context or ""
    found = source.text[here : here + 1]
    if "cannot start any token" in problem:
        return f"text cannot start with `{found}`", "put the text in quotes", here
    if "end of stream" in problem or "document indicator" in problem:
        return "this quote is never closed", "end the text with the same quote", start
    if "mapping values" in problem:
        hint = "put text that contains `: ` in quotes, or check the indentation"
        return "a `:` cannot stand here", hint, here
    if "alphabetic or numeric" in problem:  # the name of an alias or an anchor
        mark = source.text[start : start + 1]
        return f"text cannot start with `{mark}`", "put the text in quotes", start
    if "comment or line break" in problem:
        mark = source.text[start : start + 1]
        hint = "begin the text on the next line, further to the right, or put it in quotes"
        return f"text cannot follow a `{mark}` on its line", hint, here
    if "expected ':'" in problem:
        close = re.match(r"([\w-]+):(\S.*)", source.text[start : start + _NEAR])
        if close:
            at = start + close.end(1)
            return "a blank is missing behind this `:`", f"write `{close[1]}: …`", at
        return "this line has no `:`", "write `field: value`", start
    if "',' or" in problem:
        bracket, end = ("[", "]") if "sequence" in context else ("{", "}")
        if not found.strip() or _indent(source, here) <= _indent(source, start):
            return f"this `{bracket}` is never closed", f"write `{end}` after the last item", start
        return f"a `,` or `{end}` is missing before this", f"`{end}` closes a `{bracket}`", here
    if "expected key" in problem or "expected '-'" in problem:
        before = source.text[_line_start(source, here) : here].rstrip()
        if before[-1:] in _QUOTES:
            return "the quotes end before this", _QUOTES[before[-1]], here
        hint = "fields that belong together, and the items of a list, start in the same column"
        return "this does not line up with what stands above it", hint, here
    if "Unicode character" in problem:
        hint = "write the character itself, an emoji too: 🚂 and not its two halves"
        return "this escape stands for no character", hint, here
    if "escape" in problem:
        hint = "in double quotes write `\\\\` for a backslash, or use single quotes"
        return "an unknown escape in double quotes", hint, here
    if "document start" in problem:
        return "nothing can follow the end of the storyboard", "delete the rest", here
    if "block sequence entries" in problem:
        return "a list cannot start here", "start it on a new line, or write `[a, b]`", here
    return f"this is not YAML: {problem}", "put the text in quotes if it is text", here
