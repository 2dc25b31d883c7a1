"""Film shorthand in words that a prompt can carry."""

from __future__ import annotations

from storyboard.read.model import Angle, Size
from storyboard.read.movement import Move, Movement, Speed

SIZES = {
    Size.ECU: "extreme close-up",
    Size.VCU: "very close close-up",
    Size.CU: "close-up",
    Size.MCU: "medium close-up",
    Size.MS: "medium shot",
    Size.MLS: "medium long shot",
    Size.FS: "full shot",
    Size.LS: "long shot",
    Size.WS: "wide shot",
    Size.ELS: "extreme long shot",
}

ANGLES = {
    Angle.EYE: "eye level",
    Angle.HIGH: "high angle looking down",
    Angle.LOW: "low angle looking up",
    Angle.OVERHEAD: "overhead, straight down",
    Angle.GROUND: "ground level",
    Angle.DUTCH: "Dutch angle, tilted horizon",
}

_MOVES = {
    Move.PAN: "pans {towards}",
    Move.TILT: "tilts {towards}",
    Move.DOLLY: "dollies {towards}",
    Move.TRUCK: "trucks {towards}",
    Move.PEDESTAL: "rises straight up",
    Move.CRANE: "cranes {towards}",
    Move.ZOOM: "zooms {towards}",
    Move.ORBIT: "orbits the subject to the {towards}",
    Move.RACK: "racks focus to the {towards}",
}

_SPEEDS = {Speed.SLOW: "slowly ", Speed.NORMAL: "", Speed.FAST: "quickly "}


def movement_words(movement: Movement) -> str:
    """A camera move as a clause, for example "the camera slowly dollies in"."""
    if movement.type is Move.STATIC:
        return "the camera holds still"
    if movement.type is Move.HANDHELD:
        pace = {Speed.SLOW: "gently ", Speed.FAST: "urgently "}.get(movement.speed, "")
        return f"handheld camera, {pace}moving with the subject"
    towards = {"far": "background", "near": "foreground"}.get(movement.towards or "")
    verb = _MOVES[movement.type].format(towards=towards or movement.towards)
    if movement.type is Move.PEDESTAL and movement.towards == "down":
        verb = "sinks straight down"
    still = "holds still and " if movement.type is Move.RACK else ""
    return f"the camera {still}{_SPEEDS[movement.speed]}{verb}"
