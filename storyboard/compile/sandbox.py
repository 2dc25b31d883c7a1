"""The Jinja environment templates run in: no way out, no chance, no clock, and bounded.

Templates come with a repository that someone else may have written. Jinja's immutable sandbox
keeps them away from Python; what is added here is an end to each way of making a huge value out
of a small template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace

from storyboard.read.templates import TemplateText

MAX_OUTPUT: Final = 100_000
"""Characters a template may produce: forty times what any model reads."""

_MAX_RANGE: Final = 1_000
_FILTERS: Final = frozenset(
    "abs batch capitalize count d default dictsort first groupby int items join last length list "
    "lower map max min reject rejectattr replace reverse round select selectattr slice sort string "
    "striptags sum title trim truncate unique upper wordcount".split()
)
_METHODS: Final = frozenset(
    "capitalize count endswith find get index items keys lower lstrip removeprefix removesuffix "
    "rstrip split startswith strip title upper values".split()
)


class _Texts(BaseLoader):
    def __init__(self, templates: Mapping[str, TemplateText]) -> None:
        self._templates = templates

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        found = self._templates.get(template)
        if found is None:
            raise TemplateNotFound(template)
        return found.text, found.file, lambda: True


class PromptEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox with filters, methods and operators by allow-list."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, templates: Mapping[str, TemplateText]) -> None:
        super().__init__(
            loader=_Texts(templates),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # prompts are plain text, not HTML
            keep_trailing_newline=False,
        )
        self.globals.clear()
        self.globals.update(range=_short_range, namespace=Namespace, cycler=Cycler, joiner=Joiner)
        self.filters = {name: self.filters[name] for name in _FILTERS}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Data and a few harmless methods; never one that builds a string of any asked length."""
        if callable(value) and not isinstance(obj, Mapping | Namespace):
            # A loop's and a macro's own helpers (`loop.cycle`) live in jinja2 itself.
            own = type(obj).__module__.startswith("jinja2.")
            return (own or attr in _METHODS) and super().is_safe_attribute(obj, attr, value)
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on small numbers only: `'x' * 10**9` is refused."""
        for operand in (left, right):
            if not isinstance(operand, int | float) or abs(operand) > 1_000_000:
                raise SecurityError(f"`{operator}` is for small numbers only in a template")
        if operator == "**" and abs(right) > 8:
            raise SecurityError("an exponent over 8 is not allowed in a template")
        return super().call_binop(context, operator, left, right)


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _MAX_RANGE:
        raise SecurityError(f"range() of {len(numbers):,} is over the {_MAX_RANGE:,} allowed")
    return numbers
