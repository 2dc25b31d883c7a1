"""The shotlist: every shot with all that later stages need, decided and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

from storyboard.compile.dialogue import Spoken
from storyboard.compile.edit import Edit
from storyboard.compile.request import Request
from storyboard.compile.sound import LOUDNESS, Cue, ShotAudio
from storyboard.read.transitions import CUT
from storyboard.timing import FrameRate

CARD: Final = "card"
"""What stands on a card's slate in the place of a size."""


@dataclass(frozen=True)
class Slate:
    """What a burn-in says about a shot. Scene and shot count from 1 in the order of the film.

    It lasts so many `seconds`; `panels` are the frames with which the artist's panels begin.
    """

    scene: int
    shot: int
    id: str
    size: str
    lens: int | None = None
    seconds: Fraction = Fraction(0)
    panels: tuple[int, ...] = ()

    @property
    def number(self) -> str:
        """The display number, for example `2-03`: scene, then shot within the scene."""
        return f"{self.scene}-{self.shot:02d}"


@dataclass(frozen=True)
class Joint:
    """How a shot gives way to the next one; `frames` is 0 for a cut.

    `kind` is `cut` or a name in `read.transitions.KINDS`; `direction` and `colour` (`#rrggbb`) are
    there where the kind has them. Every transition is centred on the cut: half of its frames come
    before it, the odd one after. On the last shot it ends with the film, in a colour.
    """

    kind: str = CUT
    frames: int = 0
    direction: str | None = None
    colour: str | None = None


@dataclass(frozen=True)
class CompiledShot:
    """One shot, compiled.

    `frames` is its length in the film; `head` and `tail` are the handle frames that transitions
    need before and after. A clip that `edit` leaves alone shows head + frames + tail
    frames, from its first on.
    `price` is None where the catalogue does not know it and the provider must be asked; `sound`
    says whether the clip is bought with sound, `audio` how the film uses it, and `dialogue` what
    is said in it.

    A picture stands in the body as `asset:sha256:` and 64 hex digits, which `assets` maps to the
    file, or as `last-frame:` and the request key of the earlier shot that `follows` names: the
    last frame of that shot's clip. Whoever sends the body puts an address in its place. `panels`
    are such names in the body of the draft: the artist's own drawings, which nobody sends.
    """

    id: str
    scene_id: str
    slate: Slate
    action: str
    frames: int
    head: int
    tail: int
    joint: Joint
    prompt: str
    negative_prompt: str
    request: Request
    clip_seconds: int
    price: Decimal | None
    draft: Request
    assets: Mapping[str, Path] = field(default_factory=dict)
    panels: Mapping[str, Path] = field(default_factory=dict)
    follows: str | None = None
    sound: bool = False
    audio: ShotAudio = field(default_factory=ShotAudio)
    dialogue: tuple[Spoken, ...] = ()
    edit: Edit = field(default_factory=Edit)

    @property
    def speech(self) -> bool:
        """Whether somebody speaks in it."""
        return bool(self.dialogue)

    @property
    def needed(self) -> int:
        """The frames a clip must have, at the film's rate, to serve this shot with its handles."""
        return self.edit.clip_frames(self.head, self.frames, self.tail)


@dataclass(frozen=True)
class Face:
    """What a card shows: text in a `colour` on a ground of another, both `#rrggbb`.

    A picture, known by `sha256` of its bytes, covers the ground. Without a colour the text is
    black or white, whichever can be read. One that rolls moves up through the frame.
    """

    text: str = ""
    subtitle: str = ""
    ground: str = "#000000"
    colour: str | None = None
    roll: bool = False
    sha256: str | None = None
    path: Path | None = None


@dataclass(frozen=True)
class Card:
    """A card in the place of a shot. It is the edit's alone: no request, no clip, no price.

    `head` and `tail` are 0: a card holds still for its transitions. Of `edit` only the fit counts,
    and of `dialogue` there is none.
    """

    id: str
    scene_id: str
    slate: Slate
    frames: int
    joint: Joint
    face: Face
    head: int = 0
    tail: int = 0
    edit: Edit = field(default_factory=Edit)
    dialogue: tuple[Spoken, ...] = ()


@dataclass(frozen=True)
class SceneHeader:
    """What a report says about a scene."""

    id: str
    number: int
    heading: str


@dataclass(frozen=True)
class Shotlist:
    """The film, compiled: scenes and shots in order. `size` is (width, height) in pixels.

    A card stands among the shots, of which the `filmed` ones have a request. `cues` are the
    effects and the music; `loudness` is the mix's target in LUFS. With `beep` the first frame of
    every filmed shot beeps.
    """

    title: str
    rate: FrameRate
    size: tuple[int, int]
    scenes: tuple[SceneHeader, ...]
    shots: tuple[CompiledShot | Card, ...]
    cues: tuple[Cue, ...] = ()
    loudness: float = LOUDNESS
    beep: bool = False

    @property
    def filmed(self) -> tuple[CompiledShot, ...]:
        """The shots that a clip is made for: all but the cards."""
        return tuple(shot for shot in self.shots if isinstance(shot, CompiledShot))

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards, in the order of the film."""
        return tuple(shot for shot in self.shots if isinstance(shot, Card))

    @property
    def frames(self) -> int:
        """The length of the film: the sum of its shots, whatever the transitions."""
        return sum(shot.frames for shot in self.shots)

    def by_scene(self) -> Mapping[str, tuple[CompiledShot | Card, ...]]:
        """The shots of each scene, in order."""
        return {
            scene.id: tuple(shot for shot in self.shots if shot.scene_id == scene.id)
            for scene in self.scenes
        }
