"""The shot map: where each shot begins in the film, as JSON. Pure."""

from __future__ import annotations

import json
from typing import Any

from storyboard.compile.shotlist import Shotlist


def shot_map(shotlist: Shotlist, *, indent: int | None = 2) -> str:
    """Title, rate, scenes, and the shots with their beginning in frames and as timecode."""
    shots: list[dict[str, Any]] = []
    start = 0
    for shot in shotlist.shots:
        place = {"start": start, "timecode": shotlist.rate.timecode(start), "frames": shot.frames}
        shots.append({"id": shot.id, "scene": shot.scene_id, "number": shot.slate.number} | place)
        start += shot.frames
    scenes = [{"id": scene.id, "heading": scene.heading} for scene in shotlist.scenes]
    document = {
        "title": shotlist.title,
        "fps": str(shotlist.rate),
        "frames": shotlist.frames,
        "scenes": scenes,
        "shots": shots,
    }
    return json.dumps(document, indent=indent, ensure_ascii=False)
