"""Heads: a turned form of rings with hair, beard, ears and hat, from any angle."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from storyboard.generate.providers.animatic.face import LEVELS, Face, Head, draw_features
from storyboard.generate.providers.animatic.hats import draw_hat
from storyboard.generate.providers.animatic.ink import Colour, Sheet, hull
from storyboard.generate.providers.animatic.lens import Eye
from storyboard.generate.providers.animatic.palette import mix, tone
from storyboard.generate.providers.animatic.tresses import FALLING, draw_tresses

_AROUND = 44


def draw_head(sheet: Sheet, eye: Eye, head: Head) -> None:
    """Draw a head with hair, beard, hat and as much of a face as its size can show."""
    if eye.depth(head.origin) < 0.12:
        return
    scale = eye.scale(head.world(np.array([[0, 0.12, 0.0]]))[0]) * head.size
    face = Face(sheet, eye, head, scale)
    draw_tresses(face)
    _form(face)
    pixels = scale * 0.235 / sheet.unit
    if pixels > 15:
        _ear(face)
        draw_features(face, pixels)
    if head.figure.hat:
        draw_hat(sheet, eye, head.world, head.figure, face.weight)


def _form(face: Face) -> None:
    """The solid head: skin first, then hair and beard as coats upon it."""
    figure, sheet = face.head.figure, face.sheet
    turn = np.linspace(0, 2 * math.pi, _AROUND, endpoint=False)
    whole = _coat(turn, np.zeros(_AROUND), np.full(_AROUND, 0.235), 1.0)
    outline = hull(face.pixels(whole))
    coats: list[tuple[NDArray[np.float64], Colour]] = []
    if figure.beard == "beard":
        coats.append((_beard(turn), mix(figure.hair, (60, 56, 62), 0.1)))
    coats.append((_hair(turn, figure.hairdo), figure.hair))
    fringe = [hull(face.pixels(coat)) for coat, _ in coats[-1:] if figure.hairdo != "bald"]
    if figure.hairdo == "curls":
        sheet.wash(fringe[0], tone(figure.hair, 0.9))  # what stands off behind the head
    for shape in [outline, *fringe]:
        sheet.line(shape, face.weight * 1.7, 0.9, closed=True, wobble=0.6)
    sheet.wash(outline, figure.skin, 0.42)
    below = face.head.turn @ np.array([0.0, -1.0, 0.0])
    if figure.beard == "beard" and below @ (np.asarray(face.eye.position) - face.head.origin) > 0:
        sheet.wash(hull(face.pixels(coats[0][0][0])), coats[0][1])  # its underside
    for coat, colour in coats:
        _facets(face, coat, colour)
    if figure.hairdo == "curls" and face.weight > 0.4:
        _curls(face, coats[-1][0])
    _jaw(face)


def _coat(
    turn: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], puff: float
) -> NDArray[np.float64]:
    """A piece of the head's surface between two heights for each direction; (rows, around, 3)."""
    share = np.linspace(0, 1, 12)[:, None]
    y = low[None, :] + (high - low)[None, :] * share
    wide, ahead, behind = (np.interp(y, LEVELS[:, 0], LEVELS[:, i]) for i in (1, 2, 3))
    deep = np.where(np.cos(turn)[None, :] > 0, ahead, behind)
    return np.stack([wide * np.sin(turn) * puff, y, np.cos(turn) * deep * puff], -1)


def _hair(turn: NDArray[np.float64], hairdo: str) -> NDArray[np.float64]:
    """From the forehead down before the ears and round to the nape; a bald head keeps a fringe.

    Curls stand off the head and end where they like.
    """
    bald, curls = hairdo == "bald", hairdo == "curls"
    away = np.abs((turn + math.pi) % (2 * math.pi) - math.pi)
    low = np.interp(
        away, [0, 0.5, 0.9, 1.25, 1.6, 2.0, 3.2], [0.186, 0.180, 0.168, 0.13, 0.10, 0.05, 0.035]
    )
    if curls:
        low = np.maximum(low - 0.014, 0.075) + 0.010 * np.sin(turn * 7)
    high = np.where(away > 1.5, 0.150, low) if bald else np.full(len(turn), 0.235)
    coat = _coat(turn, low, high, 1.03 if bald else 1.16 if curls else 1.085)
    if curls:
        tufts = 1 + 0.045 * np.sin(turn * 9) * np.sin(np.arange(len(coat)) * 1.4)[:, None]
        coat *= np.stack([tufts, np.ones_like(tufts), tufts], -1)
    if not bald:
        coat[..., 1] += np.maximum(0, coat[..., 1] - 0.12) * (0.26 if curls else 0.10)
    return coat


