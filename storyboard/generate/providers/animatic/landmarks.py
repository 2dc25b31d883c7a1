"""What stands in an exterior: each landmark is one function over the scenery, in metres."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic.boats import on_deck
from storyboard.generate.providers.animatic.build import Scenery, oval
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.growth import foliage
from storyboard.generate.providers.animatic.idioms import land
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.palette import mix, tone

STONE: Colour = (178, 172, 160)
WOOD: Colour = (168, 136, 104)
AXIS = -2.6
"""Where a track or a tunnel lies beside the people, in metres to the left."""
END = 34.0
"""How far ahead a vista ends."""
BROW = 13.5
"""The height of a cutting's walls."""


def sea(scene: Scenery) -> None:
    """Water from a shore a little way ahead to the horizon."""
    eye = scene.eye
    water = mix((142, 174, 190), scene.tint, 0.25)
    shore = [(-900, 0, 7.5), (-8, 0, 6.5), (4, 0, 8.0), (20, 0, 6.8), (900, 0, 9)]
    scene.quad([(-2500, 0, 1400), (2500, 0, 1400), *shore[::-1]], water, line=False)
    scene.stroke(shore, 0.6)
    foam = [(x, 0, z + 0.7) for x, _, z in shore]
    scene.stroke(foam, 0.3, 0.7)
    rng = np.random.default_rng(3)
    for _ in range(90):
        z = 9 + 150 * rng.random() ** 2
        x = rng.uniform(-1, 1) * (8 + z * 1.3)
        wave = [(x + t * z * 0.06, 0.0, z + 0.1 * math.sin(t * 3)) for t in np.linspace(-1, 1, 5)]
        flat = eye.outline(wave, closed=False)
        if len(flat) > 1:
            scene.sheet.line(flat, 0.55, 0.34)


def dunes(scene: Scenery) -> None:
    """Long crests of sand, one behind the other."""
    rng = np.random.default_rng(9)
    for z in (120.0, 70.0, 38.0, 22.0):
        xs = np.linspace(-2.2 * z, 2.2 * z, 30)
        ys = np.clip(np.sin(xs / z * 3 + rng.uniform(0, 6)), 0, 1) * z * 0.09
        crest = [(x, y, z) for x, y in zip(xs, ys, strict=True)]
        sand = mix((230, 200, 150), scene.tint, 0.25)
        scene.quad([*crest, (xs[-1], 0, z - 6), (xs[0], 0, z - 6)], tone(sand, 0.98), line=False)
        scene.stroke(crest, 0.55)
        for i in range(4, 29, 6):
            lee = [crest[i], crest[i + 1], (xs[i] + z * 0.12, 0, z - 4)]
            scene.sheet.glaze(scene.eye.outline(lee), (206, 190, 178), 0.8)


def ribbon(scene: Scenery, left: float, right: float, colour: Colour, waves: bool = False) -> None:
    """A road or a river that runs ahead and bends away."""
    zs = np.concatenate([np.linspace(-14, 30, 24), np.linspace(34, 300, 18)])
    bend = np.maximum(zs - 12, 0) ** 1.6 * 0.035
    edge_l = [(left + b, 0.01, z) for b, z in zip(bend, zs, strict=True)]
    edge_r = [(right + b, 0.01, z) for b, z in zip(bend, zs, strict=True)]
    scene.quad([*edge_l, *edge_r[::-1]], colour, line=False)
    scene.stroke(edge_l, 0.65)
    scene.stroke(edge_r, 0.65)
    middle = (left + right) / 2
    for i in range(0, len(zs) - 2, 2):
        if waves:
            scene.stroke(
                [(middle + bend[i] - 1, 0.01, zs[i]), (middle + bend[i] + 1, 0.01, zs[i])], 0.3, 0.6
            )
        else:
            scene.stroke(
                [(middle + bend[i], 0.01, zs[i]), (middle + bend[i + 1], 0.01, zs[i + 1])], 0.4, 0.8
            )


