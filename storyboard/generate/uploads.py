"""Pictures on their way into a request: each is uploaded once and found at its address again.

The addresses are in the journal. They are public and last for some days, so that later runs use
them too, and a lost answer can be looked for by what was really sent.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.generate.addresses import Address
from storyboard.generate.clerk import Clerk
from storyboard.generate.journal import Journal
from storyboard.generate.order import Order
from storyboard.generate.pictures import Addresses, pictures_in, promised_digest, with_addresses
from storyboard.generate.providers.base import NotAccepted, PaidProvider

_HELD: Final = 8
"""So many files at most are held in memory at one time."""


class Uploads:
    """The pictures of one run's requests at one provider."""

    def __init__(self, provider: PaidProvider, journal: Journal, clerk: Clerk) -> None:
        self._provider, self._journal, self._clerk = provider, journal, clerk
        now = datetime.now(UTC)
        known = journal.addresses(provider.base)
        self._alive = {
            each.digest: each
            for each in known
            if not each.refused and now - provider.keeps < each.at <= now
        }
        self._noted = {(each.picture, each.address) for each in known}
        self._earlier = frozenset(each.address for each in known)
        self._sent: dict[str, frozenset[str]] = {}
        self._asked: dict[str, asyncio.Task[str]] = {}
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._desk = asyncio.Semaphore(_HELD)

    async def body(self, order: Order) -> Mapping[str, object]:
        """The body as it goes over the wire, with an address in place of each picture.

        Free of charge. Raises NotAccepted where a picture cannot be uploaded now, or
        StoryboardError for one that is not there (`no-picture`), has changed since the request
        was made (`file-changed`) or cannot be read (`unreadable`).
        """
        names = tuple(dict.fromkeys(pictures_in(order.request.body)))
        if any(name not in order.files for name in names):
            raise StoryboardError.of(
                "no-picture",
                "a picture of it is not at hand, so it cannot be sent",
                hint="run the same command again with the storyboard that it was made from",
            )
        found = {name: await self._address(name, order.files[name]) for name in names}
        self._sent[order.request.key] = frozenset(found.values())
        return {key: with_addresses(value, found) for key, value in order.request.body.items()}

    async def refuse(self, request: Request) -> bool:
        """The provider could not read a picture of a request: where was it? Its addresses are not
        used again.

        Whether one of them is an earlier run's: then the request deserves a new one.
        """
        names = frozenset(pictures_in(request.body))
        # What an earlier run has sent was sent to an address that was known when this one began.
        known = frozenset().union(*(self.known().get(name, ()) for name in names))
        refused = self._sent.pop(request.key, known & self._earlier)
        for digest, each in tuple(self._alive.items()):
            if each.address in refused:
                del self._alive[digest]
        for name, asked in tuple(self._asked.items()):
            if asked.done() and asked.exception() is None and asked.result() in refused:
                del self._asked[name]
        await self._clerk.note(self._journal.unreadable, self._provider.base, tuple(refused))
        return bool(refused & self._earlier)

    def known(self) -> Addresses:
        """Every address that was ever sent for each picture."""
        return addresses_of(self._journal, self._provider.base)

    async def _address(self, name: str, file: Path) -> str:
        if name not in self._asked:
            self._asked[name] = asyncio.ensure_future(self._ask(name, file))
        try:
            return await asyncio.shield(self._asked[name])
        except NotAccepted as error:
            self._asked.pop(name, None)
            raise NotAccepted(f"{file.name} could not be uploaded: {error}") from error
        except OSError as error:
            self._asked.pop(name, None)
            raise StoryboardError.of(
                "unreadable", f"{file} cannot be read: {error.strerror}"
            ) from error

    async def _ask(self, name: str, file: Path) -> str:
        """Put up the very bytes that were compared with what the picture's name promises."""
        async with self._desk:
            content = await asyncio.to_thread(file.read_bytes)
            digest = hashlib.sha256(content).hexdigest()
            if promised_digest(name) not in (None, digest):
                raise StoryboardError.of(
                    "file-changed",
                    f"{file} has changed since the storyboard was read",
                    hint="run the same command again: with the new picture it is a new request",
                )
            async with self._one_at_a_time[digest]:
                found = self._alive.get(digest)
                if found is None:
                    address = await self._provider.upload(file.name, content)
                    at = datetime.now(UTC)
                    found = Address(self._provider.base, name, digest, address, at)
                await self._keep(replace(found, picture=name))
        return found.address

    async def _keep(self, found: Address) -> None:
        """Have it on the disk before anything is sent with it."""
        self._alive[found.digest] = found
        if (found.picture, found.address) not in self._noted:
            self._noted.add((found.picture, found.address))
            await self._clerk.note(self._journal.uploaded, found)


def addresses_of(journal: Journal, base: str) -> Addresses:
    """Every address that a picture ever had at a service, by the picture's name."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in journal.addresses(base):
        found[each.picture].add(each.address)
    return {picture: frozenset(places) for picture, places in found.items()}
