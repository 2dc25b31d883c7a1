"""Figures: a dressed mannequin in ink and wash, from any side and at any distance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from storyboard.generate.providers.animatic.face import Head
from storyboard.generate.providers.animatic.head import draw_head
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.pose import Joint, Pose, skeleton
from storyboard.generate.providers.animatic.wardrobe import Figure

_ROUND = np.linspace(0, 2 * math.pi, 14, endpoint=False)


@dataclass(frozen=True)
class Actor:
    """A figure in its place: feet at (x, y, z), facing in radians (0 looks along +z).

    `talking` opens the mouth, `mood` shapes the brows: worried, angry, glad or calm.
    """

    figure: Figure
    at: tuple[float, float, float]
    facing: float
    pose: Pose
    mood: str = "calm"
    near: bool = False
    ride: bool = False
    saddled: bool = False
    """Whether it sits on a horse."""
    deed: str | None = None
    """What the words have somebody alone do."""

    @property
    def ahead(self) -> NDArray[np.float64]:
        """The way it faces, a metre long and level."""
        return np.array([math.sin(self.facing), 0.0, math.cos(self.facing)])


@dataclass(frozen=True)
class _Body:
    """The joints in the world, with what is needed to draw around them."""

    sheet: Sheet
    eye: Eye
    actor: Actor
    joints: dict[str, Joint]
    turn: NDArray[np.float64]
    size: float

    def world(self, point: ArrayLike) -> Joint:
        """From the figure's axes into the world."""
        return np.asarray(np.asarray(point, dtype=float) @ self.turn.T + np.asarray(self.actor.at))

    def ring(self, centre: Joint, wide: float, deep: float) -> NDArray[np.float64]:
        """An ellipse around the spine at a joint, in pixels."""
        side = self.joints["side"]
        ahead = np.cross(side, self.joints["up"])
        points = (
            centre
            + np.cos(_ROUND)[:, None] * side * wide * self.size
            + np.sin(_ROUND)[:, None] * ahead * deep * self.size
        )
        return self.eye.project(self.world(points))

    def front(self, centre: Joint, across: float, out: float) -> NDArray[np.float64]:
        """A pixel on the chest: so far to the right, so far ahead of the spine."""
        side = self.joints["side"]
        ahead: Joint = -np.cross(side, self.joints["up"])
        if ahead[2] < 0:
            ahead = -ahead
        spot = self.world(centre + (side * across + ahead * out) * self.size)
        return np.asarray(self.eye.project(spot)[0])

    @property
    def weight(self) -> float:
        """How heavy its outline is drawn."""
        pixels = self.eye.scale(self.world(self.joints["chest"])) / self.sheet.unit
        return float(np.clip((pixels / 240) ** 0.5, 0.5, 2.1))

    @property
    def towards(self) -> float:
        """1 where the figure faces the eye, -1 where it shows its back."""
        to_eye = np.asarray(self.eye.position) - np.asarray(self.world(self.joints["chest"]))
        ahead = self.turn @ np.array([0.0, 0.0, 1.0])
        return float(np.dot(to_eye / (np.linalg.norm(to_eye) or 1), ahead))


def head_at(actor: Actor) -> tuple[float, float, float]:
    """The middle of somebody's head, in the world."""
    figure, (cos, sin) = actor.figure, (math.cos(actor.facing), math.sin(actor.facing))
    joints = skeleton(actor.pose, figure.height, figure.broad)
    x, y, z = joints["neck"]
    y += 0.15 * figure.height / 1.75 if not actor.pose.lying else 0.0
    ax, ay, az = actor.at
    return ax + x * cos + z * sin, ay + y, az + z * cos - x * sin


def hand_at(actor: Actor, stretched: bool = False, left: bool = False) -> NDArray[np.float64]:
    """The middle of somebody's right hand, in the world; or of the `left` one, or of the one that
    is stretched out."""
    figure, (cos, sin) = actor.figure, (math.cos(actor.facing), math.sin(actor.facing))
    joints = skeleton(actor.pose, figure.height, figure.broad)
    arm = max("rl", key=lambda side: float(joints[f"{side}_wrist"][2])) if stretched else "rl"[left]
    x, y, z = joints[f"{arm}_wrist"] + (joints[f"{arm}_wrist"] - joints[f"{arm}_elbow"]) * 0.35
    ax, ay, az = actor.at
    return np.array([ax + x * cos + z * sin, ay + y, az + z * cos - x * sin])


