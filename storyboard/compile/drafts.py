"""Shots on their way: where each stands, what it says or inherits, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

from storyboard.compile.edit import Edit, edit_of, frames_of
from storyboard.compile.joints import joint_of, longest, too_long
from storyboard.compile.resolve import Path, Resolved, resolve
from storyboard.compile.shotlist import CARD, Joint, Slate
from storyboard.errors import Diagnostic, Span
from storyboard.read.model import CardShot, Scene, Shot, Storyboard
from storyboard.read.pictures import Picture
from storyboard.read.places import Places
from storyboard.read.transitions import CUT, KINDS
from storyboard.read.words import either
from storyboard.timing import FrameRate


@dataclass(frozen=True)
class Draft:
    """A shot or a card on its way; `path` is its place in the storyboard.

    `before` is the transition of what stands before it; `last` says that nothing follows.
    """

    scene: Scene
    shot: Shot | CardShot
    path: Path
    slate: Slate
    resolved: Resolved
    frames: int
    joint: Joint
    edit: Edit
    before: Draft | None
    last: bool

    def longest(self, *, is_before: bool) -> int:
        """How many frames the transition before it, or its own, may have here."""
        before = self.before.joint if self.before else Joint()
        return longest(before, self.joint, self.frames, last=self.last, is_before=is_before)

    def span(self, places: Places, field: str) -> Span:
        """Where the value of a field was written, here or where it is inherited from."""
        return places.value(self.resolved.origin.get(field, (*self.path, field)))


def drafts_of(board: Storyboard, pictures: Mapping[str, Picture]) -> Iterator[Draft]:
    """Everything that stands in the film, in order; `pictures` are by their paths as written."""
    final = board.scenes[-1].shots[-1]
    before: Draft | None = None
    for at, scene in enumerate(board.scenes):
        for index, shot in enumerate(scene.shots):
            last = shot is final
            resolved = resolve(board, at, index)
            frames = frames_of(shot, resolved, board.fps)
            path = ("scenes", at, "shots", index)
            is_card = isinstance(shot, CardShot)
            size = CARD if is_card else resolved.get("size").value
            lens, seconds = resolved.get("lens"), board.fps.seconds(frames)
            slate = Slate(at + 1, index + 1, shot.id, size, lens, seconds)
            joint = joint_of(resolved, board.fps, last=last)
            if isinstance(shot, CardShot):
                edit = Edit(fit=resolved.get("fit"))
            else:
                edit = edit_of(shot, resolved, frames, board.fps, pictures)
            before = Draft(scene, shot, path, slate, resolved, frames, joint, edit, before, last)
            yield before


def handles(draft: Draft) -> tuple[int, int]:
    """The frames of a clip before its shot, which a trim may ask for, and after it.

    The transitions show them; they are enough for those.
    """
    before = draft.before.joint.frames if draft.before else 0
    joint = draft.joint.frames
    head = before // 2 if draft.edit.begin is None else draft.edit.begin
    return head, 0 if draft.last else joint - joint // 2


def trim_problems(draft: Draft, rate: FrameRate, places: Places) -> Iterator[Diagnostic]:
    """A trim that shows nothing, leaves no room for a transition, or contradicts the duration."""
    shot, at = draft.shot, (*draft.path, "trim")
    if isinstance(shot, CardShot) or shot.trim is None:
        return
    start = shot.trim.start.frames(rate) if shot.trim.start else 0
    if shot.trim.end is not None and (end := shot.trim.end.frames(rate)) <= start:
        yield Diagnostic(
            "trim-empty",
            f"the trim ends at frame {end} of the clip, and begins at {start}",
            places.value((*at, "out")),
            "let `out` come after `in`",
        )
    elif shot.trim.end is not None and shot.duration is not None:
        written = shot.duration.frames(rate)
        if written != draft.frames:
            yield Diagnostic(
                "trim-contradicts",
                f"the trim makes a shot of {draft.frames} frames, and its duration is {written}",
                places.value((*at, "out")),
                "leave `out` or the duration away",
                related=(("the duration", places.value((*draft.path, "duration"))),),
            )
    joint = draft.before.joint.frames // 2 if draft.before else 0
    begin = draft.edit.begin or 0
    if draft.before is not None and begin < joint:
        needed = ceil(joint * draft.edit.speed)
        yield Diagnostic(
            "trim-no-handle",
            f"the {draft.before.joint.kind} into this shot shows {needed} frames before its trim, "
            f"and there are {start}",
            places.value((*at, "in")),
            f"begin at {needed}f or later, or make the transition shorter",
            related=(("the transition", draft.before.span(places, "transition")),),
        )


def length_problems(draft: Draft, after: Draft | None, places: Places) -> Iterator[Diagnostic]:
    """A shot without a frame, and transitions that do not fit it; `after` stands after it."""
    joint = draft.joint
    if draft.last and joint.kind != CUT and not KINDS[joint.kind].ends:
        ends = either([f"`{name}`" for name, kind in KINDS.items() if kind.ends])
        yield Diagnostic(
            "nothing-follows",
            f"a {joint.kind} leads to the next shot, and this is the last one",
            draft.span(places, "transition"),
            f"leave it out, or end the film with {ends}",
        )
    before = draft.before.joint if draft.before else Joint()
    if draft.frames < 1:
        yield Diagnostic(
            "too-short", "a shot lasts at least one frame", draft.span(places, "duration")
        )
    elif unfit := too_long(
        before,
        joint,
        draft.frames,
        last=draft.last,
        elsewhere=(
            draft.before.longest(is_before=False) if draft.before else None,
            after.longest(is_before=True) if after else None,
        ),
    ):
        blamed = draft.before if unfit.is_before and draft.before else draft
        related = (("in this shot", draft.span(places, "id")),)
        yield replace(unfit.problem, span=blamed.span(places, "transition"), related=related)
