"""A storyboard in several files: what it becomes, where things stand, and what is refused."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from storyboard.cli.diagnostics import concise
from storyboard.errors import Diagnostic, Span, StoryboardError
from storyboard.read.include import read_files
from storyboard.read.included import MAX_FILES
from storyboard.read.inside import Refused, inside, opened
from storyboard.read.load import Loaded, load
from storyboard.read.source import Source, read_source
from storyboard.read.yaml import MAX_VALUES
from tests.read.boards import GOOD

FILM = """\
storyboard: 1
title: The Signal-Man
include: [lib/cast.yaml, lib/places.yaml]
scenes:
  - include: scenes/sc010.yaml
  - id: sc020
    location: quay
    shots: [{id: sc020_0010, action: She goes., characters: [mara]}]
"""
CAST = "cast:\n  mara: {name: Mara}\n"
PLACES = "# where it plays\nlocations:\n  quay: {name: The quay}\n"
SCENE = "id: sc010\nlocation: quay\nshots:\n  - id: sc010_0010\n    action: She waits.\n"
WHOLE = {
    "film.yaml": FILM,
    "lib/cast.yaml": CAST,
    "lib/places.yaml": PLACES,
    "scenes/sc010.yaml": SCENE,
}


def written(files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    return Path("film.yaml")


def loaded(files: Mapping[str, str]) -> Loaded:
    return load(written(files))


def problems(files: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    with pytest.raises(StoryboardError) as caught:
        load(written(files))
    return caught.value.diagnostics


def said(files: Mapping[str, str]) -> list[str]:
    return [concise(found) for found in problems(files)]


def including(name: str) -> dict[str, str]:
    """A film whose only mistake is the library that it names."""
    return {"film.yaml": GOOD + f"include: [{name}]\n"}


def under(span: Span) -> str:
    return span.text[span.column - 1 : span.column - 1 + span.width]


def test_it_is_the_storyboard_that_one_file_would_hold() -> None:
    split = loaded(WHOLE).storyboard
    scene = "".join(f"    {line}\n" for line in SCENE.splitlines()).replace("    id:", "  - id:", 1)
    one = FILM.replace("include: [lib/cast.yaml, lib/places.yaml]\n", CAST + PLACES)
    whole = loaded({"film.yaml": one.replace("  - include: scenes/sc010.yaml\n", scene)}).storyboard
    assert split.model_copy(update={"include": ()}) == whole


@pytest.mark.parametrize(
    ("path", "place", "text"),
    [
        (("title",), "film.yaml:2:8", "The Signal-Man"),
        (("cast", "mara", "name"), f"{Path('lib/cast.yaml')}:2:16", "Mara"),
        (("locations", "quay", "name"), f"{Path('lib/places.yaml')}:3:16", "The quay"),
        (("scenes", 0, "id"), f"{Path('scenes/sc010.yaml')}:1:5", "sc010"),
        (("scenes", 0, "shots", 0, "action"), f"{Path('scenes/sc010.yaml')}:5:13", "She waits."),
        (("scenes", 1, "location"), "film.yaml:7:15", "quay"),
    ],
)
def test_everything_stands_in_its_own_file(
    path: tuple[str | int, ...], place: str, text: str
) -> None:
    span = loaded(WHOLE).places.value(path)
    assert (str(span), under(span)) == (place, text)


def test_a_file_of_several_scenes_with_more_of_them_inside() -> None:
    two = "- include: scenes/sc010.yaml\n- {id: sc015, shots: [{id: sc015_0010, action: Rain.}]}\n"
    film = FILM.replace("scenes/sc010.yaml", "scenes/act1.yaml")
    scenes = loaded(WHOLE | {"film.yaml": film, "scenes/act1.yaml": two}).storyboard.scenes
    assert [scene.id for scene in scenes] == ["sc010", "sc015", "sc020"]


def test_a_library_that_two_others_need_is_read_once() -> None:
    film = FILM.replace("[lib/cast.yaml, lib/places.yaml]", "[lib/a.yaml, lib/b.yaml]")
    shared = {"lib/a.yaml": "include: [lib/cast.yaml]\n" + PLACES}
    shared |= {"lib/b.yaml": "storyboard: 1\ninclude: [./lib//cast.yaml]\nlook: grey\n"}
    board = loaded(WHOLE | {"film.yaml": film} | shared).storyboard
    assert (list(board.cast), list(board.locations), board.look) == (["mara"], ["quay"], "grey")


def test_the_mistakes_of_all_files_are_told_at_once_in_the_order_of_reading() -> None:
    files = WHOLE | {
        "film.yaml": FILM.replace("title: ", "titel: "),
        "lib/cast.yaml": CAST.replace("name", "nam"),
        "lib/places.yaml": "locations: [\n",
        "scenes/sc010.yaml": SCENE + "    size: cu\n    size: MS\n",
    }
    assert [(f.code, f.span.file, f.span.line) for f in problems(files) if f.span] == [
        ("unknown-field", "film.yaml", 2),
        ("wrong-value", str(Path("scenes/sc010.yaml")), 6),
        ("duplicate-key", str(Path("scenes/sc010.yaml")), 7),
        ("unknown-field", str(Path("lib/cast.yaml")), 2),
        ("yaml-syntax", str(Path("lib/places.yaml")), 1),
    ]


def test_what_a_missing_file_would_have_held_is_not_missed() -> None:
    files = {"film.yaml": FILM, "lib/places.yaml": PLACES}
    assert said(files) == [
        "film.yaml:3:11: error[missing-file]: there is no file `lib/cast.yaml` "
        "(paths are relative to the storyboard's folder)",
        "film.yaml:5:14: error[missing-file]: there is no file `scenes/sc010.yaml` "
        "(paths are relative to the storyboard's folder)",
    ]
    only = "storyboard: 1\ntitle: x\nscenes:\n  - include: scenes/none.yaml\n"
    assert [found.code for found in problems({"film.yaml": only})] == ["missing-file"]


def test_what_two_files_say_is_an_error_that_shows_both() -> None:
    files = WHOLE | {"lib/places.yaml": PLACES + "cast:\n  mara: {name: Mary}\ntitle: Other\n"}
    found = problems(files)
    assert [f"{found[0].span}", *(f"{words} {span}" for words, span in found[0].related)] == [
        f"{Path('lib/places.yaml')}:5:3",
        f"first said here {Path('lib/cast.yaml')}:2:3",
    ]
    assert found[0].message == "`mara` is said twice, in two files"
    assert [each.code for each in found] == ["said-twice", "said-twice"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"lib/cast.yaml": "- mara\n"},
            f"{Path('lib/cast.yaml')}:1:1: error[wrong-type]: a library is a mapping of fields, "
            "not a list (scenes are included in `scenes:`, with `- include: FILE`)",
        ),
        (
            {"lib/cast.yaml": CAST + "scenes: []\n"},
            f"{Path('lib/cast.yaml')}:3:1: error[wrong-value]: a library holds no scenes "
            "(in the storyboard's own `scenes:`, write `- include: FILE` where they play)",
        ),
        (
            {"lib/cast.yaml": "# later\n"},
            f"error[empty-file]: {Path('lib/cast.yaml')} holds only comments "
            "(write in it what is to be included)",
        ),
        (
            {"scenes/sc010.yaml": "just words\n"},
            f"{Path('scenes/sc010.yaml')}:1:1: error[wrong-type]: a scene's file holds a scene or "
            'a list of scenes, not the text "just words" (start it with `id:`)',
        ),
        (
            {"film.yaml": FILM.replace("sc010.yaml", "sc010.yaml\n    mood: dark")},
            "film.yaml:6:5: error[wrong-value]: `mood` cannot stand beside `include` "
            "(write it in the file itself)",
        ),
        (
            {"film.yaml": FILM.replace("include: scenes/sc010.yaml", "include: [a, b]")},
            "film.yaml:5:14: error[wrong-type]: `include` must be text, not a list "
            "(write one file's path)",
        ),
        (
            {"film.yaml": FILM + "  - include: ./scenes/sc010.yaml\n"},
            "film.yaml:9:14: error[included-twice]: `./scenes/sc010.yaml` is included twice "
            "(a scene plays once; write another with ids of its own)",
        ),
        (
            {"lib/cast.yaml": SCENE.replace("sc010", "sc020")},
            "film.yaml:3:11: error[wrong-value]: `lib/cast.yaml` is a scene, and `include` is for "
            "what scenes share (in `scenes:`, write `- include: lib/cast.yaml` where it plays)",
        ),
        (
            {"scenes/sc010.yaml": "styles: {old: {look: sepia}}\nprops: {}\n"},
            "film.yaml:5:14: error[wrong-value]: `scenes/sc010.yaml` holds no scene, but what "
            "scenes share (include it beside `scenes:`, with `include: [scenes/sc010.yaml]`)",
        ),
        (
            {"lib/cast.yaml": "storyboard: 2\n" + CAST},
            f"{Path('lib/cast.yaml')}:1:1: error[said-twice]: `storyboard` is said twice, "
            "in two files (keep one of them)",
        ),
    ],
)
def test_a_file_of_the_wrong_kind(files: dict[str, str], expected: str) -> None:
    assert said(WHOLE | files) == [expected]


def test_a_list_of_libraries_of_the_wrong_shape() -> None:
    assert said({"film.yaml": GOOD + "include: lib.yaml\n"}) == [
        'film.yaml:14:10: error[wrong-type]: `include` must be a list, not the text "lib.yaml" '
        "(write `[lib.yaml]`)"
    ]
    assert [each.code for each in problems({"film.yaml": GOOD + "include: [3, lib]\n"})] == [
        "wrong-type",
        "missing-file",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("lib/more.yaml", "1:10: error[wrong-type]: `include` must be a list, not the text"),
        ("", "1:9: error[wrong-type]: `include` must be a list, not nothing"),
        ("[lib/places.yaml, 3]", "1:28: error[wrong-type]: item 2 of `include` must be text"),
    ],
)
def test_a_library_whose_list_has_the_wrong_shape_is_told_so_too(
    written: str, expected: str
) -> None:
    """It had been passed over in silence, and with it everything that it names."""
    found = said(WHOLE | {"lib/cast.yaml": f"include: {written}\n{CAST}"})
    assert len(found) == 1
    assert found[0].startswith(f"{Path('lib/cast.yaml')}:{expected}")


@pytest.mark.parametrize(
    "name",
    [
        "../outside.yaml",
        "lib/../../outside.yaml",
        "lib/../film.yaml",
        "/etc/passwd",
        "/dev/zero",
        "//server/share/a.yaml",
        "'C:\\films\\a.yaml'",
        "'C:a.yaml'",
        "'lib\\a.yaml'",
        "'\\\\server\\share\\a.yaml'",
        "'file:///etc/passwd'",
        "'https://example.org/a.yaml'",
    ],
)
def test_a_file_outside_the_project_is_refused(name: str) -> None:
    Path("../outside.yaml").write_text(CAST)
    (found,) = problems(including(name))
    assert (found.code, found.span and found.span.line) == ("outside-project", 14)


@pytest.mark.parametrize("name", ["'~/a.yaml'", "$HOME/a.yaml", "'%2e%2e/a.yaml'"])
def test_nothing_in_a_path_is_expanded(name: str) -> None:
    (found,) = problems(including(name))
    assert found.code == "missing-file"


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a privilege there")
@pytest.mark.parametrize("target", ["/dev/zero", "../outside.yaml", "here.yaml", "lib", "nowhere"])
def test_a_link_is_refused_wherever_it_leads(target: str) -> None:
    for path in (Path("../outside.yaml"), Path("here.yaml")):
        path.write_text(CAST)
    Path("link.yaml").symlink_to(target)
    (found,) = problems(including("link.yaml"))
    assert found.code == "outside-project"
    Path("real").mkdir()
    Path("real/cast.yaml").write_text(CAST)
    Path("folder").symlink_to("real")
    (found,) = problems(including("folder/cast.yaml"))
    assert found.code == "outside-project"


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="it cannot be told there")
def test_a_folder_that_becomes_a_link_after_it_was_looked_at_leads_nowhere() -> None:
    Path("lib").mkdir()
    path = inside("lib/cast.yaml", Path(), kind="file", example="")
    Path("lib").rename("elsewhere")
    Path("elsewhere/cast.yaml").write_text(CAST)
    Path("lib").symlink_to("elsewhere")
    with pytest.raises(Refused), opened(path, Path(), "lib/cast.yaml", kind="YAML"):
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_does_not_hold_us_up() -> None:
    os.mkfifo("pipe.yaml")
    (found,) = problems(including("pipe.yaml"))
    assert found.code == "not-a-file"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets here")
def test_a_socket_is_no_file_either() -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")
        (found,) = problems(including("socket.yaml"))
    assert found.code == "not-a-file"


def test_a_film_that_goes_away_while_it_is_read_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that saves puts another file in its place; no exception of the system's ends it."""

    def once(path: Path) -> Source:
        source = read_source(path)
        path.unlink()
        return source

    monkeypatch.setattr("storyboard.read.include.read_source", once)
    assert len(loaded(WHOLE).storyboard.scenes) == 2