def draw_actor(sheet: Sheet, eye: Eye, actor: Actor, talking: bool = False) -> NDArray[np.float64]:
    """Draw somebody; gives the pixel just above the crown, where a name tag may hang."""
    cos, sin = math.cos(actor.facing), math.sin(actor.facing)
    turn = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    figure = actor.figure
    joints = skeleton(actor.pose, figure.height, figure.broad)
    body = _Body(sheet, eye, actor, joints, turn, figure.height / 1.75)
    parts: list[tuple[float, Callable[[], None]]] = []
    trunk = eye.depth(body.world(joints["chest"]))
    for leg in ("l", "r"):
        knee = eye.depth(body.world(joints[f"{leg}_knee"])) + 0.02
        if _hangs(body):  # cloth that hangs down covers the thighs
            knee = max(knee, trunk + 0.01)
        parts.append((knee, partial(_leg, body, leg)))
    parts.append((trunk, lambda: _trunk(body)))
    for arm in ("l", "r"):
        reach = np.mean(
            [eye.depth(body.world(joints[f"{arm}_{j}"])) for j in ("shoulder", "elbow", "wrist")]
        )
        parts.append((float(reach) - 0.06, partial(_arm, body, arm)))
    head = _head(body, talking)
    # Seen from above the neck rises out of the collar; otherwise the collar stands before it.
    parts.append((trunk + (0.001 if eye.pitch > -0.6 else -0.005), lambda: _neck(body)))
    head_depth = min(eye.depth(head.origin), trunk - 0.01) if eye.pitch < 0.5 else trunk
    parts.append((head_depth, lambda: draw_head(sheet, eye, head)))
    for _, draw in sorted(parts, key=lambda part: -part[0]):
        draw()
    crown = head.origin + head.turn @ np.array([0, 0.30 * head.size, 0])
    return np.asarray(eye.project([crown])[0])


def _head(body: _Body, talking: bool) -> Head:
    actor, pose = body.actor, body.actor.pose
    yaw = actor.facing + math.radians(pose.head_turn)
    # A head stays nearly level on a leaning body; lying down it goes along.
    nod = math.radians(pose.head_nod - pose.lean * 0.3) if not pose.lying else math.radians(80)
    cy, sy, cn, sn = math.cos(yaw), math.sin(yaw), math.cos(nod), math.sin(nod)
    roll = math.radians(pose.tilt * 1.2)
    cr, sr = math.cos(roll), math.sin(roll)
    turn = (
        np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        @ np.array([[1, 0, 0], [0, cn, sn], [0, -sn, cn]])
        @ np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
    )
    size = body.size if actor.figure.height > 1.4 else body.size * 1.22
    base = body.world(body.joints["neck"]) + np.array([0, 0.035 * size, 0])
    base = base + turn @ np.array([0, 0, 0.012 * size])
    return Head(actor.figure, base, turn, size, talking, actor.mood)


def _capsule(
    body: _Body, a: Joint, b: Joint, ra: float, rb: float, colour: Colour, joined: bool = False
) -> None:
    """A limb from a to b; `joined` leaves its outline open towards the chest."""
    ends = np.stack([body.world(a), body.world(b)])
    if (body.eye.seen(ends)[:, 2] < 0.15).any():
        return
    (ax, ay), (bx, by) = body.eye.project(ends)
    pa, pb = ra * body.size * body.eye.scale(ends[0]), rb * body.size * body.eye.scale(ends[1])
    circle = np.stack([np.cos(_ROUND), np.sin(_ROUND)], 1)
    shape = hull(np.concatenate([circle * pa + (ax, ay), circle * pb + (bx, by)]))
    body.sheet.wash(shape, colour, 0.42)
    if joined and len(shape) > 4:
        chest = body.eye.project([body.world(body.joints["chest"])])[0]
        limb, out = np.array([bx - ax, by - ay]), np.array([ax, ay]) - chest
        rel = shape - (ax, ay)
        along = rel @ (limb / (np.hypot(*limb) or 1)) + 0.35 * pa
        aside = rel @ (out / (np.hypot(*out) or 1)) - 0.1 * pa
        free = np.maximum(along, aside)
        start = int(np.argmin(free))
        around = np.roll(shape, -start, axis=0)
        body.sheet.line(around[np.roll(free, -start) > 0], body.weight, 0.88)
    else:
        body.sheet.line(shape, body.weight, 0.88, closed=True)


def _leg(body: _Body, leg: str) -> None:
    figure, j = body.actor.figure, body.joints
    bare = figure.garment == "dress"
    colour = figure.skin if bare else figure.legs
    knee, ankle = j[f"{leg}_knee"], j[f"{leg}_ankle"]
    shin = ankle - knee
    ahead = np.array([0.0, 0.0, 1.0])
    if abs(shin[2]) > 0.30 * body.size:  # a shin that lies back points its toes down
        ahead = np.array([0.0, -0.8, 0.25 if shin[2] < 0 else 0.7])
    toe = ankle + ahead * 0.16 * body.size + np.array([0, -0.035 * body.size, 0])
    _capsule(body, ankle + np.array([0, -0.03 * body.size, -0.02]), toe, 0.045, 0.032, (88, 78, 76))
    _capsule(body, knee, ankle, 0.066, 0.046, colour)
    covered = figure.garment in ("dress", "robe") and not _hangs(body)
    thigh = figure.cloth if covered else colour
    _capsule(body, j[f"{leg}_hip"], knee, 0.092 * figure.broad, 0.07, thigh)


