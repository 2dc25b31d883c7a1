"""From a storyboard to a shotlist: every shot's request, its price and its place in the edit."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from storyboard.compile.catalogue import Catalogue, Offer, Value
from storyboard.compile.facts import animatic_body, template_facts
from storyboard.compile.prompts import Prompt, Prompter, TemplateProblem
from storyboard.compile.request import Request
from storyboard.compile.resolve import Path, Resolved, resolve
from storyboard.compile.shotlist import CompiledShot, Joint, SceneHeader, Shotlist, Slate
from storyboard.errors import Diagnostic, Span, raise_errors
from storyboard.read.load import Loaded
from storyboard.read.model import Scene, Shot, Storyboard
from storyboard.read.templates import TemplateText
from storyboard.timing import FrameRate

ANIMATIC: Final = "animatic"
_DISSOLVE: Final = Fraction(1, 2)
"""The length of a dissolve whose duration is not written, in seconds."""


@dataclass(frozen=True)
class _Draft:
    """A shot on its way: where it stands and what it says or inherits."""

    scene: Scene
    shot: Shot
    path: Path
    slate: Slate
    resolved: Resolved
    frames: int
    joint: Joint


def compile_storyboard(
    loaded: Loaded, templates: Mapping[str, TemplateText], catalogue: Catalogue
) -> Shotlist:
    """Decide every request of the film. Pure.

    Raises StoryboardError with every problem of every shot: an unknown model, template or
    parameter, a value a model does not take, a shot longer than any clip on offer, transitions
    that do not fit their shots.
    """
    board = loaded.storyboard
    drafts = list(_drafts(board))
    prompter = Prompter(templates)
    problems: list[Diagnostic] = []
    shots: list[CompiledShot] = []
    for index, draft in enumerate(drafts):
        before = drafts[index - 1].joint if index else Joint()
        last = index == len(drafts) - 1
        builder = _Builder(loaded, prompter, catalogue, draft, before, last)
        shot = builder.build()
        problems += builder.problems
        if shot is not None:
            shots.append(shot)
    raise_errors(problems)
    headers = tuple(
        SceneHeader(scene.id, number, scene.heading or scene.id)
        for number, scene in enumerate(board.scenes, start=1)
    )
    return Shotlist(board.title, board.fps, board.frame_size, headers, tuple(shots))


def _drafts(board: Storyboard) -> Iterator[_Draft]:
    for at, scene in enumerate(board.scenes):
        for index, shot in enumerate(scene.shots):
            resolved = resolve(board, at, index)
            slate = Slate(
                at + 1, index + 1, shot.id, resolved.get("size").value, resolved.get("lens")
            )
            frames = resolved.get("duration").frames(board.fps)
            path = ("scenes", at, "shots", index)
            yield _Draft(scene, shot, path, slate, resolved, frames, _joint(resolved, board.fps))


def _joint(resolved: Resolved, rate: FrameRate) -> Joint:
    transition = resolved.get("transition")
    if transition.type == "cut":
        return Joint()
    written = transition.duration
    return Joint("dissolve", written.frames(rate) if written else rate.frames(_DISSOLVE))


class _Builder:
    """Compiles one shot, collecting what is wrong with it."""

    def __init__(
        self,
        loaded: Loaded,
        prompter: Prompter,
        catalogue: Catalogue,
        draft: _Draft,
        before: Joint,
        last: bool,
    ) -> None:
        self.board, self.places = loaded.storyboard, loaded.places
        self.prompter, self.catalogue = prompter, catalogue
        self.draft, self.before, self.last = draft, before, last
        self.problems: list[Diagnostic] = []

    def build(self) -> CompiledShot | None:
        """The shot, or None when something is wrong with it (see `problems`)."""
        draft = self.draft
        head, tail = self._handles()
        needed = head + draft.frames + tail
        offer = self._offer()
        if offer is None:
            return None
        seconds = self._clip_seconds(offer, needed)
        if seconds is None:
            return None
        facts = template_facts(self.board, draft.scene, draft.shot, draft.resolved, seconds)
        prompt = self._prompt(facts)
        if prompt is None:
            return None
        body = self._body(offer, prompt, seconds, needed)
        drawn = self._drawn_frames()
        drawing = animatic_body(facts, self.board, draft.resolved, drawn)
        if self.problems:
            return None
        speaks = offer.spec.speaks
        return CompiledShot(
            id=draft.shot.id,
            scene_id=draft.scene.id,
            slate=draft.slate,
            action=draft.shot.action,
            frames=draft.frames,
            head=head,
            tail=tail,
            joint=draft.joint,
            prompt=str(body[speaks.prompt]),
            negative_prompt=str(body[speaks.negative]),
            request=Request(offer.provider, offer.spec.id, body),
            clip_seconds=int(body[speaks.seconds]),
            price=offer.spec.price(body),
            draft=Request(ANIMATIC, "panel", drawing),
        )

    def _handles(self) -> tuple[int, int]:
        """The handle frames that the transitions need, checked against the shot's length."""
        draft, joint, before = self.draft, self.draft.joint, self.before
        head = before.frames // 2
        tail = 0 if self.last else joint.frames - joint.frames // 2
        inside = before.frames - head + (joint.frames if self.last else joint.frames // 2)
        if draft.frames < 1:
            self._problem("too-short", "a shot lasts at least one frame", "duration")
        elif inside > draft.frames:
            self._problem(
                "transition-too-long",
                f"the dissolves at its ends take {inside} frames of a shot of {draft.frames}",
                "duration",
                hint="make the shot longer or its dissolves shorter",
            )
        return head, tail

    def _offer(self) -> Offer | None:
        name = self.draft.resolved.get("model")
        offer = self.catalogue.find(name)
        if offer is None:
            known = sorted(self.catalogue.offers)
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"there are: {', '.join(known)}"
            self._problem("unknown-model", f"there is no model `{name}`", "model", hint=hint)
        return offer

    def _clip_seconds(self, offer: Offer, needed: int) -> int | None:
        """The cheapest length on offer that covers the shot and its handles."""
        rate, lengths = self.board.fps, offer.spec.lengths
        for seconds in lengths:
            if rate.frames(Fraction(seconds)) >= needed:
                return seconds
        handles = needed - self.draft.frames
        with_handles = f" with {handles} frames of handles for its dissolves" if handles else ""
        self._problem(
            "shot-too-long",
            f"this shot needs {float(rate.seconds(needed)):.2f} s{with_handles}; "
            f"{offer.name} makes clips of {' or '.join(map(str, lengths))} s",
            "duration",
            hint="split it into two shots or shorten it",
        )
        return None

    def _prompt(self, facts: dict[str, Any]) -> Prompt | None:
        name = self.draft.resolved.get("template")
        try:
            return self.prompter.render(name, facts)
        except TemplateProblem as problem:
            unknown = name not in self.prompter.names
            here = self._span("template")
            in_template = problem.span
            related = ((f"for shot {self.draft.shot.id}", here),) if in_template else ()
            self.problems.append(
                Diagnostic(
                    "unknown-template" if unknown else "template-error",
                    problem.message,
                    in_template or here,
                    problem.hint,
                    related=related,
                )
            )
            return None

    def _body(self, offer: Offer, prompt: Prompt, seconds: int, needed: int) -> dict[str, Value]:
        """The complete request body: the storyboard's words in the model's, then the overrides."""
        speaks, resolved = offer.spec.speaks, self.draft.resolved
        said: dict[str, tuple[Value, str]] = {
            speaks.prompt: (prompt.text, "action"),
            speaks.negative: (prompt.negative, "negative"),
            speaks.cfg_scale: (resolved.get("cfg_scale"), "cfg_scale"),
            speaks.sound: (resolved.get("sound"), "sound"),
            speaks.aspect_ratio: (self.board.aspect_ratio.value, "id"),
            speaks.seconds: (seconds, "duration"),
        }
        body: dict[str, Value] = {}
        for name, parameter in offer.spec.parameters.items():
            value, field = said[name]
            over = self.draft.shot.overrides.get(name)
            at = self.draft.path + (("overrides", name) if over is not None else (field,))
            try:
                body[name] = parameter.accept(value if over is None else over)
            except ValueError as error:
                span = self.places.value(at)
                self._problem("bad-parameter", f"`{name}` {error}", span=span)
        self._check_overrides(offer, body, needed)
        return body

    def _check_overrides(self, offer: Offer, body: Mapping[str, Value], needed: int) -> None:
        takes = sorted(offer.spec.parameters)
        for name in self.draft.shot.overrides:
            if name not in takes:
                close = difflib.get_close_matches(name, takes, n=1)
                self._problem(
                    "unknown-parameter",
                    f"{offer.name} has no parameter `{name}`",
                    span=self.places.key((*self.draft.path, "overrides", name)),
                    hint=f"did you mean `{close[0]}`?" if close else f"it has: {', '.join(takes)}",
                )
        seconds = body.get(offer.spec.speaks.seconds)
        if isinstance(seconds, int) and self.board.fps.frames(Fraction(seconds)) < needed:
            self._problem(
                "clip-too-short",
                f"a clip of {seconds} s does not cover the {needed} frames this shot needs",
                span=self.places.value((*self.draft.path, "overrides", offer.spec.speaks.seconds)),
                hint="leave the override out: the cheapest length that fits is chosen",
            )

    def _drawn_frames(self) -> int:
        """The drawn clip's length: the shot up to the next half second, and half a second more.

        The half second is for a dissolve at its end. No transition and nothing of the neighbours
        enters, so that a reorder draws nothing anew and a small trim fits the clip that is there.
        """
        rate, half = self.board.fps, Fraction(1, 2)
        half_seconds = -(-rate.seconds(self.draft.frames) // half)
        return rate.frames(half_seconds * half) + rate.frames(half)

    def _span(self, field: str) -> Span:
        return self.places.value(self.draft.resolved.origin.get(field, (*self.draft.path, field)))

    def _problem(
        self,
        code: str,
        message: str,
        field: str | None = None,
        *,
        span: Span | None = None,
        hint: str | None = None,
    ) -> None:
        at = span or self._span(field or "id")
        self.problems.append(Diagnostic(code, message, at, hint))
