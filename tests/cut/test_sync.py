"""Clapperboards: a white frame and a beep at the same moment, found again in the finished film."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from storyboard.cut import cut
from storyboard.timing import FrameRate
from tests.cut.films import beeps, flat, pictures_of, shotlist, sound_of, write_clip

CLAPS = (7, 9, 12)
"""The frame of the flash in each clip."""
SHOTS = 24


@pytest.mark.parametrize("rate", ["24", "23.976", "29.97", "60"])
def test_picture_and_sound_never_part_by_more_than_a_frame(tmp_path: Path, rate: str) -> None:
    """Two dozen cuts with every head handle from 0 to 4, so that clips begin anywhere."""
    fps = FrameRate.parse(rate)
    made = []
    for clap in CLAPS:
        pictures = flat(40, 32)
        pictures[clap] = flat(235, 1)[0]
        sound = beeps(32 / float(fps.value), [float(fps.seconds(clap))])
        made.append(write_clip(tmp_path / f"{clap}.mp4", pictures, rate=fps.value, sound=sound))
    film = shotlist([(19 + n % 5, 0) for n in range(SHOTS)], rate=fps)
    shots = tuple(replace(shot, head=n % 5) for n, shot in enumerate(film.shots))
    film = replace(film, shots=shots)
    clips = {shot.id: made[n % 3] for n, shot in enumerate(shots)}
    whole = cut(film, clips, tmp_path / "film.mp4", segments=tmp_path / "s", burn_in=False)

    flashes = [n for n, p in enumerate(pictures_of(whole.path)) if p[:72].mean() > 150]
    begins = np.cumsum([0, *(shot.frames for shot in shots)])
    assert flashes == [begins[n] + CLAPS[n % 3] - n % 5 for n in range(SHOTS)]
    heard = np.abs(sound_of(whole.path)).max(axis=0)
    loud = np.flatnonzero(heard > 0.3 * heard.max())
    onsets = loud[np.diff(loud, prepend=-48_000) > 4_800]
    assert len(onsets) == SHOTS
    apart = [
        onset / 48_000 - float(fps.seconds(n)) for onset, n in zip(onsets, flashes, strict=True)
    ]
    assert max(map(abs, apart)) <= 0.002, "the issue allows a frame; this is a twentieth of one"