def _curls(face: Face, coat: NDArray[np.float64]) -> None:
    """Little rings over the hair that is seen, no two beside each other."""
    rows, around, _ = coat.shape
    towards = np.asarray(face.eye.position) - face.head.origin
    ring = np.linspace(0.4, 5.6, 9)
    for row in range(1, rows - 1, 3):
        for k in range(row % 4, around, 4):
            at = coat[row, k]
            outward = face.head.turn @ np.array([at[0], 0.4 * (at[1] - 0.15), at[2]])
            if float(np.dot(outward, towards)) < 0:
                continue
            along = np.array([math.cos(k * 2 * math.pi / around), 0.0,
                              -math.sin(k * 2 * math.pi / around)])  # fmt: skip
            curl = at + 0.013 * (
                np.cos(ring)[:, None] * along + np.sin(ring)[:, None] * np.array([0.0, 1.0, 0.0])
            )
            face.sheet.line(face.pixels(curl), face.weight * 0.55, 0.5, wobble=0.5)


def _beard(turn: NDArray[np.float64]) -> NDArray[np.float64]:
    away = np.abs((turn + math.pi) % (2 * math.pi) - math.pi)
    high = np.interp(
        away,
        [0, 0.4, 0.65, 0.9, 1.2, 1.5, 1.51, 3.2],
        [0.033, 0.046, 0.052, 0.07, 0.10, 0.125, 0.0, 0.0],
    )
    coat = _coat(turn, np.zeros(len(turn)), high, 1.06)
    coat[..., 1] -= 0.016 * np.clip(1 - coat[..., 1] / 0.05, 0, 1)
    return coat


def _facets(face: Face, coat: NDArray[np.float64], colour: Colour) -> None:
    """Wash the facets of a coat that are turned towards the eye, and comb it with the pencil."""
    rows, around, _ = coat.shape
    flat = face.pixels(coat).reshape(rows, around, 2)
    nxt = np.roll(flat, -1, axis=1)
    a, b, c = flat[:-1], nxt[:-1], flat[1:]
    area = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1])
    area = area - (b[..., 1] - a[..., 1]) * (c[..., 0] - a[..., 0])
    seen = area > 0
    for i, k in zip(*np.nonzero(seen), strict=True):
        face.sheet.wash([flat[i, k], nxt[i, k], nxt[i + 1, k], flat[i + 1, k]], colour)
    if face.weight > 0.55:
        for k in range(0, around, 2):
            strand = flat[1:-2, k][seen[1:-1, k]]
            if len(strand) > 2:
                face.sheet.line(strand, face.weight * 0.5, 0.42, wobble=1.2)
        edge = flat[0][seen[0]]
        if len(edge) > 2 and face.weight > 0.8:
            for at in edge:
                face.sheet.dot(
                    float(at[0]), float(at[1]), 0.5 * face.weight * face.sheet.unit, 0.35
                )


def _jaw(face: Face) -> None:
    """The line of the jaw below the ear, and the hollow of the cheek."""
    if face.head.figure.beard == "beard" or face.weight < 0.6:
        return
    for side in (-1, 1):
        path = np.array(
            [
                [side * 0.03, 0.008, 0.075],
                [side * 0.05, 0.028, 0.04],
                [side * 0.064, 0.055, 0.0],
                [side * 0.068, 0.09, -0.01],
            ]
        )
        outward = face.head.turn @ np.array([side, 0.0, 0.1])
        if float(
            np.dot(outward, np.asarray(face.eye.position) - face.head.origin)
        ) > 0.45 * face.eye.depth(face.head.origin):
            face.sheet.line(face.pixels(path), face.weight * 0.75, 0.65, wobble=0.5)


def _ear(face: Face) -> None:
    if face.head.figure.hairdo in FALLING or face.head.figure.hat in ("hood", "helmet"):
        return
    for side in (-1, 1):
        turn = np.linspace(0, 2 * math.pi, 14, endpoint=False)
        lobe = np.stack(
            [
                np.full(14, side * 0.079),
                0.108 + 0.030 * np.sin(turn),
                -0.004 + 0.017 * np.cos(turn),
            ],
            1,
        )
        outward = face.head.turn @ np.array([side, 0, 0])
        centre = face.head.world(lobe.mean(axis=0)[None])[0]
        if float(np.dot(outward, np.asarray(face.eye.position) - centre)) < 0:
            continue
        flat = face.eye.project(face.head.world(lobe))
        face.sheet.wash(flat, tone(face.head.figure.skin, 0.93))
        face.sheet.line(flat, face.weight * 0.8, 0.85, closed=True, wobble=0.4)
        inner = flat.mean(axis=0) + (flat - flat.mean(axis=0)) * 0.5
        face.sheet.line(inner[1:8], face.weight * 0.5, 0.6, wobble=0.4)