def rails(scene: Scenery) -> None:
    """A railway line on its sleepers, running to the vanishing point."""
    ballast = mix((176, 164, 146), scene.tint, 0.3)
    scene.quad(
        [(AXIS + side, 0.02, z) for side, z in ((-1.7, -14), (1.7, -14), (1.7, 400), (-1.7, 400))],
        ballast, line=False,
    )  # fmt: skip
    z = -10.0
    while z < 60:
        tie = [
            (AXIS - 1.25, 0.05, z),
            (AXIS + 1.25, 0.05, z),
            (AXIS + 1.25, 0.05, z + 0.26),
            (AXIS - 1.25, 0.05, z + 0.26),
        ]
        scene.quad(tie, (140, 118, 98), 0.6)
        z += 0.75 if z < 25 else 2.0
    for side in (-0.72, 0.72):
        x = AXIS + side
        rail = [
            (x - 0.05, 0.16, -14),
            (x + 0.05, 0.16, -14),
            (x + 0.05, 0.16, 400),
            (x - 0.05, 0.16, 400),
        ]
        scene.quad(rail, (120, 118, 124), line=False)
        scene.stroke([(x, 0.16, -14), (x, 0.16, 20), (x, 0.16, 400)], 0.9, 1.1)


def cutting(scene: Scenery) -> None:
    """Two steep walls of stone, one in light and one in shadow, and a strip of sky between."""
    wall = tone(mix(STONE, scene.tint, 0.5), 0.92)
    rng = np.random.default_rng(int(scene.chance.integers(1 << 30)))
    end = END if _tunnelled(scene) else 150.0
    _plateau(scene, end)
    if _tunnelled(scene):
        _headwall(scene, wall)
    for side in (-1, 1):
        foot, brow = AXIS + side * 6.0, AXIS + side * 9.6
        zs = np.concatenate([np.linspace(-46, -6, 8), np.linspace(-3, end, 16)])
        tops = [(brow + rng.normal(0, 0.35), BROW + rng.normal(0, 0.45), z) for z in zs]
        feet = [(foot, 0.0, z) for z in zs]
        flat = scene.eye.outline([*feet, *tops[::-1]])
        if len(flat) < 3:
            continue
        shaded = side > 0
        scene.sheet.wash(flat, tone(wall, 0.66 if shaded else 0.97))
        scene.sheet.hatch(flat, 1.2, 7, 0.42 if shaded else 0.16)
        if shaded:
            scene.sheet.hatch(flat, 2.2, 11, 0.26)
        scene.stroke(tops, 0.85, 1.2)
        scene.stroke(feet, 0.75)
        _courses(scene, foot, brow, end, rng)
        leaf = mix((126, 140, 100), scene.tint, 0.3)
        for z in rng.uniform(-6, end - 3, 10):
            foliage(scene, (brow + side * 0.2, BROW + 0.2, float(z)), 0.95, leaf, rng)
        verge = [
            (foot, 0.01, zs[0]),
            (foot, 0.01, end),
            (foot - side * 1.3, 0.01, end),
            (foot - side * 1.3, 0.01, zs[0]),
        ]
        scene.sheet.glaze(scene.eye.outline(verge), (176, 172, 184) if shaded else (214, 210, 206))


def _plateau(scene: Scenery, end: float) -> None:
    """The land that the cutting was dug through, seen when the eye is high enough."""
    if scene.eye.position[1] < BROW:
        return
    grass = mix((172, 178, 136), scene.tint, 0.4)
    for side in (-1, 1):
        near, far = AXIS + side * 9.6, AXIS + side * 600
        scene.quad(
            [(near, BROW, -46), (far, BROW, -46), (far, BROW, 900), (near, BROW, 900)], grass
        )
    if end == END:
        scene.quad(
            [
                (AXIS - 9, BROW, end),
                (AXIS + 9, BROW, end),
                (AXIS + 9, BROW, 900),
                (AXIS - 9, BROW, 900),
            ],
            grass,
            line=False,
        )


