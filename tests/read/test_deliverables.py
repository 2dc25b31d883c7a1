"""What a film is delivered as: what can be written, and mistakes in exact words."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.compile.delivery import Deliverable, plan_delivery
from storyboard.read.load import load
from tests.boards import SMALL, compiled
from tests.read.boards import GOOD, said
from tests.read.test_schema import agrees, loads

MISTAKES = {
    "an unknown form": (
        GOOD + "deliverables: [web, webm]\n",
        "14:15: error[wrong-value]: there is no deliverable 'webm' "
        "(write some of web, proxy, master, gif)",
    ),
    "an unknown form with settings": (
        GOOD + "deliverables:\n  prox: {burn_in: false}\n",
        "15:3: error[unknown-field]: `prox` is not a field of `deliverables` "
        "(did you mean `proxy`?)",
    ),
    "a form twice": (
        GOOD + "deliverables: [web, web]\n",
        "14:15: error[wrong-value]: a deliverable is listed twice (list each once)",
    ),
    "a wide gif": (
        GOOD + "deliverables: {gif: {width: 640}}\n",
        "14:29: error[wrong-value]: `width` must be at most 320, not 640",
    ),
    "an unknown resolution": (
        GOOD + "deliverables: {proxy: {resolution: 480p}}\n",
        "14:36: error[wrong-value]: `resolution` cannot be `480p` (did you mean `540p`?)",
    ),
    "a poster of no shot": (
        GOOD + "poster: sc010_0011\n",
        "14:9: error[unknown-shot]: there is no shot `sc010_0011` (did you mean `sc010_0010`?)",
    ),
}
GOOD_ONES = [
    "deliverables: [web, proxy, master, gif]\n",
    "deliverables: {web: {}, proxy: {resolution: 360p, burn_in: false}}\n",
    "deliverables:\n  master:\n  gif: {width: 200}\n",
    "poster: sc010_0010\n",
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize("text", GOOD_ONES)
def test_what_can_be_written(text: str) -> None:
    assert loads(GOOD + text)
    assert agrees(GOOD + text)


@pytest.mark.parametrize("name", [name for name in MISTAKES if name != "a poster of no shot"])
def test_the_schema_refuses_the_same(name: str) -> None:
    assert not agrees(MISTAKES[name][0])


def planned(folder: Path, text: str) -> tuple[Deliverable, ...]:
    shotlist = compiled(folder, text)
    return plan_delivery(load(folder / "film.yaml").storyboard, shotlist).deliverables


def test_forms_are_the_films_size_and_proxies_smaller(tmp_path: Path) -> None:
    text = SMALL.replace("360p", "720p") + "deliverables: [gif, master, web, proxy]\n"
    assert planned(tmp_path, text) == (
        Deliverable("web", (1280, 720), burn_in=False),
        Deliverable("proxy", (960, 540), burn_in=True),
        Deliverable("master", (1280, 720), burn_in=False),
        Deliverable("gif", (320, 180), burn_in=False),
    )


def test_a_proxy_is_never_larger_than_the_film_unless_asked(tmp_path: Path) -> None:
    assert planned(tmp_path, SMALL + "deliverables: [proxy]\n")[0].size == (640, 360)
    larger = SMALL + "deliverables: {proxy: {resolution: 1080p, burn_in: false}}\n"
    assert planned(tmp_path, larger) == (Deliverable("proxy", (1920, 1080), burn_in=False),)


def test_the_poster_is_of_the_longest_shot(tmp_path: Path) -> None:
    text = SMALL.replace("duration: 24f", "duration: 30f")
    shotlist = compiled(tmp_path, text)
    assert plan_delivery(load(tmp_path / "film.yaml").storyboard, shotlist).poster == "three"


def test_no_request_knows_what_is_delivered(tmp_path: Path) -> None:
    before = [(s.request.key, s.draft.key) for s in compiled(tmp_path).shots]
    text = SMALL + "deliverables: [web, master]\nposter: two\n"
    assert [(s.request.key, s.draft.key) for s in compiled(tmp_path, text).shots] == before
