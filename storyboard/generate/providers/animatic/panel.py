"""A panel: the drawing of one shot as layers that the camera can move over."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from storyboard.generate.providers.animatic import lettering, palette, seats
from storyboard.generate.providers.animatic.beasts import BEASTS, COAT, RUNS, draw_beast, height_of
from storyboard.generate.providers.animatic.beds import draw_bed
from storyboard.generate.providers.animatic.boats import afloat, draw_hull, draw_inside
from storyboard.generate.providers.animatic.brief import Brief, seed_of
from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cabin import (
    draw_ahead,
    draw_cabin,
    draw_wheel,
    driver,
    is_cabin,
    wheel_of,
)
from storyboard.generate.providers.animatic.camera import Margins
from storyboard.generate.providers.animatic.carrying import (
    RIM,
    at_the_ear,
    draw_held_up,
    umbrella,
)
from storyboard.generate.providers.animatic.company import (
    Ware,
    carried,
    company,
    horse_of,
    mounted,
    riders,
)
from storyboard.generate.providers.animatic.crowd import covered_heap
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.cycle import LAMP, draw_bicycle, on_bicycle
from storyboard.generate.providers.animatic.figures import Actor, draw_actor, hand_at, head_at
from storyboard.generate.providers.animatic.finish import Box, Picture, finish
from storyboard.generate.providers.animatic.foreground import draw_foreground, subject_arrow
from storyboard.generate.providers.animatic.indoors import draw_indoors
from storyboard.generate.providers.animatic.ink import FINE, Sheet
from storyboard.generate.providers.animatic.insert import CLOSE, Insert, insert_for
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.lettering import Crown
from storyboard.generate.providers.animatic.outdoors import draw_outdoors
from storyboard.generate.providers.animatic.palette import weather
from storyboard.generate.providers.animatic.props import draw_insert, draw_surface, draw_thing
from storyboard.generate.providers.animatic.sizes import TIGHT, WIDE
from storyboard.generate.providers.animatic.staging import Staging, stage
from storyboard.generate.providers.animatic.vehicles import car_of, draw_vehicle
from storyboard.generate.providers.animatic.weather import draw_rain, veil


@dataclass(frozen=True)
class Panel:
    """The finished layers, all of one size; (left, top) is where the nominal frame begins.

    Of `backs` there is one in a drawing of our own: the set. Those of the artist are all there is.
    `people` holds the states that the frames alternate between: two of silence, whose lines
    tremble, and one for each speaker in the frame with the mouth open.
    """

    backs: tuple[Picture, ...]
    people: tuple[Picture | None, ...]
    mouths: dict[str, int]
    fore: Picture | None
    left: int
    top: int


def draw_panel(
    brief: Brief, key: str, width: int, height: int, margin: Margins, alive: Callable[[], None],
    keep: Box | None = None, zoom: float = 1.0, pivot: tuple[float, float] = (0.5, 0.5),
) -> Panel:  # fmt: skip
    """Draw a brief for a nominal frame of so many pixels. `alive` is called between steps, and
    raises to stop the work. Name tags stay off the box to `keep` clear, in the nominal frame, and
    within what is seen of it at the strongest `zoom`, which leaves `pivot` where it is."""
    cast = company(brief)
    insert = insert_for(brief, cast)
    tallest = max((height_of(ware.cue) for ware in cast.wares), default=0.0)
    if mounted(brief) or riders(brief):
        tallest = max(tallest, height_of("horse"))
    if umbrella(brief):
        tallest = max(tallest, RIM)
    staging = stage(brief, () if insert else cast.people, width, height, key, tallest)
    if insert:
        staging = replace(staging, actors=())
    unit = min(width, height * 1.3) / 1000 * 1.35
    full = width + margin.left + margin.right, height + margin.top + margin.bottom
    if keep:
        keep = (keep[0] + margin.left, keep[1] + margin.top,
                keep[2] + margin.left, keep[3] + margin.top)  # fmt: skip
    eye = _shifted(staging.eye, margin)
    easel = _Easel(brief, key, staging, full, unit, eye, cast.wares, insert, keep,
                   zoom, pivot)  # fmt: skip
    back = easel.back(lambda s: _draw_set(easel, s))
    alive()
    near = [a for a in staging.actors if a.near]
    main = [a for a in staging.actors if not a.near]
    states: list[Picture | None] = []
    mouths: dict[str, int] = {}
    if insert:
        states = [easel.insert(insert, boil) for boil in (0, 1)]
    elif main:
        states = [easel.people(main, None, boil) for boil in (0, 1)]
        alive()
        spoken = {s.speaker for s in brief.speeches}
        for actor in main:
            if actor.figure.name in spoken and actor.figure.name not in mouths and len(mouths) < 3:
                mouths[actor.figure.name] = len(states)
                states.append(easel.people(main, actor.figure.name, 1))
                alive()
    fore = easel.foreground(near)
    return Panel((back,), tuple(states), mouths, fore, margin.left, margin.top)


def _shifted(eye: Eye, margin: Margins) -> Eye:
    centre = (eye.centre[0] + margin.left, eye.centre[1] + margin.top)
    return Eye(eye.position, eye.yaw, eye.pitch, eye.roll, eye.focal, centre)


@dataclass(frozen=True)
class _Easel:
    """What all layers of one panel have in common."""

    brief: Brief
    key: str
    staging: Staging
    size: tuple[int, int]
    unit: float
    eye: Eye
    wares: tuple[Ware, ...]
    shown: Insert | None
    keep: Box | None
    zoom: float
    pivot: tuple[float, float]

    def sheet(self, seed: object, opaque: bool) -> Sheet:
        """A fresh sheet of the panel's size."""
        return Sheet(*self.size, self.unit, seed_of(self.key, seed), opaque)

    def back(self, draw: Callable[[Sheet], None]) -> Picture:
        """The set."""
        sheet = self.sheet("set", opaque=True)
        draw(sheet)
        picture = finish(sheet, palette.light(self.brief))
        assert picture is not None  # an opaque sheet is never empty
        return picture

    def people(self, actors: list[Actor], talker: str | None, boil: int) -> Picture | None:
        """The figures, one of them perhaps with the mouth open; `boil` makes the lines tremble."""
        sheet = self.sheet(("people", boil), opaque=False)
        crowns: list[Crown] = []
        self._heap(sheet, actors)
        canopy = umbrella(self.brief)
        if afloat(self.brief) and actors:
            draw_inside(self._scene(sheet), actors)
        for actor in sorted(actors, key=lambda a: -self.eye.depth(a.at)):
            _shadow(sheet, self.eye, actor)
            self._seat(sheet, actor)
            figure = actor.figure
            away = actor.ride and math.cos(actor.facing - self.eye.yaw) > 0
            if actor.ride:
                draw_bicycle(sheet, self.eye, actor, front=away)
            horse = self._under(sheet, actor) if actor.saddled else []
            x, y = draw_actor(sheet, self.eye, actor, talking=figure.name == talker)
            if actor.ride:
                draw_bicycle(sheet, self.eye, actor, front=not away)
            if figure.name not in {crown.name for crown in crowns}:  # a group has one tag
                crowns.append(Crown(figure.name, figure.cloth, float(x), float(y)))
            crowns += horse
            draw_held_up(sheet, self.eye, actor, canopy if actor is actors[0] else None)
        if afloat(self.brief) and actors:
            draw_hull(self._scene(sheet), actors)
        sitting = [actor for actor in actors if seats.sits(actor)]
        if sitting and seats.before(self.brief) in ("table", "desk") and not is_cabin(self.brief):
            seats.draw_table(self._scene(sheet), sitting)
        things = [ware for ware in self.wares if ware.cue not in BEASTS]
        if actors and self.brief.size not in (*TIGHT, "MCU"):
            beasts = [ware for ware in self.wares if ware.cue in BEASTS]
            if any(actor.saddled for actor in actors):
                beasts = [ware for ware in beasts if ware != horse_of(self.brief, beasts)]
            crowns += [self._beside(sheet, actors, ware, at) for at, ware in enumerate(beasts)]
        if things and actors:
            crowns.append(self._held(sheet, actors[0], things[0]))
        elif actors and self.brief.size not in TIGHT:
            cue = carried(self.brief)
            if cue is not None and not (cue == "phone" and at_the_ear(actors[0])):
                self._in_hand(sheet, actors[0], cue)
        if actors:
            veil(sheet, self.brief, min(self.eye.depth(actor.at) for actor in actors))
        if "rain" in weather(self.brief) and not self.brief.indoors:
            draw_rain(sheet, self.brief, sheet.rng)
        if len(actors) == 1 and not actors[0].ride and self.brief.size in (*WIDE, "FS"):
            subject_arrow(sheet, self.eye, actors[0], actors[0].deed)
        close = self.brief.size in (*TIGHT, "MCU", "MS")
        return self._tagged(sheet, crowns, close)

    def _head(self, actor: Actor) -> tuple[float, float]:
        """Where somebody's head is in the nominal frame, as shares of its width and height."""
        left, top, right, bottom = self.frame
        ((x, y),) = self.eye.project([head_at(actor)])
        return float(x - left) / (right - left), float(y - top) / (bottom - top)

    def insert(self, insert: Insert, boil: int) -> Picture | None:
        """The thing of a close view, tagged where it is in the cast."""
        sheet, brief = self.sheet(("people", boil), opaque=False), self.brief
        x, y = draw_insert(sheet, self.frame, self.eye.yaw, brief, insert)
        crowns = [Crown(insert.ware.name, insert.ware.colour, x, y)] if insert.ware else []
        return self._tagged(sheet, crowns, close=True)

    def _tagged(self, sheet: Sheet, crowns: list[Crown], close: bool) -> Picture | None:
        tags = lettering.place_tags(
            crowns, self._in_sight(), self.unit, close, self.brief.subtitled, self.keep
        )
        light = palette.softened(palette.light(self.brief), 0.3)
        picture = finish(sheet, light, include=tuple(tag.box for tag in tags))
        return lettering.letter_tags(picture, tags, self.unit) if picture else None

    def _in_sight(self) -> Box:
        """What of the nominal frame is seen throughout a move that magnifies."""
        left, top, right, bottom = self.frame
        x, y = (left + self.pivot[0] * (right - left), top + self.pivot[1] * (bottom - top))
        box = (x + (left - x) / self.zoom, y + (top - y) / self.zoom,
               x + (right - x) / self.zoom, y + (bottom - y) / self.zoom)  # fmt: skip
        return int(box[0]), int(box[1]), int(box[2]), int(box[3])

    def _beside(self, sheet: Sheet, actors: list[Actor], ware: Ware, number: int) -> Crown:
        """An animal on the ground beside the people, behind whom it runs after, looking at them."""
        beast, eye = BEASTS[ware.cue], self.eye
        lead = actors[0]
        spots = eye.project([actor.at for actor in actors])
        there = eye.project([np.asarray(lead.at) + 0.3 * lead.ahead])[0][0]
        behind = 1 if there < spots[0][0] else -1  # the side of the screen
        runs = lead.deed in ("walk", "run") or says(self.brief.action, *RUNS)
        side = behind if runs else (1 if spots[:, 0].mean() < self.eye.centre[0] else -1)
        away = (0.45 + beast.long * (0.6 + 1.1 * number)) * eye.scale(lead.at)
        edge = float(spots[:, 0].max() if side > 0 else spots[:, 0].min())
        (x, y) = edge + side * away, float(spots[0][1])
        size = beast.long * eye.scale(lead.at)

        def at(u: float, v: float) -> tuple[float, float]:
            return x - side * u * size, y - v * size

        draw_beast(sheet, at, ware.cue, palette.named(ware.look) or COAT, runs)
        return Crown(ware.name, ware.colour, *at(beast.neck[0], beast.neck[1] + 2.4 * beast.head))

    def _under(self, sheet: Sheet, actor: Actor) -> list[Crown]:
        """The horse that somebody sits on, from the side: under the saddle is its middle."""
        horse, eye = horse_of(self.brief, self.wares), self.eye
        beast = BEASTS[horse.cue]
        foot = np.asarray(actor.at) * (1, 0, 1)
        (x, y), (there, _) = eye.project([foot, foot + 0.3 * actor.ahead])
        side, size = (1 if there > x else -1), beast.long * eye.scale(foot)

        def at(u: float, v: float) -> tuple[float, float]:
            return float(x + side * (u + 0.06) * size), float(y - v * size)

        draw_beast(sheet, at, horse.cue, palette.named(horse.look) or COAT, self._runs())
        over = at(beast.neck[0], beast.neck[1] + 2.4 * beast.head)
        return [Crown(horse.name, horse.colour, *over)] if horse.name else []

    def _runs(self) -> bool:
        return says(self.brief.action, *RUNS)

    def _held(self, sheet: Sheet, actor: Actor, ware: Ware) -> Crown:
        """A thing of the cast in somebody's hand, or on the handlebar, never too small to see."""
        with sheet.dyed(ware.colour):
            x, y, size = self._in_hand(sheet, actor, ware.cue)
        return Crown(ware.name, ware.colour, float(x), float(y + 0.62 * size + 34 * self.unit))

    def _in_hand(self, sheet: Sheet, actor: Actor, cue: str) -> tuple[float, float, float]:
        """Draw a thing where a hand is; gives the hand's pixel and the thing's size in pixels."""
        aims = cue == "gun"
        spot = on_bicycle(actor, LAMP) if actor.ride else hand_at(actor, stretched=aims)
        (x, y), size = self.eye.project([spot])[0], 0.22 * self.eye.scale(spot)
        size = max(size, 26 * self.unit)
        ahead = -1 if aims and x < self.eye.project([actor.at])[0][0] else 1

        def at(u: float, v: float) -> tuple[float, float]:
            return x + ahead * u * size, y - (v - (0.2 if aims else 0.4)) * size

        draw_thing(sheet, at, size, cue, self.brief)
        return float(x), float(y), float(size)

    def _scene(self, sheet: Sheet) -> Scenery:
        return Scenery(
            sheet, self.eye, self.brief, palette.setting(self.brief), np.random.default_rng(0)
        )

    def _seat(self, sheet: Sheet, actor: Actor) -> None:
        """Something to sit on for who sits, a piano for who plays it, a bed for who lies in one."""
        if is_cabin(self.brief) or afloat(self.brief):
            return
        scene = self._scene(sheet)
        if actor.pose.lying and actor.at[1] > 0:
            draw_bed(scene, actor)
        elif seats.sits(actor):
            seats.draw_seat(scene, actor)
            if seats.before(self.brief) == "piano":
                seats.draw_piano(scene, actor)

    def _heap(self, sheet: Sheet, actors: list[Actor]) -> None:
        """What those without a name stand round, under its cloth."""
        if any(actor.figure.name for actor in actors) or not covered_heap(self.brief):
            return
        scene = self._scene(sheet)
        x, _, z = np.mean([actor.at for actor in actors], axis=0)
        scene.box((x - 0.95, 0, z - 0.3), (x + 0.95, 0.26, z + 0.3), (122, 124, 112), turn=0.3)

    @property
    def frame(self) -> tuple[int, int, int, int]:
        """The nominal frame within the panel."""
        half = self.staging.eye.centre
        x, y = self.eye.centre
        return int(x - half[0]), int(y - half[1]), int(x + half[0]), int(y + half[1])

    def foreground(self, near: list[Actor]) -> Picture | None:
        """What stands before the lens: a shoulder, or now and then a frame within the frame."""
        sheet = self.sheet("fore", opaque=False)
        for actor in near:
            draw_actor(sheet, self.eye, actor)
        box = sheet.cover.getbbox()
        if near and box:
            corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
            sheet.glaze(np.array(corners) / FINE, (172, 168, 184))
        far = {each.figure.name: each for each in self.staging.actors if not each.near}
        inside = is_cabin(self.brief)
        if inside and (name := driver(self.brief, tuple(far))):
            draw_wheel(sheet, *wheel_of(self.frame, self.staging.shown, self._head(far[name])))
        elif not near and not inside:
            draw_foreground(sheet, self.brief, self.key, self.staging, self.eye)
        return finish(sheet, palette.light(self.brief), soft=0.8)


