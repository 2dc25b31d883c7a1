"""What a template that extends another says, and Jinja does not show, or not as it stands there."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import nodes

from storyboard.read.words import one_of, shown, suggestion


def parent_of(body: Sequence[nodes.Node]) -> str:
    """The template that one extends; empty where none is named, or only a shot can tell it."""
    parent = next((node.template for node in body if isinstance(node, nodes.Extends)), None)
    return str(parent.value) if isinstance(parent, nodes.Const) else ""


def unshown(
    body: Sequence[nodes.Node], parent: str, known: Sequence[str], whole: bool
) -> tuple[int, str, str] | None:
    """The first such line of a body that extends `parent`, what is wrong there and what to do.

    `known` are the parent's blocks; `whole` says that it has no others. None where all is shown.
    """
    none = f'`{parent}` has no blocks: `{{% include "{parent}" %}}` adds words to it'
    at = next(n for n, node in enumerate(body) if isinstance(node, nodes.Extends))
    for number, node in enumerate(body):
        if isinstance(node, nodes.Block):
            if whole and node.name not in known:
                message = f"`{parent}` has no block `{shown(node.name)}`: this is never shown"
                hint = suggestion(node.name, known, "it has") if known else none
                return node.lineno, message, hint
            if number < at:
                message = "this block stands before `{% extends %}`, and is shown twice"
                return node.lineno, message, "write `{% extends %}` first"
        elif (inside := node.find(nodes.Block)) is not None:
            message = "this block is shown whatever stands around it"
            hint = "write it into the block; `{{ super() }}` is what the parent has there"
            return inside.lineno, message, hint
        elif number > at and (line := _first_line(node)) is not None:
            hint = f"`{parent}` has the blocks {one_of(known)}: put it into one"
            message = "this is never shown: it stands outside the blocks"
            return line, message, hint if known else none
    return None


def _first_line(node: nodes.Node) -> int | None:
    """The line where a node of a template's body begins to print something; None if it doesn't."""
    if isinstance(node, nodes.Include):
        return node.lineno
    if isinstance(node, nodes.If | nodes.For | nodes.With | nodes.FilterBlock):
        inside = map(_first_line, node.iter_child_nodes())
        return next((line for line in inside if line is not None), None)
    for part in node.nodes if isinstance(node, nodes.Output) else ():
        if not isinstance(part, nodes.TemplateData):
            return part.lineno
        if part.data.strip():
            return part.lineno + part.data[: -len(part.data.lstrip())].count("\n")
    return None
