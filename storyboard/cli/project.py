"""A project as the commands see it: the storyboard's file and what lies beside it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import Catalogue, project_catalogue
from storyboard.compile.delivery import Delivery, plan_delivery
from storyboard.compile.explain import explain
from storyboard.compile.lints import lint
from storyboard.compile.prompts import Prompter
from storyboard.compile.request import Standing, itself
from storyboard.compile.shotlist import CompiledShot, Shotlist
from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.generate.lockfile import read_lock
from storyboard.plan.lock import Entries, Film, Lock, conflict_warning
from storyboard.read.choices import Choice
from storyboard.read.edition import MAIN, Edition
from storyboard.read.fields import IDENTIFIER
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
    from storyboard.plan.plan import History, Inventory, Plan


@dataclass(frozen=True)
class Project:
    """A compiled storyboard and its folder. `places` say where each shot stands in the file."""

    file: Path
    loaded: Loaded
    shotlist: Shotlist
    catalogue: Catalogue
    delivery: Delivery
    budget: Decimal | None
    places: Mapping[str, Span]
    templates: Mapping[str, TemplateText] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    include_approved: bool = False

    @cached_property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is valid and deserves a second look, unless the storyboard silences it."""
        return lint(self.loaded, self.shotlist, self.catalogue)

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

    @cached_property
    def _locked(self) -> tuple[Entries, tuple[str, ...]]:
        from storyboard.plan.plan import fits

        shots = {shot.id: shot for shot in self.shotlist.filmed}
        return self.lock.of(self.film, lambda id_, entry: id_ in shots and fits(shots[id_], entry))

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
        from storyboard.plan.changes import Said

        origins = explain(self.loaded, shot.id)
        name = next(str(each.value) for each in origins if each.name == "template")
        return Said(origins, name, with_parts(self.templates, name + SUFFIX), shot.clip_seconds)

    @cached_property
    def history(self) -> History:
        """What the lock and the store know of this film's shots as they were."""
        from storyboard.plan.plan import History, entry_ids, fits

        known = entry_ids(self.shotlist, self.entries)
        stale = {
            shot.id: self.entries[known[shot.id]].key
            for shot in self.shotlist.filmed
            if shot.id in known and not fits(shot, self.entries[known[shot.id]])
        }
        past = {key: found for key in stale.values() if (found := self.store.past(key)) is not None}
        today = {
            shot.id: self.said(shot) for shot in self.shotlist.filmed if stale.get(shot.id) in past
        }
        return History(self.entries, past, today)

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
        try:
            shotlist = compile_storyboard(
                loaded, self.templates, self.catalogue, self._standing(loaded)
            )
        except StoryboardError as error:
            raise StoryboardError(*loaded.tree.told(error.diagnostics)) from error
        return Project(
            self.file,
            loaded,
            shotlist,
            self.catalogue,
            plan_delivery(loaded.storyboard, shotlist),
            loaded.storyboard.budget,
            {
                shot.id: loaded.places.value(("scenes", at, "shots", index, "id"))
                for at, scene in enumerate(loaded.storyboard.scenes)
                for index, shot in enumerate(scene.shots)
            },
            self.templates,
            self.lock,
            self.include_approved,
        )

    def _standing(self, loaded: Loaded) -> Standing:
        """Which request each shot stands by, as the lock has it."""
        film = Film(self.file.name, loaded.edition.variant)
        entries, _ = self.lock.of(film, lambda *_: False)
        if not entries:
            return itself
        from storyboard.plan.plan import standing_by

        ids = {shot.id for scene in loaded.storyboard.scenes for shot in scene.shots}
        return standing_by(entries, ids, include_approved=self.include_approved)


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


def checked_output(path: Path, endings: str | tuple[str, ...], file: Path) -> Path:
    """Where the author wants a result. Raises BadParameter for a place that would do harm."""
    wanted = (endings,) if isinstance(endings, str) else endings
    if path.suffix.lower() not in wanted:
        raise click.BadParameter(
            f"{path} has to end in {' or '.join(wanted)}", param_hint="--output"
        )
    if path.is_dir():
        raise click.BadParameter(f"{path} is a folder", param_hint="--output")
    inside = path.resolve()
    kept = [file.parent / name for name in (".storyboard", "templates", "models", "panels")]
    if any(inside.is_relative_to(folder.resolve()) for folder in kept):
        raise click.BadParameter(
            f"{path} lies among the project's own files; write it to out/", param_hint="--output"
        )
    return path


def storyboard_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """The argument FILE. A folder or a missing file is a mistake in the call: exit 2."""

    def existing(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
        if value.is_dir():
            inside = value / "film.yaml"
            hint = f" Did you mean {inside}?" if inside.is_file() else ""
            raise click.BadParameter(f"{value} is a folder, not a storyboard.{hint}")
        if not value.exists():
            near = sorted(path.name for path in value.parent.glob("*.y*ml"))[:5]
            hint = f" Beside it: {', '.join(near)}." if near else ""
            raise click.BadParameter(f"there is no file {value}.{hint}")
        return value

    return click.argument("file", type=click.Path(path_type=Path), callback=existing)(command)


def edition_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --variant and --set, handed on as the argument `edition`."""

    def pairs(
        ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
    ) -> Mapping[str, str]:
        given: dict[str, str] = {}
        for pair in value:
            name, sign, text = pair.partition("=")
            if not sign or not name:
                raise click.BadParameter(f"write NAME=VALUE, not {pair}")
            if name in given:
                raise click.BadParameter(f"{name} is set twice")
            given[name] = text
        return given

    @functools.wraps(command)
    def with_edition(
        *args: Any, variant: str | None, given: Mapping[str, str], **options: Any
    ) -> Any:
        return command(*args, edition=Edition(variant, given), **options)

    setting = click.option(
        "--set",
        "given",
        metavar="NAME=VALUE",
        multiple=True,
        callback=pairs,
        help="Give a variable of `vars` another value.",
    )
    return variant_option(setting(with_edition))


def standing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that buy what is otherwise kept, or waited for."""
    approved = click.option(
        "--include-approved",
        is_flag=True,
        help="Buy approved shots anew whose request has changed, instead of keeping their clips.",
    )
    missing = click.option(
        "--rebuy-missing",
        is_flag=True,
        help="Buy clips once more that the lock names and nobody has here.",
    )
    return approved(missing(command))


def variant_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --variant. Its name becomes a part of files' names."""

    def named(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(IDENTIFIER, value):
            raise click.BadParameter(f"{value} cannot be the name of a variant")
        return value

    return click.option(
        "--variant", metavar="NAME", callback=named, help="A variant instead of the film."
    )(command)
