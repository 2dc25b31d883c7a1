"""What a template sets and Jinja forgets: a `set` inside a block, a loop or a macro is gone at its
end, without a word. Only what is set at the top of a template, as `negative`, reaches others.
"""

from __future__ import annotations

from collections import Counter
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


def added_in_vain(template: nodes.Template) -> tuple[str, int] | None:
    """A name to which a loop adds, and the line: with each turn it is again as before the loop.

    Only where the loop does not use what it made either, so that it is of no use at all.
    """
    for loop in template.find_all(nodes.For):
        everywhere = _loads(loop)
        adding: dict[str, list[nodes.Assign]] = {}
        for node in _at_top(loop.body):
            if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
                adding.setdefault(node.target.name, []).append(node)
        for name, found in adding.items():
            uses = [_loads(node)[name] for node in found]
            if all(uses) and sum(uses) == everywhere[name]:
                return name, found[0].lineno
    return None


def reads(template: nodes.Template, but_in: Iterable[nodes.Node] = ()) -> bool:
    """Whether a template uses `negative` itself, outside of some of its nodes."""
    return _loads(template)[_NAME] > sum(_loads(node)[_NAME] for node in but_in)


def _loads(tree: nodes.Node) -> Counter[str]:
    """How often each name is used."""
    return Counter(name.name for name in tree.find_all(nodes.Name) if name.ctx == "load")


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
