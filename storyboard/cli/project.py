"""A project as the commands see it: the storyboard's file and what lies beside it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import Catalogue, project_catalogue
from storyboard.compile.delivery import Delivery, plan_delivery
from storyboard.compile.lints import lint
from storyboard.compile.prompts import Prompter
from storyboard.compile.request import Request, Standing, itself
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.generate.lockfile import read_lock
from storyboard.plan.lock import Entries, Entry, Film, Lock, conflict_warning
from storyboard.read.choices import Choice
from storyboard.read.edition import MAIN, Edition
from storyboard.read.include import read_files
from storyboard.read.load import Loaded, load_tree
from storyboard.read.models import read_models
from storyboard.read.templates import SUFFIX, TemplateText, read_templates, with_parts
from storyboard.read.tree import Tree
from storyboard.read.variables import names_in
from storyboard.read.variant import variants_of, varied
from storyboard.read.words import suggestion

if TYPE_CHECKING:
    from storyboard.generate.store import Store
    from storyboard.plan.changes import Said
    from storyboard.plan.identity import History
    from storyboard.plan.plan import Inventory, Plan


@dataclass(frozen=True)
class Project:
    """A compiled storyboard and its folder."""

    file: Path
    loaded: Loaded
    shotlist: Shotlist
    catalogue: Catalogue
    delivery: Delivery
    budget: Decimal | None
    templates: Mapping[str, TemplateText] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    include_approved: bool = False

    @cached_property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is valid and deserves a second look, unless the storyboard silences it."""
        return lint(self.loaded, self.shotlist, self.catalogue)

    @cached_property
    def places(self) -> Mapping[str, Span]:
        """Where each shot stands in the file."""
        return {
            shot.id: self.loaded.places.value(("scenes", at, "shots", index, "id"))
            for at, scene in enumerate(self.loaded.storyboard.scenes)
            for index, shot in enumerate(scene.shots)
        }

    @property
    def called(self) -> str:
        """How a command names this film: its file, and the variant and variables of the call.

        Without these the advice to render would be to buy another film.
        """
        edition = self.loaded.edition
        variant = ["--variant", edition.variant] if edition.variant else []
        given = [word for pair in edition.given.items() for word in ("--set", "=".join(pair))]
        return " ".join([str(self.file), *map(shlex.quote, (*variant, *given))])

    @property
    def store(self) -> Store:
        """The clips beside the storyboard, which all its variants share."""
        from storyboard.generate.store import Store

        return Store(self.file.parent / ".storyboard")

    @property
    def last_report(self) -> Path:
        """The report of the last render of this variant."""
        return self.store.last_report(self.loaded.edition.variant)

    def output(self, suffix: str, *, draft: bool) -> Path:
        """A file in `out/`; a variant's film and a draft have names of their own."""
        variant = self.loaded.edition.variant
        stem = ".".join(filter(None, (self.file.stem, variant, "draft" if draft else None)))
        return self.file.parent / "out" / (stem + suffix)

    @property
    def film(self) -> Film:
        """The name under which the lock knows this film."""
        return Film(self.file.name, self.loaded.edition.variant)

    def suits(self, shot: str, entry: Entry) -> bool:
        """Whether an entry is about the shot of this id as it is now."""
        from storyboard.plan.identity import fits

        return shot in self._shots and fits(self._shots[shot], entry)

    @cached_property
    def _shots(self) -> Mapping[str, CompiledShot]:
        return {shot.id: shot for shot in self.shotlist.filmed}

    @cached_property
    def _locked(self) -> tuple[Entries, tuple[str, ...]]:
        return self.lock.of(self.film, self.suits)

    @property
    def entries(self) -> Entries:
        """What the lock says of this film's shots."""
        return self._locked[0]

    @property
    def lock_warnings(self) -> tuple[Diagnostic, ...]:
        """What is to be said of the lock before anything is read out of it."""
        found = conflict_warning(self.lock, self._locked[1])
        return () if found is None else (found,)

    def said(self, shot: CompiledShot) -> Said:
        """What a shot's request is made of: its values with their origins, and its template."""
        from storyboard.compile.explain import explain
        from storyboard.plan.changes import Said

        origins = explain(self.loaded, shot.id)
        name = next(str(each.value) for each in origins if each.name == "template")
        return Said(origins, name, with_parts(self.templates, name + SUFFIX), shot.clip_seconds)

    @cached_property
    def history(self) -> History:
        """What the lock and the store know of this film's shots as they were."""
        from storyboard.plan.identity import History, entry_ids

        history = History(self.entries, bought=self.lock.bought)
        known = entry_ids(self.shotlist, history)
        settled = {old for id_, old in known.items() if self.suits(id_, self.entries[old])}
        past = {
            entry.key: found
            for old, entry in self.entries.items()
            if old not in settled and (found := self.store.past(entry.key)) is not None
        }
        today = {
            shot.id: self.said(shot)
            for shot in self.shotlist.filmed
            if past and known.get(shot.id) not in settled
        }
        return replace(history, past=past, today=today)

    @cached_property
    def known(self) -> Mapping[str, str]:
        """For each shot that the lock knows, the id under which it does."""
        from storyboard.plan.identity import entry_ids

        return entry_ids(self.shotlist, self.history)

    def entry(self, shot: CompiledShot) -> Entry | None:
        """What the lock says of a shot."""
        return self.entries[self.known[shot.id]] if shot.id in self.known else None

    @property
    def shown(self) -> Mapping[str, str]:
        """The request that each shot stands by, by its key."""
        from storyboard.plan.identity import key_of

        loose = self.include_approved
        return {
            shot.id: key_of(shot, self.entry(shot), include_approved=loose)
            for shot in self.shotlist.filmed
        }

    def inventory(self, *, draft: bool) -> Inventory:
        """What is there of all that this film could show, drawings too if it is a draft."""
        from storyboard.generate.bill import inventory

        keys = {shot.request.key for shot in self.shotlist.filmed}
        if draft:
            keys |= {shot.draft.key for shot in self.shotlist.filmed}
        return inventory(self.store, keys | {entry.key for entry in self.entries.values()})

    def plan(
        self,
        *,
        draft: bool,
        quotes: Mapping[str, Decimal] = MappingProxyType({}),
        rebuy_missing: bool = False,
        panels_only: bool = False,
    ) -> Plan:
        """What a render would do now, with live prices by request key where they are known."""
        from storyboard.plan.plan import make_plan

        return make_plan(
            self.shotlist,
            self.inventory(draft=draft),
            draft=draft,
            quotes=quotes,
            history=self.history,
            include_approved=self.include_approved,
            rebuy_missing=rebuy_missing,
            panels_only=panels_only,
        )


