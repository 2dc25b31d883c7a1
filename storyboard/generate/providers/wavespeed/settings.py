"""What the WaveSpeed provider is told from outside: address, limits, patience and the API key.

Values only. Where they come from is the command line's business.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn, SupportsIndex
from urllib.parse import urlsplit

API: Final = "https://api.wavespeed.ai"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account may do: submits in any one minute, and tasks that run at once."""

    videos_per_minute: int
    concurrent: int


LEVELS: Final[Mapping[str, Limits]] = {
    "bronze": Limits(2, 2),
    "silver": Limits(500, 300),
    "gold": Limits(3000, 3000),
    "ultra": Limits(5000, 10000),
}


class Secret:
    """An API key that is shown to nobody by accident.

    Only `reveal()` gives the text. Printing, formatting and logging show a mask; copying,
    pickling and JSON are refused.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Raises ValueError, in which the text is not, for what can't be a key."""
        if not text:
            raise ValueError("is empty")
        if any(character.isspace() for character in text):
            raise ValueError("has a space or a line break in it")
        if not re.fullmatch("[!-~]+", text):
            raise ValueError("has a character in it that no API key has")
        self._text = text

    def reveal(self) -> str:
        """The key itself, for the header of a call to the API and nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a secret is neither copied nor pickled")


@dataclass(frozen=True, slots=True)
class WaveSpeedSettings:
    """Where the API is, what the account may do there, and how long an answer is waited for.

    `deadline` is how many seconds a run waits for one task before it leaves it to the next run.
    Polls come `poll_first` seconds after the submit, then ever further apart up to
    `poll_longest`. A prediction that the service has not known for `forgotten_after` seconds is
    left to the next run too. Raises ValueError for an address that `api_address` refuses.
    """

    base_url: str = API
    limits: Limits = LEVELS["bronze"]
    deadline: float = 1800.0
    poll_first: float = 1.0
    poll_longest: float = 10.0
    forgotten_after: float = 30.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", api_address(self.base_url))


def api_address(text: str) -> str:
    """An address to which the API key may be sent, without a slash at its end.

    Raises ValueError, with advice after a semicolon and never with the text itself, which may
    hold a password.
    """
    advice = f"write it like {API}"
    # urlsplit drops line breaks and tabs without a word; browsers take a backslash for a slash.
    if not re.fullmatch("[!-~]+", text) or "\\" in text:
        raise ValueError(f"is not a web address; {advice}")
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        # Raises UnicodeError, a ValueError, for a name that no host can have.
        (parts.hostname or "").encode("idna").decode("idna")
    except ValueError:
        is_web = False
    if not is_web:
        raise ValueError(f"is not a web address; {advice}")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(f"has a user, a query or a fragment in it; {advice}")
    # Vendors' pages show the address with the version; ours goes on with it.
    path = parts.path.rstrip("/").removesuffix("/api/v3").rstrip("/")
    address = f"{parts.scheme}://{parts.netloc}{path}"
    if parts.scheme == "http" and not is_loopback(address):
        raise ValueError("would send the API key unencrypted; begin it with https://")
    return address


def is_loopback(address: str) -> bool:
    """Whether an address is on this very machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
