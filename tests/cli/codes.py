"""Which codes the program can emit, as its source says."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "storyboard"


def emitted() -> tuple[dict[str, str], dict[str, str]]:
    """Codes, and patterns of codes such as `unknown-.+`, each with one place that emits it.

    A code is what is handed to a parameter or a field of the name `code`, its default, and what
    begins a tuple that a function returns or collects for it (`_TUPLES`).
    """
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    takers = _takers(trees.values())
    codes: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            for value in _values(node, takers, path):
                place = f"{path.relative_to(SOURCE)}:{value.lineno}"
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    codes.setdefault(value.value, place)
                elif isinstance(value, ast.JoinedStr):
                    patterns.setdefault(_pattern(value), place)
    return codes, patterns


_TUPLES = ("read/problems.py", "read/included.py", "generate/order.py")
"""Files in which a code travels as the first of a tuple."""


def _takers(trees: Iterable[ast.AST]) -> dict[str, set[int]]:
    """The callables with a parameter `code` of text, and where among the arguments it stands."""
    found: dict[str, set[int]] = defaultdict(set)
    found["Diagnostic"].add(0)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and inner.name == "__init__":
                        _take(found, node.name, inner)
            elif isinstance(node, ast.FunctionDef):
                _take(found, node.name, node)
    return found


def _take(found: dict[str, set[int]], name: str, node: ast.FunctionDef) -> None:
    arguments = node.args.args
    if any(argument.arg == "code" for argument in node.args.kwonlyargs):
        found[name] |= set()
    bound = bool(arguments) and arguments[0].arg in ("self", "cls")
    for at, argument in enumerate(arguments):
        kind = argument.annotation
        if argument.arg == "code" and isinstance(kind, ast.Name) and kind.id == "str":
            found[name].add(at - bound)


def _values(node: ast.AST, takers: dict[str, set[int]], path: Path) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        for at in takers.get(name, ()):
            if at < len(node.args):
                yield from _branches(node.args[at])
        if name in takers:
            yield from (word.value for word in node.keywords if word.arg == "code")
    elif isinstance(node, ast.FunctionDef):
        named = [*node.args.args, *node.args.kwonlyargs]
        defaults = [*node.args.defaults, *node.args.kw_defaults]
        for argument, default in zip(reversed(named), reversed(defaults), strict=False):
            if argument.arg == "code" and default is not None:
                yield default
    elif isinstance(node, ast.Tuple) and path.as_posix().endswith(_TUPLES) and node.elts:
        first = node.elts[0]
        if isinstance(first, ast.Constant) and "-" in str(first.value) and len(node.elts) > 1:
            yield first


def _branches(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield value.body
        yield value.orelse
    else:
        yield value


def _pattern(value: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z]+"
        for part in value.values
    )
