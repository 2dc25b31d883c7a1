"""What a contact sheet says of each shot: its picture, its number, and what a reader asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.compile.shotlist import Card, CompiledShot, Shotlist
from storyboard.generate.media import frame_at
from storyboard.generate.takes import Clip

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class Panel:
    """A shot or a card on a sheet. `dialogue` are the speakers with their lines."""

    shot: CompiledShot | Card
    clip: Clip | None
    heading: str
    """The scene's, where the shot is the first of its scene; else empty."""
    seconds: float
    notes: str = ""

    @property
    def number(self) -> str:
        """The display number and the id."""
        return f"{self.shot.slate.number} · {self.shot.id}"

    @property
    def facts(self) -> str:
        """Size, lens, camera and length, as they stand in a shot list."""
        slate = self.shot.slate
        size = f"{slate.size} {slate.lens} mm" if slate.lens else slate.size
        return " · ".join(filter(None, (size, self._camera(), f"{self.seconds:.1f} s")))

    @property
    def action(self) -> str:
        """What is to be seen; what a card says."""
        return self.shot.face.text if isinstance(self.shot, Card) else self.shot.action

    @property
    def dialogue(self) -> tuple[tuple[str, str], ...]:
        """The speakers and their lines."""
        return tuple((line.speaker, line.line) for line in self.shot.dialogue)

    def picture(self, size: tuple[int, int]) -> Image:
        """The middle of what the film shows of it, filling that size.

        Raises StoryboardError where the clip cannot be read.
        """
        from PIL import Image, ImageOps

        if isinstance(self.shot, Card):
            return _drawn(self.shot, size)
        if self.clip is None:
            raise AssertionError("a shot stands on a sheet with its clip")
        middle = min(self.shot.frames // 2, self.clip.media.frames - 1)
        frame = Image.fromarray(frame_at(self.clip.path, middle))
        return ImageOps.fit(frame, size, Image.Resampling.LANCZOS)

    def _camera(self) -> str:
        if isinstance(self.shot, Card):
            return ""
        move: Mapping[str, str | None] = self.shot.draft.body["movement"]
        speed = None if move["speed"] == "normal" else move["speed"]
        words = " ".join(filter(None, (speed, move["type"], move["direction"])))
        return "" if move["type"] == "static" else words


def panels_of(
    shotlist: Shotlist, clips: Mapping[str, Clip], notes: Mapping[str, str]
) -> Iterator[Panel]:
    """A panel for every shot and card, in the order of the film. `notes` are by shot id."""
    headings = {scene.id: f"{scene.number}. {scene.heading}" for scene in shotlist.scenes}
    for shot in shotlist.shots:
        yield Panel(
            shot,
            clips.get(shot.id),
            headings.pop(shot.scene_id, ""),
            float(shotlist.rate.seconds(shot.frames)),
            notes.get(shot.id, ""),
        )


def _drawn(card: Card, size: tuple[int, int]) -> Image:
    from PIL import Image

    from storyboard.cut.cards import draw
    from storyboard.cut.compose import to_rgb

    whole = (size[0] // 2 * 2, size[1] // 2 * 2)
    (picture,) = draw(card.face, card.frames // 2, 1, card.frames, whole, card.edit.fit)
    return Image.fromarray(to_rgb(picture)).resize(size)
