"""A hat leaves the eyes free, however the head is held and wherever it is seen from."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from storyboard.generate.providers.animatic.brief import Person
from storyboard.generate.providers.animatic.hats import draw_hat
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.wardrobe import dress

SIZE = 600
EYES = np.array([[-0.032, 0.122, 0.095], [0.032, 0.122, 0.095]])


class Covered:
    """A sheet that remembers where it was painted."""

    def __init__(self) -> None:
        self.mask = Image.new("L", (SIZE, SIZE))

    def wash(self, outline: Any, *_: object) -> None:
        """Paint a shape."""
        ImageDraw.Draw(self.mask).polygon([(float(x), float(y)) for x, y in outline], fill=255)

    def line(self, *_: object, **__: object) -> None:
        """Contours are thin."""


def world(nod: float) -> Any:
    """A head at the origin that faces an eye on the near side, thrown back by so many degrees."""
    cos, sin = math.cos(math.radians(nod)), math.sin(math.radians(nod))
    back = np.array([[-1, 0, 0], [0, cos, sin], [0, sin, -cos]])
    return lambda points: np.asarray(points) @ back.T


@pytest.mark.parametrize("hat", ["railway cap", "fedora", "top hat", "bowler hat", "beanie"])
@pytest.mark.parametrize(("nod", "height"), [(0, 0.1), (24, 0.1), (0, -0.5), (24, -0.3)])
def test_the_eyes_are_free(hat: str, nod: float, height: float) -> None:
    figure = dress(Person("Abel", f"man in a black coat, {hat}"))
    assert figure.hat
    there = world(nod)
    pitch = math.atan2(0.1 - height, 1.5)
    eye = Eye((0.0, height, -1.5), 0.0, pitch, 0.0, 1500.0, (SIZE / 2, SIZE / 2))
    sheet: Any = Covered()
    draw_hat(sheet, eye, there, figure, 1.0)
    assert sheet.mask.getbbox() is not None
    for x, y in eye.project(there(EYES)):
        assert 0 <= x < SIZE
        assert 0 <= y < SIZE
        assert sheet.mask.getpixel((round(float(x)), round(float(y)))) == 0
