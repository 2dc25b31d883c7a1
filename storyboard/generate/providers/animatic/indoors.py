"""Interior sets: a room in perspective, furnished from the location's words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from storyboard.generate.providers.animatic import furniture, seats
from storyboard.generate.providers.animatic.beds import in_bed
from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cues import says, words
from storyboard.generate.providers.animatic.fixtures import FIXTURES
from storyboard.generate.providers.animatic.idioms import fittings
from storyboard.generate.providers.animatic.palette import mix, tone


@dataclass(frozen=True)
class Room:
    """The walls, in metres: from -half to half across, the back wall at `back`, so high."""

    half: float
    back: float
    front: float
    high: float


def room_for(width: float, cues: list[str]) -> Room:
    """A room for a frame so many metres wide; a hall or a corridor where the words ask."""
    if "tunnelled" in cues:
        return Room(2.3, 15.0, -16.0, 2.8)
    hall = "pillars" in cues
    half = max(5.5 if hall else 3.4, width * 0.62)
    back = max(9.0 if hall else 2.7, width * 0.6)
    return Room(half, back, -16.0, max(5.5 if hall else 3.0, width * 0.36))


def draw_indoors(scene: Scenery, width: float) -> None:
    """Draw the room the location's words ask for; `width` is what the frame shows, in metres."""
    cues = indoor_cues(scene)
    room = room_for(width, cues)
    wall = mix(scene.tint, (236, 226, 206), 0.25)
    scene.sheet.grade([(0, tone(wall, 0.96)), (scene.sheet.height, tone(wall, 0.96))])
    _shell(scene, room, wall)
    if "tunnelled" in cues:
        for z in (1.2, 4.4, 7.6, 10.8):
            for side in (-1, 1):
                _door(scene, room, side, z)
    else:
        if not says(f"{scene.brief.place} {scene.brief.place_look}", *_WINDOWLESS):
            _window(scene, room)
        _door(scene, room, -1, min(room.back - 1.7, 2.0))
    _dado(scene, room, wall)
    places = _along_the_wall(room)
    used = [cue for cue in cues if cue in FIXTURES and cue in fittings(scene.brief.action)]
    for cue in cues:
        piece = furniture.PIECES.get(cue) or FIXTURES.get(cue)
        if piece is not None:
            # What somebody is at is seen behind, on the free side of the frame.
            aside = -math.copysign(0.95, scene.eye.yaw)
            piece(scene, room, aside if cue in used[:1] else next(places))
    if not cues and not says(scene.brief.place, *_BARE):
        furniture.table(scene, room, next(places))
        furniture.picture(scene, room, next(places))


def indoor_cues(scene: Scenery) -> list[str]:
    """The furniture: the location's own words, or the action's where it has none; at most five."""
    brief = scene.brief
    own = list(fittings(f"{brief.place} {brief.place_look}"))
    asked = list(fittings(brief.action))
    used = [cue for cue in asked if cue in FIXTURES and cue not in own]
    cues = [*used, *own] if own else asked
    drawn = {seats.before(brief), "bed" if in_bed(brief) else None}
    return [cue for cue in cues if cue not in drawn][:6]


_BARE = ("lift", "elevator", "stairwell", "shaft", "vault")
_WINDOWLESS = (
    *_BARE,
    "cellar",
    "basement",
    "bunker",
    "windowless",
    "dungeon",
    "submarine",
    "garage",
)
_HARD = frozenset(
    "stone marble tile tiles tiled concrete hospital ward laboratory lab church cathedral temple "
    "palace museum lobby metro subway prison cell dungeon kitchen console consoles control".split()
)
"""Places whose floor is laid in slabs, not in boards."""


def _along_the_wall(room: Room) -> Iterator[float]:
    """Spots for furniture, the ones that a frame is likely to show first."""
    half = room.half
    spots = (0.42, -0.62, 0.80, -0.20, 0.12, -0.85)
    while True:
        for share in spots:
            yield share * half


