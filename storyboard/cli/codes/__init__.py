"""Every code a diagnostic can have, explained: a Markdown file a family, read when it is asked for.

A file begins with `# Family`; each `## code` is followed by one line that says what it means, and
by the explanation, with examples of what is `bad` and what is `good`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

_FENCE = re.compile(r"^```(\w*)(?: (bad|good))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Explanation:
    """What one code means. `title` is a line, `text` Markdown."""

    code: str
    family: str
    title: str
    text: str

    def examples(self, kind: str) -> tuple[tuple[str, str], ...]:
        """The `bad` or the `good` examples: each one's language and text."""
        return tuple((each[1], each[3]) for each in _FENCE.finditer(self.text) if each[2] == kind)

    def page(self) -> str:
        """The explanation for a terminal: examples are set in, the rest is as it is."""

        def example(found: re.Match[str]) -> str:
            label = {"bad": "Bad:\n\n", "good": "Good:\n\n"}.get(found[2] or "", "")
            return label + "\n".join(f"    {line}".rstrip() for line in found[3].splitlines())

        return f"{self.code}: {self.title}\n\n{_FENCE.sub(example, self.text).strip()}\n"


def explanations() -> Mapping[str, Explanation]:
    """All of them by code, family by family."""
    folder = files(__name__)
    texts = sorted(each.name for each in folder.iterdir() if each.name.endswith(".md"))
    return {
        found.code: found
        for name in texts
        for found in _parsed(folder.joinpath(name).read_text("utf-8"))
    }


def _parsed(text: str) -> Iterator[Explanation]:
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    family = head.strip().removeprefix("# ")
    for section in sections:
        code, title, body = (part.strip() for part in section.split("\n", 2))
        yield Explanation(code, family, title, body)