def test_a_folder_is_no_file() -> None:
    Path("lib").mkdir()
    (found,) = problems(including("lib"))
    assert found.code in ("not-a-file", "unreadable")


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    with Path("huge.yaml").open("wb") as file:
        file.truncate(200 * 2**20)
    (found,) = problems(including("huge.yaml"))
    assert (found.code, found.span and found.span.line) == ("too-big", 14)


def test_many_small_files_are_too_much_together() -> None:
    text = "# " + "x" * (3 * 2**20) + "\nlook: x\n"
    names = ["a.yaml", "b.yaml", "c.yaml"]
    files = dict.fromkeys(names, text) | {"film.yaml": GOOD + f"include: [{', '.join(names)}]\n"}
    assert {found.code for found in problems(files)} == {"said-twice", "too-big"}


def test_ten_thousand_includes_end_at_the_first_too_many() -> None:
    names = ", ".join(f"lib/{number}.yaml" for number in range(10_000))
    libraries = {f"lib/{number}.yaml": "{}" for number in range(MAX_FILES + 5)}
    found = problems({"film.yaml": GOOD + f"include: [{names}]\n"} | libraries)
    assert [each.code for each in found] == ["too-many-files"]
    scenes = "".join(f"  - include: scenes/{number}.yaml\n" for number in range(10_000))
    found = problems({"film.yaml": "storyboard: 1\ntitle: x\nscenes:\n" + scenes})
    assert [each.code for each in found] == ["missing-file"] * MAX_FILES + ["too-many-files"]