def _shell(scene: Scenery, room: Room, wall: tuple[int, int, int]) -> None:
    h, b, f, top = room.half, room.back, room.front, room.high
    hard = _HARD & set(words(f"{scene.brief.place} {scene.brief.place_look}"))
    floor = mix((186, 182, 172) if hard else (186, 154, 122), scene.tint, 0.3)
    scene.quad([(-h, top, f), (h, top, f), (h, top, b), (-h, top, b)], tone(wall, 1.05))
    scene.quad([(-h, 0, b), (h, 0, b), (h, top, b), (-h, top, b)], wall)
    left = [(-h, 0, f), (-h, 0, b), (-h, top, b), (-h, top, f)]
    right = [(h, 0, f), (h, 0, b), (h, top, b), (h, top, f)]
    scene.quad(left, tone(wall, 0.92))
    scene.quad(right, tone(wall, 0.82))
    scene.hatch(right, 1.2, 9, 0.26)
    ground = [(-h, 0, f), (h, 0, f), (h, 0, b), (-h, 0, b)]
    scene.quad(ground, floor)
    for x in np.arange(-h + 0.45, h, 0.9 if hard or h >= 6 else 0.45):
        scene.stroke([(x, 0, f), (x, 0, b)], 0.34, 0.6)
    if hard:
        for z in np.arange(b - 0.9, -7, -0.9):
            scene.stroke([(-h, 0, z), (h, 0, z)], 0.26, 0.5)
    for corner in (-h, h):
        scene.sheet.sketch(scene.eye.outline([(corner, 0, b), (corner, top, b)], closed=False), 0.9)
    if scene.brief.place and top > 4:
        for z in np.arange(0, b, 2.4):
            scene.stroke([(-h, top, z), (h, top, z)], 0.4)
    corner_shade = [(h, 0, b), (h * 0.55, 0, b), (h * 0.8, top, b), (h, top, b)]
    scene.hatch(corner_shade, 0.9, 8, 0.22)


def _dado(scene: Scenery, room: Room, wall: tuple[int, int, int]) -> None:
    h, b = room.half, room.back
    for y, dark in ((0.14, 0.6), (0.95, 0.32)):
        scene.stroke([(-h, y, room.front), (-h, y, b)], dark, 0.7)
        scene.stroke([(-h, y, b), (h, y, b)], dark, 0.7)
        scene.stroke([(h, y, b), (h, y, room.front)], dark, 0.7)


def _window(scene: Scenery, room: Room) -> None:
    x = (-0.36 if scene.chance.random() < 0.6 else 0.1) * room.half
    z, low, high, half = room.back - 0.02, 1.0, min(2.35, room.high * 0.78), 0.75
    sky = {"night": (104, 120, 160), "dusk": (238, 206, 178), "dawn": (240, 214, 196)}.get(
        scene.brief.time, (222, 232, 234)
    )
    frame = [
        (x - half - 0.1, low - 0.1, z),
        (x + half + 0.1, low - 0.1, z),
        (x + half + 0.1, high + 0.1, z),
        (x - half - 0.1, high + 0.1, z),
    ]
    scene.quad(frame, (206, 190, 166))
    scene.quad(
        [(x - half, low, z), (x + half, low, z), (x + half, high, z), (x - half, high, z)], sky
    )
    hills = [
        (x - half, low + 0.42, z),
        (x - half * 0.3, low + 0.62, z),
        (x + half * 0.4, low + 0.46, z),
        (x + half, low + 0.56, z),
    ]
    scene.quad(
        [*hills, (x + half, low, z), (x - half, low, z)],
        tone(mix(sky, (150, 156, 150), 0.4), 0.97),
        0.35,
    )
    for k in (0.0, 0.16):
        scene.stroke([(x + 0.12 + k, high - 0.15, z), (x + 0.42 + k, high - 0.55, z)], 0.22, 0.7)
    scene.stroke([(x, low, z), (x, high, z)], 0.8)
    scene.stroke([(x - half, (low + high) / 2, z), (x + half, (low + high) / 2, z)], 0.8)
    scene.box(
        (x - half - 0.15, low - 0.18, z - 0.16), (x + half + 0.15, low - 0.1, z), (206, 190, 166)
    )
    if scene.brief.time != "night":
        pool = [
            (x - half, 0.01, z - 0.6),
            (x + half, 0.01, z - 0.6),
            (x + half + 1.0, 0.01, z - 2.6),
            (x - half + 1.0, 0.01, z - 2.6),
        ]
        scene.sheet.paint(scene.eye.outline(pool), (252, 240, 208), 0.45)
        beam = [
            (x - half, high, z),
            (x + half, high, z),
            (x + half + 1, 0, z - 2.6),
            (x - half + 1, 0, z - 2.6),
        ]
        scene.sheet.paint(scene.eye.outline(beam), (252, 244, 220), 0.16)


def _door(scene: Scenery, room: Room, side: int, z: float) -> None:
    """A door in the left wall (-1) or the right one (1)."""
    x, wood = side * (room.half - 0.02), mix((156, 124, 98), scene.tint, 0.25)
    scene.quad([(x, 0, z), (x, 0, z + 1.0), (x, 2.1, z + 1.0), (x, 2.1, z)], wood)
    for low, high in ((0.2, 0.95), (1.1, 1.9)):
        panel = [(x, low, z + 0.15), (x, low, z + 0.85), (x, high, z + 0.85), (x, high, z + 0.15)]
        scene.quad(panel, tone(wood, 0.94), 0.5)
