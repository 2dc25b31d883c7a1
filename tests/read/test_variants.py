"""Variants: what is laid over what, where it stands, and what is refused."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.cli.diagnostics import concise
from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.read.edition import Edition
from storyboard.read.include import read_files
from storyboard.read.load import Loaded, load
from storyboard.read.variant import MAX_VARIANTS, varied

FILM = """\
storyboard: 1
title: The Lamp
vars: {line: Not tonight.}
defaults: {duration: 2s, negative: [text]}
cast: {mara: {name: Mara, look: tall}}
scenes:
  - id: sc010
    mood: tense
    shots:
      - {id: a, action: She waits., characters: [mara], sfx: [bell], movement: slow dolly in}
      - {id: b, action: She speaks., dialogue: [{mara: $line}], overrides: {seed: 1, n: 2}}
  - id: sc020
    shots: [{id: c, action: She goes.}]
variants:
  v: """


def loaded(over: str, given: Mapping[str, str] | None = None) -> Loaded:
    Path("film.yaml").write_text(FILM + over + "\n", "utf-8")
    return load(Path("film.yaml"), edition=Edition("v", given or {}))


def problems(over: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(StoryboardError) as caught:
        loaded(over)
    return caught.value.diagnostics


def under(span: Span) -> str:
    return span.text[span.column - 1 : span.column - 1 + span.width]


def values(over: str) -> Any:
    """The plain values of the film with something laid over it."""
    Path("film.yaml").write_text(FILM + over + "\n", "utf-8")
    return varied(read_files(Path("film.yaml")), "v").value


@pytest.mark.parametrize(
    ("over", "path", "value"),
    [
        ("{title: La lampe}", "title", "La lampe"),
        ('{aspect_ratio: "9:16"}', "aspect_ratio", "9:16"),
        ("{defaults: {sound: false}}", "defaults", {"duration": "2s", "negative": ["text"]}),
        ("{defaults: {negative: [blur]}}", "defaults.negative", ["blur"]),
        ("{defaults: {negative: {add: [blur]}}}", "defaults.negative", ["text", "blur"]),
        ("{defaults: {negative: null}}", "defaults", {"duration": "2s"}),
        ("{cast: {mara: {look: small}}}", "cast.mara", {"name": "Mara", "look": "small"}),
        ("{cast: {finn: {name: Finn}}}", "cast.mara.name", "Mara"),
        ("{scenes: {sc010: {mood: calm}}}", "scenes.0.mood", "calm"),
        ("{scenes: {sc010: {mood: null}}}", "scenes.0.shots.0.id", "a"),
        ("{scenes: {sc010: null}}", "scenes.0.id", "sc020"),
        ("{scenes: {sc010: {shots: {a: null}}}}", "scenes.0.shots.0.id", "b"),
        ("{scenes: [{id: x, shots: [{id: y, action: z}]}]}", "scenes.0.id", "x"),
        ("{shots: {a: null}}", "scenes.0.shots.0.id", "b"),
        ("{shots: {a: {size: CU}}}", "scenes.0.shots.0.action", "She waits."),
        ("{shots: {c: {size: CU}}}", "scenes.1.shots.0.size", "CU"),
        ("{shots: {a: {sfx: {add: [rain]}}}}", "scenes.0.shots.0.sfx", ["bell", "rain"]),
        ("{shots: {b: {sfx: {add: [rain]}}}}", "scenes.0.shots.1.sfx", ["rain"]),
        ("{shots: {b: {overrides: {seed: 7}}}}", "scenes.0.shots.1.overrides", {"seed": 7, "n": 2}),
        ("{shots: {b: {overrides: {n: null}}}}", "scenes.0.shots.1.overrides", {"seed": 1}),
        ("{shots: {a: {movement: {type: pan}}}}", "scenes.0.shots.0.movement", {"type": "pan"}),
        ("{shots: {b: {dialogue: [{mara: Non.}]}}}", "scenes.0.shots.1.dialogue.0.mara", "Non."),
        ("{vars: {line: Pas ce soir.}}", "vars.line", "Pas ce soir."),
    ],
)
def test_the_rule(over: str, path: str, value: Any) -> None:
    found = values(over)
    for part in path.split("."):
        found = found[int(part) if part.isdigit() else part]
    if isinstance(value, dict) and isinstance(found, dict):
        found = {name: item for name, item in found.items() if name in value}
    assert found == value


def test_what_is_taken_away_is_gone() -> None:
    assert "mood" not in values("{scenes: {sc010: {mood: null}}}")["scenes"][0]
    assert "cast" not in values("{cast: null}")


def test_null_takes_away_what_a_shot_inherits_too() -> None:
    shots = loaded("{shots: {a: {movement: null, duration: null, notes: null}}}").storyboard
    (shot, _) = shots.scenes[0].shots
    assert shot.model_fields_set == {"id", "action", "characters", "sfx", "duration"}


def test_the_film_itself_is_not_touched() -> None:
    tree_before = values("{}")
    Path("film.yaml").write_text(FILM + "{shots: {a: null, b: {sfx: {add: [x]}}}, title: y}\n")
    tree = read_files(Path("film.yaml"))
    varied(tree, "v")
    assert {**tree.value, "variants": None} == {**tree_before, "variants": None}


def test_a_variant_has_its_own_variables_and_the_caller_goes_before_them() -> None:
    over = "{vars: {line: Pas ce soir.}}"
    assert loaded(over).storyboard.scenes[0].shots[1].dialogue[0].line == "Pas ce soir."
    given = loaded(over, {"line": "Jamais."}).storyboard
    assert given.scenes[0].shots[1].dialogue[0].line == "Jamais."


@pytest.mark.parametrize(
    ("path", "line", "text"),
    [
        (("title",), 16, "La lampe"),
        (("scenes", 0, "mood"), 17, "calm"),
        (("scenes", 0, "shots", 1, "dialogue", 0, "line"), 19, "Pas ce soir."),
        (("scenes", 0, "shots", 1, "sfx", 0), 19, "rain"),
        (("scenes", 0, "shots", 1, "action"), 11, "She speaks."),
        (("scenes", 0, "shots", 0, "sfx", 0), 10, "bell"),
        (("scenes", 0, "shots", 0, "sfx", 1), 18, "wind"),
        (("scenes", 0, "id"), 7, "sc010"),
    ],
)
def test_everything_stands_where_it_was_written(
    path: tuple[str | int, ...], line: int, text: str
) -> None:
    film = loaded(
        "# another\n    title: La lampe\n    scenes: {sc010: {mood: calm}}\n"
        "    shots: {a: {sfx: {add: [wind]}},\n"
        "            b: {sfx: [rain], dialogue: [{mara: Pas ce soir.}]}}"
    )
    span = film.places.value(path)
    assert (span.line, under(span)) == (line, text)


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        (
            "{shots: {aa: {size: CU}}}",
            "15:15: error[unknown-shot]: there is no shot `aa` (did you mean `a`?)",
        ),
        (
            "{scenes: {sc011: {mood: calm}}}",
            "15:16: error[unknown-scene]: there is no scene `sc011` (did you mean `sc010`?)",
        ),
        (
            "{shots: [{id: a}]}",
            "15:7: error[wrong-type]: in a variant `shots` is a mapping of shots by their id "
            "(write `shots: {ID: {…}}`; a whole list goes under its scene)",
        ),
        (
            "{storyboard: 2}",
            "15:7: error[wrong-value]: `storyboard` cannot stand in a variant "
            "(it belongs to the storyboard as a whole)",
        ),
        (
            "{shots: {a: {siez: CU}}}",
            "15:19: error[unknown-field]: `siez` is not a field of a shot (did you mean `size`?)",
        ),
        (
            "{shots: {a: CU}}",
            '15:18: error[wrong-type]: item 1 of `shots` must be a mapping, not the text "CU"',
        ),
        (
            "{scenes: [{id: sc010, shots: [{id: a, size: CU}]}]}",
            "15:21: error[wrong-value]: a list takes the place of all scenes, and this is only a "
            "part of `sc010` (write `scenes: {sc010: {…}}` for what is otherwise in it, null to "
            "leave it out)",
        ),
        (
            "{scenes: {sc010: {shots: [{id: a, size: CU}, {id: z, action: New.}]}}}",
            "15:37: error[wrong-value]: a list takes the place of all shots, and this is only a "
            "part of `a` (write `shots: {a: {…}}` for what is otherwise in it, null to leave it "
            "out)",
        ),
        *(
            (
                f"{{scenes: {scenes}}}",
                f"15:{column}: error[wrong-value]: a variant cannot include a file (include it in "
                "the storyboard's own `scenes:`, and write `scenes: {ID: null}` in the variants "
                "that go without it)",
            )
            for scenes, column in (
                ("[{include: fr.yaml}]", 17),
                ("{add: [{include: fr.yaml}]}", 23),
                ("{sc010: {include: fr.yaml}}", 24),
            )
        ),
        (
            "{shots: {c: null}}",
            "15:15: error[wrong-value]: this leaves a scene without a shot (leave out the scene "
            "itself: `scenes: {ID: null}`, with its id)",
        ),
        (
            "{title: null}",
            "1:1: error[missing-field]: this storyboard has no `title` (add `title:`)",
        ),
    ],
)
def test_mistakes(over: str, expected: str) -> None:
    found = [concise(each).removeprefix("film.yaml:") for each in problems(over)]
    assert [line.split(" (its fields are")[0] for line in found] == [expected]


def test_what_a_variant_says_of_scenes_is_not_blamed_where_there_are_none() -> None:
    Path("film.yaml").write_text(
        "storyboard: 1\ntitle: x\nvariants: {v: {scenes: {sc010: {mood: calm}}}}\n", "utf-8"
    )
    with pytest.raises(StoryboardError) as caught:
        load(Path("film.yaml"), edition=Edition("v", {}))
    assert [(each.code, str(each.span)) for each in caught.value.diagnostics] == [
        ("missing-field", "film.yaml:1:1")
    ]


@pytest.mark.parametrize("over", ["[a]", "x", "null", "3"])
def test_a_variant_is_a_mapping(over: str) -> None:
    assert {found.code for found in problems(over)} <= {"wrong-type", "wrong-value"}


def test_names_that_files_of_the_film_have() -> None:
    (found,) = problems("{}\n  draft: {}")
    assert found.message == "a variant cannot be called `draft`: its film would be the draft's file"
    Path("film.v.yaml").write_text(FILM, "utf-8")
    (found,) = problems("{}")
    assert found.message == "a variant cannot be called `v`: its film would be film.v.yaml's file"
    Path("film.v.yaml").unlink()
    assert {found.code for found in problems('{}\n  "../a": {}')} == {"wrong-value"}
    (found,) = problems("{}\n  Web: {}\ndeliverables: [web]")
    assert (
        found.message == "a variant cannot be called `Web`: its film would be a deliverable's file"
    )
    (found,) = problems("{}\n  fr: {}\n  FR: {}")
    assert found.message == "`FR` and `fr` differ in their case alone"
    many = "".join(f"\n  v{number}: {{}}" for number in range(MAX_VARIANTS))
    assert [each.code for each in problems("{}" + many)] == ["too-many-variants"]


def test_a_variant_that_is_not_there() -> None:
    Path("film.yaml").write_text(FILM + "{}\n")
    with pytest.raises(StoryboardError) as caught:
        load(Path("film.yaml"), edition=Edition("w"))
    (found,) = caught.value.diagnostics
    assert (found.code, found.hint) == ("unknown-variant", "there are `v`")


fields = st.sampled_from(
    ["title", "scenes", "shots", "cast", "defaults", "vars", "sc010", "a", "b"]
)
leaves = st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "x", "$line", "$$"])
overs = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(fields | st.just("add"), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(fields, overs, max_size=4))
def test_any_variant_is_read_or_refused_in_words(over: dict[str, Any]) -> None:
    with contextlib.suppress(StoryboardError):
        loaded(json.dumps(over))


@pytest.mark.parametrize("over", ["{}", "{title: The Lamp}", "{shots: {a: {}}}", "{scenes: {}}"])
def test_a_variant_that_changes_nothing(over: str) -> None:
    film = loaded(over)
    main = load(Path("film.yaml")).storyboard
    assert film.storyboard == main
