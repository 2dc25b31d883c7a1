"""The store: clips by what they hold, and which request each one answers.

`objects/<2>/<sha256>.mp4` are clips, read-only once verified. `results/<2>/<key>.json` say which
object answers a request, with the request itself as readable text, so that two keys can be
compared field by field; `<key>.said.json` beside it is what the request was made of, value by
value. A file has its final name only when it is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from storyboard.compile.request import Request
from storyboard.errors import StoryboardError
from storyboard.files import landing, sync_folder
from storyboard.generate.media import Media, probe
from storyboard.generate.takes import Clip, Take
from storyboard.plan.changes import Past

RESULT_VERSION: Final = 1
_CACHEDIR_TAG: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Clips made or bought by storyboard. `objects` may have cost money.\n"
)


@dataclass(frozen=True)
class Kept:
    """The clip that answers a request: what was paid for it, and its sha256."""

    cost: Decimal
    sha256: str


@dataclass(frozen=True)
class Store:
    """A project's clips, in `.storyboard/` beside the storyboard. Nothing is created by looking."""

    root: Path

    @property
    def segments(self) -> Path:
        """Where the cut keeps its encoded segments; these can be deleted at no cost."""
        return self.root / "segments"

    @property
    def locks(self) -> Path:
        """A lock file for each request that was ever bought or about to be."""
        return self.root / "locks"

    def last_report(self, variant: str | None = None) -> Path:
        """The cost report of a variant's last render, whether it came to a film or not."""
        return self.root / f"last-report{f'.{variant}' if variant else ''}.json"

    @property
    def journal(self) -> Path:
        """What was meant to be bought, and the ledger of money."""
        return self.root / "journal.sqlite"

    def held(self, keys: Iterable[str]) -> Mapping[str, Kept]:
        """Those of the request keys whose clips lie here, with their clips."""
        found: dict[str, Kept] = {}
        for key in keys:
            record = self._record(self._result(key))
            if record is not None and self._whole(record["clip"]):
                found[key] = Kept(Decimal(record["cost"]), record["clip"]["sha256"])
        return found

    def past(self, key: str) -> Past | None:
        """A request that was answered once, as it was kept, be its clip still here or not."""
        record = self._record(self._result(key))
        request = None if record is None else request_of(record)
        return None if request is None else Past(request, self._said_of(key))

    def note_said(self, key: str, document: Mapping[str, Any]) -> None:
        """Keep what a request was made of (`Said.document`), to tell later what is another."""
        _write_json(self._said(key), document)

    def has_said(self, key: str) -> bool:
        """Whether it is known what a request was made of."""
        return self._said(key).is_file()

    def _said_of(self, key: str) -> Mapping[str, Any] | None:
        """What is told of it goes into no decision: what cannot be read is as good as nothing."""
        with contextlib.suppress(OSError, ValueError):
            document = json.loads(self._said(key).read_text("utf-8"))
            if (
                isinstance(document, dict)
                and isinstance(document.get("values"), dict)
                and isinstance(document.get("files", {}), dict)
            ):
                return document
        return None

    def _said(self, key: str) -> Path:
        return self._result(key).with_suffix(".said.json")

    def records(self) -> Iterator[Mapping[str, Any]]:
        """What answers every request that was ever answered, be its clip still here or not."""
        for path in sorted((self.root / "results").glob("*/*.json")):
            if not path.name.endswith(".said.json"):
                record = self._record(path)
                if record is not None:
                    yield record

    def forget(self, key: str) -> None:
        """Delete what is known of an answered request. Raises StoryboardError `cannot-write`."""
        try:
            for path in (self._result(key), self._said(key)):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def find(self, request: Request) -> Take | None:
        """The take that answers a request, or None."""
        record = self._record(self._result(request.key))
        if record is None:
            return None
        if not self._whole(record["clip"]):
            return None
        digest = record["clip"]["sha256"]
        path = self._object(digest)
        media = _media_from(record["clip"])
        return Take(
            request,
            Clip(digest, path, media),
            Decimal(record["cost"]),
            record["prediction"],
            _moment(record),
        )

    @contextlib.contextmanager
    def incoming(self) -> Iterator[Path]:
        """A path for a file on its way in, on the same disk; what is left there is removed."""
        path = self.root / "incoming" / f"{secrets.token_hex(8)}.mp4"
        if not path.parent.is_dir():
            self.prepare()
        try:
            yield path
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def put(self, request: Request, file: Path, cost: Decimal, prediction: str | None) -> Take:
        """Verify a file, keep it under its digest and record that it answers the request.

        The file is moved. Raises StoryboardError `unreadable-media` if it holds no picture.
        """
        media = probe(file)
        try:
            digest, size, path = self._keep(file)
            made = self._note(request, digest, size, media, cost, prediction)
            # Last: the disk has it with the record's name, and a record without its object is none.
            sync_folder(path.parent)
        except OSError as error:
            raise self._unwritable(error) from error
        return Take(request, Clip(digest, path, media), cost, prediction, made)

    def _keep(self, file: Path) -> tuple[str, int, Path]:
        with file.open("rb+") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
        path = self._object(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        size = file.stat().st_size
        # Also where one is there: that may have been damaged since, and this is known to be whole.
        file.chmod(0o444)
        file.replace(path)
        return digest, size, path

    def _note(
        self,
        request: Request,
        digest: str,
        size: int,
        media: Media,
        cost: Decimal,
        prediction: str | None,
    ) -> datetime:
        made = datetime.now(UTC)
        record = {
            "version": RESULT_VERSION,
            "key": request.key,
            "request": request.document(),
            "clip": {"sha256": digest, "bytes": size} | _media_document(media),
            "cost": str(cost),
            "prediction": prediction,
            "made_at": made.isoformat(timespec="seconds"),
        }
        _write_json(self._result(request.key), record)
        return made

    def _whole(self, clip: Mapping[str, Any]) -> bool:
        """Whether a clip's object is there with every byte that was put there."""
        path = self._object(clip["sha256"])
        try:
            return path.stat().st_size == int(clip["bytes"])
        except OSError:
            return False

    def _object(self, digest: str) -> Path:
        return self.root / "objects" / digest[:2] / f"{digest}.mp4"

    def _result(self, key: str) -> Path:
        return self.root / "results" / key[:2] / f"{key}.json"

    def _record(self, path: Path) -> dict[str, Any] | None:
        """A result as it was written; None where there is none or it is of another version."""
        try:
            record = json.loads(path.read_text("utf-8"))
            if record["version"] > RESULT_VERSION:
                raise StoryboardError.of(
                    "newer-store",
                    f"{path} was written by a newer version of storyboard",
                    hint="use that version: this one could pay for a clip again",
                )
            if record["version"] != RESULT_VERSION or record["key"] != path.stem:
                return None
            _media_from(record["clip"])
            int(record["clip"]["bytes"])
            Decimal(record["cost"])
            _moment(record)
            if not (
                isinstance(record["request"], dict)
                and isinstance(record["prediction"], str | None)
                and isinstance(record["clip"]["sha256"], str)
            ):
                return None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            # Taking an unreadable record for a missing one could mean paying for its clip again.
            raise StoryboardError.of(
                "unreadable-store", f"the store's {path} cannot be read: {error.strerror}"
            ) from error
        except (ValueError, KeyError, TypeError, InvalidOperation):
            # A damaged record is as good as none. What was paid stands in the journal.
            return None
        return dict(record)

    def prepare(self) -> None:
        """Make the folder, which git ignores and backups may. Raises StoryboardError
        `cannot-write`."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for name, text in ((".gitignore", "*\n"), ("CACHEDIR.TAG", _CACHEDIR_TAG)):
                if not (self.root / name).exists():
                    (self.root / name).write_text(text, "utf-8")
            # Last: that it is there says that the rest is.
            (self.root / "incoming").mkdir(exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def sweep(self) -> None:
        """Remove what runs that were killed left half-written, once it is a day old."""
        stale = time.time() - 24 * 3600
        left = (*self.root.glob("incoming/*"), *self.segments.glob("*/.*.part"))
        for path in left:
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < stale:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _unwritable(self, error: OSError) -> StoryboardError:
        return StoryboardError.of(
            "cannot-write",
            f"the store {self.root} cannot be written: {error.strerror}",
            hint="check the folder's permissions and the space on the disk",
        )


def request_of(record: Mapping[str, Any]) -> Request | None:
    """The request that a record answers; None where it is not written as its key has it."""
    written = record["request"]
    try:
        request = Request(written["provider"], written["model"], written["body"], written["take"])
    except (KeyError, TypeError):
        return None
    return request if request.key == record["key"] else None


def _moment(record: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(record["made_at"])


def _media_document(media: Media) -> dict[str, Any]:
    sound = media.audio_seconds
    return {
        "frames": media.frames,
        "rate": str(media.rate),
        "width": media.width,
        "height": media.height,
        "audio_seconds": None if sound is None else str(sound),
        "hdr": media.hdr,
    }


def _media_from(document: Mapping[str, Any]) -> Media:
    sound = document["audio_seconds"]
    return Media(
        document["frames"],
        Fraction(document["rate"]),
        document["width"],
        document["height"],
        None if sound is None else Fraction(sound),
        document.get("hdr"),
    )


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    with landing(path) as part, part.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False))
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)