def _tunnelled(scene: Scenery) -> bool:
    return says(
        f"{scene.brief.place} {scene.brief.place_look}", "tunnel", "underpass", "cave", "mine"
    )


def _headwall(scene: Scenery, wall: Colour) -> None:
    """The hillside that closes the cutting above the tunnel."""
    left, right = AXIS - 11, AXIS + 11
    xs = np.linspace(left, right, 9)
    brow = [(float(x), BROW + 0.8 * math.sin(x * 1.3), END + 0.4) for x in xs]
    scene.quad([(left, 0, END + 0.4), *brow, (right, 0, END + 0.4)], tone(wall, 0.86))


def _courses(
    scene: Scenery, foot: float, brow: float, end: float, rng: np.random.Generator
) -> None:
    """Ledges and joints of the rock, and water running down it."""
    for y in np.arange(1.1, BROW - 0.5, 1.5):
        x = foot + (brow - foot) * y / BROW
        for z in rng.uniform(-8, end - 3, 9):
            run = float(rng.uniform(0.8, 3.2))
            ledge = [
                (x, y, z),
                (x, y + float(rng.normal(0, 0.12)), z + run * 0.6),
                (x, y + 0.1, z + run),
            ]
            scene.stroke(ledge, 0.55)
            if rng.random() < 0.5:
                scene.stroke(
                    [ledge[1], (x - (brow - foot) * 0.07, y - 1.0, z + run * 0.62)], 0.45, 0.8
                )


def portal(scene: Scenery) -> None:
    """The mouth of a tunnel at the end of the vista."""
    z, wide, spring = END, 3.4, 3.2
    stone = tone(mix(STONE, scene.tint, 0.4), 0.92)
    arch = np.linspace(0, math.pi, 17)
    mouth = [(AXIS + wide * math.cos(a), spring + wide * math.sin(a), z) for a in arch]
    low, high = AXIS - 6.2, AXIS + 6.2
    scene.quad([(low, 0, z), (high, 0, z), (high, 8.6, z), (low, 8.6, z)], stone)
    for y in np.arange(0.8, 8.4, 0.8):
        scene.stroke([(low, y, z), (high, y, z)], 0.3, 0.8)
    coping = [(low - 0.3, 8.6, z), (high + 0.3, 8.6, z), (high + 0.3, 9.3, z), (low - 0.3, 9.3, z)]
    scene.quad(coping, tone(stone, 1.12))
    opening = [(AXIS + wide, 0, z), *mouth, (AXIS - wide, 0, z)]
    ring = [
        (AXIS + (wide + 0.8) * math.cos(a), spring + (wide + 0.8) * math.sin(a), z) for a in arch
    ]
    scene.quad([(AXIS + wide + 0.8, 0, z), *ring, (AXIS - wide - 0.8, 0, z)], tone(stone, 1.1))
    for inner, outer in zip(mouth, ring, strict=True):
        scene.stroke([inner, outer], 0.6)
    flat = scene.eye.outline(opening)
    scene.sheet.wash(flat, (74, 70, 80))
    scene.sheet.hatch(flat, 0.9, 4, 0.75, 1.1)
    scene.sheet.hatch(flat, 2.2, 5, 0.6)
    scene.sheet.line(flat, 1.1, 0.9, closed=True)
    if says(f"{scene.brief.place_look} {scene.brief.action}", "red light", "red lamp", "danger"):
        _red_light(scene, (AXIS + wide + 1.5, 3.4, z - 0.6))


def _red_light(scene: Scenery, at: tuple[float, float, float]) -> None:
    scene.post((at[0], 0, at[2]), (at[0], at[1] + 0.6, at[2]), 0.09, (110, 96, 92))
    scene.box(
        (at[0] - 0.3, at[1] - 0.3, at[2] - 0.2),
        (at[0] + 0.3, at[1] + 0.4, at[2] + 0.2),
        (96, 88, 92),
    )
    scene.ball((at[0], at[1], at[2] - 0.25), 0.26, (214, 70, 56))
    scene.glow(at, 4.2, (236, 84, 60))


