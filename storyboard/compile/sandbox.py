"""The Jinja environment templates run in: no way out, no chance, no clock, and bounded.

Templates come with a repository that someone else may have written. Jinja's immutable sandbox
keeps them away from Python; what is added here is an end to each way of taking much time or
memory with a small template. `codegen.py` makes templates ask here, `fuel.py` counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from itertools import islice
from typing import Any, Final

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateNotFound, Undefined, nodes
from jinja2.environment import Environment, TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace

from storyboard.compile.codegen import MeteredCode
from storyboard.compile.fuel import (
    DATA,
    MAX_SIZE,
    NUMBERS,
    SCALARS,
    Fuel,
    check_said,
    kind,
    size,
    text_of,
)
from storyboard.compile.language import FILTERS
from storyboard.read.templates import TemplateText

_MAX_RANGE: Final = 1_000
_MAX_ITEMS: Final = 20_000
"""More than a list of MAX_SIZE can have."""
_MAX_NUMBER: Final = 1_000_000
_MAX_DIGITS: Final = 20
_MAX_ARGUMENT: Final = 1_000
"""Of text given to a method or to `trim`: stripping takes its length for each character."""
_CALL: Final = 10
"""Units of fuel for a filter, a test, a call or a subscript, whatever it works on."""
_FILTERS: Final = frozenset(
    "abs batch capitalize count d default dictsort first groupby int items join last length list "
    "lower map max min reject rejectattr replace reverse round select selectattr slice sort string "
    "sum title trim truncate unique upper wordcount".split()
)
_METHODS: Final = frozenset(
    "capitalize count endswith find get index items keys lower lstrip removeprefix removesuffix "
    "rstrip split startswith strip title upper values".split()
)
_OF_DICTS: Final = frozenset(dir(dict))
_CHOOSING: Final = frozenset({"d", "default"})
_LOOKING: Final = frozenset(
    "boolean callable defined false float integer iterable mapping none number sameas sequence "
    "string true undefined".split()
)
"""Tests that look at what a value is and not at what is in it."""


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
    """A sandbox with filters, methods and operators by allow-list, and fuel for one render.

    One render at a time: the fuel is the environment's.
    """

    code_generator_class = MeteredCode
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, templates: Mapping[str, TemplateText]) -> None:
        super().__init__(
            loader=_Texts(templates),
            undefined=StrictUndefined,
            finalize=text_of,
            optimized=False,  # what is worked out while compiling is not metered
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # prompts are plain text, not HTML
            keep_trailing_newline=False,
        )
        self._lengths = {name: len(template.text) for name, template in templates.items()}
        self._macros_only: set[str] = set()
        self.fuel = Fuel()
        self.globals.clear()
        self.globals.update(range=_short_range, namespace=Namespace, cycler=Cycler, joiner=Joiner)
        filters: Any = self.filters  # builtins among them are no functions to mypy
        tests: Any = self.tests
        self.filters = {name: self._guarded(name, filters[name]) for name in _FILTERS - _CHOOSING}
        self.filters |= {name: filters[name] for name in _CHOOSING}
        self.filters |= {name: self._guarded(name, function) for name, function in FILTERS.items()}
        self.tests = {name: self._guarded(name, tests[name]) for name in tests.keys() - _LOOKING}
        self.tests |= {name: tests[name] for name in _LOOKING}

    def output(self, name: str, facts: Mapping[str, Any]) -> tuple[str, Any]:
        """The text that a template makes of the facts, and the `negative` that it set, or None.

        Raises what Jinja raises; SecurityError where a bound is met.
        """
        self.fuel = Fuel()
        template: Template = self.get_template(self.join_path(name, name))
        context = template.new_context({**self.globals, **facts}, shared=True)
        parts, length = [], 0
        for part in template.root_render_func(context):
            length += len(part)
            self.fuel.spend(1 + len(part))
            if length > MAX_SIZE:
                raise SecurityError(f"it makes a text of more than {MAX_SIZE:,} characters")
            parts.append(part)
        return "".join(parts), context.get_exported().get("negative")

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Jinja's hook for making code; sees what a template is made of."""
        if name is not None and all(map(_is_macro_or_blank, source.body)):
            self._macros_only.add(name)
        return super()._generate(source, name, filename, defer_init)

    # What the code of a template calls.

    def part(self, name: str, parent: str) -> TemplateModule:
        """What `import` gives, without the context.

        Made afresh for each render, so that what one leaves in its namespaces is not for the next;
        nothing can be left in a part that has macros only, and that one is kept.
        """
        template: Template = self.get_template(name, parent)
        return template.module if name in self._macros_only else template.make_module()

    def step(self, units: int) -> bool:
        """A block is entered."""
        self.fuel.spend(units)
        return True

    def concat(self, parts: Iterable[str]) -> str:
        """What a macro, a block or a `set` block wrote, as one text."""
        found = list(parts)
        length = sum(map(len, found))
        if length > MAX_SIZE:
            raise SecurityError(f"it makes a text of more than {MAX_SIZE:,} characters")
        self.fuel.spend(length + len(found))
        return "".join(found)

    def joined(self, *values: Any) -> str:
        """`a ~ b`."""
        return self.concat(map(text_of, values))

    def made(self, value: Any) -> Any:
        """A new value, when it is not too big."""
        self.fuel.spend(size(value))
        return value

    def weighed(self, value: Any) -> Any:
        """Something to be compared."""
        return self.made(value) if isinstance(value, DATA) else value

    def sliced(self, value: Any, start: Any, stop: Any, step: Any) -> Any:
        """`value[start:stop:step]`."""
        return self.made(value[start:stop:step])

    # What Jinja's sandbox asks.

    def join_path(self, template: str, parent: str) -> str:
        """A template is about to be loaded: the first one, or by an include, import or extends."""
        self.fuel.use(template, self._lengths.get(template, 0))
        return template

    def wrap_str_format(self, value: Any) -> None:
        """No `format`, not even Jinja's safe one: it pads text to any length."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`. A fact comes without Jinja's failed look for an attribute before it."""
        if type(obj) is dict and attribute in obj and attribute not in _OF_DICTS:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Data and a few harmless methods; never one that builds a string of any asked length."""
        if isinstance(obj, str):
            return attr in _METHODS
        if type(obj) is TemplateModule and type(value) is Macro:
            return not attr.startswith("_")
        if callable(value) and not isinstance(obj, Namespace):
            # A loop's and a macro's own helpers (`loop.cycle`) live in jinja2 itself.
            own = type(obj).__module__.startswith("jinja2.")
            return (own or attr in _METHODS) and super().is_safe_attribute(obj, attr, value)
        return super().is_safe_attribute(obj, attr, value)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`obj[argument]`, also on behalf of `map(attribute="a.b")`."""
        self.fuel.spend(_CALL)
        return super().getitem(obj, argument)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call of a macro or a method: a method works through its text."""
        self.fuel.spend(_CALL * (1 + len(args) + len(kwargs)))
        owner = getattr(obj, "__self__", None)
        if isinstance(obj, Macro) or isinstance(owner, DATA):
            # What else Jinja does for a call is for functions that want to know the context.
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        if isinstance(obj, Macro):
            return obj(*args, **kwargs)
        if not isinstance(owner, DATA):
            return super().call(context, obj, *args, **kwargs)
        self.fuel.spend(size(owner))
        if args and isinstance(owner, str):
            _check_stripped((owner, *args))
        return self.weighed(obj(*args, **kwargs))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on small numbers only: `'x' * 10**9` is refused; `+` joins too."""
        for operand in (left, right):
            if isinstance(operand, Undefined):
                str(operand)  # raises: it is not defined
            if operator == "+" and isinstance(operand, DATA):
                continue
            if not isinstance(operand, NUMBERS) or abs(operand) > _MAX_NUMBER:
                raise SecurityError(f"`{operator}` is for small numbers only in a template")
        if operator == "**" and abs(right) > 8:
            raise SecurityError("an exponent over 8 is not allowed in a template")
        if operator == "+":
            self.made((left, right))  # what fits together fits when it is one
        return self.weighed(super().call_binop(context, operator, left, right))

    def _guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter or test that pays for what it is given and for what it makes."""
        passes = hasattr(function, "jinja_pass_arg")  # Jinja gives it the context, or itself
        check = _CHECKS.get(name)

        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            given = (*args[passes:], *kwargs.values()) if kwargs else args[passes:]
            units = _CALL
            for value in given:
                units += len(value) if type(value) is str else size(value)
            self.fuel.spend(units)
            if check is not None:
                check(given)
            result = function(*args, **kwargs)
            if type(result) is not str and isinstance(result, Iterator):
                # A lazy list would do its work later, and a chain of them at any depth.
                result = list(islice(result, _MAX_ITEMS))
            return self.made(result)

        return guarded


def _is_macro_or_blank(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Output):
        return all(isinstance(each, nodes.TemplateData) for each in node.nodes)
    return isinstance(node, nodes.Macro)


def _check_numbers(given: tuple[Any, ...]) -> None:
    """`round` and the like: with text these would be Python's `%` and `*` for text."""
    value, *rest = given
    if not isinstance(value, SCALARS):
        raise SecurityError(f"a number is wanted here, not {kind(value)}")
    if any(isinstance(digits, int) and abs(digits) > _MAX_DIGITS for digits in rest):
        raise SecurityError(f"`round` goes to {_MAX_DIGITS} digits")