def _draw_set(easel: _Easel, sheet: Sheet) -> None:
    brief, staging = easel.brief, easel.staging
    place = brief.place or brief.look or "somewhere"
    scene = Scenery(
        sheet, easel.eye, brief, palette.setting(brief),
        np.random.default_rng(seed_of("set", place, brief.indoors)),
    )  # fmt: skip
    if is_cabin(brief):
        if staging.actors:
            draw_cabin(scene, easel.frame, staging.shown, staging.focus)
        else:
            draw_ahead(scene, easel.frame, staging.shown)
        return
    laid = easel.shown is not None and easel.shown.cue not in BEASTS
    if laid and (brief.angle == "overhead" or (brief.indoors and brief.size in CLOSE)):
        assert easel.shown is not None  # or there were nothing to lay on a table
        draw_surface(scene, easel.shown, easel.frame)
        return
    if brief.indoors:
        draw_indoors(scene, staging.shown)
    else:
        draw_outdoors(scene)
    if easel.shown is None and (car := car_of(brief)):
        draw_vehicle(scene, staging, car)
    if brief.size in (*TIGHT, "MCU"):
        # A long lens throws the set out of focus; on paper that is a veil of thin wash.
        full = [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)]
        sheet.paint(full, (240, 233, 220), 0.36 if brief.size == "MCU" else 0.5)
        sheet.ink = sheet.ink.point(
            [int(v * (0.5 if brief.size == "MCU" else 0.32)) for v in range(256)]
        )
    if easel.shown is not None:
        draw_surface(scene, easel.shown, easel.frame)


def _shadow(sheet: Sheet, eye: Eye, actor: Actor) -> None:
    """The shadow that stands a figure on the ground."""
    x, _, z = actor.at
    turn = np.linspace(0, 2 * math.pi, 22, endpoint=False)
    long, wide = (1.5, 0.5) if actor.pose.lying else (0.55, 0.24)
    spot = np.stack([x + 0.22 + long * np.cos(turn), np.full(22, 0.01), z + wide * np.sin(turn)], 1)
    flat = eye.outline(spot)
    if len(flat) > 2:
        sheet.hatch(flat, 0.12, 5, 0.55)
