"""The seam to whoever makes clips: two steps, so that money can be accounted for between them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storyboard.compile.request import Request


@dataclass(frozen=True)
class Ticket:
    """A provider's word that it took a request: `id` is enough to collect the clip later."""

    id: str


class Provider(Protocol):
    """Makes clips. Both steps raise StoryboardError and no foreign exception.

    The client calls `submit` once, keeps the ticket, then calls `collect`, which may be called
    again for the same ticket (after a crash, say) and must not cost anything.
    """

    name: str
    concurrency: int

    async def submit(self, request: Request) -> Ticket:
        """Hand the request over. What this costs is owed from now on."""
        ...

    async def collect(self, ticket: Ticket, request: Request, into: Path) -> None:
        """Wait until the clip is made and write it, whole, to `into`."""
        ...
