"""What a film is delivered as: what can be written, and mistakes in exact words."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.compile.delivery import Deliverable, plan_delivery
from storyboard.read.burns import Burn
from storyboard.read.deliverables import Form, Subtitling
from storyboard.read.edit import Fit
from storyboard.read.load import load
from tests.boards import SMALL, compiled
from tests.read.boards import GOOD, said
from tests.read.test_schema import agrees, loads

USUAL = (Burn.SLATE, Burn.LENS, Burn.TIMECODE)
MISTAKES = {
    "an unknown form": (
        GOOD + "deliverables: [web, webm]\n",
        "14:15: error[wrong-value]: there is no form `webm` (did you mean `web`?)",
    ),
    "another unknown form": (
        GOOD + "deliverables: [dcp]\n",
        "14:15: error[wrong-value]: there is no form `dcp` "
        "(write some of `web`, `vertical`, `square`, `proxy`, `master` or `gif`)",
    ),
    "a misspelt form with settings": (
        GOOD + "deliverables:\n  prox: {burn_in: false}\n",
        "15:3: error[unknown-form]: there is no form `prox` (did you mean `proxy`?)",
    ),
    "a name without a form": (
        GOOD + "deliverables:\n  reel: {resolution: 720p}\n",
        "15:3: error[unknown-form]: there is no form `reel` (say which form it has: `form:` with "
        "`web`, `vertical`, `square`, `proxy`, `master` or `gif`)",
    ),
    "a form of an unknown form": (
        GOOD + "deliverables:\n  reel: {form: webb}\n",
        "15:16: error[wrong-value]: `form` cannot be `webb` (did you mean `web`?)",
    ),
    "a ready-made form of a form": (
        GOOD + "deliverables:\n  web: {form: proxy}\n",
        "15:9: error[form-named-twice]: `web` is a form already "
        "(leave `form` out, or give a form of your own another name)",
    ),
    "a form twice": (
        GOOD + "deliverables: [web, web]\n",
        "14:15: error[wrong-value]: a deliverable is listed twice (list each once)",
    ),
    "a name with a slash": (
        GOOD + "deliverables:\n  reels/one: {form: web}\n",
        "15:3: error[wrong-value]: `reels/one` cannot be a name (names are letters, digits, `-` "
        "and `_`, at most 64, and start with a letter; for example `reels_one`)",
    ),
    "the draft's name": (
        GOOD + "deliverables:\n  Draft: {form: web}\n",
        "15:3: error[form-overwrites]: a deliverable cannot be named `Draft`: its file would be "
        "the draft film's (give it another name)",
    ),
    "a wide gif": (
        GOOD + "deliverables: {gif: {width: 640}}\n",
        "14:29: error[wrong-value]: `width` must be at most 320, not 640",
    ),
    "a gif with a burn-in": (
        GOOD + "deliverables:\n  gif: {burn_in: true}\n",
        "15:9: error[unknown-field]: `burn_in` is not a setting of the form `gif` "
        "(a gif is made from the film as it is; its setting is `width`)",
    ),
    "a gif of one's own with a shape": (
        GOOD + 'deliverables:\n  teaser: {form: gif, aspect_ratio: "1:1"}\n',
        "15:23: error[unknown-field]: `aspect_ratio` is not a setting of the form `gif` "
        "(a gif is made from the film as it is; its setting is `width`)",
    ),
    "a width that is no gif's": (
        GOOD + "deliverables:\n  web: {width: 320}\n",
        "15:9: error[unknown-field]: `width` is not a setting of the form `web` "
        "(its size is its `resolution` and `aspect_ratio`)",
    ),
    "an unknown resolution": (
        GOOD + "deliverables: {proxy: {resolution: 480p}}\n",
        "14:36: error[wrong-value]: `resolution` cannot be `480p` (did you mean `540p`?)",
    ),
    "an unknown burn-in": (
        GOOD + "deliverables:\n  proxy:\n    burn_in: [slat, frames]\n",
        "16:15: error[wrong-value]: item 1 of `burn_in` cannot be `slat` (did you mean `slate`?)",
    ),
    "a burn-in twice": (
        GOOD + "deliverables:\n  proxy:\n    burn_in: [take, take]\n",
        "16:14: error[wrong-value]: `burn_in` is a list with `take` twice (list each once)",
    ),
    "a burn-in in words": (
        GOOD + "deliverables:\n  proxy:\n    burn_in: yes\n",
        '16:14: error[wrong-value]: `burn_in` is the text "yes" '
        "(write true, false or a list of some of slate, lens, panel, "
        "duration, timecode, frames, take, draft)",
    ),
    "subtitles as a burn-in": (
        GOOD + "deliverables:\n  proxy:\n    burn_in: [slate, dialogue]\n",
        "16:14: error[wrong-value]: `burn_in` is a list with `dialogue`, which only a draft "
        "has (write `subtitles: burnt`)",
    ),
    "a burn-in that is no word": (
        GOOD + "deliverables:\n  proxy:\n    burn_in: [slate, {lens: 35}]\n",
        "16:22: error[wrong-type]: item 2 of `burn_in` must be a word, not a mapping (write "
        "`slate`, `lens`, `panel`, `duration`, `timecode`, `frames`, `take` or `draft`)",
    ),
    "an unknown burn-in of the draft": (
        GOOD + "draft: {burn_in: [dialog]}\n",
        "14:19: error[wrong-value]: item 1 of `burn_in` cannot be `dialog` (did you mean "
        "`dialogue`?)",
    ),
    "a draft that is no mapping": (
        GOOD + "draft: true\n",
        "14:8: error[wrong-type]: `draft` must be a mapping, not true (write `burn_in:` under it: "
        "a list of what is to be seen, or false)",
    ),
    "a slip in the draft": (
        GOOD + "draft: {burn: []}\n",
        "14:9: error[unknown-field]: `burn` is not a field of `draft` (did you mean `burn_in`?)",
    ),
    "unknown subtitles": (
        GOOD + "deliverables:\n  web: {subtitles: burned}\n",
        "15:20: error[wrong-value]: `subtitles` cannot be `burned` (did you mean `burnt`?)",
    ),
    "a field that no form has": (
        GOOD + "deliverables:\n  web: {bitrate: 5}\n",
        "15:9: error[unknown-field]: `bitrate` is not a field of a deliverable (its fields are "
        "`form`, `resolution`, `aspect_ratio`, `fit`, `burn_in`, `subtitles` or `width`)",
    ),
    "a poster of no shot": (
        GOOD + "poster: sc010_0011\n",
        "14:9: error[unknown-shot]: there is no shot `sc010_0011` (did you mean `sc010_0010`?)",
    ),
    "names that differ in capitals": (
        GOOD + "deliverables:\n  reel: {form: web}\n  Reel: {form: proxy}\n",
        "16:3: error[form-overwrites]: `Reel` and `reel` would be one file where capitals don't "
        "count (let the names differ in more than capitals)",
    ),
}
NOT_OF_SHAPE = ("a poster of no shot", "names that differ in capitals")
GOOD_ONES = [
    "deliverables: [web, proxy, master, gif, vertical, square]\n",
    "deliverables: {web: {}, proxy: {resolution: 360p, burn_in: false}}\n",
    "deliverables:\n  master:\n  gif: {width: 200}\n",
    'deliverables:\n  reel: {form: web, aspect_ratio: "9:16", fit: blur, resolution: 720p}\n',
    "deliverables:\n  teaser: {form: gif, width: 200}\n  notes: {form: proxy}\n",
    "deliverables: {proxy: {burn_in: [take, frames], subtitles: burnt}, web: {subtitles: none}}\n",
    "deliverables: {proxy: {burn_in: [slate, lens, panel, duration, draft]}}\n",
    "draft: {burn_in: false}\n",
    "draft: {burn_in: [action, dialogue, draft, take]}\n",
    "draft: {}\nvariants: {clean: {draft: {burn_in: []}}}\n",
    "deliverables:\n",
    "poster: sc010_0010\n",
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


def test_mistakes_of_shape_do_not_hide_the_others() -> None:
    text = (
        GOOD + "deliverables:\n  gif: {fit: blur}\n  proxy: {fit: crop}\n  vertcal:\n  draft: 3\n"
    )
    found = [line.split("]")[0] for line in said(text)]
    assert found == [
        "15:9: error[unknown-field",
        "16:16: error[wrong-value",
        "17:3: error[unknown-form",
        "18:3: error[unknown-form",
        "18:3: error[form-overwrites",
        "18:10: error[wrong-type",
    ]


@pytest.mark.parametrize("text", GOOD_ONES)
def test_what_can_be_written(text: str) -> None:
    assert loads(GOOD + text)
    assert agrees(GOOD + text)


@pytest.mark.parametrize("name", [name for name in MISTAKES if name not in NOT_OF_SHAPE])
def test_the_schema_refuses_the_same(name: str) -> None:
    assert not agrees(MISTAKES[name][0])


def planned(folder: Path, text: str) -> tuple[Deliverable, ...]:
    shotlist = compiled(folder, text)
    return plan_delivery(load(folder / "film.yaml").storyboard, shotlist).deliverables


def test_forms_are_the_films_size_and_proxies_smaller(tmp_path: Path) -> None:
    text = SMALL.replace("360p", "720p") + "deliverables: [gif, master, web, proxy]\n"
    assert planned(tmp_path, text) == (
        Deliverable("gif", Form.GIF, (320, 180)),
        Deliverable("master", Form.MASTER, (1280, 720)),
        Deliverable("web", Form.WEB, (1280, 720), subtitles=Subtitling.SOFT),
        Deliverable("proxy", Form.PROXY, (960, 540), burn_in=USUAL),
    )


def test_vertical_and_square_keep_the_short_side(tmp_path: Path) -> None:
    text = SMALL.replace("360p", "720p") + "deliverables: [vertical, square]\n"
    sizes = [(form.size, form.fit, form.subtitles) for form in planned(tmp_path, text)]
    assert sizes == [
        ((720, 1280), None, Subtitling.SOFT),
        ((720, 720), None, Subtitling.SOFT),
    ]


def test_a_form_of_ones_own(tmp_path: Path) -> None:
    reel = '{form: web, aspect_ratio: "9:16", fit: blur, resolution: 540p, subtitles: burnt}'
    notes = "{form: proxy, burn_in: [take, frames]}"
    text = SMALL + f"deliverables:\n  reel: {reel}\n  notes: {notes}\n  loop: {{form: gif}}\n"
    forms = planned(tmp_path, text)
    burnt = Subtitling.BURNT
    assert forms == (
        Deliverable("reel", Form.WEB, (540, 960), Fit.BLUR, subtitles=burnt),
        Deliverable("notes", Form.PROXY, (640, 360), burn_in=(Burn.TAKE, Burn.FRAMES)),
        Deliverable("loop", Form.GIF, (320, 180)),
    )
    names = [form.beside(Path("out/film.draft.mp4")).name for form in forms]
    assert names == ["film.draft.reel.mp4", "film.draft.notes.mp4", "film.draft.loop.gif"]


def test_a_proxy_is_never_larger_than_the_film_unless_asked(tmp_path: Path) -> None:
    assert planned(tmp_path, SMALL + "deliverables: [proxy]\n")[0].size == (640, 360)
    larger = SMALL + "deliverables: {proxy: {resolution: 1080p, burn_in: false}}\n"
    assert planned(tmp_path, larger) == (Deliverable("proxy", Form.PROXY, (1920, 1080)),)


def test_the_poster_is_of_the_longest_shot(tmp_path: Path) -> None:
    text = SMALL.replace("duration: 24f", "duration: 30f")
    shotlist = compiled(tmp_path, text)
    assert plan_delivery(load(tmp_path / "film.yaml").storyboard, shotlist).poster == "three"


def test_no_request_knows_what_is_delivered(tmp_path: Path) -> None:
    before = [(s.request.key, s.draft.key) for s in compiled(tmp_path).shots]
    text = SMALL + "deliverables: [web, master, vertical]\nposter: two\n"
    assert [(s.request.key, s.draft.key) for s in compiled(tmp_path, text).shots] == before