@dataclass(frozen=True)
class Sources:
    """What a project is made of, read once for all its variants."""

    file: Path
    tree: Tree
    templates: Mapping[str, TemplateText]
    catalogue: Catalogue
    lock: Lock = field(default_factory=Lock)
    include_approved: bool = False

    @property
    def variants(self) -> list[str]:
        """The names of the storyboard's variants."""
        return variants_of(self.tree)

    def project(self, edition: Edition) -> Project:
        """Compile an edition. Raises StoryboardError with everything wrong in it."""
        ids = frozenset(offer.spec.id for offer in self.catalogue.offers.values())
        choices = {
            "model": Choice(tuple(sorted(self.catalogue.offers)), ids),
            "template": Choice(Prompter(self.templates).names),
        }
        loaded = load_tree(self.tree, self.file, choices, edition)
        project, used = self._compiled(loaded, self._standing(loaded))
        # A shot that begins with another's last frame is bound to the clip which that one shows: in
        # a lock in conflict, or where shots changed names, it is known when all are compiled.
        followed = {shot.follows for shot in project.shotlist.filmed if shot.follows is not None}
        for _ in followed if self.lock.films else ():
            shown = project.shown
            if all(used[shot] == shown[shot] for shot in followed):
                break
            project, used = self._compiled(loaded, _as_shown(shown))
        return project

    def _compiled(self, loaded: Loaded, standing: Standing) -> tuple[Project, Mapping[str, str]]:
        """The project, and what each shot was found to stand by."""
        used: dict[str, str] = {}

        def noted(shot: str, request: Request) -> str:
            return used.setdefault(shot, standing(shot, request))

        try:
            shotlist = compile_storyboard(loaded, self.templates, self.catalogue, noted)
        except StoryboardError as error:
            raise StoryboardError(*loaded.tree.told(error.diagnostics)) from error
        project = Project(
            self.file,
            loaded,
            shotlist,
            self.catalogue,
            plan_delivery(loaded.storyboard, shotlist),
            loaded.storyboard.budget,
            self.templates,
            self.lock,
            self.include_approved,
        )
        return project, used

    def _standing(self, loaded: Loaded) -> Standing:
        """Which request each shot stands by, as the lock has it."""
        film = Film(self.file.name, loaded.edition.variant)
        entries, _ = self.lock.of(film, lambda *_: False)
        if not entries:
            return itself
        from storyboard.plan.identity import standing_by

        ids = {shot.id for scene in loaded.storyboard.scenes for shot in scene.shots}
        return standing_by(entries, ids, include_approved=self.include_approved)


def _as_shown(shown: Mapping[str, str]) -> Standing:
    return lambda shot, _: shown[shot]


def open_sources(file: Path, edition: Edition = MAIN, *, include_approved: bool = False) -> Sources:
    """Read a project's files. With `include_approved`, what is approved binds nothing.

    Raises StoryboardError with what is wrong in them, and BadParameter for a variant or a variable
    that the storyboard does not have.
    """
    tree = read_files(file)
    _refuse_strangers(tree, edition)
    try:
        return Sources(
            file,
            tree,
            read_templates(file.parent),
            project_catalogue(read_models(file.parent)),
            read_lock(file.parent),
            include_approved,
        )
    except StoryboardError as error:
        raise StoryboardError(*_problems(tree, file, edition), *error.diagnostics) from error


def _problems(tree: Tree, file: Path, edition: Edition) -> tuple[Diagnostic, ...]:
    try:
        load_tree(tree, file, {}, edition)
    except StoryboardError as error:
        return error.diagnostics
    return ()


def _refuse_strangers(tree: Tree, edition: Edition) -> None:
    variants = variants_of(tree)
    if edition.variant is not None and edition.variant not in variants:
        hint = suggestion(edition.variant, variants, "there are") if variants else "it has none"
        message = f"the storyboard has no variant `{edition.variant}`; {hint}"
        raise click.BadParameter(message, param_hint="--variant")
    # A variant may define variables of its own.
    known = names_in(varied(tree, edition.variant))
    for name in edition.given:
        if name not in known:
            hint = suggestion(name, known, "there are") if known else "it has none"
            message = f"the storyboard has no variable `{name}`; {hint}"
            raise click.BadParameter(message, param_hint="--set")


def open_project(file: Path, edition: Edition = MAIN, *, include_approved: bool = False) -> Project:
    """Read and compile a storyboard. Raises StoryboardError with everything wrong in it."""
    return open_sources(file, edition, include_approved=include_approved).project(edition)