def _arm(body: _Body, arm: str) -> None:
    figure, j = body.actor.figure, body.joints
    thick = 1.1 if figure.garment in ("coat", "robe") else 1.0
    elbow, wrist = j[f"{arm}_elbow"], j[f"{arm}_wrist"]
    sleeve = figure.cloth
    along = (wrist - elbow) / (np.linalg.norm(wrist - elbow) or 1)
    palm, tip = wrist + along * 0.05 * body.size, wrist + along * 0.115 * body.size
    _capsule(body, palm, tip, 0.042, 0.032, figure.skin)
    if body.weight > 0.9:
        _fingers(body, palm, tip, along)
    shoulder = j[f"{arm}_shoulder"]
    _capsule(body, elbow, wrist, 0.049 * thick, 0.040 * thick, sleeve)
    _capsule(
        body, shoulder, elbow, 0.054 * thick * figure.broad, 0.048 * thick, sleeve, joined=True
    )
    if body.weight > 0.8:
        _folds(body, j[f"{arm}_shoulder"], elbow, wrist)


def _fingers(body: _Body, palm: Joint, tip: Joint, along: Joint) -> None:
    across = np.cross(along, np.array([0.3, 0.5, 0.8]))
    across = across / (np.linalg.norm(across) or 1) * 0.016 * body.size
    _capsule(
        body,
        palm - across * 1.6,
        palm - across * 2.4 + along * 0.04 * body.size,
        0.014,
        0.011,
        body.actor.figure.skin,
    )
    for k in (-0.5, 0.4):
        path = body.eye.project(
            body.world(np.stack([palm + across * k + along * 0.035, tip + across * k * 1.3]))
        )
        body.sheet.line(path, body.weight * 0.55, 0.7)


def _folds(body: _Body, shoulder: Joint, elbow: Joint, wrist: Joint) -> None:
    """Creases where the sleeve bends."""
    a, e, w = body.eye.project(body.world(np.stack([shoulder, elbow, wrist])))
    for share, reach in ((0.12, 0.5), (0.24, 0.35)):
        start = e + (a - e) * share
        end = e + (w - e) * reach * share * 2
        middle = (start + end) / 2 + (e - (a + w) / 2) * 0.05
        body.sheet.line([start, middle, end], body.weight * 0.5, 0.5)


def _neck(body: _Body) -> None:
    j = body.joints
    top = j["neck"] + j["up"] * 0.07 * body.size
    _capsule(
        body, j["shoulders"] + j["up"] * 0.01, top, 0.062, 0.054, tone(body.actor.figure.skin, 0.92)
    )
    if body.actor.figure.scarf:
        collar = j["neck"] - j["up"] * 0.01
        shape = hull(
            np.concatenate(
                [
                    body.ring(collar, 0.085, 0.085),
                    body.ring(j["neck"] + j["up"] * 0.035, 0.075, 0.075),
                ]
            )
        )
        body.sheet.wash(shape, body.actor.figure.scarf, 0.4)
        body.sheet.line(shape, body.weight, 0.85, closed=True)


def _trunk(body: _Body) -> None:
    figure, j = body.actor.figure, body.joints
    b = figure.broad
    chest_deep = 0.115 if figure.woman else 0.12
    shoulders = body.ring(j["shoulders"] - j["up"] * 0.035 * body.size, 0.205 * b, 0.075)
    collar = body.ring(j["neck"] - j["up"] * 0.008, 0.080, 0.062)
    chest = body.ring(j["chest"], 0.185 * b, chest_deep * b)
    waist = body.ring(j["waist"], (0.135 if figure.woman else 0.16) * b, 0.10 * b)
    hips = body.ring(j["hips"], 0.175 * b, 0.115 * b)
    pieces = [hull(np.concatenate([waist, hips])), hull(np.concatenate([chest, waist])),
              hull(np.concatenate([collar, shoulders, chest]))]  # fmt: skip
    skirt = _skirt(body)
    if skirt is not None:
        pieces.insert(0, hull(np.concatenate([waist, skirt])))
    if figure.garment == "shirt":
        pieces[0] = hull(np.concatenate([waist, hips]))
    for piece in pieces:  # outlines first, so that the washes join the pieces into one shape
        body.sheet.line(piece, body.weight * 1.9, 0.9, closed=True)
    for piece in pieces:
        body.sheet.wash(piece, figure.cloth, 0.30)
    if body.towards > 0.12:
        _front(body)
    elif body.weight > 0.7:
        _back_seam(body)


