"""Exterior sets: ground, what lies along it and what stands at its end."""

from __future__ import annotations

import math

import numpy as np

from storyboard.generate.providers.animatic import boats, grounds, growth, landmarks
from storyboard.generate.providers.animatic.build import Scenery
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.idioms import land
from storyboard.generate.providers.animatic.ink import Colour
from storyboard.generate.providers.animatic.palette import mix, tone, weather
from storyboard.generate.providers.animatic.sky import draw_sky
from storyboard.generate.providers.animatic.weather import draw_weather

_GROUND: dict[str, Colour] = {
    "snow": (240, 240, 240), "desert": (226, 196, 148), "sea": (220, 202, 164),
    "street": (190, 186, 182), "forest": (160, 166, 128), "roof": (186, 178, 172),
    "cutting": (182, 172, 154), "rails": (190, 178, 158), "space": (150, 146, 150),
    "mountains": (172, 174, 148), "house": (176, 182, 140),
}  # fmt: skip
_MEADOW: Colour = (184, 188, 146)


def draw_outdoors(scene: Scenery) -> None:
    """Draw the exterior that the location's words ask for; open country where they ask nothing."""
    cues = outdoor_cues(scene)
    draw_sky(scene)
    if "mountains" in cues:
        _range(scene, 0.20, 0.5)
    elif not {"street", "cutting", "sea", "space", "desert"} & set(cues):
        _range(scene, 0.055, 0.35)
    over_water = boats.afloat(scene.brief) or boats.on_deck(scene.brief)
    if over_water:
        boats.open_water(scene)
        cues = [cue for cue in cues if cue not in ("road", "street", "river", "house", "stairs")]
        if not boats.afloat(scene.brief):
            boats.deck(scene)
    else:
        _ground(scene, cues)
    if "sea" in cues and not over_water:
        landmarks.sea(scene)
    if "pitch" in cues:
        grounds.pitch(scene)
    if "desert" in cues:
        landmarks.dunes(scene)
    if "river" in cues:
        landmarks.ribbon(scene, 3.0, 9.0, (158, 184, 194), waves=True)
    dug = says(f"{scene.brief.place} {scene.brief.place_look}", "cutting")  # for a railway
    railway = "rails" in cues or ("cutting" in cues and dug)
    if not railway and {"road", "cutting"} & set(cues):
        landmarks.ribbon(scene, -2.2, 2.6, mix((196, 190, 180), scene.tint, 0.3))
    for cue, draw in _DISTANT:
        if cue in cues:
            draw(scene)
    if railway:
        landmarks.rails(scene)
    for cue, draw in _STANDING:
        if cue in cues:
            draw(scene)
    treeless = {"pitch", "street", "cutting", "sea", "desert", "space", "roof", "forest"}
    if not over_water and not treeless & set(cues):
        growth.trees(scene, 5, nearest=16)
    draw_weather(scene)


def outdoor_cues(scene: Scenery) -> list[str]:
    """The landscape: the location's own words, or the action's where the location has none."""
    brief = scene.brief
    cues = list(land(f"{brief.place} {brief.place_look}"))
    # The light of a film's look is its lighting.
    looks = [cue for cue in land(brief.look) if cue != "lamp"]
    cues = cues or list(dict.fromkeys([*land(brief.action), *looks]))
    if "fire" not in cues and "fire" in land(brief.action):
        cues.append("fire")
    if "lamp" not in cues and says(brief.action, "street lamp", "lamp post", "lamppost",
                                   "streetlight", "street light", "streetlamp"):  # fmt: skip
        cues.append("lamp")
    without = {"space": {"rails", "street", "house"}, "roof": {"street", "road", "house"}}
    hidden = {gone for cue in cues for gone in without.get(cue, set())}
    return [cue for cue in cues if cue not in hidden]


def _ground(scene: Scenery, cues: list[str]) -> None:
    colour = next((_GROUND[cue] for cue in cues if cue in _GROUND), _MEADOW)
    if "snowfall" in weather(scene.brief):
        colour = mix(colour, _GROUND["snow"], 0.7)
    colour = mix(colour, scene.tint, 0.42)
    eye, sheet = scene.eye, scene.sheet
    x, _, z = eye.position
    cos, sin = math.cos(eye.yaw), math.sin(eye.yaw)

    def there(side: float, ahead: float) -> tuple[float, float, float]:
        return x + side * cos + ahead * sin, 0.0, z - side * sin + ahead * cos

    far = 1500.0
    quad = [there(-4000, far), there(4000, far), there(900, -60), there(-900, -60)]
    flat = eye.outline(quad)
    if len(flat) < 3:
        return
    sheet.wash(flat, colour)
    # Paler with the distance, in steps too small to be seen as edges.
    for start in (9.0, 12.0, 16.0, 22.0, 30.0, 42.0, 60.0, 90.0):
        strip = [there(-4000, far), there(4000, far), there(2000, start), there(-2000, start)]
        sheet.paint(eye.outline(strip), mix(colour, (238, 232, 216), 0.7), 0.085)
    if eye.pitch > -1.0:
        sheet.line(eye.outline([there(-3000, far), there(3000, far)], closed=False), 0.6, 0.4)
    _scatter(scene, grassy="street" not in cues and "roof" not in cues)


