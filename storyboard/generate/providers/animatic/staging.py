"""Staging: where the people stand, what they do, and where the eye is put to frame them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from storyboard.generate.providers.animatic.blocking import LEFT, RIGHT, Block, blocks
from storyboard.generate.providers.animatic.boats import afloat
from storyboard.generate.providers.animatic.brief import Brief, Person, seed_of
from storyboard.generate.providers.animatic.cabin import is_cabin
from storyboard.generate.providers.animatic.carrying import ONE_ARMED, holding_up, umbrella
from storyboard.generate.providers.animatic.company import mounted, riders, rides
from storyboard.generate.providers.animatic.composition import Composition, composed
from storyboard.generate.providers.animatic.crowd import anonymous
from storyboard.generate.providers.animatic.cues import says
from storyboard.generate.providers.animatic.deeds import roles
from storyboard.generate.providers.animatic.face import ASLEEP
from storyboard.generate.providers.animatic.figures import Actor, head_at
from storyboard.generate.providers.animatic.idioms import fittings, land
from storyboard.generate.providers.animatic.lens import Eye, rotation
from storyboard.generate.providers.animatic.moods import mood_of
from storyboard.generate.providers.animatic.pose import POSES
from storyboard.generate.providers.animatic.posing import FREE_HANDED, alone, feet_at, pose_for
from storyboard.generate.providers.animatic.seats import before
from storyboard.generate.providers.animatic.shoulder import REACH, over_the_shoulder
from storyboard.generate.providers.animatic.sizes import TIGHT, WIDE
from storyboard.generate.providers.animatic.wardrobe import BARE, Figure, dress

_SHOWN = {  # metres from top to bottom of the frame, and where the head (or, wide, the body) lies
    "ECU": (0.150, 0.50), "VCU": (0.29, 0.47), "CU": (0.46, 0.45), "MCU": (0.76, 0.37),
    "MS": (1.12, 0.28), "MLS": (1.55, 0.22), "FS": (2.35, 0.53), "LS": (3.7, 0.60),
    "WS": (6.2, 0.64), "ELS": (12.5, 0.66),
}  # fmt: skip
_LENS = {"ECU": 100, "VCU": 85, "CU": 75, "MCU": 60, "MS": 50, "MLS": 40, "FS": 35, "LS": 30,
         "WS": 26, "ELS": 24}  # fmt: skip
_PITCH = {"eye": -1.5, "high": -24.0, "low": 15.0, "overhead": -72.0, "ground": 7.0, "dutch": 3.0}
_MOVING = ("walk", "run")
_QUIET = ("stand", "fold", "pockets", "hip")
_GOES = (
    r"walk\w*|turn\w*|run\w*|rid(?:es?|ing)|go(?:es|ing)?|look\w*|driv\w+|fac\w+|strid\w+|steps?"
)


@dataclass(frozen=True)
class Staging:
    """The eye on the nominal frame, the people before it, and how many metres the frame shows.

    `focus` is the share of the frame's width and height at which the subject's middle lies.
    """

    eye: Eye
    actors: tuple[Actor, ...]
    shown: float
    focus: tuple[float, float]


def stage(
    brief: Brief,
    people: tuple[Person, ...],
    width: int,
    height: int,
    key: str,
    tallest: float = 0.0,
) -> Staging:
    """Frame people in a picture of so many pixels; `key` varies what the words leave open.

    Beside them stands something `tallest` metres high, which a view of whole people shows too.
    """
    rng = np.random.default_rng(seed_of("staging", key))
    if is_cabin(brief) and people and brief.size in (*WIDE, "FS"):
        brief = replace(brief, size="MLS")  # there is no room to step further back
    shown, down = _SHOWN.get(brief.size, _SHOWN["MS"])
    if width < 0.95 * height:  # a portrait shows more from top to bottom of the same person
        shown *= {"ECU": 1.7, "VCU": 1.45, "CU": 1.3}.get(brief.size, 1.12)
        down -= 0.05
    if brief.indoors:
        shown = {"WS": 4.8, "ELS": 6.2}.get(brief.size, shown)
    placed = blocks(f"{brief.named}. {brief.composed}", people)
    own = composed(brief.composed, (person.name for person in people))
    side = _side(brief, people, placed, LEFT if rng.random() < 0.5 else RIGHT, own)
    actors = _cast(brief, people, rng, side, placed)
    group = [actor for actor in actors if not actor.near]
    if group and brief.size in (*WIDE, "FS"):
        shown = max(shown, 1.5 * tallest)
    if len(group) > 1:
        across = [actor.at[0] for actor in group]
        shown = max(shown, (max(across) - min(across) + 1.0) * height / width)
        if brief.size not in (*WIDE, "FS"):  # a child beside a man: room for both heads
            tall = [float(head_at(actor)[1]) for actor in group]
            shown += 0.8 * (max(tall) - min(tall))
    if not group:  # nobody to be close to: a view, unless a prop is drawn in its place
        shown = max(shown, 2.4)
    across_at = 0.5 if own.centred else _across(brief, len(group), side, width / height)
    if group and group[0].pose.lying and brief.size in ("MS", "MLS"):
        down = 0.5
    down += own.low * (0.05 if brief.size in TIGHT else 0.12)
    if reach := _elbow_room(brief):  # a longer step to the side would put the eye into the wall
        most = reach * height / (shown * width)
        across_at = 0.5 + min(max(across_at - 0.5, -most), most)
    focus = across_at, down
    eye = _eye(brief, width, height, shown, _aim(brief, group, shown), focus, rng, side)
    turned = tuple(_with_camera(actor, eye.yaw) for actor in actors)
    return Staging(eye, turned, shown * width / height, focus)


def _side(
    brief: Brief,
    people: tuple[Person, ...],
    placed: Mapping[str, Block],
    usual: int,
    own: Composition,
) -> int:
    """The side of the frame that the lead is on; who looks one way has room there."""
    if not people:
        return usual
    lead, *others = _by_lead(brief, people, placed)
    block = placed[lead.name]
    if block.side is not None:
        return block.side
    if own.side is not None:
        return own.side
    for other in others[:1]:
        side = placed[other.name].side
        if side is not None:
            return -side
    ahead = block.look or (block.go if roles(brief, [lead, *others])[0] in _MOVING else None)
    return usual if ahead is None else -ahead


def _elbow_room(brief: Brief) -> float | None:
    """How far to the side the eye may stand between walls, in metres; None where there are none."""
    text = f"{brief.place} {brief.place_look}"
    if brief.indoors:
        return 0.9 if "tunnelled" in fittings(text) else None
    return 1.9 if {"cutting", "street", "tunnel"} & set(land(text)) else None


def _aim(brief: Brief, group: list[Actor], shown: float) -> tuple[float, float, float]:
    """The place that is framed: the heads when close, the middle of the bodies when far."""
    if not group:
        return 0.0, shown * 0.32 if brief.size in WIDE else 1.3, 0.0
    heads = np.array([head_at(actor) for actor in group])
    x, y, z = (float(v) for v in heads.mean(axis=0))
    if brief.size not in (*WIDE, "FS"):
        y = float(heads[:, 1].max())
    if brief.size in (*WIDE, "FS"):
        return x * 0.5, 0.5 * (y + 0.1), 0.0
    return x, y - (0.012 if brief.size == "ECU" else 0.0), z


def _across(brief: Brief, count: int, side: int, ratio: float) -> float:
    """The subject at a third, with room to look into; a group, or eyes alone, in the middle."""
    if count != 1 or brief.size == "ECU":
        return 0.5
    away = {"VCU": 0.04, "CU": 0.09, "MCU": 0.13, "MS": 0.15}.get(brief.size, 0.17)
    return 0.5 + side * away * min(1.0, ratio / 1.6)


def _eye(
    brief: Brief, width: int, height: int, shown: float, aim: tuple[float, float, float],
    focus: tuple[float, float], rng: np.random.Generator, side: int,
) -> Eye:  # fmt: skip
    """Put the eye where the aimed-at place falls on the focus and the frame shows so much."""
    lens = min(200, max(12, brief.lens or _LENS.get(brief.size, 40)))
    focal = lens / 36 * max(width, height)
    pitch = math.radians(_PITCH.get(brief.angle, 0.0))
    if brief.angle == "overhead" and brief.size in WIDE and not (brief.indoors or brief.people):
        pitch = math.radians(-38.0)  # straight from above there would be ground and nothing else
    if brief.angle == "high" and brief.size in ("WS", "ELS"):
        pitch *= 0.8
    roll = math.radians(9 * side) if brief.angle == "dutch" else 0.0
    distance = shown * focal / height
    # Far back, a small turn already carries the eye off to the side, into a wall.
    most = math.degrees(math.asin(min(1.0, min(1.7, _elbow_room(brief) or 1.7) / distance)))
    yaw = math.radians(min(float(rng.uniform(5, 17)), most) * side)
    centre = (width / 2, height / 2)
    ray = np.array([(focus[0] - 0.5) * width / focal, (0.5 - focus[1]) * height / focal, 1.0])
    floor = 0.12 if brief.angle in ("ground", "low") else 0.5
    planned = np.asarray(_turned(aim, yaw))
    while True:
        x, y, z = (float(v) for v in planned - rotation(yaw, pitch).T @ (ray * distance))
        if y >= floor or pitch <= math.radians(-1):
            break
        pitch -= math.radians(0.75)  # an eye below the ground looks up less steeply
    return Eye((x, max(0.1, y), z), yaw, pitch, roll, focal, centre)


def _by_lead(brief: Brief, cast: tuple[Person, ...], placed: Mapping[str, Block]) -> list[Person]:
    """The people, whoever speaks first before the others, whoever is near behind them."""
    people = list(cast[:7])
    names = [p.name for p in people]
    speaking = [s.speaker for s in brief.speeches if s.speaker in names]
    people.insert(0, people.pop(names.index(speaking[0]) if speaking else 0))
    return sorted(people, key=lambda person: placed[person.name].near)


def _cast(
    brief: Brief,
    cast: tuple[Person, ...],
    rng: np.random.Generator,
    side: int,
    placed: Mapping[str, Block],
) -> tuple[Actor, ...]:
    if not cast:
        return () if brief.people else anonymous(brief, rng)
    people = _by_lead(brief, cast, placed)
    figures = [_dressed(brief, person) for person in people]
    mood = mood_of(brief)
    if len(figures) == 1 or brief.size == "ECU":
        return (_single(brief, people[0], rng, side, mood, placed[people[0].name]),)
    near = placed[people[-1].name].near and brief.size in REACH
    if len(figures) == 2 and (near or brief.size in (*TIGHT, "MCU")):
        deed = _done(brief, people)[0] if brief.size not in (*TIGHT, "MCU") else None
        return over_the_shoulder(brief, figures, side, mood, deed)
    speaking = any(s.speaker == people[0].name for s in brief.speeches)
    done = _done(brief, people)
    return _group(brief, figures, rng, mood, speaking, [placed[each.name] for each in people], done)


def _done(brief: Brief, people: Sequence[Person]) -> list[str | None]:
    """What each does; in a car everybody sits who does nothing that is told from it."""
    done = roles(brief, people)
    upright = (None, "stand", "walk", "run", "fold", "hold")
    return ["sit" if deed in upright else deed for deed in done] if is_cabin(brief) else done


def _dressed(brief: Brief, person: Person) -> Figure:
    """Somebody as this shot has him: whoever holds the cap in his hands has none on."""
    figure = dress(person)
    if person.number:  # of a group: the same clothes, and faces of their own
        own = dress(replace(person, name=f"{person.name} {person.number}"))
        tall = figure.height + 0.03 * (person.number * 3 % 5 - 2)
        figure = replace(own, name=person.name, cloth=figure.cloth, legs=figure.legs, height=tall)
    return replace(figure, hat=None) if says(brief.action, *BARE) else figure


def _single(
    brief: Brief, person: Person, rng: np.random.Generator, side: int, mood: str, block: Block
) -> Actor:
    figure = _dressed(brief, person)
    ride = rides(brief, person)
    deed = _done(brief, [person])[0]
    saddled = mounted(brief) and brief.size not in TIGHT
    pose = alone(brief, person, deed, rng)
    if ride or saddled:
        pose = POSES["saddle" if saddled else "ride"]
    # Facing pi is into the lens; a face on the right of the frame looks to the left.
    turn = float(rng.uniform(18, 52)) * side
    if brief.size in TIGHT:
        turn *= 0.62
    if brief.size == "ECU":
        turn = 7.0 * side
    if deed in ("kick", "fight") and brief.size not in TIGHT:
        turn = 64.0 * side
    if deed == "point" and brief.size not in TIGHT:
        turn = 68.0 * side  # an arm that points into the lens is not seen to point
    if pose not in (POSES["cover"], POSES["warn"]) and _leaves(brief):
        turn = (145.0 if brief.size in WIDE else 118.0) * side
        turn = 55.0 * side if brief.size in TIGHT else turn
    if before(brief) == "piano" and not block.back:
        turn = 76.0 * side
    if block.back:
        turn = (150.0 if brief.size not in TIGHT else 130.0) * side
    if deed in _MOVING and block.go is not None and not block.back:
        turn = 72.0 * side * (1 if block.go == -side else -1)
    elif block.look == side:  # out of the frame
        turn = -turn
    if pose.lying:  # across the frame, the body on the side where there is room
        turn = 82.0 * side
    if ride and abs(turn) > 100:
        turn = 148.0 * side
    if saddled:  # a horse is seen from the side, and its rider with it
        turn = 84.0 * side * (-1 if block.go == side else 1)
    elif says(brief.action, "towards the camera", "towards us", "into the camera", "at the camera"):
        turn = 12.0 * side
    if deed in ONE_ARMED and turn > 0:
        pose = pose.mirrored()
    height = feet_at(brief, figure, pose, deed, ride=ride, saddled=saddled)
    if afloat(brief):  # along the boat, which is seen from the side
        turn = 74.0 * side
    return Actor(
        figure, (0.0, height, 0.0), math.pi + math.radians(turn), pose, mood, ride=ride, deed=deed,
        saddled=saddled,
    )  # fmt: skip


def _leaves(brief: Brief) -> bool:
    """Whether the subject shows us the back."""
    gone = rf"\b(?:{_GOES})\b[^.;]*?\baway\b"
    return re.search(gone, brief.action.casefold()) is not None or says(
        brief.action, "away from", "back to", "from behind", "tunnel", "horizon", "distance",
        "walks off",
    )  # fmt: skip


def _group(
    brief: Brief,
    figures: list[Figure],
    rng: np.random.Generator,
    mood: str,
    talk: bool,
    placed: list[Block],
    done: Sequence[str | None],
) -> tuple[Actor, ...]:
    crowd = len(figures) > len({figure.name for figure in figures})
    gap = {"MCU": 0.62, "MS": 0.78, "MLS": 0.95, "FS": 1.1}.get(brief.size, 1.35)
    gap *= 1.35 if {"sit", "fall", "lie", "kneel"} & set(done) else 1.0
    gap = 0.62 if crowd or set(done) == {"dance"} else gap
    gap = {"hug": 0.34, "fight": 0.8}.get(done[0] or "", gap) if len(set(done)) == 1 else gap
    aboard, mounts = afloat(brief), riders(brief)
    gap = 2.6 if mounts else gap
    together = set(done) <= set(_MOVING) or mounts >= {figure.name for figure in figures}
    going = next((block.go for block in placed if block.go), None) if together else None
    order = list(range(len(figures)))
    if len(figures) == 2 and rng.random() < 0.5:
        order.reverse()
    if any(block.side is not None for block in placed):
        order = _from_left(order, placed)
    actors: list[Actor] = []
    middle = (len(figures) - 1) / 2
    for slot, index in enumerate(order):
        x = (slot - middle) * gap
        look = placed[index].look or going
        if done[index] in _MOVING:
            look = look or placed[index].go
        inward = float(look) if look else -1.0 if x > 0 or together else 1.0
        if len(figures) == 2:
            turn = 62.0 * inward if brief.size not in WIDE else 78.0 * inward
        else:
            turn = 48.0 * inward * min(1.0, abs(x) / gap) if x else 12.0
        if placed[index].back:
            turn = 150.0 * inward
        if index == 0:
            pose = pose_for(brief, done[0], rng, speaks=talk)
        else:
            pose = POSES[done[index] or _QUIET[int(rng.integers(4))]]
        if index == 0 and umbrella(brief) and done[0] in FREE_HANDED:
            pose = holding_up(pose)
        if aboard and not pose.lying and done[index] != "stand":
            pose = POSES["row"] if done[index] == "row" else POSES["sit"]
        saddled = figures[index].name in mounts and brief.size not in TIGHT
        if saddled:
            pose, turn = POSES["saddle"], 84.0 * inward
        if (inward > 0) != (done[index] in ONE_ARMED):
            pose = pose.mirrored()
        z = 0.0 if len(figures) == 2 else ((0.75 if crowd else 0.35) * (slot % 2) - 0.1)
        z = 0.0 if aboard else z
        awake = "calm" if mood == ASLEEP and done[index] not in ("fall", "lie") else mood
        y = feet_at(brief, figures[index], pose, done[index], saddled=saddled)
        facing = math.pi - math.radians(turn)
        actors.append(Actor(figures[index], (x, y, z), facing, pose, awake, saddled=saddled))
    # The lead stays first: whoever speaks is found there.
    return tuple(sorted(actors, key=lambda a: a.figure is not figures[0]))


def _from_left(order: list[int], placed: list[Block]) -> list[int]:
    """Who is said to be left, the others as they come, who is said to be right.

    Of two, the one of whom nothing is said is on the other side.
    """
    sides = [placed[index].side or 0 for index in order]
    if len(order) == 2 and 0 in sides:
        sides = [side or -sum(sides) for side in sides]
    return [index for _, index in sorted(zip(sides, order, strict=True), key=lambda each: each[0])]


def _with_camera(actor: Actor, yaw: float) -> Actor:
    """Positions and facings are planned for an eye that looks along z; turn them to its yaw."""
    x, y, z = actor.at
    return replace(actor, at=_turned((x, y, z), yaw), facing=actor.facing + yaw)


def _turned(point: tuple[float, float, float], yaw: float) -> tuple[float, float, float]:
    x, y, z = point
    cos, sin = math.cos(yaw), math.sin(yaw)
    return x * cos + z * sin, y, z * cos - x * sin