def street(scene: Scenery) -> None:
    """Two rows of house fronts with windows, pavement and kerb."""
    rng = scene.chance
    pave = mix((206, 200, 192), scene.tint, 0.3)
    for side in (-1, 1):
        kerb, front = AXIS + side * 4.6 + 2, AXIS + side * 7.4 + 2
        scene.quad(
            [(kerb, 0.12, -14), (front, 0.12, -14), (front, 0.12, 300), (kerb, 0.12, 300)],
            pave,
            0.5,
        )
    blocks = []
    for side in (-1, 1):
        z = -12.0
        while z < 90:
            depth, height = float(rng.uniform(6, 12)), float(rng.uniform(6.5, 15))
            blocks.append((z, depth, height, side, float(rng.uniform(0.86, 1.08))))
            z += depth
    for z, depth, height, side, shade in sorted(blocks, reverse=True):
        front = AXIS + side * 7.4 + 2
        low, high = sorted((front, front + side * 9))
        wall = tone(mix((200, 184, 166), scene.tint, 0.55), shade)
        scene.box((low, 0, z), (high, height, z + depth), wall, hatched=side > 0)
        _windows(scene, front - side * 0.02, z, depth, height)


def _windows(scene: Scenery, x: float, z: float, depth: float, height: float) -> None:
    lit = scene.brief.time in ("night", "dusk")
    rng = np.random.default_rng(int(abs(z) * 100))
    if scene.eye.seen([(x, 2, z + depth)])[0, 2] < 0.5 or z > 60:
        return
    for floor in np.arange(1.0, height - 1.8, 3.1):
        for bay in np.arange(0.9, depth - 1.2, 2.1):
            a, b = z + bay, z + bay + 1.1
            glass: Colour = (150, 158, 170)
            if lit and rng.random() < 0.42:
                glass = (246, 214, 142)
                scene.glow((x, floor + 0.8, (a + b) / 2), 1.8, (240, 190, 110))
            pane = [(x, floor, a), (x, floor, b), (x, floor + 1.7, b), (x, floor + 1.7, a)]
            scene.quad(pane, glass, 0.6)
            scene.stroke([(x, floor + 0.9, a), (x, floor + 0.9, b)], 0.4, 0.7)


def house(scene: Scenery) -> None:
    """A gabled house, or what its words make of it, standing back from the people."""
    x, z = 5.5, 13.0
    wall = mix((212, 196, 172), scene.tint, 0.4)
    if says(scene.brief.place + scene.brief.place_look, "lighthouse", "castle", "tower", "church"):
        scene.drum((x + 2, 0, z + 3), 11, 2.2, 1.6, wall)
        scene.drum((x + 2, 11, z + 3), 1.6, 1.9, 1.9, tone(wall, 0.9))
    scene.box((x - 3.2, 0, z), (x + 4, 3.3, z + 6), wall)
    ridge = 5.4
    roof = mix((156, 116, 100), scene.tint, 0.25)
    scene.quad(
        [
            (x - 3.6, 3.2, z - 0.4),
            (x + 4.4, 3.2, z - 0.4),
            (x + 4.4, ridge, z + 3),
            (x - 3.6, ridge, z + 3),
        ],
        roof,
    )
    scene.quad(
        [(x - 3.2, 3.3, z), (x - 3.2, ridge, z + 3), (x - 3.2, 3.3, z + 6)], tone(wall, 0.85)
    )
    for i in range(1, 5):
        share = i / 5
        scene.stroke(
            [
                (x - 3.6, 3.2 + 2.2 * share, z - 0.4 + 3.4 * share),
                (x + 4.4, 3.2 + 2.2 * share, z - 0.4 + 3.4 * share),
            ],
            0.3,
            0.7,
        )
    lit = scene.brief.time in ("night", "dusk")
    scene.quad(
        [(x, 0, z - 0.02), (x + 1, 0, z - 0.02), (x + 1, 2.1, z - 0.02), (x, 2.1, z - 0.02)],
        (130, 104, 84),
    )
    for left in (x - 2.3, x + 2.0):
        pane = [
            (left, 1.1, z - 0.02),
            (left + 1.1, 1.1, z - 0.02),
            (left + 1.1, 2.2, z - 0.02),
            (left, 2.2, z - 0.02),
        ]
        scene.quad(pane, (248, 214, 140) if lit else (170, 178, 186))
        if lit:
            scene.glow((left + 0.5, 1.6, z), 2.2, (244, 190, 100))
    scene.box((x + 2.2, ridge - 0.7, z + 2.4), (x + 2.9, ridge + 1.0, z + 3.1), tone(roof, 0.95))


