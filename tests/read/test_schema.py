"""The published schema: current, described, and of one mind with `load`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from PIL import Image
from yamlcore import CCoreLoader

from storyboard.errors import StoryboardError
from storyboard.read.edition import Edition
from storyboard.read.load import load
from storyboard.read.schema import library_schema, scene_schema, schemas, storyboard_schema
from storyboard.read.timecodes import LENGTHS
from storyboard.resources import folder
from tests.read.boards import GOOD, changed, with_shot

ROOT = Path(__file__).parents[2]
LONG = "x" * 1001
"""More than a card has room for, unless it rolls."""


def card(shown: str) -> str:
    """The good storyboard with a card in the place of its shot."""
    return GOOD.replace("action: She waits.\n        characters: [mara]", f"card: {shown}")


def agrees(text: str) -> bool:
    """What the schema says of a storyboard."""
    validator = Draft202012Validator(storyboard_schema())
    return bool(validator.is_valid(yaml.load(text, CCoreLoader)))


def loads(text: str) -> bool:
    """What `load` says of it."""
    Path("film.yaml").write_text(text)
    try:
        load(Path("film.yaml"))
    except StoryboardError:
        return False
    return True


def test_the_file_is_current() -> None:
    said = "run `python -m storyboard.read.schema`"
    for name, text in schemas().items():
        assert (folder("schemas") / name).read_text("utf-8") == text, said


def test_a_timecode_is_looked_for_in_every_field_that_is_a_length() -> None:
    found = {name for name, field in _fields(storyboard_schema()) if "96f" in str(field)}
    assert found | {"transition", "trim"} == LENGTHS  # which hold one among other words


@pytest.mark.parametrize(
    ("schema", "name"),
    [(storyboard_schema, "storyboard"), (scene_schema, "scene"), (library_schema, "library")],
)
def test_it_is_a_schema_with_a_name(schema: Callable[[], dict[str, Any]], name: str) -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$id"] == f"urn:storyboard:schema:{name}:1"


@pytest.mark.parametrize(
    ("text", "scene", "library"),
    [
        ("{id: a, shots: [{id: b, action: x}]}", True, False),
        ("[{id: a, shots: [{id: b, action: x}]}, {include: scenes/b.yaml}]", True, False),
        ("include: scenes/b.yaml", True, False),
        ("include: [lib/b.yaml]", False, True),
        ("cast: {mara: {name: Mara}}", False, True),
        ("{storyboard: 1, look: grey}", False, True),
        ("[{id: a}]", False, False),
        ("[{include: a.yaml, id: a}]", False, False),
        ("scenes: []", False, False),
        ("cast: [mara]", False, False),
    ],
)
def test_the_files_of_a_storyboard(text: str, scene: bool, library: bool) -> None:
    value = yaml.load(text, CCoreLoader)
    assert Draft202012Validator(scene_schema()).is_valid(value) is scene
    assert Draft202012Validator(library_schema()).is_valid(value) is library


def _fields(schema: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for name, inner in schema.items():
            if name not in ("allOf", "if", "then"):  # rules about fields described elsewhere
                yield from _fields(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _fields(inner)


def test_every_field_is_described() -> None:
    fields = list(_fields(storyboard_schema()))
    assert len(fields) > 50
    assert [name for name, field in fields if not field.get("description")] == []


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        with_shot("movement: slow dolly in"),
        with_shot("movement: left pan fast"),
        with_shot("movement: {type: crane, direction: down}"),
        with_shot("movement: {speed: normal}"),
        with_shot("movement: {type: handheld, speed: $pace}") + "vars: {pace: slow}\n",
        with_shot("movement: slow rack focus far"),
        with_shot("movement: fast handheld"),
        with_shot("movement: normal static"),
        with_shot("movement: {direction: null}"),
        with_shot("first_frame: {shot: null, file: a.png}"),
        GOOD + "fps: 24.0\n",
        GOOD + 'fps: "030"\n',
        GOOD + "fps: 60/2\n",
        card("{subtitle: Later}"),
        card(f"{{roll: true, text: {LONG}}}"),
        with_shot("transition: cut"),
        with_shot("transition: dissolve"),
        with_shot("transition: dissolve 12f"),
        with_shot("transition: fade to white"),
        with_shot("transition: dip 12f through black"),
        with_shot("transition: {type: dissolve, duration: 0.5}"),
        with_shot("transition: wipe left 12f"),
        with_shot("transition: push 0.5 up"),
        with_shot("transition: iris"),
        with_shot("transition: 'fade #20ff00 1s'"),
        with_shot("transition: dip 8f white"),
        with_shot("transition: {type: fade, colour: grey, duration: 1s}"),
        with_shot("transition: {type: slide, direction: down, colour: null}"),
        with_shot("duration: 00:00:04:00", "lens: 28", "size: CU", "sound: false"),
        with_shot("duration: 96f", "cfg_scale: 1", "negative: []", "notes:"),
        with_shot("negative: {add: [blur]}"),
        with_shot("dialogue: [{mara: Not tonight.}, {mara: No., tone: low}]"),
        with_shot("dialogue: [{speaker: mara, line: Not tonight.}]"),
        with_shot("dialogue: [{mara: Not tonight., at: 0.5s}]"),
        with_shot("dialogue: [{mara: No., off_screen: true, tone: low}]", "take: 2"),
        with_shot("trim: 12f", "panels: []", "composition: low", "music_cue: low strings"),
        with_shot("trim: {in: 12f, out: 4s}"),
        with_shot("trim: {out: 4}"),
        changed("[mara]", "[mara: frame left]"),
        changed("[mara]", "[{character: mara, blocking: frame left}]"),
        changed("[mara]", "[{character: mara}]"),
        changed("    shots:", "    weather: rain\n    shots:"),
        with_shot("style: noir", "props: [lamp]")
        + "styles: {noir: hard light, ink: {look: ink}}\nprops: {lamp: {name: Lamp}}\n",
        with_shot("overrides: {seed: 7, mode: fast, scale: 0.5, loop: true}"),
        GOOD + "fps: 23.976\nresolution: 720p\naspect_ratio: 9:16\n",
        GOOD + "fps: 24000/1001\ndefaults: {model: kling-v2.6-pro}\n",
        "vars: {l: 28, s: CU, t: 2s, n: true, w: mara, m: dolly}\n"
        + with_shot(
            "lens: $l", "size: ${s}", "duration: $t", "sound: $n", "movement: slow $m in"
        ).replace("[mara]", "[$w]"),
        GOOD + "variants: {v: {title: x, shots: {sc010_0010: {size: CU}}, cast: {mara: null}}}\n",
        *(path.read_text("utf-8") for path in sorted(ROOT.glob("examples/*/film.yaml"))),
    ],
)
def test_good_storyboards_agree(text: str) -> None:
    Image.new("RGB", (32, 18)).save("a.png")
    assert loads(text)
    assert agrees(text)


def test_panels_are_paths_or_mappings_with_their_time() -> None:
    Image.new("RGB", (32, 18)).save("a.png")
    for panels in ("[a.png]", "[{file: a.png}, a.png]", "[{file: a.png, for: 1s}]"):
        text = with_shot(f"panels: {panels}")
        assert loads(text)
        assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        changed("storyboard: 1", "storyboard: 2"),
        changed("storyboard: 1\n", ""),
        changed("She waits.", ""),
        changed("{name: Mara}", "Mara"),
        changed("mara: {name", "mara jane: {name"),
        changed("id: sc010\n", "id: my scene\n"),
        "storyboard: 1\ntitle: x\nscenes: []\n",
        GOOD + "budget: [1]\nfps: fast\n",
        GOOD + "fps: 500\n",
        with_shot("look: dark"),
        with_shot("sound: yes"),
        with_shot("size: cu"),
        with_shot('lens: "28"'),
        with_shot("lens: 2"),
        with_shot("movement: pan around"),
        with_shot('movement: ""'),
        with_shot("movement: left"),
        with_shot("movement: slow pan slow"),
        with_shot("movement: pan in"),
        with_shot("movement: static left"),
        with_shot("movement: {direction: left}"),
        with_shot('composition: " "'),
        with_shot("movement: fast"),
        with_shot("movement: static slow"),
        with_shot("movement: {speed: slow}"),
        with_shot("movement: {type: static, speed: fast}"),
        with_shot("inset: {shot: null}"),
        with_shot("first_frame: {file: a.png, shot: b}"),
        with_shot("duration: ٣s"),
        with_shot("audio: {gain: ٣dB}"),
        GOOD + "fps: 24.5\n",
        GOOD + 'fps: "24.5"\n',
        GOOD + 'fps: "121"\n',
        GOOD + "fps: 24/0\n",
        GOOD + "budget: 1234567890\n",
        card("{}"),
        card("{roll: true}"),
        card(f"{LONG}"),
        card(f"{{text: {LONG}}}"),
        with_shot("movement: {type: pan, direction: up}"),
        with_shot("movement: {type: static, direction: left}"),
        with_shot("transition: swipe"),
        with_shot("transition: fade to"),
        with_shot("transition: to fade"),
        with_shot("transition: fade to 12f"),
        with_shot("transition: cut 12f"),
        with_shot("transition: wipe in"),
        with_shot("transition: wipe white"),
        with_shot("transition: hold left"),
        with_shot("transition: iris in out"),
        with_shot("transition: 'fade #20ff0'"),
        with_shot("transition: {type: push, direction: out}"),
        with_shot("transition: {type: dissolve, colour: black}"),
        with_shot("transition: {type: cut, direction: left}"),
        with_shot("transition: dissolve 12 frames"),
        with_shot("duration: 4 seconds"),
        with_shot("duration: 90000"),
        with_shot("duration: -1"),
        with_shot("dialogue: [{mara: No., finn: Yes.}]"),
        with_shot("dialogue: [{tone: low}]"),
        with_shot("dialogue: [{tone: low, at: 1s}]"),
        with_shot("dialogue: [{mara: No., finn: Yes., at: 1s}]"),
        with_shot("dialogue: [{mara: No., gain: 3dB}]"),
        with_shot("dialogue: [{speaker: mara, line: No., gain: 3dB}]"),
        with_shot("dialogue: [{speaker: mara}]"),
        with_shot("dialogue: [Not tonight.]"),
        with_shot("take: 0"),
        with_shot("take: two"),
        with_shot("trim: {}"),
        with_shot("trim: {to: 4s}"),
        with_shot("trim: early"),
        with_shot("panels: a.png"),
        with_shot("panels: [{for: 1s}]"),
        with_shot("panels: [{file: a.png, at: 1s}]"),
        with_shot("dialogue: [{mara: No., off_screen: left}]"),
        changed("[mara]", "[1]"),
        changed("[mara]", "[{mara: left, finn: right}]"),
        changed("[mara]", "[{mara: 1}]"),
        changed("[mara]", "[{blocking: left}]"),
        GOOD + "styles: {noir: 1}\n",
        GOOD + "styles: {noir: {}}\n",
        GOOD + "props: {lamp: brass}\n",
        with_shot("overrides: {seed: [1]}"),
        with_shot("negative: {add: []}"),
        with_shot("negative: {add: blur}"),
        with_shot("negative: {take: [blur]}"),
        with_shot("negative: blur"),
        with_shot("sfx: {add: [bell]}"),
        GOOD + "vars: {a: [1]}\n",
        GOOD + "vars: {a-b: 1}\n",
        GOOD + "variants: [a]\n",
        GOOD + "variants: {a: 1}\n",
    ],
)
def test_bad_storyboards_agree(text: str) -> None:
    Image.new("RGB", (32, 18)).save("a.png")
    assert not loads(text)
    assert not agrees(text)


VARIED = GOOD + "  - id: sc020\n    shots:\n      - {id: end, card: Fin}\nvariants:\n  v: "


def loads_varied(text: str) -> bool:
    Path("film.yaml").write_text(text)
    try:
        load(Path("film.yaml"), edition=Edition("v"))
    except StoryboardError:
        return False
    return True


@pytest.mark.parametrize(
    "over",
    [
        "{}",
        '{aspect_ratio: "9:16", title: Tall, vars: {x: 1}}',
        "{defaults: {duration: 2s, audio: {gain: -3dB}}, deliverables: [web]}",
        "{cast: {mara: {voice: low}, finn: {name: Finn}}, locations: {quay: {look: null}}}",
        "{shots: {sc010_0010: {duration: 2s, action: null, characters: null, card: Later}}}",
        "{shots: {sc010_0010: {movement: {type: pan}, characters: {add: [mara]}, take: null}}}",
        "{scenes: {sc010: null}, shots: {end: {card: {text: The end}, duration: 1s}}}",
        "{scenes: {sc010: {mood: calm, shots: {sc010_0010: {size: CU}}}, sc020: null}}",
        "{scenes: {sc010: {shots: [{id: new, action: She goes.}]}}}",
        "{scenes: [{id: sc030, shots: [{id: new, action: She goes.}]}]}",
        "{deliverables: {web: {burn_in: [slate]}}, draft: {burn_in: [slate]}}",
    ],
)
def test_good_variants_agree(over: str) -> None:
    text = f"{VARIED}{over}\n"
    assert loads_varied(text)
    assert agrees(text)


@pytest.mark.parametrize(
    "over",
    [
        "[]",
        "{storyboard: 1}",
        "{variants: {}}",
        "{include: [a.yaml]}",
        "{scenes: [{include: a.yaml}]}",
        "{apsect_ratio: x}",
        '{aspect_ratio: "9:17"}',
        "{defaults: {duration: long}}",
        "{cast: {mara: {looks: tall}}}",
        "{cast: [mara]}",
        "{shots: [{id: new, action: She goes.}]}",
        "{shots: {sc010_0010: {size: huge}}}",
        "{shots: {sc010_0010: {duraton: 2s}}}",
        "{shots: {sc010_0010: {characters: {remove: [mara]}}}}",
        "{shots: {sc010_0010: {movement: {typ: pan}}}}",
        "{shots: {sc010_0010: CU}}",
        "{scenes: {sc010: {shots: {sc010_0010: {audio: {gain: loud}}}}}}",
        "{scenes: {sc010: {shots: [{action: She goes.}]}}}",
    ],
)
def test_bad_variants_agree(over: str) -> None:
    text = f"{VARIED}{over}\n"
    assert not loads_varied(text)
    assert not agrees(text)


def test_a_library_may_have_variants_too() -> None:
    validator = Draft202012Validator(library_schema())
    for over, good in (("{shots: {a: {size: CU}}}", True), ("{scenes: {a: {size: CU}}}", False)):
        value = yaml.load(f"variants: {{v: {over}}}", CCoreLoader)
        assert validator.is_valid(value) is good
