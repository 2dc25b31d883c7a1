"""Code of templates in which everything that makes or scans a value is metered.

Jinja's sandbox lets calls and arithmetic be watched. Loops, `~`, comparisons, slices and literals
go past it, so their code is written here: it asks the environment (see `sandbox.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NoReturn

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, operators
from jinja2.exceptions import TemplateSyntaxError

_MAX_DEPTH: Final = 60
_MAX_LOOPS: Final = 15
"""Loops in loops: Python's own compiler takes twenty, among them those that Jinja adds."""
_STEP: Final = 4
"""Units of fuel for each node of a block that is entered."""


class MeteredCode(CodeGenerator):
    """Jinja's own code generator, with a meter on every block and every value."""

    _loops = 0

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """A template that is nested too deeply for Python's own compiler is refused."""
        self._check_depth(node)
        super().visit_Template(node, frame)

    def _check_depth(self, template: nodes.Template) -> None:
        level: list[nodes.Node] = [template]
        for _ in range(_MAX_DEPTH):
            level = [child for node in level for child in node.iter_child_nodes()]
            if not level:
                return
        self._refuse("it is nested too deeply", level[0].lineno)

    def _refuse(self, message: str, line: int) -> NoReturn:
        raise TemplateSyntaxError(message, line, self.name, self.filename)

    def blockvisit(self, nodes_: Iterable[nodes.Node], frame: Frame) -> None:
        """Every body of a loop, a macro, a block, a branch and a file costs what stands in it."""
        body = list(nodes_)
        inside = sum(1 + sum(1 for _ in node.find_all(nodes.Node)) for node in body)
        self.writeline(f"environment.step({_STEP * (inside + 1)})")
        super().blockvisit(body, frame)

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        """The test of `for … if` is no block: it steps for each item that it is asked about."""
        self._loops += 1
        if self._loops > _MAX_LOOPS:
            self._refuse("it is nested too deeply", node.lineno)
        if node.test is not None:
            inside = sum(1 for _ in node.test.find_all(nodes.Node))
            step = nodes.Call(
                nodes.EnvironmentAttribute("step"),
                [nodes.Const(_STEP * (inside + 2))],
                [],
                None,
                None,
                lineno=node.lineno,
            )
            node.test = nodes.And(step, node.test, lineno=node.lineno)
        super().visit_For(node, frame)
        self._loops -= 1

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        """Without the context Jinja would keep the text of an earlier render, at no cost."""
        if not node.with_context:
            self._refuse("`include … without context` is not allowed", node.lineno)
        super().visit_Include(node, frame)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """`import`: the environment knows which parts may be kept."""
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.part(")
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")

    def visit_ScopedEvalContextModifier(
        self, node: nodes.ScopedEvalContextModifier, frame: Frame
    ) -> None:
        """Prompts are no HTML, and escaped text would have operators of its own."""
        self._refuse("`autoescape` is not allowed", node.lineno)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """Nothing is worked out while compiling, where nothing is metered."""
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """`a ~ b`."""
        self._call("joined", node.nodes, frame)

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        """`[a, b]`."""
        self.write("environment.made(")
        super().visit_List(node, frame)
        self.write(")")

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        """`(a, b)`, but not the targets of an assignment."""
        if node.ctx == "store":
            super().visit_Tuple(node, frame)
            return
        self.write("environment.made(")
        super().visit_Tuple(node, frame)
        self.write(")")

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        """`{a: b}`."""
        self.write("environment.made(")
        super().visit_Dict(node, frame)
        self.write(")")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        """`a[1:2]`; a subscript goes through the environment anyway."""
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        ends = (node.arg.start, node.arg.stop, node.arg.step)
        none = nodes.Const(None)
        self._call("sliced", [node.node, *(end or none for end in ends)], frame)

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        """`a < b`, `a in b`: as long as what is compared."""
        self.write("(")
        self._call("weighed", [node.expr], frame)
        for operand in node.ops:
            self.write(f" {operators[operand.op]} ")
            self._call("weighed", [operand.expr], frame)
        self.write(")")

    def _call(self, method: str, arguments: list[nodes.Expr], frame: Frame) -> None:
        self.write(f"environment.{method}(")
        for argument in arguments:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")
