"""A request: the exact body that would be sent, and the key that names it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import rfc8785

REQUEST_VERSION: Final = "1"
"""Part of every key. Raising it makes every clip ever bought unknown: don't."""


@dataclass(frozen=True)
class Request:
    """What one provider is asked for, complete: the body is sent as it stands, nothing is added.

    `take` counts from 1; a second take of the same body is another request with another key.
    The body holds only JSON values.
    """

    provider: str
    model: str
    body: Mapping[str, Any]
    take: int = 1

    def document(self) -> dict[str, Any]:
        """What the key is made of, as a JSON document."""
        return {
            "provider": self.provider,
            "model": self.model,
            "take": self.take,
            "body": dict(self.body),
        }

    @cached_property
    def key(self) -> str:
        """64 hex digits: sha256 of `storyboard.request/1`, a NUL and the canonical JSON.

        Canonical is RFC 8785 (sorted keys, one way to write each number) over NFC text, so that
        neither the order of fields nor the way an accent is typed makes another request.
        """
        prefix = f"storyboard.request/{REQUEST_VERSION}\0".encode()
        return hashlib.sha256(prefix + canonical_json(self.document())).hexdigest()


Standing = Callable[[str, Request], str]
"""For a shot's id and its request as written: the key of the request whose clip it shows."""


def itself(shot: str, request: Request) -> str:
    """A shot shows what it says."""
    return request.key


def canonical_json(value: Any) -> bytes:
    """RFC 8785 JSON of a value whose text has been normalised to NFC."""
    return rfc8785.dumps(_nfc(value))


def _nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_nfc(key): _nfc(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_nfc(item) for item in value]
    return value
