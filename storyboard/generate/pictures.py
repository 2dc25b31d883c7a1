"""Pictures in a request's body: names that stand for a file until the file has an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

Addresses = Mapping[str, frozenset[str]]
"""Every address at which a picture was ever put up, by the picture's name."""
_NAME: Final = re.compile("(?:asset:sha256|last-frame):[0-9a-f]{64}")


def is_picture(value: object) -> bool:
    """Whether a value is a picture's name as a whole; a text that only begins so is a text."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def promised_digest(name: str) -> str | None:
    """The sha256 of the file that a picture's name stands for, where the name says it."""
    return name.removeprefix("asset:sha256:") if name.startswith("asset:") else None


def pictures_in(value: object) -> Iterator[str]:
    """Every picture's name in a JSON value, at any depth."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from pictures_in(item)
    elif isinstance(value, str) and is_picture(value):
        yield value


def with_addresses(value: Any, addresses: Mapping[str, str]) -> Any:
    """A JSON value with an address in place of each picture's name that has one."""
    if isinstance(value, Mapping):
        return {key: with_addresses(item, addresses) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [with_addresses(item, addresses) for item in value]
    return addresses.get(value, value) if is_picture(value) else value


def unlike(body: Mapping[str, Any], sent: Mapping[str, Any], addresses: Addresses) -> list[str]:
    """The names of a body's fields that do not hold what was sent. More may have been sent."""
    return [
        name
        for name, value in body.items()
        if name not in sent or not _alike(value, sent[name], addresses)
    ]


def _alike(wanted: Any, found: Any, addresses: Addresses) -> bool:
    """Whether two JSON values are the same, where a picture stands for any address of it."""
    if isinstance(wanted, Mapping):
        return (
            isinstance(found, Mapping)
            and wanted.keys() == found.keys()
            and all(_alike(value, found[key], addresses) for key, value in wanted.items())
        )
    if isinstance(wanted, list | tuple):
        return (
            isinstance(found, list | tuple)
            and len(wanted) == len(found)
            and all(_alike(*pair, addresses) for pair in zip(wanted, found, strict=True))
        )
    if is_picture(wanted):
        return found in addresses.get(wanted, ())
    return bool(wanted == found)