def _scatter(scene: Scenery, grassy: bool) -> None:
    """Tufts and stones, fixed in the world, so that the ground reads as ground."""
    eye, sheet = scene.eye, scene.sheet
    rng = np.random.default_rng(23)
    near = max(1.5, eye.focal * 0.004)
    spots = np.stack(
        [rng.uniform(-1, 1, 110), np.zeros(110), rng.uniform(0, 1, 110) ** 1.7], axis=1
    )
    spots[:, 2] = near + spots[:, 2] * 60
    spots[:, 0] *= 4 + spots[:, 2] * 0.9
    cos, sin = math.cos(eye.yaw), math.sin(eye.yaw)
    x = eye.position[0] + spots[:, 0] * cos + spots[:, 2] * sin
    z = eye.position[2] - spots[:, 0] * sin + spots[:, 2] * cos
    flat = eye.project(np.stack([x, np.zeros(110), z], 1))
    for (px, py), depth, lean in zip(flat, spots[:, 2], rng.normal(0, 1, 110), strict=True):
        if not (0 <= px <= sheet.width and 0 <= py <= sheet.height):
            continue
        size = float(np.clip(0.16 * eye.focal / depth, 1.5 * sheet.unit, 16 * sheet.unit))
        if grassy:
            for blade in (-0.5, 0.0, 0.5):
                tip = (px + (blade + 0.2 * lean) * size, py - size * (1 - abs(blade) * 0.5))
                sheet.line([(px + blade * size * 0.4, py), tip], 0.6, 0.34, wobble=0.3)
        else:
            sheet.line([(px - size, py), (px + size, py)], 0.5, 0.22, wobble=0.5)


def _range(scene: Scenery, height: float, dark: float) -> None:
    """Hills or mountains along the horizon in two washes; height as a share of the focal length."""
    eye, sheet = scene.eye, scene.sheet
    rng = np.random.default_rng(int(scene.chance.integers(1 << 30)))
    xs = np.linspace(-0.6 * sheet.width, 1.6 * sheet.width, 90)
    cos, sin = math.cos(eye.roll), math.sin(eye.roll)
    for layer, share in ((0, 1.0), (1, 0.55)):
        turns = np.linspace(0, 24, 90)
        shape = sum(
            np.abs(np.sin(turns * f + rng.uniform(0, 6))) * a
            for f, a in ((0.31, 0.55), (0.74, 0.3), (1.9, 0.13))
        )
        shape = shape + rng.normal(0, 0.018, 90)
        tops = eye.horizon - shape * height * share * eye.focal
        ridge = np.stack([xs, tops], 1)
        foot = np.array([[xs[-1], eye.horizon + 4], [xs[0], eye.horizon + 4]])
        poly = np.concatenate([ridge, foot]) - eye.centre
        poly = np.stack(
            [poly[:, 0] * cos - poly[:, 1] * sin, poly[:, 0] * sin + poly[:, 1] * cos], 1
        ) + np.asarray(eye.centre)
        wash = mix((176, 186, 200), mix(scene.tint, (160, 170, 160), 0.5), 0.35 + 0.3 * layer)
        sheet.wash(poly, tone(wash, 1.0 - 0.06 * layer))
        sheet.line(poly[:90], 0.8, dark)
        if height > 0.1:
            _facets(scene, poly[:90], eye.horizon)


def _facets(scene: Scenery, ridge: np.ndarray, horizon: float) -> None:
    """The shaded flanks below each peak."""
    peaks = [
        i for i in range(2, len(ridge) - 2)
        if ridge[i, 1] == min(ridge[i - 2 : i + 3, 1]) and 0 < ridge[i, 0] < scene.sheet.width
    ]  # fmt: skip
    for i in peaks:
        x, y = ridge[i]
        drop = (horizon - y) * 0.7
        flank = [(x, y), (x + drop * 0.55, y + drop * 0.72), (x + drop * 0.1, y + drop)]
        scene.sheet.glaze(flank, (196, 200, 212), 0.8)
        scene.sheet.hatch(flank, 1.0, 8, 0.26)
        scene.sheet.line([(x, y), (x + drop * 0.1, y + drop)], 0.6, 0.4)


_DISTANT = (
    ("space", landmarks.planet),
    ("cutting", landmarks.cutting),
    ("tunnel", landmarks.portal),
    ("bridge", landmarks.bridge),
)
_STANDING = (
    ("street", landmarks.street),
    ("house", landmarks.house),
    ("forest", growth.forest),
    ("roof", landmarks.roof),
    ("fire", grounds.campfire),
    ("stairs", landmarks.steps),
    ("lamp", landmarks.lamp_post),
)
