"""The names of the lints, which a storyboard may silence where it stands: `ignore: [jump-cut]`.

Each is warned of by `read/checks.py` or `read/variables.py`, or by a module of its own in
`compile/lints/`.
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticKnownError

from storyboard.read.words import either

LINTS: Final = (
    "clashing-ids",
    "empty-field",
    "heading-differs",
    "jump-cut",
    "missing-glyph",
    "muted-sound",
    "named-twice",
    "near-prompt-limit",
    "oversized-clip",
    "rushed-dialogue",
    "silent-cue",
    "silent-dialogue",
    "unspoken-language",
    "unused-character",
    "unused-location",
    "unused-prop",
    "unused-style",
    "unused-variable",
)


def _known(name: str) -> str:
    if name not in LINTS:
        raise PydanticKnownError("literal_error", {"expected": either([f"'{n}'" for n in LINTS])})
    return name


LintName = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "enum": [*LINTS]}),
]