def steps(scene: Scenery) -> None:
    """A flight of steps climbing away to one side."""
    stone = mix(STONE, scene.tint, 0.4)
    for i in range(11, -1, -1):
        z, y = 5.0 + i * 0.42, i * 0.2
        scene.box((1.6, 0, z), (4.4, y + 0.2, z + 0.42), stone)
    scene.stroke([(1.6, 0.9, 5.0), (1.6, 3.1, 9.6)], 0.8)


def roof(scene: Scenery) -> None:
    """A parapet, with the roofs of the town behind it."""
    rng = np.random.default_rng(int(scene.chance.integers(1 << 30)))
    for z in (60.0, 36.0, 20.0):
        for x in np.arange(-1.5 * z, 1.5 * z, z * 0.28):
            top = float(rng.uniform(0.05, 0.22)) * z
            wall = tone(mix((190, 180, 172), scene.tint, 0.4), 0.95)
            scene.box((x, 0, z), (x + z * 0.24, top, z + 6), wall)
    scene.box((-30, 0, 4.6), (30, 0.95, 5.0), mix(STONE, scene.tint, 0.4))


def lamp_post(scene: Scenery) -> None:
    """A street lamp; lit when it is dark."""
    cues = land(f"{scene.brief.place} {scene.brief.place_look}")
    if "tunnel" in cues:  # the light hangs there already
        return
    x, z = (1.7 if on_deck(scene.brief) else 2.6), 6.5
    scene.post((x, 0, z), (x, 3.5, z), 0.07, (92, 90, 96))
    scene.drum((x, 3.5, z), 0.5, 0.15, 0.24, (240, 222, 170))
    scene.drum((x, 4.0, z), 0.16, 0.28, 0.05, (92, 90, 96))
    if scene.brief.time != "day":
        scene.glow((x, 3.75, z), 5.5, (250, 206, 130))


def bridge(scene: Scenery) -> None:
    """A stone viaduct across the distance."""
    z, stone = 48.0, mix(STONE, scene.tint, 0.35)
    scene.box((-90, 9.5, z), (90, 11.5, z + 5), stone)
    for x in range(-84, 90, 12):
        scene.box((x - 1.2, 0, z), (x + 1.2, 9.5, z + 5), stone)
        turn = np.linspace(0, math.pi, 12)
        scene.stroke([(x + 6 + 4.8 * math.cos(a), 5.2 + 4.3 * math.sin(a), z) for a in turn], 0.6)


def planet(scene: Scenery) -> None:
    """A great sphere low in a black sky."""
    sheet, horizon = scene.sheet, scene.eye.horizon
    sheet.glaze([(0, 0), (sheet.width, 0), (sheet.width, horizon), (0, horizon)], (110, 112, 140))
    size = 0.26 * sheet.height
    disc = oval(sheet.width * 0.7, horizon - size * 0.9, size, size, 48)
    sheet.wash(disc, (206, 178, 150), 0.7)
    sheet.line(disc, 1.0, 0.8, closed=True)
