"""Prompts: a shot's facts through a Jinja template."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final

from jinja2 import Template, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from storyboard.compile.fuel import text_of
from storyboard.compile.sandbox import PromptEnvironment
from storyboard.errors import Span
from storyboard.read.templates import SUFFIX, TemplateText
from storyboard.read.words import shown

_UNDEFINED: Final = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")

_OPEN: Final = re.compile(r"^Unexpected end of template.* needs to be closed is '(\w+)'")
_HALF: Final = re.compile("[\ud800-\udfff]")
"""No text in UTF-8: a string in a template can escape it, and no request can hold it."""
_LONGEST: Final = 200
"""Characters of an error message, which may quote a whole template."""


@dataclass(frozen=True)
class Prompt:
    """What a template made of a shot."""

    text: str
    negative: str


class TemplateProblem(Exception):
    """A template that could not be rendered: why, where in it, and what might be meant."""

    def __init__(self, message: str, span: Span | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.span, self.hint = message, span, hint


class Prompter:
    """Renders prompts from a fixed set of templates. Pure: the same facts give the same text."""

    def __init__(self, templates: Mapping[str, TemplateText]) -> None:
        self._templates = templates
        self._environment = PromptEnvironment(templates)

    @property
    def names(self) -> tuple[str, ...]:
        """The templates a shot can choose."""
        return tuple(
            sorted(name.removesuffix(SUFFIX) for name in self._templates if name[0] != "_")
        )

    def render(self, name: str, facts: Mapping[str, Any]) -> Prompt:
        """The prompt, and the negative prompt: what the template sets, or the list joined.

        Raises TemplateProblem.
        """
        if name not in self.names:
            raise TemplateProblem(f"there is no template `{name}`", hint=self._suggest_name(name))
        try:
            text, negative = self._environment.output(name + SUFFIX, facts)
            avoided = ", ".join(facts["avoid"]) if negative is None else text_of(negative)
        except TemplateSyntaxError as error:
            span = self._span(error.filename, error.lineno)
            raise _invalid(str(error.message), span) from error
        except TemplateNotFound as error:
            raise TemplateProblem(
                f"the template `{name}` uses `{shown(str(error.name))}`, which does not exist"
            ) from error
        except (RecursionError, MemoryError) as error:
            raise TemplateProblem(
                f"the template `{name}` has no end, or is nested too deeply"
            ) from error
        except Exception as error:
            # A template's mistake can be any error: that of a filter given the wrong thing, of
            # Python's compiler, of Jinja's own code.
            raise self._problem(error, facts) from error
        if _HALF.search(text + avoided):
            raise TemplateProblem(
                f"the template `{name}` makes half a character, such as `\\ud83d` alone",
                hint="write the character itself, an emoji too",
            )
        return Prompt(_tidy(text), _tidy(avoided))

    def _problem(self, error: Exception, facts: Mapping[str, Any]) -> TemplateProblem:
        span = self._place(error.__traceback__)
        found = _UNDEFINED.search(str(error)) if isinstance(error, UndefinedError) else None
        if found is None:
            message = f"the template cannot be rendered: {_short(str(error))}"
            unsafe = isinstance(error, SecurityError) and "unsafe" in str(error)
            hint = f"a template knows {', '.join(facts)}, and reaches nothing behind them"
            return TemplateProblem(message, span, hint if unsafe else None)
        missing = found[1] or found[2]
        known = set(facts)
        for value in facts.values():
            known.update(value if isinstance(value, Mapping) else ())
        close = difflib.get_close_matches(missing, sorted(known), n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(sorted(facts))}"
        message = f"the template uses `{shown(missing)}`, which is not defined"
        return TemplateProblem(message, span, hint)

    def _place(self, trace: TracebackType | None) -> Span | None:
        found = None
        while trace is not None:
            # Jinja leaves the template in the globals of the code that it makes of it.
            template = trace.tb_frame.f_globals.get("__jinja_template__")
            if isinstance(template, Template):
                line = template.get_corresponding_lineno(trace.tb_lineno)
                found = self._span(template.filename, line)
            trace = trace.tb_next
        return found

    def _span(self, file: str | None, line: int) -> Span | None:
        template = next((t for t in self._templates.values() if t.file == file), None)
        if template is None:
            return None
        lines = template.text.splitlines()
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        indent = len(text) - len(text.lstrip())
        return Span(template.file, line, indent + 1, max(1, len(text.strip())), text)

    def _suggest_name(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.names, n=1)
        if close:
            return f"did you mean `{close[0]}`?"
        return f"there are: {', '.join(self.names)}"


def _invalid(said: str, span: Span | None) -> TemplateProblem:
    """What Jinja's parser says, in fewer words where a block is left open."""
    block = _OPEN.search(said)
    if block is None:
        return TemplateProblem(f"the template is not valid: {_short(said)}", span)
    message = f"the template ends inside an open `{{% {block[1]} %}}`"
    return TemplateProblem(message, span, f"write `{{% end{block[1]} %}}` where it is to end")


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else message[:_LONGEST] + "…"


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
