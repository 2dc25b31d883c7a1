"""Where a template sets `negative`, and whether what it sets there is ever sent.

Jinja gives away only what is set at the top of a template: a `set` inside a block, a loop or a
macro is gone at its end, without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import nodes

_NAME = "negative"


def lines_setting(template: nodes.Template) -> list[int]:
    """The lines at the top of a template that set `negative`, or call a macro so."""
    return [node.lineno for node in _at_top(template.body) if _sets(node)]


def line_lost(template: nodes.Template) -> int | None:
    """The first line that sets `negative` where it is gone at once, unread; None without one."""
    kept = set(map(id, _at_top(template.body)))
    found = template.find_all((nodes.Assign, nodes.AssignBlock))
    lost = [node for node in found if _sets(node) and id(node) not in kept]
    # Who adds to it in a loop does not use it yet; who prints it may call a thing of theirs so.
    return None if reads(template, lost) else min((node.lineno for node in lost), default=None)


def reads(template: nodes.Template, but_in: Iterable[nodes.Node] = ()) -> bool:
    """Whether a template uses `negative` itself, outside of some of its nodes."""
    outside = {id(name) for node in but_in for name in node.find_all(nodes.Name)}
    names = template.find_all(nodes.Name)
    return any(
        each.name == _NAME and each.ctx == "load" and id(each) not in outside for each in names
    )


def _at_top(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """The nodes whose names a template gives away: a branch is no scope of its own."""
    for node in body:
        yield node
        if isinstance(node, nodes.If):
            yield from _at_top((*node.body, *node.elif_, *node.else_))


def _sets(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Assign | nodes.AssignBlock):
        targets = (node.target, *node.target.find_all(nodes.Name))
        return any(isinstance(each, nodes.Name) and each.name == _NAME for each in targets)
    return isinstance(node, nodes.Macro) and node.name == _NAME
