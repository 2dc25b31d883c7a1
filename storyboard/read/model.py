"""The storyboard as the author wrote it: frozen pydantic models that forbid unknown fields.

Nothing is resolved here: a shot that leaves a field out has None, and `compile` decides what it
inherits. Descriptions are published in `schemas/storyboard.schema.json`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    model_validator,
)

from storyboard.read.audio import Audio, Effect, Music
from storyboard.read.burns import DraftFilm
from storyboard.read.deliverables import AspectRatio, Deliverables, Resolution, frame_size
from storyboard.read.edit import Caption, Card, Fit, Inset, Pace, Title
from storyboard.read.fields import (
    VARIABLE,
    FilePath,
    Gain,
    Id,
    Length,
    Money,
    Part,
    PicturePath,
    Rate,
    SoundPath,
    WordList,
    Words,
)
from storyboard.read.lints import LintName
from storyboard.read.movement import Movement
from storyboard.read.staging import Panels, Present, Prop, Style, TakeNumber, Trim
from storyboard.read.trade import field_meant
from storyboard.read.transitions import Transition
from storyboard.read.words import closest, shown
from storyboard.timing import FrameRate

FORMAT_VERSION = 1

Scalar = StrictStr | StrictInt | StrictFloat | StrictBool
VariableName = Annotated[str, Field(pattern=f"^{VARIABLE}$")]


def _version(value: Any) -> Any:
    if type(value) is not int:  # true and 1.0 are equal to 1
        raise ValueError(f"is not a version; write {FORMAT_VERSION}")
    return value


class Size(StrEnum):
    """How much of the subject fills the frame, from closest to widest."""

    ECU = "ECU"
    VCU = "VCU"
    CU = "CU"
    MCU = "MCU"
    MS = "MS"
    MLS = "MLS"
    FS = "FS"
    LS = "LS"
    WS = "WS"
    ELS = "ELS"


class Angle(StrEnum):
    """Where the camera looks from."""

    EYE = "eye"
    HIGH = "high"
    LOW = "low"
    OVERHEAD = "overhead"
    GROUND = "ground"
    DUTCH = "dutch"


class TimeOfDay(StrEnum):
    """When the scene plays; it sets the light."""

    DAWN = "dawn"
    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


class Line(Part):
    """One line of dialogue, written `- traveller: Halloa! Below there!` with `tone:` beside it.

    Its `recording` is heard wherever the shot's clip does not speak for itself. When it is said,
    and all about the recording, is the edit's and never sent. `off_screen` says whether the speaker
    is out of the picture; if left out, whoever is not among the shot's characters is.
    """

    speaker: Id
    line: Annotated[Words, Field(max_length=500)]
    tone: Words | None = None
    off_screen: StrictBool | None = None
    recording: SoundPath | None = None
    at: Length | None = None
    gain: Gain | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_speaker_key(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "speaker" in value or "line" in value:
            return value
        speakers = [key for key in value if key not in cls.model_fields]
        for word in speakers if len(speakers) > 1 else ():
            near = field_meant("line of dialogue", str(word))
            if near := near or closest(str(word), list(cls.model_fields)):
                raise ValueError(
                    f"`{shown(str(word))}` is not a field of a line of dialogue; "
                    f"did you mean `{near}`?"
                )
        if len(speakers) != 1:
            raise ValueError(
                "a line of dialogue names one speaker and what is said, "
                "for example `- mara: Not tonight.`"
            )
        if isinstance(value[speakers[0]], dict):
            raise ValueError(
                "what is said stands behind the speaker's name, and the rest beside it; "
                f"for example `- {{{shown(str(speakers[0]))}: Not tonight., at: 2s}}`"
            )
        rest = {key: item for key, item in value.items() if key != speakers[0]}
        return {"speaker": speakers[0], "line": value[speakers[0]], **rest}

    @model_validator(mode="after")
    def _gain_is_of_a_recording(self) -> Line:
        if self.gain is not None and self.recording is None:
            raise ValueError(
                "a line without a `recording` has no `gain`; leave it out, or name the file: "
                "`recording: audio/mara_12.wav`"
            )
        return self


class Character(Part):
    """Somebody in the cast: how they look and sound, said the same way in every shot."""

    name: Words
    look: Words | None = None
    voice: Words | None = None


class Location(Part):
    """A place where scenes play."""

    name: Words
    set: Literal["int", "ext"] | None = None
    look: Words | None = None


class Settings(Part):
    """What a shot says for itself or inherits from its scene or the storyboard."""

    model: Annotated[str, Field(max_length=200)] | None = None
    template: Annotated[str, Field(max_length=200)] | None = None
    sound: StrictBool | None = None
    cfg_scale: Annotated[float, Field(ge=0, le=1, strict=True)] | None = None
    negative: WordList | None = None
    duration: Length | None = None
    size: Size | None = None
    angle: Angle | None = None
    movement: Movement | None = None
    lens: Annotated[int, Field(ge=4, le=1200, strict=True)] | None = None
    composition: Words | None = None
    style: Id | None = None
    music_cue: Words | None = None
    transition: Transition | None = None
    fit: Fit | None = None
    audio: Audio | None = None


class Frame(Part):
    """A picture that a clip starts with. In YAML a file's path, or `{shot: sc010_0010}`.

    A file lies in the project's folder. A shot is an earlier one: its clip's last frame is meant.
    """

    file: PicturePath | None = None
    shot: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: Any) -> Any:
        return {"file": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_picture(self) -> Frame:
        if (self.file is None) == (self.shot is None):
            raise ValueError("a first frame is one picture; write a file's path or `{shot: ID}`")
        return self


class Shot(Settings):
    """One shot: an unbroken stretch of camera. `notes` are for people and never sent.

    `panels` are its drawings: a draft shows them. A `take` is another clip of one request.
    """

    id: Id
    action: Words
    characters: tuple[Present, ...] = ()
    props: tuple[Id, ...] = ()
    dialogue: tuple[Line, ...] = ()
    sfx: tuple[Words, ...] = ()
    first_frame: Frame | None = None
    last_frame: PicturePath | None = None
    panels: Panels = ()
    take: TakeNumber | None = None
    trim: Trim | None = None
    speed: Pace | None = None
    freeze: Length | None = None
    caption: Caption | None = None
    title: Title | None = None
    inset: Inset | None = None
    effects: tuple[Effect, ...] = ()
    notes: Words | None = None
    overrides: dict[str, Scalar] = Field(default={})
    ignore: tuple[LintName, ...] = ()


class CardShot(Part):
    """A card in the place of a shot: the edit draws it. There is no clip, and nothing is sent."""

    id: Id
    card: Card
    duration: Length | None = None
    transition: Transition | None = None
    fit: Fit | None = None
    effects: tuple[Effect, ...] = ()
    notes: Words | None = None


A_SHOT, A_CARD = "a shot", "a card"
"""What pydantic's errors call the two; with a blank, so that no field can have the name."""


