"""From a storyboard to a shotlist: every shot's request, its price and its place in the edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from math import ceil
from typing import Any, Final

from storyboard.compile.body import BodyMaker, Said, not_honoured, sound_of
from storyboard.compile.cards import card_of
from storyboard.compile.catalogue import Catalogue, Offer, Value
from storyboard.compile.dialogue import dialogue_problems, spoken_in
from storyboard.compile.drafts import (
    Draft,
    drafts_of,
    handles,
    length_problems,
    trim_problems,
)
from storyboard.compile.edit import edit_problems
from storyboard.compile.facts import animatic_body, template_facts
from storyboard.compile.frames import HeldFrame
from storyboard.compile.panels import panel_problems, panels_body, shown_panels
from storyboard.compile.prompts import Prompt, Prompter, TemplateProblem
from storyboard.compile.request import Request, Standing, itself
from storyboard.compile.resolve import Path
from storyboard.compile.shotlist import Card, CompiledShot, SceneHeader, Shotlist
from storyboard.compile.sound import ShotAudio, plan_sound
from storyboard.errors import Diagnostic, Span, StoryboardError, raise_errors
from storyboard.read.load import Loaded
from storyboard.read.model import CardShot, Shot
from storyboard.read.templates import TemplateText
from storyboard.read.words import shown, suggestion
from storyboard.read.yaml import MAX_PROBLEMS
from storyboard.timing import FrameRate

ANIMATIC: Final = "animatic"
_MORE: Final = Diagnostic("too-many-problems", "there may be more problems than these")


def compile_storyboard(
    loaded: Loaded,
    templates: Mapping[str, TemplateText],
    catalogue: Catalogue,
    standing: Standing = itself,
) -> Shotlist:
    """Decide every request of the film. Pure.

    A shot that begins with the last frame of an earlier one is bound to the clip that the earlier
    one is `standing` by.

    Raises StoryboardError with every problem of every shot: an unknown model, template or
    parameter, a value a model does not take, a shot longer than any clip on offer, transitions
    that do not fit their shots.
    """
    board = loaded.storyboard
    drafts = list(drafts_of(board, loaded.pictures))
    prompter = Prompter(templates)
    problems: dict[tuple[object, ...], Diagnostic] = {}
    shots: list[CompiledShot | Card] = []
    keys: dict[str, str] = {}
    for draft, after in zip(drafts, [*drafts[1:], None], strict=True):
        found = [*trim_problems(draft, board.fps, loaded.places)]
        found = found or [*length_problems(draft, after, loaded.places)]
        if isinstance(draft.shot, CardShot):
            shots.append(card_of(draft, draft.shot, loaded.pictures))
        else:
            builder = _Builder(loaded, prompter, catalogue, draft, draft.shot, keys, found)
            shot = builder.build()
            if shot is not None:
                shots.append(shot)
                keys[shot.id] = standing(shot.id, shot.request)
        for problem in found:
            # What a scene or the storyboard says is wrong once, not once for each of its shots.
            problems.setdefault((problem.code, problem.span, problem.message), problem)
        if len(problems) > MAX_PROBLEMS:
            raise StoryboardError(*islice(problems.values(), MAX_PROBLEMS), _MORE)
    sound, unfit = plan_sound(loaded, [d.resolved for d in drafts], [d.frames for d in drafts])
    for problem in unfit:
        problems.setdefault((problem.code, problem.span, problem.message), problem)
    raise_errors(problems.values())
    heard = tuple(
        _with_audio(shot, audio, board.fps) for shot, audio in zip(shots, sound.shots, strict=True)
    )
    headers = tuple(
        SceneHeader(scene.id, number, scene.heading or scene.id)
        for number, scene in enumerate(board.scenes, start=1)
    )
    film = (board.title, board.fps, board.frame_size, headers)
    return Shotlist(*film, heard, sound.cues, sound.loudness)


def _with_audio(
    shot: CompiledShot | Card, audio: ShotAudio, rate: FrameRate
) -> CompiledShot | Card:
    """The shot with its audio; a card has none.

    What the clip has to spare goes before the shot, for the J cut; its length is not touched, it
    was bought for the picture. A clip at another speed is mute: resampled, its voices would have
    another pitch, and stretched, lips would still not fit. A trim says by itself
    where the shot begins.
    """
    if isinstance(shot, Card) or (audio == shot.audio and shot.edit.speed == 1):
        return shot
    if shot.edit.speed != 1:
        return replace(shot, audio=replace(audio, mute=True))
    if shot.edit.begin is not None:
        return replace(shot, audio=audio)
    spare = rate.frames(Fraction(shot.clip_seconds)) - shot.needed
    return replace(shot, audio=audio, head=shot.head + max(0, min(audio.lead, spare)))


class _Builder:
    """Compiles one shot, adding to `problems` what is wrong with it."""

    def __init__(
        self,
        loaded: Loaded,
        prompter: Prompter,
        catalogue: Catalogue,
        draft: Draft,
        shot: Shot,
        earlier: Mapping[str, str],
        problems: list[Diagnostic],
    ) -> None:
        self.board, self.places = loaded.storyboard, loaded.places
        self.pictures, self.earlier = loaded.pictures, earlier
        self.prompter, self.catalogue = prompter, catalogue
        self.draft, self.shot, self.problems = draft, shot, problems
        self.dialogue = spoken_in(shot, self.board, loaded.sounds)
        self.panels = shown_panels(shot.panels, self.pictures, draft.frames, self.board.fps)

    def build(self) -> CompiledShot | None:
        """The shot, or None when something is wrong with it (see `problems`)."""
        draft = self.draft
        # That transitions do not fit is said, and enough.
        head, tail = (0, 0) if self.problems else handles(draft)
        needed = draft.edit.clip_frames(head, draft.frames, tail)
        self.problems += edit_problems(draft.edit, draft.frames, draft.path, self.places)
        self.problems += panel_problems(self.panels, draft.frames, draft.path, self.places)
        self.problems += dialogue_problems(self.dialogue, draft.frames, draft.path, self.places)
        offer = self._offer()
        if offer is None:
            return None
        seconds = self._clip_seconds(offer, needed)
        if seconds is None:
            return None
        facts = template_facts(
            self.board,
            draft.scene,
            self.shot,
            draft.resolved,
            seconds,
            sound=sound_of(offer.spec, draft.resolved.get("sound"), self.shot.overrides),
        )
        prompt = self._prompt(facts)
        if prompt is None:
            return None
        frames = self._frames(offer)
        body = self._body(offer, prompt, seconds, frames)
        if not self.problems:
            self._check_length(offer, body, needed)
        if self.problems:
            return None
        return self._compiled(offer, body, facts, frames, (head, tail))

    def _compiled(
        self,
        offer: Offer,
        body: Mapping[str, Value],
        facts: dict[str, Any],
        frames: Mapping[str, HeldFrame],
        handles: tuple[int, int],
    ) -> CompiledShot:
        """The shot, when nothing is wrong with it."""
        draft, speaks = self.draft, offer.spec.speaks
        drawing = animatic_body(
            facts, self.board, draft.resolved, self._drawn_frames(), self.shot.dialogue
        )
        # An override may have put something else in a picture's place.
        sent = [held for held in frames.values() if held.name in body.values()]
        return CompiledShot(
            id=self.shot.id,
            scene_id=draft.scene.id,
            slate=replace(draft.slate, panels=tuple(panel.start for panel in self.panels)),
            action=self.shot.action,
            frames=draft.frames,
            head=handles[0],
            tail=handles[1],
            joint=draft.joint,
            prompt=str(body[speaks.prompt]),
            negative_prompt=str(body.get(speaks.negative or "", "")),
            request=Request(offer.provider, offer.spec.id, body, self.shot.take or 1),
            clip_seconds=int(body[speaks.seconds]),
            price=offer.spec.price(body),
            draft=Request(ANIMATIC, "panel", drawing | panels_body(self.panels)),
            panels={panel.name: panel.path for panel in self.panels},
            assets={held.name: held.picture.path for held in sent if held.picture is not None},
            follows=next((held.follows for held in sent if held.follows is not None), None),
            sound=facts["shot"]["sound"],
            dialogue=self.dialogue,
            edit=draft.edit,
        )

    def _offer(self) -> Offer | None:
        """The model the shot is made by: the one it names, or that one's sibling for pictures."""
        name = self.draft.resolved.get("model")
        offer = self.catalogue.find(name)
        if offer is None:
            known = sorted(self.catalogue.offers)
            hint = suggestion(name, known, "there are")
            self._problem("unknown-model", f"there is no model `{shown(name)}`", "model", hint=hint)
            return None
        shot = self.shot
        words = [word for word in ("first_frame", "last_frame") if getattr(shot, word) is not None]
        made_by = self.catalogue.for_words(offer, words)
        lacking = [word for word in words if getattr(made_by.spec.speaks, word) is None]
        for word in lacking:
            span = self.places.key((*self.draft.path, word))
            models = ", ".join(self.catalogue.which_speak(word))
            message = f"{made_by.name} takes no {word.replace('_', ' ')}"
            self._problem("no-frame", message, span=span, hint=f"models that take one: {models}")
        return None if lacking else made_by

    def _clip_seconds(self, offer: Offer, needed: int) -> int | None:
        """The cheapest length on offer that covers the shot and its handles."""
        rate, lengths = self.board.fps, offer.spec.lengths
        for seconds in lengths:
            if rate.frames(Fraction(seconds)) >= needed:
                return seconds
        handles = needed - self.draft.edit.clip_frames(0, self.draft.frames, 0)
        why = "handles for its transitions" if self.shot.trim is None else "trim and handles"
        with_handles = f" with {handles} frames of {why}" if handles else ""
        self._problem(
            "shot-too-long",
            f"this shot needs {float(rate.seconds(needed)):.2f} s{with_handles}; "
            f"{offer.name} makes clips of {_offered(lengths)} s",
            "duration",
            hint="split it into two shots or shorten it",
        )
        return None

    def _prompt(self, facts: dict[str, Any]) -> Prompt | None:
        name = self.draft.resolved.get("template")
        try:
            prompt = self.prompter.render(name, facts)
            if not prompt.text:
                message = f"the template `{name}` makes an empty prompt"
                hint = "let it say what happens: `{{ shot.action | sentence }}`"
                raise TemplateProblem(message, hint=hint)
            return prompt
        except TemplateProblem as problem:
            unknown = name not in self.prompter.names
            here, shot = self._span("template"), self._span("id")
            in_template = problem.span
            at = self.draft.resolved.origin["template"]
            inherited = at[: len(self.draft.path)] != self.draft.path
            related = (
                *(("used here", span) for span in problem.used),
                (f"for shot {self.shot.id}", shot if inherited else here),
                *([("which inherits the template", here)] if inherited else []),
            )
            self.problems.append(
                Diagnostic(
                    "unknown-template" if unknown else "template-error",
                    problem.message,
                    in_template or here,
                    problem.hint,
                    related=related if in_template else related[-1:] if inherited else (),
                )
            )
            return None

    def _frames(self, offer: Offer) -> dict[str, HeldFrame]:
        """What stands in the body for the pictures the shot names, by word."""
        shot, spec = self.shot, offer.spec
        found: dict[str, HeldFrame] = {}
        first = shot.first_frame
        if first is not None and first.shot is not None:
            # An earlier shot that has no request has been complained about itself.
            found["first_frame"] = HeldFrame.of_shot(first.shot, self.earlier.get(first.shot, ""))
        files = {"first_frame": first.file if first else None, "last_frame": shot.last_frame}
        for word, written in files.items():
            if written is None:
                continue
            found[word] = held = HeldFrame.of_picture(self.pictures[written])
            parameter = spec.parameters[getattr(spec.speaks, word)]
            if why := held.refusal(parameter):
                span = self.places.value((*self.draft.path, word))
                message = f"`{shown(written)}` {why} for {offer.name}"
                self._problem("bad-picture", message, span=span, hint="save it in another form")
        return found

    def _body(
        self, offer: Offer, prompt: Prompt, seconds: int, frames: Mapping[str, HeldFrame]
    ) -> dict[str, Value]:
        """The complete request body."""
        path, model_at = self.draft.path, self.draft.resolved.origin["model"]
        words = self._words(prompt, seconds)
        words |= {word: Said(held.name, (*path, word)) for word, held in frames.items()}
        overrides = self.shot.overrides
        maker = BodyMaker(offer, words, overrides, self.places, path, model_at)
        body = maker.make()
        fixed = offer.spec.always.aspect_ratio
        if fixed is not None and fixed != self.board.aspect_ratio.value:
            maker.refuse_shape([fixed])
        self.problems += maker.problems
        for message, place, hint in not_honoured(offer, self._written(), model_at):
            elsewhere = place[: len(path)] != path
            chosen = ((f"for shot {self.shot.id}", self._span("model")),)
            span, related = self.places.value(place), chosen if elsewhere else ()
            self.problems.append(Diagnostic("not-honoured", message, span, hint, related=related))
        return body

    def _words(self, prompt: Prompt, seconds: int) -> dict[str, Said]:
        """What the storyboard says of the shot in the words that models may know."""
        resolved, at = self.draft.resolved, self.draft.resolved.origin
        ratio_is_written = "aspect_ratio" in self.board.model_fields_set
        ratio_at: Path = ("aspect_ratio",) if ratio_is_written else at["model"]
        return {
            "prompt": Said(prompt.text, (*self.draft.path, "action")),
            "negative": Said(prompt.negative, at["negative"]),
            "cfg_scale": Said(resolved.get("cfg_scale"), at["cfg_scale"]),
            "sound": Said(resolved.get("sound"), at["sound"]),
            "aspect_ratio": Said(self.board.aspect_ratio.value, ratio_at),
            "resolution": Said(self.board.resolution.value, ("resolution",)),
            "seconds": Said(seconds, at["duration"]),
        }

    def _written(self) -> dict[str, Said]:
        """What somebody wrote, and is no default of the house, of the words models often lack."""
        resolved, at = self.draft.resolved, self.draft.resolved.origin
        values = {
            "sound": resolved.get("sound"),
            "cfg_scale": resolved.get("cfg_scale"),
            "negative": ", ".join(resolved.get("negative")),
        }
        return {
            word: Said(value, at[word])
            for word, value in values.items()
            if isinstance(at[word][-1], str)
        }

    def _check_length(self, offer: Offer, body: Mapping[str, Value], needed: int) -> None:
        name = offer.spec.speaks.seconds
        seconds = int(body[name])
        if self.board.fps.frames(Fraction(seconds)) < needed:
            self._problem(
                "clip-too-short",
                f"a clip of {seconds} s does not cover the {needed} frames this shot needs",
                span=self.places.value((*self.draft.path, "overrides", name)),
                hint="leave the override out: the cheapest length that fits is chosen",
            )

    def _drawn_frames(self) -> int:
        """The drawn clip's length: the shot up to the next half second, and half a second more.

        The half second is for a transition at its end. No transition and nothing of the neighbours
        enters, so that a reorder draws nothing anew and a small trim fits the clip that is there.
        """
        rate = self.board.fps
        half_seconds = ceil(2 * rate.seconds(self.draft.frames))
        return rate.frames(Fraction(half_seconds, 2)) + rate.frames(Fraction(1, 2))

    def _span(self, field: str) -> Span:
        return self.draft.span(self.places, field)

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
        origin = self.draft.resolved.origin.get(field or "", self.draft.path)
        inherited = origin[: len(self.draft.path)] != self.draft.path
        related = (("for this shot, which inherits it", self._span("id")),) if inherited else ()
        self.problems.append(Diagnostic(code, message, at, hint, related=related))


def _offered(lengths: tuple[int, ...]) -> str:
    if len(lengths) > 2 and lengths == tuple(range(lengths[0], lengths[-1] + 1)):
        return f"{lengths[0]} to {lengths[-1]}"
    return " or ".join(map(str, lengths))
