"""Thirty shots that between them show every size, angle, move and kind of place, hour and weather.

`tests/animatic/golden/NAME.jpg` is each of them as somebody looked at it and let it pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storyboard.read.movement import Movement

MARA = {"name": "Mara", "look": "tall woman of thirty in a red raincoat, dark hair"}
FINN = {"name": "Finn", "look": "boy of nine, yellow jumper, freckled, ginger hair"}
OLD = {"name": "Abel", "look": "old man, white beard, navy coat, flat cap"}
NURSE = {"name": "Ines", "look": "young woman in a white uniform, brown skin, black hair in a bun"}
COP = {"name": "Ruiz", "look": "broad man of fifty, moustache, grey suit, fedora"}

CITY = {"name": "Old town", "set": "ext", "look": "narrow street, wet cobbles, shop fronts"}
HILLS = {"name": "High pass", "set": "ext", "look": "bare mountains and a winding road"}
WOOD = {"name": "Pine wood", "set": "ext", "look": "dark forest, tall trees, a path"}
SHORE = {"name": "Pier", "set": "ext", "look": "the sea, a beach, one lamp"}
DUNES = {"name": "The erg", "set": "ext", "look": "desert, endless dunes"}
FARM = {"name": "Farm", "set": "ext", "look": "a house with a barn, fields, a river"}
STATION = {"name": "Halt", "set": "ext", "look": "railway platform, rails, a signal lamp"}
ROOF = {"name": "Rooftop", "set": "ext", "look": "flat roof over the city"}
SNOW = {"name": "Winter field", "set": "ext", "look": "snow, bare trees, a bridge"}
KITCHEN = {"name": "Kitchen", "set": "int", "look": "kitchen table, a stove, a window, a lamp"}
OFFICE = {"name": "Office", "set": "int", "look": "desk, shelves of books, a clock"}
WARD = {"name": "Ward", "set": "int", "look": "white hospital ward, two beds, a window"}
BAR = {"name": "Bar", "set": "int", "look": "dim bar, a long counter, lamps"}
CORRIDOR = {"name": "Corridor", "set": "int", "look": "long concrete corridor, doors"}
LAB = {"name": "Control room", "set": "int", "look": "consoles and screens, dim light"}
HALL = {"name": "Great hall", "set": "int", "look": "stone hall with columns and stairs"}


@dataclass(frozen=True)
class Board:
    """A name and what of a request is its own."""

    name: str
    request: dict[str, Any]


def _board(
    name: str, size: str, angle: str, move: str, place: dict[str, str], time: str, action: str,
    *cast: dict[str, str], **more: Any,
) -> Board:  # fmt: skip
    moved = Movement.model_validate(move)
    movement = {"type": moved.type.value, "direction": moved.towards, "speed": moved.speed.value}
    return Board(
        name,
        {
            "width": 640, "height": 360, "frames": 24, "size": size, "angle": angle,
            "movement": movement, "location": place, "time": time, "action": action,
            "characters": list(cast),
        } | more,
    )  # fmt: skip


def _says(who: dict[str, str], line: str) -> list[dict[str, str | None]]:
    return [{"speaker": who["name"], "line": line, "tone": None, "voice": None}]


BOARDS = (
    _board("ecu-eyes", "ECU", "eye", "static", BAR, "night", "Her eyes narrow.", MARA),
    _board("vcu-low", "VCU", "low", "slow dolly in", CORRIDOR, "day", "He sweats.", COP),
    _board("cu-shoulder", "CU", "eye", "static", KITCHEN, "dusk", "She listens to him.",
           MARA, OLD, frames=36, dialogue=_says(MARA, "You never told me.")),
    _board("cu-high-rain", "CU", "high", "handheld", CITY, "night",
           "Rain on her face. She looks up.", MARA, ambience="heavy rain"),
    _board("mcu-dutch", "MCU", "dutch", "fast pan right", LAB, "night",
           "He stares at the alarm.", COP, mood="tense"),
    _board("mcu-two", "MCU", "eye", "slow truck left", BAR, "night",
           "They talk at the counter.", COP, NURSE, frames=36,
           dialogue=_says(COP, "What will you have?")),
    _board("ms-desk", "MS", "eye", "static", OFFICE, "day", "He sits at the desk and reads.", COP),
    _board("ms-phone", "MS", "low", "slow orbit left", ROOF, "dusk",
           "She holds a phone to her ear.", NURSE),
    _board("ms-fog", "MS", "eye", "slow dolly in", SHORE, "dawn",
           "He stands in the fog and waits.", OLD, mood="thick fog"),
    _board("mls-walk", "MLS", "eye", "truck right", CITY, "day",
           "They walk together along the shops.", MARA, FINN),
    _board("mls-point", "MLS", "low", "tilt up", HILLS, "day", "She points at the peak.", MARA),
    _board("mls-ward", "MLS", "high", "pedestal down", WARD, "day",
           "She leans over the bed.", NURSE),
    _board("fs-run", "FS", "eye", "fast pan left", WOOD, "dusk",
           "The boy runs through the trees.", FINN),
    _board("fs-kneel", "FS", "high", "crane up", HALL, "day", "He kneels before the stairs.", OLD),
    _board("fs-ground", "FS", "ground", "static", STATION, "night",
           "He strides along the platform.", COP),
    _board("fs-sit", "FS", "eye", "zoom in", KITCHEN, "night", "The boy sits by the stove.", FINN),
    _board("ls-snow", "LS", "eye", "slow pan right", SNOW, "day",
           "She crosses the bridge in the snow.", MARA, ambience="snow falling"),
    _board("ls-three", "LS", "eye", "static", FARM, "day",
           "Three of them stand before the house.", MARA, OLD, FINN),
    _board("ls-corridor", "LS", "low", "dolly out", CORRIDOR, "night",
           "He walks away down the corridor.", COP),
    _board("ls-lie", "LS", "overhead", "slow zoom out", SHORE, "day", "He lies on the sand.", OLD),
    _board("ws-storm", "WS", "eye", "handheld", SHORE, "dusk", "She runs along the pier.", MARA,
           ambience="storm, rain and wind"),
    _board("ws-lab", "WS", "high", "slow crane down", LAB, "night",
           "Two of them at the consoles.", NURSE, COP),
    _board("ws-dutch-street", "WS", "dutch", "pan left", CITY, "night",
           "He waits under a street lamp.", COP),
    _board("ws-hall", "WS", "low", "tilt up", HALL, "day", "She walks in.", MARA),
    _board("els-desert", "ELS", "eye", "slow pan right", DUNES, "day",
           "A tiny figure walks across the dunes.", OLD),
    _board("els-pass", "ELS", "high", "slow crane up", HILLS, "dawn",
           "The road far below; a car.", characters=[]),
    _board("els-wood-night", "ELS", "eye", "static", WOOD, "night",
           "Two lanterns between the trees.", MARA, FINN),
    _board("insert-letter", "CU", "overhead", "static", OFFICE, "day",
           "A letter on the desk.", characters=[]),
    _board("insert-key", "ECU", "eye", "rack", KITCHEN, "day", "A key in a lock.", characters=[]),
    _board("tall-ms", "MS", "eye", "slow pedestal up", FARM, "dusk", "She waves from the gate.",
           MARA, width=360, height=640),
)  # fmt: skip
