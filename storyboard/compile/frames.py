"""What stands in a request's body for a picture, so that its key is known before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from storyboard.compile.catalogue import Parameter
from storyboard.read.pictures import Picture
from storyboard.read.words import either

_KINDS: Final = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"}


@dataclass(frozen=True)
class HeldFrame:
    """A picture by content: a file, or the last frame of an earlier shot's clip.

    `name` is what the body holds: `asset:sha256:` and the file's digest, or `last-frame:` and the
    earlier shot's request key.
    """

    name: str
    picture: Picture | None = None
    follows: str | None = None

    @classmethod
    def of_picture(cls, picture: Picture) -> HeldFrame:
        """A file of the project."""
        return cls(f"asset:sha256:{picture.sha256}", picture=picture)

    @classmethod
    def of_shot(cls, shot: str, key: str) -> HeldFrame:
        """The last frame of the clip that answers a request."""
        return cls(f"last-frame:{key}", follows=shot)

    def refusal(self, parameter: Parameter) -> str | None:
        """Why the model would not take the file; None if it would."""
        if self.picture is None:
            return None
        if parameter.formats and self.picture.kind not in parameter.formats:
            taken = either([_KINDS[kind] for kind in parameter.formats])
            return f"is {_KINDS[self.picture.kind]}, not {taken} as it has to be"
        most = parameter.max_bytes
        if most is not None and self.picture.size > most:
            return f"has {self.picture.size / 1e6:.1f} MB, more than the {most / 1e6:g} MB allowed"
        return None
