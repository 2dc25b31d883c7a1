"""Trees: single ones, firs, and a wood of them."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.furniture import WOOD
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.palette import mix, tone


def trees(scene: Scenery, count: int, nearest: float) -> None:
    """Single trees standing about, none of them before the people."""
    rng = np.random.default_rng(int(scene.chance.integers(1 << 30)))
    spots = sorted(
        ((nearest + 40 * float(rng.random()), float(rng.uniform(-1, 1))) for _ in range(count)),
        reverse=True,
    )
    for z, side in spots:
        x = math.copysign(5 + abs(side) * z * 0.9, side)
        _tree(scene, x, z, float(rng.uniform(4.5, 8)), rng)


def _tree(scene: Scenery, x: float, z: float, height: float, rng: np.random.Generator) -> None:
    leaf = mix((138, 154, 108), scene.tint, 0.35)
    scene.post((x, 0, z), (x, height * 0.6, z), 0.035 * height, WOOD, 0.5)
    for dx, dy, share in ((-0.17, 0.58, 0.2), (0.18, 0.62, 0.2), (0.0, 0.78, 0.26)):
        at = (x + (dx + rng.normal(0, 0.03)) * height, dy * height, z)
        foliage(scene, at, share * height, leaf, rng)


def foliage(
    scene: Scenery, at: tuple[float, float, float], radius: float, leaf: Colour,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """A mass of leaves: a scalloped outline, the underside hatched, a few curls of the pencil."""
    if scene.eye.depth(at) < 0.5:
        return
    (x, y), size = scene.eye.project([at])[0], radius * scene.eye.scale(at)
    turn = np.linspace(0, 2 * math.pi, 46, endpoint=False)
    edge = 1 + 0.10 * np.abs(np.sin(4.5 * turn + rng.uniform(0, 6))) + 0.05 * np.sin(9 * turn)
    shape = np.stack([x + size * edge * np.cos(turn), y + size * 0.82 * edge * np.sin(turn)], 1)
    scene.sheet.wash(shape, scene.haze(leaf, at), 0.45)
    under = shape[(turn > 0.1) & (turn < 2.6)]
    scene.sheet.hatch(np.concatenate([under, [(x, y + size * 0.1)]]), 0.7, 6, 0.3)
    scene.sheet.line(shape, scene.weight(at) * 0.9, 0.7, closed=True, wobble=1.6)
    for _ in range(3):
        # A run of leaf edges along a slope: single arches would look like eyes.
        cx, cy = x + size * rng.uniform(-0.6, 0.1), y + size * rng.uniform(-0.5, 0.3)
        along, slope = np.linspace(0, 1, 19), float(rng.uniform(-0.5, 0.6))
        arches = 0.09 * size * np.abs(np.sin(along * 3 * math.pi))
        run = np.stack([cx + 0.5 * size * along, cy + slope * size * 0.5 * along - arches], 1)
        scene.sheet.line(run, scene.weight(at) * 0.6, 0.4)


def _conifer(scene: Scenery, x: float, z: float, height: float, leaf: Colour) -> None:
    """A fir: tiers of drooping branches, darker towards the trunk."""
    scene.post((x, 0, z), (x, height * 0.3, z), 0.02 * height, WOOD, 0.9)
    for tier in range(5):
        low, high = height * (0.12 + 0.165 * tier), height * (0.42 + 0.145 * tier)
        wide = height * (0.20 - 0.033 * tier)
        skirt = [
            (x + wide * u, low - height * 0.03 * (k % 2), z)
            for k, u in enumerate(np.linspace(-1, 1, 9))
        ]
        flat = scene.eye.outline([*skirt, (x, high, z)])
        if len(flat) < 3:
            return
        scene.sheet.wash(flat, scene.haze(tone(leaf, 0.9 + 0.04 * tier), (x, low, z)), 0.4)
        scene.sheet.line(flat, scene.weight((x, low, z)) * 0.8, 0.7, closed=True)


def forest(scene: Scenery) -> None:
    """Trees at every depth: firs where the words say so, else trunks under a roof of leaves."""
    rng = np.random.default_rng(int(scene.chance.integers(1 << 30)))
    text = f"{scene.brief.place} {scene.brief.place_look}"
    firs = says(text, "pine*", "fir", "firs", "spruce", "snow*", "winter", "taiga")
    leaf = mix((112, 136, 100), scene.tint, 0.3)
    spots = sorted(
        ((6 + 46 * float(rng.random()) ** 1.3, float(rng.uniform(-1, 1))) for _ in range(38)),
        reverse=True,
    )
    for z, side in spots:
        x = side * (4 + z * 0.85)
        x += math.copysign(1.9, side) if abs(x) < 2.2 else 0.0
        if firs:
            _conifer(scene, x, z, float(rng.uniform(6, 11)), leaf)
            continue
        bark = mix((130, 108, 90), scene.tint, 0.3)
        lean = float(rng.normal(0, 0.4))
        scene.post((x, 0, z), (x + lean, 9, z), 0.2 + 0.16 * float(rng.random()), bark, 0.7)
        for _ in range(2):
            at = (x + lean + float(rng.normal(0, 1.1)), float(rng.uniform(5.2, 8)), z - 0.2)
            foliage(scene, at, float(rng.uniform(1.2, 2.2)), leaf, rng)