def _skirt(body: _Body) -> NDArray[np.float64] | None:
    """The hem of a coat, dress or robe, hanging straight down, carried along by the legs."""
    figure, j = body.actor.figure, body.joints
    drop, flare = {
        "coat": (0.46, 0.245), "robe": (0.80, 0.30), "dress": (0.56, 0.30), "jacket": (0.07, 0.185)
    }.get(figure.garment, (0.0, 0.0))  # fmt: skip
    if not drop:
        return None
    knees = (j["l_knee"] + j["r_knee"]) / 2
    if not _hangs(body) and drop > 0.1:
        ring = [body.ring(j[f"{leg}_knee"], 0.10, 0.09) for leg in ("l", "r")]
        return np.concatenate([*ring, body.ring(j["hips"], 0.19 * figure.broad, 0.13)])
    sway = (knees - j["hips"]) * np.array([1, 0, 1]) * 0.9
    hem = j["hips"] + sway * min(1.0, drop * 1.6) - np.array([0, drop * body.size, 0])
    rings = [body.ring(hem, flare * figure.broad * 0.82, flare * 0.66)]
    if drop > 0.3:
        for leg in ("l", "r"):  # a striding leg pushes the cloth before it
            thigh = j[f"{leg}_hip"] + (j[f"{leg}_knee"] - j[f"{leg}_hip"]) * min(1.0, drop / 0.46)
            rings.append(body.ring(thigh, 0.11, 0.10))
    return np.concatenate(rings)


def _hangs(body: _Body) -> bool:
    j = body.joints
    folded = (j["l_knee"][1] + j["r_knee"][1]) / 2 > j["hips"][1] - 0.25 * body.size
    return not folded and not body.actor.pose.lying


def _front(body: _Body) -> None:
    """Collar, lapels and buttons, where there is size enough to see them."""
    figure, j, sheet = body.actor.figure, body.joints, body.sheet
    if body.weight < 0.62:
        return
    neck, chest, waist, hips = (j[n] for n in ("neck", "chest", "waist", "hips"))
    throat = body.front(neck, 0, 0.055)
    left, right = body.front(neck, -0.075, 0.02), body.front(neck, 0.075, 0.02)
    deep = body.front(chest - j["up"] * 0.06, 0, 0.115)
    if figure.garment in ("coat", "jacket"):
        shirt = mix((238, 234, 226), figure.cloth, 0.12)
        hollow = body.front(neck - j["up"] * 0.055 * body.size, 0, 0.085)
        sheet.wash([left, hollow, right, throat], figure.skin)
        sheet.wash([left, deep, right, hollow], shirt)
        sheet.line([left, hollow, right], body.weight * 0.7, 0.75)
        lapel_l, lapel_r = (
            body.front(chest + j["up"] * 0.05, -0.095, 0.095),
            body.front(chest + j["up"] * 0.05, 0.095, 0.095),
        )
        for near, out in ((left, lapel_l), (right, lapel_r)):
            sheet.wash([near, out, deep], tone(figure.cloth, 0.9))
            sheet.line([near, out, deep, near], body.weight * 0.8, 0.8)
        for k in range(3):
            x, y = body.front(waist + j["up"] * (0.10 - 0.1 * k), 0.03, 0.115)
            sheet.dot(float(x), float(y), 0.011 * body.eye.scale(body.world(waist)), 0.8)
        end = body.front(
            hips - np.array([0, 0.35 if figure.garment == "coat" else 0.03, 0]), 0.02, 0.13
        )
        sheet.line([deep, body.front(waist, 0.012, 0.11), end], body.weight * 0.7, 0.7)
    elif figure.garment == "shirt":
        sheet.line([left, throat, right], body.weight * 0.8, 0.75)
    else:
        sheet.wash([left, body.front(chest + j["up"] * 0.04, 0, 0.11), right], figure.skin)
        sheet.line(
            [left, body.front(chest + j["up"] * 0.04, 0, 0.11), right], body.weight * 0.8, 0.8
        )
        for across in (-0.07, 0.0, 0.08):
            fold = [
                body.front(waist, across * 0.6, 0.1),
                body.front(hips - np.array([0, 0.32, 0]), across * 1.6, 0.15),
            ]
            sheet.line(fold, body.weight * 0.55, 0.5)
    if figure.scarf and figure.garment in ("coat", "jacket"):
        tie = [throat, body.front(chest, -0.025, 0.12), deep, body.front(chest, 0.025, 0.12)]
        sheet.wash(tie, figure.scarf)
        sheet.line(tie, body.weight * 0.6, 0.7, closed=True)


def _back_seam(body: _Body) -> None:
    j = body.joints
    spine = body.eye.project(body.world(np.stack([j["neck"], j["chest"], j["waist"]])))
    body.sheet.line(spine, body.weight * 0.55, 0.4)
