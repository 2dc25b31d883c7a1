"""Cards, compiled: what each shows. Nothing of it is sent, drawn as a panel or priced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from storyboard.compile.drafts import Draft
from storyboard.compile.shotlist import Card, Face
from storyboard.read.edit import is_colour
from storyboard.read.model import CardShot
from storyboard.read.pictures import Picture
from storyboard.read.transitions import painted


def card_of(draft: Draft, shot: CardShot, pictures: Mapping[str, Picture]) -> Card:
    """The card in the place of a shot; `pictures` are by their paths as written."""
    return Card(
        id=shot.id,
        scene_id=draft.scene.id,
        slate=draft.slate,
        frames=draft.frames,
        joint=draft.joint,
        face=_face(shot, pictures),
        edit=draft.edit,
    )


def _face(shot: CardShot, pictures: Mapping[str, Picture]) -> Face:
    card = shot.card
    face = Face(
        text=card.text or "",
        subtitle=card.subtitle or "",
        colour=painted(card.colour) if card.colour else None,
        roll=card.roll,
    )
    if card.ground is None:
        return face
    if is_colour(card.ground):
        return replace(face, ground=painted(card.ground))
    picture = pictures[card.ground]
    return replace(face, sha256=picture.sha256, path=picture.path)
