"""Why a request is not what it was, on a line."""

from __future__ import annotations

import json
from typing import Any

from storyboard.cli.diagnostics import visible
from storyboard.plan.changes import Change


def change_line(change: Change, *, whole: bool = False) -> str:
    """A change on one line: from what, to what, and where. Long values are cut, unless `whole`."""
    old, new = (_value(value, whole=whole) for value in (change.old, change.new))
    return visible(f"{change.name}: {old} → {new}  ({_origin(change)})")


def _origin(change: Change) -> str:
    level = f"{change.level}, variant {change.variant}" if change.variant else change.level
    where = f" {change.span.file}:{change.span.line}" if change.span else ""
    by = "".join(f", ${name}" for name in change.variables)
    return f"{level}{where}{by}"


def _value(value: Any, *, whole: bool) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if whole or len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_LONGEST = 60
