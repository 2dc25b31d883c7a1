"""Prompts: a shot's facts through a Jinja template."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from types import TracebackType
from typing import Any, Final

from jinja2 import Template, TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError

from storyboard.compile import forgotten
from storyboard.compile.fuel import kind, text_of
from storyboard.compile.sandbox import PromptEnvironment
from storyboard.compile.unshown import parent_of, unshown
from storyboard.errors import Span
from storyboard.read.templates import SUFFIX, TemplateText, is_choice
from storyboard.read.words import shown, suggestion

_UNDEFINED: Final = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")

_OPEN: Final = re.compile(r"^Unexpected end of template.* needs to be closed is '(\w+)'")
_BLANKS: Final = re.compile(r" [ \t]+|\t[ \t]*")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_LACKING: Final = re.compile(r"No (filter|test) named '([^']+)'")
_STRANGE: Final = re.compile(r"Encountered unknown tag '([^']+)'")
_INNERMOST: Final = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_MACROS: Final = re.compile(r"{%[-+]?\s*macro\s+(\w+)")
_TAGS: Final = "block call extends filter for from if import include macro set with".split()
_HALF: Final = re.compile("[\ud800-\udfff]")
"""No text in UTF-8: a string in a template can escape it, and no request can hold it."""
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
"""YAML has none of these either."""
_LONGEST_WAY: Final = 5
_LONGEST: Final = 200
"""Characters of an error message, which may quote a whole template."""


@dataclass(frozen=True)
class Prompt:
    """What a template made of a shot."""

    text: str
    negative: str


class TemplateProblem(Exception):
    """A template that could not be rendered: why, where in it, and what might be meant.

    `used` are the places that led there, from the nearest: a macro is called by a block, which is
    a part of another template.
    """

    def __init__(
        self,
        message: str,
        span: Span | None = None,
        hint: str | None = None,
        used: tuple[Span, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message, self.span, self.hint, self.used = message, span, hint, used


class Prompter:
    """Renders prompts from a fixed set of templates. Pure: the same facts give the same text."""

    def __init__(self, templates: Mapping[str, TemplateText]) -> None:
        self._templates = templates
        self._environment = PromptEnvironment(templates)
        self._trees: dict[str, nodes.Template] = {}
        self._checked: set[str] = set()
        self._negatives: dict[str, Span | None] = {}
        self._outlines: dict[str, tuple[list[str], str | None]] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The templates a shot can choose."""
        return tuple(
            sorted(name.removesuffix(SUFFIX) for name in self._templates if is_choice(name))
        )

    def blocks(self, name: str) -> tuple[str, ...]:
        """The blocks that a template of another can replace: its own and those it inherits.

        Raises TemplateProblem.
        """
        return self._inherited(name + SUFFIX)[0]

    def _lineage(self, file: str | None) -> Iterator[str]:
        """A template and those that it extends, as far as that is known."""
        seen: set[str] = set()
        while file is not None and file in self._templates and file not in seen:
            seen.add(file)
            yield file
            file = self._outline(file)[1]

    def _inherited(self, file: str) -> tuple[tuple[str, ...], bool]:
        """The blocks of a template and of those it extends, and whether that is known to be all."""
        outlines = [self._outline(each) for each in self._lineage(file)]
        found = dict.fromkeys(block for own, _ in outlines for block in own)
        return tuple(found), bool(outlines) and outlines[-1][1] is None

    def _outline(self, name: str) -> tuple[list[str], str | None]:
        """A template's own blocks and the file that it extends; kept, for each child asks.

        The file is empty where only a shot can tell it: it is a variable's, or one of several.
        """
        if name not in self._outlines:
            tree = self._parsed(name)
            named = [each.template for each in tree.find_all(nodes.Extends)]
            fixed = [str(each.value) for each in named if isinstance(each, nodes.Const)]
            file = (fixed[0] if len(fixed) == len(named) == 1 else "") if named else None
            self._outlines[name] = [block.name for block in tree.find_all(nodes.Block)], file
        return self._outlines[name]

    def _parsed(self, name: str) -> nodes.Template:
        """A template's tree; kept, for all that is looked up in it."""
        if name not in self._trees:
            template = self._templates[name]
            try:
                tree = self._environment.parse(template.text, name, template.file)
            except TemplateSyntaxError as error:
                raise self._invalid(error, template.file) from error
            self._trees[name] = tree
        return self._trees[name]

    def _check_shown(self, name: str) -> None:
        """Raises TemplateProblem for what Jinja drops: what is outside the blocks of a parent."""
        template = self._templates[name]
        if name in self._checked or template.packaged or "extends" not in template.text:
            return
        body = self._parsed(name).body
        named = parent_of(body)
        if named in self._templates and (amiss := unshown(body, named, *self._inherited(named))):
            line, message, hint = amiss
            raise TemplateProblem(message, self._line(name, line), hint)
        self._checked.add(name)
        if named in self._templates:
            self._check_shown(named)

    def _line(self, name: str, line: int) -> Span | None:
        return self._span(self._templates[name].file, line)

    def render(self, name: str, facts: Mapping[str, Any]) -> Prompt:
        """The prompt, and the negative prompt: what the template sets, or the list joined.

        Raises TemplateProblem.
        """
        if name not in self.names:
            raise TemplateProblem(f"there is no template `{name}`", hint=self._suggest_name(name))
        try:
            text, negative = self._environment.output(name + SUFFIX, facts)
            self._check_shown(name + SUFFIX)  # now that it is known to be of a bounded length
            avoided = self._avoided(name + SUFFIX, negative, facts)
        except TemplateProblem:
            raise
        except TemplateSyntaxError as error:
            # Jinja's lexer gives the file in place of the name.
            raise self._invalid(error, error.filename or error.name) from error
        except TemplateNotFound as error:
            raise self._not_found(name, error) from error
        except (RecursionError, MemoryError) as error:
            span = next(iter(self._way(error.__traceback__)), self._line(name + SUFFIX, 1))
            message = f"the template `{name}` has no end, or is nested too deeply"
            raise TemplateProblem(message, span) from error
        except Exception as error:
            # A template's mistake can be any error: that of a filter given the wrong thing, of
            # Python's compiler, of Jinja's own code.
            problem = self._problem(error, facts)
            problem.span = problem.span or self._line(name + SUFFIX, 1)
            raise problem from error
        if _HALF.search(text + avoided):
            raise TemplateProblem(
                f"the template `{name}` makes half a character, such as `\\ud83d` alone",
                self._line(name + SUFFIX, 1),
                hint="write the character itself, an emoji too",
            )
        if control := _CONTROL.search(text + avoided):
            raise TemplateProblem(
                f"the template `{name}` makes a control character, U+{ord(control[0]):04X}",
                self._line(name + SUFFIX, 1),
                hint="take it out: no model can read it",
            )
        return Prompt(_tidy(text), _tidy(avoided))

    def _avoided(self, name: str, negative: Any, facts: Mapping[str, Any]) -> str:
        """The negative prompt. Raises TemplateProblem for one that is no text, or that is lost."""
        at = self._negative_at(name)
        if negative is None:
            return ", ".join(facts["avoid"])
        try:
            return text_of(negative)
        except UndefinedError as error:
            problem = self._problem(error, facts)
            raise TemplateProblem(problem.message, at, problem.hint) from error
        except SecurityError as error:
            message = f"`negative` is to be text, not {kind(negative)}"
            hint = "a list is joined: `{% set negative = avoid | join(', ') %}`"
            raise TemplateProblem(message, at, hint) from error

    def _negative_at(self, name: str) -> Span | None:
        """Where a template, or one that it extends, sets `negative`.

        Raises TemplateProblem where what it sets is dropped, which Jinja does without a word.
        """
        if name in self._negatives:
            return self._negatives[name]
        at: Span | None = None
        own = takewhile(lambda file: not self._templates[file].packaged, self._lineage(name))
        for file in own:
            tree = self._parsed(file)
            self._check_forgotten(file, tree)
            lines = forgotten.lines_setting(tree)
            if at and lines and not forgotten.reads(tree):
                message = f"`{file}` sets `negative` after this: this is never sent"
                hint = f"write `{{% set negative = negative | d('…') %}}` in `{file}`"
                raise TemplateProblem(message, at, hint)
            if lines and at is None:
                at = self._line(file, lines[0])
        self._negatives[name] = at
        return at

    def _check_forgotten(self, file: str, tree: nodes.Template) -> None:
        """Raises TemplateProblem for what is set where it is gone at once."""
        lost, vain = forgotten.line_lost(tree), forgotten.added_in_vain(tree)
        if lost is not None:
            message = "`negative` is set here and forgotten at once: this is never sent"
            hint = "set it outside of blocks, loops and macros; it may stand in an `{% if %}`"
            raise TemplateProblem(message, self._line(file, lost), hint)
        if vain is not None:
            name, line = vain
            message = f"`{shown(name)}` is as before the loop again after each of its turns"
            before, inside = "{% set all = namespace(text='') %}", "{% set all.text = … %}"
            hint = f"write `{before}` before it, `{inside}` in it"
            raise TemplateProblem(message, self._line(file, line), hint)

    def _not_found(self, name: str, error: TemplateNotFound) -> TemplateProblem:
        missing, known = str(error.name), [file for file in self._templates if "/" not in file]
        span, *used = self._way(error.__traceback__) or (None,)
        return TemplateProblem(
            f"the template `{name}` uses `{shown(missing)}`, which does not exist",
            span,
            suggestion(missing, known, "there are"),
            tuple(each for each in used if each is not None),
        )

    def _invalid(self, error: TemplateSyntaxError, file: str | None) -> TemplateProblem:
        """What Jinja's parser says, in the words of somebody who writes a template."""
        said, span = str(error.message), self._span(file, error.lineno)
        if open_ := _OPEN.search(said):
            message = f"the template ends inside an open `{{% {open_[1]} %}}`"
            return TemplateProblem(
                message, span, f"write `{{% end{open_[1]} %}}` where it is to end"
            )
        if lacking := _LACKING.match(said):
            kind, name = lacking.groups()
            known = self._environment.filters if kind == "filter" else self._environment.tests
            hint = suggestion(name, sorted(known), "there are")
            return TemplateProblem(f"there is no {kind} `{shown(name)}`", span, hint)
        if tag := _STRANGE.match(said):
            inside = _INNERMOST.search(said)
            if inside is None or not tag[1].startswith(("end", "el")):
                hint = suggestion(tag[1], _TAGS, "there are")
                return TemplateProblem(f"there is no tag `{shown(tag[1])}`", span, hint)
            message = f"`{{% {tag[1]} %}}` stands inside an open `{{% {inside[1]} %}}`"
            return TemplateProblem(message, span, f"write `{{% end{inside[1]} %}}` before it")
        return TemplateProblem(f"the template is not valid: {_short(said)}", span)

    def _problem(self, error: Exception, facts: Mapping[str, Any]) -> TemplateProblem:
        span, *used = self._way(error.__traceback__) or (None,)
        by = tuple(each for each in used if each is not None)
        found = _UNDEFINED.search(str(error)) if isinstance(error, UndefinedError) else None
        if found is None:
            message = f"the template cannot be rendered: {_short(str(error))}"
            unsafe = isinstance(error, SecurityError) and "unsafe" in str(error)
            hint = f"a template knows {', '.join(facts)}, and reaches nothing behind them"
            return TemplateProblem(message, span, hint if unsafe else None, by)
        missing = found[1] or found[2]
        if found[1] in facts:
            message = f"the template uses `{found[1]}`, which an imported file does not know"
            hint = "give it to the macro, or write `{% import … with context %}`"
            return TemplateProblem(message, span, hint, by)
        if str(error).startswith("'None' has"):
            return self._of_nothing(missing, span, by)
        known = set(facts)
        for value in facts.values():
            known.update(value if isinstance(value, Mapping) else ())
        if found[2]:
            for template in self._templates.values():
                known.update(_MACROS.findall(template.text))
        close = difflib.get_close_matches(missing, sorted(known), n=1)
        hint = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(sorted(facts))}"
        message = f"the template uses `{shown(missing)}`, which is not defined"
        return TemplateProblem(message, span, hint, by)

    def _of_nothing(
        self, missing: str, span: Span | None, used: tuple[Span, ...]
    ) -> TemplateProblem:
        """`style.look` in a shot without a style."""
        asked = re.search(
            rf"\b(\w[\w.]{{0,40}})\.{re.escape(missing)}\b", span.text if span else ""
        )
        if asked is None:
            message = f"`{shown(missing)}` is asked of something that this shot does not have"
            return TemplateProblem(message, span, None, used)
        message = f"this shot has no `{asked[1]}`, of which `{shown(missing)}` is asked"
        hint = f"ask for it first: `{{% if {asked[1]} %}} … {{% endif %}}`"
        return TemplateProblem(message, span, hint, used)

    def _way(self, trace: TracebackType | None) -> list[Span]:
        """Where in the templates an error was raised, and what led there, from the nearest."""
        found: list[Span] = []
        while trace is not None:
            # Jinja leaves the template in the globals of the code that it makes of it.
            template = trace.tb_frame.f_globals.get("__jinja_template__")
            if isinstance(template, Template):
                line = template.get_corresponding_lineno(trace.tb_lineno)
                span = self._span(template.filename, line)
                if span is not None and span not in found:
                    found.append(span)
            trace = trace.tb_next
        return found[: -_LONGEST_WAY - 1 : -1]

    def _span(self, file: str | None, line: int) -> Span | None:
        template = next((t for t in self._templates.values() if t.file == file), None)
        if template is None:
            return None
        lines = template.text.split("\n")  # as Jinja counts them, not at every U+2028
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        indent = len(text) - len(text.lstrip())
        return Span(template.file, line, indent + 1, max(1, len(text.strip())), text)

    def _suggest_name(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.names, n=1)
        if close:
            return f"did you mean `{close[0]}`?"
        return f"there are: {', '.join(self.names)}"


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else message[:_LONGEST] + "…"


def _tidy(text: str) -> str:
    lines = "\n".join([line.strip() for line in text.strip().splitlines()])
    return _BLANK_LINES.sub("\n\n", _BLANKS.sub(" ", lines))
