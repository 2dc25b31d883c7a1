"""One storyboard, several films: variants and variables from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storyboard.generate.media import probe
from tests.boards import SMALL, write_board
from tests.cli.run import storyboard

FILM = SMALL.replace("She shakes", "$who shakes") + (
    "vars: {who: She}\n"
    "variants:\n"
    "  fr: {shots: {two: {dialogue: [{mara: Pas ce soir.}]}}}\n"
    "  short: {title: A shorter film, scenes: {sc020: null}}\n"
)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_board(tmp_path, FILM)


def keys(*words: str | Path) -> dict[str, str]:
    ran = storyboard("plan", "--draft", "--json", *words)
    assert ran.code == 0, ran.err
    return {shot["id"]: shot["request_key"] for shot in json.loads(ran.out)["shots"]}


def test_a_variant_differs_in_what_it_says_otherwise_and_in_nothing_else(film: Path) -> None:
    main, french = keys(film), keys(film, "--variant", "fr")
    assert {name for name in main if main[name] != french[name]} == {"two"}
    assert keys(film, "--variant", "short") == {name: main[name] for name in ("one", "two")}


def test_a_variable_is_given_another_value(film: Path) -> None:
    assert keys(film) == keys(film, "--set", "who=She")
    assert keys(film)["two"] != keys(film, "--set", "who=Mara")["two"]


def test_films_have_names_of_their_own_and_share_every_clip(film: Path) -> None:
    assert storyboard("render", "--draft", film).code == 0
    ran = storyboard("render", "--draft", "--json", film, "--variant", "short")
    assert ran.code == 0, ran.err
    report = json.loads(ran.out)
    assert [shot["id"] for shot in report["shots"] if shot["made_now"]] == []
    out = film.parent / "out"
    assert probe(out / "film.draft.mp4").frames == 72
    assert probe(out / "film.short.draft.mp4").frames == 48
    assert "A small film" in storyboard("report", film, "--markdown").out
    assert "A shorter film" in storyboard("report", film, "--variant", "short", "--markdown").out
    missing = storyboard("report", film, "--variant", "fr")
    assert (missing.code, "--variant fr" in missing.err) == (1, True)


def test_check_finds_what_is_wrong_in_a_variant_that_nobody_chose(tmp_path: Path) -> None:
    over = "  square: {defaults: {model: veo-3.1}, aspect_ratio: '1:1'}\n"
    file = write_board(tmp_path, FILM + over)
    ran = storyboard("check", file)
    assert ran.code == 1
    assert "in the variant square" in ran.err
    assert storyboard("check", file, "--variant", "fr").code == 0
    good = storyboard("check", write_board(tmp_path, FILM))
    assert (good.code, "with fr, short is good" in good.err) == (0, True)


def test_what_a_variant_makes_wrong_elsewhere_says_so_on_one_line(tmp_path: Path) -> None:
    """The title is there, where it is missed; what the variant says itself shows where it is."""
    over = "  bare: {title: null, shots: {three: {siez: CU}}}\n"
    ran = storyboard("check", "--format", "concise", write_board(tmp_path, FILM + over))
    title, field = (line for line in ran.err.splitlines() if "error[" in line)
    assert "this storyboard has no `title`, in the variant bare (" in title
    assert "`siez` is not a field of a shot (did you mean `size`?)" in field


def test_a_mistake_of_the_film_is_not_told_again_for_each_variant(tmp_path: Path) -> None:
    ran = storyboard("check", "--format", "json", write_board(tmp_path, FILM + "bugdet: 3\n"))
    told = [problem["code"] for problem in json.loads(ran.out)["problems"]]
    assert told.count("unknown-field") == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--variant", "fra"), "no variant `fra`; did you mean `fr`?"),
        (("--variant", "../x"), "cannot be the name of a variant"),
        (("--set", "whom=x"), "no variable `whom`; did you mean `who`?"),
        (("--set", "who"), "write NAME=VALUE"),
        (("--set", "who=a", "--set", "who=b"), "who is set twice"),
    ],
)
def test_a_mistake_in_the_call(film: Path, words: tuple[str, ...], expected: str) -> None:
    for command in ("check", "plan", "prompts", "render", "sheet"):
        ran = storyboard(command, film, *words)
        assert ran.code == 2
        assert expected in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("sheet",), "storyboard render --draft {}"),
        (("takes", "two"), "storyboard render {}"),
    ],
)
def test_what_to_do_next_is_said_of_the_film_of_the_call(
    film: Path, words: tuple[str, ...], advice: str
) -> None:
    """Of the storyboard alone it would make, and buy, another film."""
    command, *rest = words
    ran = storyboard(command, film, *rest, "--variant", "fr", "--set", "who=The boy")
    assert advice.format(f"{film} --variant fr --set 'who=The boy'") in ran.err


@pytest.mark.parametrize("words", [("unapprove",), ("pick",)])
def test_what_to_do_first_is_said_of_the_variant(film: Path, words: tuple[str, ...]) -> None:
    take = ["2"] if words == ("pick",) else []
    ran = storyboard(*words, film, "two", *take, "--variant", "fr")
    assert ran.code == 1
    assert f"{film} --variant fr" in ran.err


def test_every_value_of_a_shot_is_explained(film: Path) -> None:
    ran = storyboard("prompts", film.name, "two", "--explain", "--variant", "fr", cwd=film.parent)
    text = film.read_text().splitlines()
    size, action, who = (
        next(at for at, line in enumerate(text, 1) if word in line)
        for word in ("size: MCU", "$who shakes", "vars:")
    )
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert f"size MCU shot film.yaml:{size}" in lines
    assert f"action She shakes her head. shot film.yaml:{action}, $who film.yaml:{who}" in lines
    assert "angle eye built-in" in lines
    told = json.loads(storyboard("prompts", film, "two", "--explain", "--json").out)
    values = {each["name"]: each for each in told[0]["values"]}
    assert values["size"]["span"]["line"] == size
    assert values["action"]["variables"][0]["name"] == "who"
    assert storyboard("prompts", film, "--explain").code == 2


def test_what_is_sent_is_explained_in_the_words_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(
        "storyboard: 1\n"
        "title: x\n"
        "defaults: {movement: {type: rack, direction: far, speed: slow}, sound: true}\n"
        "locations: {pier: {name: Pier}}\n"
        "scenes:\n"
        "  - id: sc010\n"
        "    location: pier\n"
        "    defaults: {transition: fade to white 1s, cfg_scale: 0.3}\n"
        "    shots:\n"
        "      - id: one\n"
        "        action: x\n"
        "        overrides: {cfg_scale: 0.7, sound: false, duration: 10}\n"
        "      - {id: two, action: x, transition: cut, movement: fast pan}\n"
        "      - {id: three, action: x, model: veo-3.1-fast, overrides: {generate_audio: false}}\n"
    )

    def told(shot: str) -> list[str]:
        ran = storyboard("prompts", "film.yaml", shot, "--explain", cwd=tmp_path)
        return [" ".join(line.split()) for line in ran.out.splitlines()]

    one, two = told("one"), told("two")
    assert "movement slow rack focus far storyboard film.yaml:3" in one
    assert "transition fade white 1s scene film.yaml:8" in one
    assert "cfg_scale 0.7 shot film.yaml:12" in one
    assert "sound false shot film.yaml:12" in one
    assert "duration 4s built-in" in one
    assert "locations.pier.set ext built-in" in one
    assert "cfg_scale 0.3 scene film.yaml:8" in two
    assert "transition cut shot film.yaml:13" in two
    assert "movement fast pan shot film.yaml:13" in two
    assert "sound false shot film.yaml:14" in told("three")


def test_what_null_takes_away_is_explained(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(
        "storyboard: 1\n"
        "title: x\n"
        "defaults: {lens: 35, size: CU}\n"
        "scenes: [{id: sc010, shots: [{id: one, action: x, lens: null, size: null}]}]\n"
    )
    ran = storyboard("prompts", "film.yaml", "one", "--explain", cwd=tmp_path)
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    taken = "(null: what is inherited is taken away) shot film.yaml:4"
    assert f"lens nothing {taken}" in lines
    assert f"size MS {taken}" in lines
    ran = storyboard("prompts", "film.yaml", "one", "--explain", "--json", cwd=tmp_path)
    values = json.loads(ran.out)[0]["values"]
    assert [each["name"] for each in values if each["emptied"]] == ["size", "lens"]