def _check_divided(given: tuple[Any, ...]) -> None:
    _check_numbers(given[:1])


def _check_counts(given: tuple[Any, ...]) -> None:
    """`batch` and the like make as much as they are asked for."""
    for count in given[1:]:
        if isinstance(count, NUMBERS) and abs(count) > MAX_SIZE:
            raise SecurityError(f"{count:,} is over the {MAX_SIZE:,} allowed")


def _check_text(given: tuple[Any, ...]) -> None:
    """Jinja would write `NONE` for nothing."""
    check_said(given[0])


def _check_trim(given: tuple[Any, ...]) -> None:
    _check_text(given)
    _check_stripped(given)


def _check_stripped(given: tuple[Any, ...]) -> None:
    """Stripping looks through all its letters for each character."""
    if any(size(letters) > _MAX_ARGUMENT for letters in given[1:]):
        raise SecurityError(f"a method's argument has more than {_MAX_ARGUMENT:,} characters")


def _check_join(given: tuple[Any, ...]) -> None:
    _check_joined(given)
    values = given[0]
    if len(given) < 3 and isinstance(values, list | tuple):
        for value in values:
            check_said(value)


def _check_joined(given: tuple[Any, ...]) -> None:
    values, *rest = given
    if rest and isinstance(values, DATA):
        longest = max((len(text) for text in rest if isinstance(text, str)), default=0)
        _check_length(len(values) * longest)


def _check_replace(given: tuple[Any, ...]) -> None:
    if len(given) > 2:
        text, old, new = (text_of(item) for item in given[:3])
        if len(new) > len(old):
            _check_length((text.count(old) if old else len(text) + 1) * len(new))


def _check_length(length: int) -> None:
    if length > MAX_SIZE:
        raise SecurityError(f"it makes a text of more than {MAX_SIZE:,} characters")


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > _MAX_RANGE:
        raise SecurityError(f"range() of {len(numbers):,} is over the {_MAX_RANGE:,} allowed")
    return numbers


_CHECKS: Final[Mapping[str, Callable[[tuple[Any, ...]], None]]] = {
    "round": _check_numbers,
    **dict.fromkeys(("divisibleby", "even", "odd"), _check_divided),
    **dict.fromkeys(("batch", "slice", "truncate"), _check_counts),
    **dict.fromkeys(("capitalize", "lower", "title", "upper"), _check_text),
    "trim": _check_trim,
    "join": _check_join,
    "joined": _check_joined,
    "replace": _check_replace,
}
"""What is refused, before it happens, because it would be long or slow by itself."""
