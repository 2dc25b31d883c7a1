"""One draft clip from one brief: draw the panel, act out the camera, encode."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from storyboard.generate.providers.animatic import artist
from storyboard.generate.providers.animatic.artist import lay_panels
from storyboard.generate.providers.animatic.brief import Brief
from storyboard.generate.providers.animatic.camera import SHARP, View, Window, margins, views
from storyboard.generate.providers.animatic.encode import Frame, encode
from storyboard.generate.providers.animatic.finish import Picture
from storyboard.generate.providers.animatic.linetimes import times_text
from storyboard.generate.providers.animatic.page import (
    Layout,
    draw_arrow,
    draw_page,
    draw_subtitles,
    label_box,
    layout,
)
from storyboard.generate.providers.animatic.panel import Panel, draw_panel
from storyboard.generate.providers.animatic.planes import (
    Layer,
    Seen,
    blurred,
    lay,
    layer,
    layers,
    look,
)
from storyboard.generate.providers.animatic.sound import Spoken, scratch, timing

_BOIL_SECONDS = 0.42
"""How long a drawing is held before its lines tremble: about ten frames, as animators do."""
_SPARE = 0.5
"""Seconds at the end of a clip that are drawn for a transition, and that its shot does not show: a
line that ran into them would be cut off."""


def make_clip(
    brief: Brief, key: str, files: Mapping[str, Path], into: Path, alive: Callable[[], None]
) -> None:
    """Draw a brief and write it as MP4. `alive` is called for every frame and raises to stop.

    Where the artist drew panels, which are among the `files`, they are shown instead.
    """
    plan = layout(brief)
    spoken = _spoken(brief)
    path = views(brief, key)
    if brief.panels:
        scene, path = _artists(brief, files, plan, spoken, path, alive)
    else:
        scene = _drawn(brief, key, plan, spoken, path, alive)
    sound = scratch(brief, spoken, key)
    size = (brief.width, brief.height)
    encode(into, scene.frames(path, alive), sound, brief.rate, size, times_text(spoken))


def _spoken(brief: Brief) -> tuple[Spoken, ...]:
    long = float(brief.frames / brief.rate)
    seconds = max(long - _SPARE, long / 2)
    if brief.voice is None:
        return timing(brief.speeches, seconds)
    from storyboard.generate.providers.animatic.speech import voiced

    return voiced(brief.speeches, seconds)


def _drawn(
    brief: Brief, key: str, plan: Layout, spoken: tuple[Spoken, ...], path: list[View],
    alive: Callable[[], None],
) -> _Scene:  # fmt: skip
    pivot = (0.5, 0.36)
    room = margins(path, plan.picture_width, plan.picture_height, pivot)
    label = label_box(brief, plan)
    panel = draw_panel(
        brief, key, plan.picture_width, plan.picture_height, room, alive,
        keep=label and (label[0] - plan.left, label[1] - plan.top,
                        label[2] - plan.left, label[3] - plan.top),
        zoom=max(view.people.zoom for view in path), pivot=pivot,
    )  # fmt: skip
    return _Scene.of(brief, plan, panel, spoken, pivot)


def _artists(
    brief: Brief, files: Mapping[str, Path], plan: Layout, spoken: tuple[Spoken, ...],
    path: list[View], alive: Callable[[], None],
) -> tuple[_Scene, list[View]]:  # fmt: skip
    """The artist's panels, which have their own arrows, and the camera's path over them."""
    panels = lay_panels(brief, files, plan, path, alive)
    scene = _Scene.of(brief, plan, Panel(panels.pictures, (), {}, None, 0, 0), spoken, artist.PIVOT)
    return replace(scene, shown=panels.at), panels.path


def _always_the_first(frame: int) -> int:
    return 0


@dataclass(frozen=True)
class _Scene:
    """Everything that frames are put together from, as planes.

    Of several `backs`, `shown` says which is seen in a frame.
    """

    brief: Brief
    plan: Layout
    pivot: tuple[float, float]
    origin: tuple[int, int]
    backs: tuple[Layer, ...]
    people: tuple[Layer | None, ...]
    mouths: dict[str, int]
    fore: Layer | None
    paper: Layer
    overlays: tuple[Layer, ...]
    spoken: tuple[Spoken, ...]
    subtitles: tuple[tuple[float, float, Layer | None], ...]
    shown: Callable[[int], int] = _always_the_first
    soft: dict[int, tuple[float, Layer]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, brief: Brief, plan: Layout, panel: Panel, spoken: tuple[Spoken, ...],
        pivot: tuple[float, float],
    ) -> _Scene:  # fmt: skip
        """Convert all drawings once."""
        paper, edge = draw_page(brief, plan)
        arrow = None if brief.panels else draw_arrow(brief, plan)
        overlays = layers(edge) + layers(arrow)
        backs, sheet = tuple(_whole(back) for back in panel.backs), _whole(paper)
        return cls(
            brief, plan, pivot, (panel.left, panel.top), backs,
            tuple(layer(state) for state in panel.people), panel.mouths,
            layer(panel.fore), sheet, overlays, spoken,
            tuple(
                (start, end, layer(card))
                for line in spoken if brief.subtitled
                for start, end, card in draw_subtitles(line, plan)
            ),
        )  # fmt: skip

    def frames(self, path: list[View], alive: Callable[[], None]) -> Iterator[Frame]:
        """Every frame in turn. A frame equal to the one before is not put together again."""
        last: tuple[object, ...] = ()
        page = self._page()
        flat: dict[tuple[int, int], Layer] = {}
        for number, view in enumerate(path):
            alive()
            second = float(number / self.brief.rate)
            state, card = (self.shown(number), self._state(second)), self._card(second)
            now = (view, state, card)
            if now != last:
                if view.blur == SHARP and view.back == view.people == view.fore:
                    if state not in flat:
                        flat[state] = self._flattened(state)
                    self._show(page, flat[state], view.back)
                else:
                    for piece, window, soft in self._depths(view, state):
                        self._show(page, self._focused(piece, soft), window)
                self._over(page, card)
                last = now
            yield page

    def _depths(self, view: View, state: tuple[int, int]) -> Iterator[tuple[Layer, Window, float]]:
        """The layers from the back to the front: where each is looked at, and how sharply."""
        back, people = self._pieces(state)
        pieces = (back, people, self.fore)
        windows = (view.back, view.people, view.fore)
        for piece, window, soft in zip(pieces, windows, view.blur, strict=True):
            if piece is not None:
                yield piece, window, soft

    def _focused(self, piece: Layer, soft: float) -> Layer:
        """A layer out of focus. Only the last blur of each is kept: while the focus is pulled, no
        frame has that of another."""
        if not soft:
            return piece
        known = self.soft.get(id(piece))
        if known is None or known[0] != soft:
            unit = min(self.plan.picture_width, self.plan.picture_height) / 720
            known = self.soft[id(piece)] = soft, blurred(piece, soft * unit)
        return known[1]

    def _page(self) -> Frame:
        y, u, v = (plane.copy() for plane in self.paper.planes)
        return y, u, v

    def _picture(self, page: Frame) -> Frame:
        plan = self.plan
        parts = []
        for shrink, plane in zip((1, 2, 2), page, strict=True):
            top, left = plan.top // shrink, plan.left // shrink
            parts.append(
                plane[
                    top : top + plan.picture_height // shrink,
                    left : left + plan.picture_width // shrink,
                ]
            )
        return parts[0], parts[1], parts[2]

    def _show(self, page: Frame, piece: Layer, window: Window) -> None:
        plan = self.plan
        left, top, zoom = window.box(plan.picture_width, plan.picture_height, self.pivot)
        lay(
            self._picture(page),
            look(
                piece,
                self.origin[0] + left,
                self.origin[1] + top,
                zoom,
                plan.picture_width,
                plan.picture_height,
            ),
        )

    def _pieces(self, state: tuple[int, int]) -> tuple[Layer, Layer | None]:
        """The set, and the people on it."""
        back, people = state
        return self.backs[back], self.people[people] if self.people else None

    def _flattened(self, state: tuple[int, int]) -> Layer:
        """Set, people and foreground as one layer, for moves that shift them all alike."""
        back, people = self._pieces(state)
        y, u, v = (plane.copy() for plane in back.planes)
        for piece in (people, self.fore):
            if piece is not None:
                lay((y, u, v), Seen(piece.planes, piece.alpha, piece.x, piece.y))
        return Layer((y, u, v), None, back.x, back.y)

    def _over(self, page: Frame, card: int | None) -> None:
        """What lies still over the moving picture. The strip below it is restored first."""
        plan = self.plan
        for shrink, plane, clean in zip((1, 2, 2), page, self.paper.planes, strict=True):
            below = (plan.top + plan.picture_height) // shrink
            plane[below:] = clean[below:]
            plane[: plan.top // shrink] = clean[: plan.top // shrink]
            plane[:, : plan.left // shrink] = clean[:, : plan.left // shrink]
            right = (plan.left + plan.picture_width) // shrink
            plane[:, right:] = clean[:, right:]
        subtitle = None if card is None else self.subtitles[card][2]
        for piece in (*self.overlays, subtitle):
            if piece is not None:
                lay(page, Seen(piece.planes, piece.alpha, piece.x, piece.y))

    def _card(self, second: float) -> int | None:
        """Which card of the subtitles is read."""
        for number, (start, end, _) in enumerate(self.subtitles):
            if start <= second < end:
                return number
        return None

    def _state(self, second: float) -> int:
        """Which drawing of the people: the speaker's open mouth, or one of two that alternate."""
        if not self.people:
            return 0
        for line in self.spoken:
            if (
                line.start <= second < line.end
                and line.speaker in self.mouths
                and line.open_at(second)
            ):
                return self.mouths[line.speaker]
        return int(second / _BOIL_SECONDS) % 2


def _whole(picture: Picture) -> Layer:
    piece = layer(picture)
    assert piece is not None  # only a picture with holes can be nothing
    return piece
