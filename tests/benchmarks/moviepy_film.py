"""What somebody writes who cuts the same film with moviepy alone: the baseline of the cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moviepy import CompositeVideoClip, VideoFileClip, afx, concatenate_videoclips, vfx

from storyboard.cut.profile import DRAFT
from storyboard.cut.soundtrack import BIT_RATE
from storyboard.cut.timeline import Timeline
from storyboard.generate.takes import Clip


@dataclass(frozen=True)
class Piece:
    """Seconds `begin` to `end` of a clip, at `start` in the film; it crosses over for `lead` and
    `trail` seconds."""

    path: Path
    begin: float
    end: float
    start: float
    lead: float
    trail: float


def pieces(timeline: Timeline, clips: Mapping[str, Clip]) -> list[Piece]:
    """The film as moviepy needs it: in seconds."""

    def seconds(frames: int) -> float:
        return float(timeline.rate.seconds(frames))

    return [
        Piece(
            clips[seen.shot].path,
            seconds(seen.clip_start),
            seconds(seen.clip_start + seen.frames),
            seconds(seen.start),
            seconds(seen.lead),
            seconds(seen.trail),
        )
        for seen in timeline.appearances
    ]


def write(film: Sequence[Piece], fps: float, target: Path) -> None:
    """Write the film: concatenated if all is hard cuts, else laid over each other."""
    opened = [VideoFileClip(str(piece.path)) for piece in film]
    try:
        shots = [
            clip.subclipped(piece.begin, piece.end)
            for clip, piece in zip(opened, film, strict=True)
        ]
        if any(piece.trail for piece in film):
            whole = CompositeVideoClip(list(map(_crossed, shots, film)))
        else:
            whole = concatenate_videoclips(shots)
        whole.write_videofile(
            str(target),
            fps=fps,
            codec="libx264",
            preset=DRAFT.preset,
            threads=DRAFT.threads,
            ffmpeg_params=["-crf", str(DRAFT.crf)],
            audio_fps=48_000,
            audio_codec="aac",
            audio_bitrate=f"{BIT_RATE // 1000}k",
            temp_audiofile_path=str(target.parent),
            logger=None,
        )
    finally:
        for clip in opened:
            clip.close()


def _crossed(shot: Any, piece: Piece) -> Any:
    effects: list[Any] = []
    if piece.lead:
        effects += [vfx.CrossFadeIn(piece.lead), afx.AudioFadeIn(piece.lead)]
    if piece.trail:
        effects += [afx.AudioFadeOut(piece.trail)]
    return shot.with_effects(effects).with_start(piece.start)