def test_aliases_of_many_files_count_together() -> None:
    row = ", ".join(["*a"] * 999)
    bomb = f"cast: {{a: &a [{', '.join('x' * 100)}]}}\nlocations: {{b: [{row}]}}\n"
    assert MAX_VALUES // 8 < 100_000 < MAX_VALUES
    files = {f"{number}.yaml": bomb for number in range(8)}
    files |= {"film.yaml": GOOD + f"include: [{', '.join(files)}]\n"}
    assert "too-many-values" in {each.code for each in problems(files)}


def test_a_film_that_includes_itself_however_it_is_spelt() -> None:
    for name in ("film.yaml", "./film.yaml", ".//./film.yaml"):
        (found,) = problems(including(name))
        assert found.code == "include-cycle"
        assert found.message == f"`{name}` includes itself"
    os.link("film.yaml", "other.yaml")
    Path("film.yaml").write_text(GOOD + "include: [other.yaml]\n")
    (found,) = problems(including("other.yaml"))
    assert found.code == "include-cycle"


def test_a_circle_is_told_with_its_way() -> None:
    files = including("a.yaml") | {"a.yaml": "include: [b.yaml]", "b.yaml": "include: [a.yaml]"}
    (found,) = problems(files)
    assert found.code == "include-cycle"
    assert found.message == "`a.yaml` includes itself: `a.yaml` → `b.yaml` → `a.yaml`"
    assert (str(found.span), under(found.span) if found.span else "") == ("b.yaml:1:11", "a.yaml")
    assert [(words, str(span)) for words, span in found.related] == [
        ("by way of this", "a.yaml:1:11")
    ]
    scenes = {
        "film.yaml": "storyboard: 1\ntitle: x\nscenes: [{include: a.yaml}]\n",
        "a.yaml": "- {id: a, shots: [{id: s, action: x}]}\n- include: b.yaml\n",
        "b.yaml": "include: a.yaml\n",
    }
    assert [each.code for each in problems(scenes)] == ["include-cycle"]


def test_files_that_include_one_another_in_a_long_row() -> None:
    files = including("1.yaml") | {
        f"{number}.yaml": f"include: [{number + 1}.yaml]" for number in range(1, 9)
    }
    (found,) = problems(files)
    assert (found.code, str(found.span)) == ("too-deep", "3.yaml:1:11")


def test_a_film_that_names_no_file_is_read_as_ever() -> None:
    tree = read_files(written({"film.yaml": GOOD}))
    assert (len(tree.text.files), tree.whole, tree.problems) == (1, True, ())