def _kind_of_shot(value: Any) -> str:
    is_card = isinstance(value, CardShot) or (isinstance(value, dict) and "card" in value)
    return A_CARD if is_card else A_SHOT


AnyShot = Annotated[
    Annotated[Shot, Tag(A_SHOT)] | Annotated[CardShot, Tag(A_CARD)], Discriminator(_kind_of_shot)
]


_NOTHING_SAID: Final = Settings.model_construct()
"""Made without a validator of its own, which would take a twentieth of a command's start."""


class Scene(Part):
    """Shots that belong together in one place and time."""

    id: Id
    heading: Words | None = None
    location: Id | None = None
    time: TimeOfDay | None = None
    weather: Words | None = None
    mood: Words | None = None
    ambience: Words | None = None
    defaults: Settings = _NOTHING_SAID
    ignore: tuple[LintName, ...] = ()
    shots: Annotated[tuple[AnyShot, ...], Field(min_length=1)]


class Storyboard(Part):
    """A film on paper."""

    storyboard: Annotated[Literal[1], BeforeValidator(_version)]
    title: Words
    fps: Rate = FrameRate.parse(24)
    aspect_ratio: AspectRatio = AspectRatio.WIDE
    resolution: Resolution = Resolution.P1080
    budget: Money | None = None
    look: Words | None = None
    defaults: Settings = _NOTHING_SAID
    cast: dict[Id, Character] = Field(default={})
    locations: dict[Id, Location] = Field(default={})
    styles: dict[Id, Style] = Field(default={})
    props: dict[Id, Prop] = Field(default={})
    music: tuple[Music, ...] = ()
    loudness: Annotated[float, Field(ge=-40, le=-6, strict=True)] | None = None
    deliverables: Deliverables | None = None
    draft: DraftFilm = DraftFilm.model_construct()
    poster: Id | None = None
    include: tuple[FilePath, ...] = ()
    ignore: tuple[LintName, ...] = ()
    vars: dict[VariableName, Scalar] = Field(default={})
    variants: dict[Id, dict[str, Any]] = Field(default={})
    scenes: Annotated[tuple[Scene, ...], Field(min_length=1)]

    @property
    def frame_size(self) -> tuple[int, int]:
        """Width and height of the film in pixels, both even."""
        return frame_size(self.resolution, self.aspect_ratio)
