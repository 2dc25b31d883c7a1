"""Mistakes in what the fields hold: the exact words, with place, code and hint."""

from __future__ import annotations

import pytest

from tests.read.boards import GOOD, changed, said, shown, with_shot

MISTAKES = {
    "a caption of blanks": (
        with_shot('caption: " "'),
        "14:18: error[wrong-value]: `caption` is empty (give it a value, or leave it out)",
    ),
    "a title alone that is too long": (
        with_shot(f"title: {'x' * 90}"),
        "14:16: error[wrong-value]: `title` has 90 characters; at most 80 fit (make it shorter)",
    ),
    "a hundred panels": (
        with_shot(f"panels: [{', '.join(['a.png'] * 100)}]"),
        "14:17: error[wrong-value]: `panels` has 100 items; at most 99 fit (leave some out)",
    ),
    "a movement of nothing": (
        with_shot('movement: ""'),
        "14:19: error[wrong-value]: `movement` is empty (write how the camera moves, or leave it "
        "out)",
    ),
    "a first frame of nothing": (
        with_shot("first_frame: {}"),
        "14:22: error[wrong-value]: a first frame is one picture (write a file's path or "
        "`{shot: ID}`)",
    ),
    "overrides in a list": (
        with_shot("overrides: [seed]"),
        "14:20: error[wrong-type]: `overrides` must be a mapping, not a list (write each "
        "parameter's name with its value behind it)",
    ),
    "a line of dialogue alone": (
        with_shot("dialogue: Not tonight."),
        '14:19: error[wrong-type]: `dialogue` must be a list, not the text "Not tonight." (write '
        "who speaks and what is said, for example `- mara: Not tonight.`)",
    ),
    "music alone": (
        GOOD + "music: theme.wav\n",
        '14:8: error[wrong-type]: `music` must be a list, not the text "theme.wav" (write its '
        "file in a list, for example `- file: audio/theme.wav`)",
    ),
    "a deliverable alone": (
        GOOD + "deliverables: web\n",
        '14:15: error[wrong-type]: `deliverables` must be a mapping, not the text "web" (list '
        "their names, for example `[web, proxy]`)",
    ),
    "a variant of no fields": (
        GOOD + "variants: {tall: 9}\n",
        "14:18: error[wrong-type]: `tall` must be a mapping, not the number 9 (write what is "
        'otherwise in it under it, for example `aspect_ratio: "9:16"`)',
    ),
    "what a negative cannot take away": (
        with_shot("negative: {add: [blur], remove: [logo]}"),
        "14:33: error[unknown-field]: `remove` is not a field of `negative` (its only field is "
        "`add`)",
    ),
    "a misspelt field": (
        changed("    location", "    mod: uneasy\n    location"),
        "9:5: error[unknown-field]: `mod` is not a field of a scene (did you mean `mood`?)",
    ),
    "a field of something else": (
        with_shot("look: dark"),
        "14:9: error[unknown-field]: `look` is not a field of a shot "
        "(it is a field of a storyboard, a character, a location, a style or a prop)",
    ),
    "a strange field": (
        changed("{name: Mara}", "{name: Mara, salary: 5}"),
        "4:22: error[unknown-field]: `salary` is not a field of a character "
        "(its fields are `name`, `look` or `voice`)",
    ),
    "a comma in a look": (
        changed("{name: Mara}", "{name: Mara, look: tall, grey braid, oilskin coat}"),
        "4:34: error[unknown-field]: `grey braid` is not a field of a character (a comma ends a "
        'text in `{ }`; put it in quotes: `look: "tall, grey braid, oilskin coat"`)',
    ),
    "a comma in a line": (
        with_shot("dialogue: [{mara: He said seven, and left}]"),
        "14:42: error[unknown-field]: `and left` is not a field of a line of dialogue (a comma "
        'ends a text in `{ }`; put it in quotes: `mara: "He said seven, and left"`)',
    ),
    "a comma in a blocking": (
        changed("[mara]", "[{mara: frame left, looking right}]"),
        "13:41: error[unknown-field]: `looking right` is not a field of a character of a shot "
        '(a comma ends a text in `{ }`; put it in quotes: `mara: "frame left, looking right"`)',
    ),
    "a comma in a title": (
        with_shot("title: {text: London, 1861}"),
        "14:31: error[key-not-text]: `1861` is not text, so it cannot be a key "
        "(a comma ends a text in `{ }`; put the whole text in quotes)",
    ),
    "a field without a value in braces": (
        changed("{name: Mara}", "{name: Mara, lok}"),
        "4:22: error[unknown-field]: `lok` is not a field of a character (did you mean `look`?)",
    ),
    "a character without a list": (
        changed("[mara]", "mara"),
        '13:21: error[wrong-type]: `characters` must be a list, not the text "mara" '
        "(write `[mara]`)",
    ),
    "a movement in a sentence": (
        with_shot("movement: pan to the left slowly"),
        "14:19: error[wrong-value]: `movement` cannot be `to` (did you mean `slow pan left`?)",
    ),
    "a speed in per cent": (
        with_shot("speed: 150%"),
        '14:16: error[wrong-type]: `speed` must be a number, not the text "150%" '
        "(write 1.5, without quotes or unit)",
    ),
    "a variable for a name": (
        with_shot("dialogue: [{$who: No.}]"),
        "14:21: error[wrong-value]: `$who` cannot be a name "
        "(a variable stands behind a `:`, for example `speaker: $who`)",
    ),
    "a movement in pieces": (
        with_shot("movement: {type: dolly, in}"),
        "14:33: error[unknown-field]: `in` is not a field of a movement "
        "(write it in words, for example `slow dolly in`)",
    ),
    "a misspelt field that is needed": (
        changed("action", "acton"),
        "12:9: error[unknown-field]: `acton` is not a field of a shot (did you mean `action`?)",
    ),
    "an unknown field at the top": (
        GOOD + "producer: Mara\n",
        "14:1: error[unknown-field]: `producer` is not a field of a storyboard "
        "(its fields are `storyboard`, `title`, `fps`, `aspect_ratio`, `resolution`, `budget`, "
        "`look`, `defaults`, `cast`, `locations`, `styles`, `props`, `music`, `loudness`, "
        "`deliverables`, `draft`, `poster`, `include`, `ignore`, `vars`, `variants` or `scenes`)",
    ),
    "a field missing in a shot": (
        changed("        action: She waits.\n", ""),
        "11:9: error[missing-field]: this shot has no `action` (add `action:` and say what we see)",
    ),
    "the version missing": (
        changed("storyboard: 1\n", ""),
        "1:1: error[missing-field]: this storyboard has no `storyboard` "
        "(start the file with `storyboard: 1`)",
    ),
    "a field missing in a character": (
        changed("{name: Mara}", "{look: tall}"),
        "4:3: error[missing-field]: this character has no `name` (add `name:`)",
    ),
    "another version": (
        changed("storyboard: 1", "storyboard: 2"),
        "1:13: error[later-version]: this is format 2, and this program reads format 1 "
        "(a newer version of this program may read it)",
    ),
    "the version as true": (
        changed("storyboard: 1", "storyboard: true"),
        "1:13: error[wrong-value]: `storyboard` is not a version (write 1)",
    ),
    "a word for a truth value": (
        with_shot("sound: yes"),
        '14:16: error[wrong-type]: `sound` must be true or false, not the text "yes" '
        "(did you mean `true`?)",
    ),
    "nonsense for a truth value": (
        with_shot("sound: loud"),
        '14:16: error[wrong-type]: `sound` must be true or false, not the text "loud"',
    ),
    "text for a number": (
        with_shot('lens: "28mm"'),
        '14:15: error[wrong-type]: `lens` must be a whole number, not the text "28mm" '
        "(write 28, without quotes or unit)",
    ),
    "a fraction for a whole number": (
        with_shot("lens: 28.5"),
        "14:15: error[wrong-type]: `lens` must be a whole number, not the number 28.5",
    ),
    "a number out of range": (
        with_shot("cfg_scale: 3"),
        "14:20: error[wrong-value]: `cfg_scale` must be at most 1, not 3",
    ),
    "a lens out of range": (
        with_shot("lens: 2"),
        "14:15: error[wrong-value]: `lens` must be at least 4, not 2",
    ),
    "a number for text": (
        changed("The Signal-Man", "1984"),
        "2:8: error[wrong-type]: `title` must be text, not the number 1984 "
        '(put it in quotes: "1984")',
    ),
    "a number for text, as it was written": (
        with_shot("notes: 007"),
        "14:16: error[wrong-type]: `notes` must be text, not the number 007 "
        '(put it in quotes: "007")',
    ),
    "text for a list": (
        with_shot("sfx: bell"),
        '14:14: error[wrong-type]: `sfx` must be a list, not the text "bell" (write `[bell]`)',
    ),
    "a mapping for a list": (
        with_shot("sfx: {bell: 1}"),
        "14:14: error[wrong-type]: `sfx` must be a list, not a mapping "
        "(start every item with `- `)",
    ),
    "a number in a list of texts": (
        with_shot("sfx: [bell, 5]"),
        "14:21: error[wrong-type]: item 2 of `sfx` must be text, not the number 5 "
        '(put it in quotes: "5")',
    ),
    "a list for a mapping": (
        changed("cast:\n  mara: {name: Mara}", "cast: [mara]"),
        "3:7: error[wrong-type]: `cast` must be a mapping, not a list "
        "(write each character's name with its fields under it)",
    ),
    "text for a character": (
        changed("{name: Mara}", "Mara, Lind"),
        '4:9: error[wrong-type]: `mara` must be a mapping, not the text "Mara, Lind" '
        '(write `mara: {name: "Mara, Lind"}`)',
    ),
    "an empty field": (
        changed("She waits.", ""),
        "12:16: error[wrong-type]: `action` is empty (give it a value)",
    ),
    "empty text": (
        changed("She waits.", "''"),
        "12:17: error[wrong-value]: `action` is empty (give it a value)",
    ),
    "too much text": (
        with_shot("notes: " + "x" * 2001),
        "14:16: error[wrong-value]: `notes` has 2,001 characters; at most 2,000 fit "
        "(make it shorter)",
    ),
    "a list for an override": (
        with_shot("overrides: {seed: [1]}"),
        "14:27: error[wrong-type]: `overrides.seed` must be text, a number, true or false, "
        "not a list",
    ),
    "no scenes": (
        "storyboard: 1\ntitle: x\nscenes: []\n",
        "3:9: error[wrong-value]: `scenes` is empty (a storyboard has at least one scene)",
    ),
    "an empty list of shots": (
        "storyboard: 1\ntitle: x\nscenes:\n  - id: a\n    shots:\n",
        "5:11: error[wrong-type]: `shots` is empty (a scene has at least one shot)",
    ),
    "a size in small letters": (
        with_shot("size: cu"),
        "14:15: error[wrong-value]: `size` cannot be `cu` (did you mean `CU`?)",
    ),
    "a misspelt angle": (
        with_shot("angle: overhed"),
        "14:16: error[wrong-value]: `angle` cannot be `overhed` (did you mean `overhead`?)",
    ),
    "a strange angle": (
        with_shot("angle: birdie"),
        "14:16: error[wrong-value]: `angle` cannot be `birdie` "
        "(write `eye`, `high`, `low`, `overhead`, `ground` or `dutch`)",
    ),
    "a strange resolution": (
        GOOD + "resolution: 1080\n",
        "14:13: error[wrong-value]: `resolution` cannot be `1080` (did you mean `1080p`?)",
    ),
    "a list for a word": (
        with_shot("size: [CU]"),
        "14:15: error[wrong-type]: `size` must be a word, not a list "
        "(write `ECU`, `VCU`, `CU`, `MCU`, `MS`, `MLS`, `FS`, `LS`, `WS` or `ELS`)",
    ),
    "a misspelt movement": (
        with_shot("movement: slow dollyy in"),
        "14:24: error[wrong-value]: `movement` cannot be `dollyy` (did you mean `dolly`?)",
    ),
    "a misspelt direction": (
        with_shot("movement: slow dolly inn"),
        "14:19: error[wrong-value]: `movement` cannot be `inn` (did you mean `in`?)",
    ),
    "two movements": (
        with_shot("movement: pan dolly"),
        "14:19: error[wrong-value]: movement 'pan dolly' has two words for its type "
        "(write it as [speed] move [direction], for example slow dolly in)",
    ),
    "a direction that does not fit": (
        with_shot("movement: pan up"),
        "14:19: error[wrong-value]: a pan goes left or right, not up (did you mean `tilt up`?)",
    ),
    "a direction that does not fit, by parts": (
        with_shot("movement: {type: tilt, direction: left}"),
        "14:19: error[wrong-value]: a tilt goes up or down, not left",
    ),
    "a direction where there is none": (
        with_shot("movement: static left"),
        "14:19: error[wrong-value]: a static camera has no direction (leave `left` out)",
    ),
    "an action of blanks": (
        changed("She waits.", '" "'),
        "12:17: error[wrong-value]: `action` is empty (give it a value)",
    ),
    "a composition of blanks": (
        with_shot('composition: "  "'),
        "14:22: error[wrong-value]: `composition` is empty (give it a value, or leave it out)",
    ),
    "a drop-frame timecode": (
        with_shot("duration: 00:01:00;02"),
        "14:19: error[wrong-value]: '00:01:00;02' is drop-frame timecode "
        "(write it with colons, and every frame counts: 00:01:00:02)",
    ),
    "a timecode with a frame that there is not": (
        with_shot("duration: 00:00:04:24"),
        "14:19: error[wrong-value]: 00:00:04:24 is no timecode at 24 frames a second: the last "
        "frame of a second is 23 (write 00:00:05:00, if it is meant to be that long)",
    ),
    "a transition by a timecode that is none": (
        with_shot("transition: dissolve 00:00:00:30"),
        "14:21: error[wrong-value]: 00:00:00:30 is no timecode at 24 frames a second: the last "
        "frame of a second is 23 (write 00:00:01:06, if it is meant to be that long)",
    ),
    "a trim by a timecode that is none": (
        with_shot("trim: {in: 00:00:00:99, out: 00:00:09:00}"),
        "14:20: error[wrong-value]: 00:00:00:99 is no timecode at 24 frames a second: the last "
        "frame of a second is 23 (write 00:00:04:03, if it is meant to be that long)",
    ),
    "a speed and nothing that moves": (
        with_shot("movement: fast"),
        "14:19: error[wrong-value]: a movement says how the camera moves, and `fast` is all "
        "that this one says (write for example `fast dolly in`)",
    ),
    "a direction and nothing that moves": (
        with_shot("movement: {direction: left}"),
        "14:19: error[wrong-value]: a movement says how the camera moves, and `left` is all "
        "that this one says (write for example `pan left`)",
    ),
    "a speed where nothing moves": (
        with_shot("movement: slow static"),
        "14:19: error[wrong-value]: a static camera has no speed (leave `slow` out)",
    ),
    "a misspelt speed": (
        with_shot("movement: {type: pan, speed: sloww}"),
        "14:38: error[wrong-value]: `speed` cannot be `sloww` (did you mean `slow`?)",
    ),
    "a movement as a list": (
        with_shot("movement: [pan]"),
        "14:19: error[wrong-type]: `movement` must be a mapping, not a list "
        "(write it in words, for example `slow dolly in`)",
    ),
    "a strange transition": (
        with_shot("transition: swipe left"),
        "14:21: error[wrong-value]: `transition` cannot be `swipe` (did you mean `wipe`?)",
    ),
    "a transition of no known name": (
        with_shot("transition: {type: morph}"),
        "14:28: error[wrong-value]: `transition` cannot be `morph` (write `cut`, `dissolve`, "
        "`fade`, `dip`, `wipe`, `push`, `slide`, `iris` or `hold`)",
    ),
    "a transition in a strange direction": (
        with_shot("transition: wipe lift 12f"),
        "14:21: error[wrong-value]: `transition` cannot be `wipe lift` (did you mean `left`?)",
    ),
    "a transition in another's direction": (
        with_shot("transition: push in"),
        "14:21: error[wrong-value]: a push goes left, right, up or down, not in",
    ),
    "a transition that goes nowhere": (
        with_shot("transition: {type: dissolve, direction: up}"),
        "14:21: error[wrong-value]: a dissolve has no direction (leave `up` out, "
        "or write `wipe`, `push`, `slide` or `iris`)",
    ),
    "a transition in two directions": (
        with_shot("transition: slide left up"),
        "14:21: error[wrong-value]: transition 'slide left up' has two words for its direction "
        "(leave one out)",
    ),
    "a transition through no known colour": (
        with_shot("transition: {type: fade, colour: whte}"),
        "14:42: error[wrong-value]: `colour` cannot be `whte` (did you mean `white`?)",
    ),
    "a transition through a strange colour": (
        with_shot("transition: dip whte"),
        "14:21: error[wrong-value]: `transition` cannot be `dip whte` (did you mean `white`?)",
    ),
    "a colour of three digits": (
        with_shot("transition: 'fade #fff 1s'"),
        "14:27: error[wrong-value]: `colour` cannot be `#fff` (write `black`, `white`, `grey`, "
        "`red`, `orange`, `yellow`, `green`, `blue`, `purple` or `#rrggbb`)",
    ),
    "a colour that is a comment": (
        with_shot("transition: fade #ff8800 1s"),
        "14:26: error[lost-colour]: `#ff8800` is a comment here: a `#` after a blank begins one "
        '(put it in quotes, for example "fade #ff8800")',
    ),
    "a colour of its own that is a comment": (
        with_shot("transition:", "  type: fade", "  colour: #ff8800"),
        "16:19: error[lost-colour]: `#ff8800` is a comment here: a `#` after a blank begins one "
        '(put it in quotes, for example "fade #ff8800")',
    ),
    "a transition that has no colour": (
        with_shot("transition: wipe white"),
        "14:21: error[wrong-value]: a wipe has no colour (leave `white` out, or write `fade`)",
    ),
    "a strange word after a transition": (
        with_shot("transition: dissolve slowly"),
        "14:21: error[wrong-value]: `transition` cannot be `dissolve slowly` "
        "(write how long it lasts: 12f)",
    ),
    "a cut with a length": (
        with_shot("transition: {type: cut, duration: 2s}"),
        "14:21: error[wrong-value]: a cut has no duration "
        "(write `dissolve` or leave the duration out)",
    ),
    "a transition of a bad length": (
        with_shot("transition: dissolve 12 frames"),
        "14:30: error[wrong-value]: '12 frames' is not a length of time "
        "(write 4s, 3.5, 96f or 00:00:04:00)",
    ),
    "a bad length": (
        with_shot("duration: 4 seconds"),
        "14:19: error[wrong-value]: '4 seconds' is not a length of time "
        "(write 4s, 3.5, 96f or 00:00:04:00)",
    ),
    "a length of days": (
        with_shot("duration: 90000"),
        "14:19: error[wrong-value]: 90000 is longer than 6 hours",
    ),
    "a negative length": (
        with_shot("duration: -3"),
        "14:19: error[wrong-value]: '-3' is not a length of time "
        "(write 4s, 3.5, 96f or 00:00:04:00)",
    ),
    "a list for a length": (
        with_shot("duration: [4]"),
        "14:19: error[wrong-value]: `duration` is not a length of time "
        "(write 4s, 3.5, 96f or 00:00:04:00)",
    ),
    "a frame rate out of range": (
        GOOD + "fps: 500\n",
        "14:6: error[wrong-value]: 500 frames a second is outside 1 to 120 "
        "(write 24, 25, 30 or 23.976)",
    ),
    "nonsense for a frame rate": (
        GOOD + "fps: fast\n",
        "14:6: error[wrong-value]: 'fast' is not a frame rate (write 24, 25, 30 or 23.976)",
    ),
    "an id with a blank": (
        changed("id: sc010\n", "id: my scene\n"),
        "8:9: error[wrong-value]: `my scene` cannot be a name "
        "(names are letters, digits, `-` and `_`, at most 64, and start with a letter; for "
        "example `my_scene`)",
    ),
    "an id in Chinese": (
        changed("id: sc010\n", "id: 场景\n"),
        "8:9: error[wrong-value]: `场景` cannot be a name "
        "(names are letters, digits, `-` and `_`, at most 64, and start with a letter)",
    ),
    "a bad name in the cast": (
        changed("locations:", "  finn jr: {name: Finn}\nlocations:"),
        "5:3: error[wrong-value]: `finn jr` cannot be a name "
        "(names are letters, digits, `-` and `_`, at most 64, and start with a letter; for "
        "example `finn_jr`)",
    ),
    "two speakers in a line": (
        with_shot("dialogue:", "  - mara: No.", "    finn: Yes."),
        "15:13: error[wrong-value]: a line of dialogue names one speaker and what is said, "
        "for example `- mara: Not tonight.`",
    ),
    "a number for a line": (
        with_shot("dialogue:", "  - mara: 42"),
        '15:19: error[wrong-type]: `line` must be text, not the number 42 (put it in quotes: "42")',
    ),
    "a line not written out": (
        with_shot("dialogue:", "  - speaker: mara"),
        "15:13: error[missing-field]: this line of dialogue has no `line` (add `line:`)",
    ),
    "text for a line of dialogue": (
        with_shot("dialogue: [Not tonight.]"),
        '14:20: error[wrong-type]: item 1 of `dialogue` must be a mapping, not the text "Not '
        'tonight." '
        "(write who speaks and what is said, for example `- mara: Not tonight.`)",
    ),
    "a list for a storyboard": (
        "- a\n",
        "1:1: error[wrong-type]: a storyboard is a mapping of fields, not a list "
        "(start the file with `storyboard: 1`)",
    ),
    "text for a storyboard": (
        "once upon a time\n",
        '1:1: error[wrong-type]: a storyboard is a mapping of fields, not the text "once '
        'upon a time" '
        "(start the file with `storyboard: 1`)",
    ),
    "a format as text": (
        changed("storyboard: 1", "storyboard: '1'"),
        "1:13: error[wrong-value]: `storyboard` is not a version (write 1)",
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line(text: str, expected: str) -> None:
    assert said(text) == [expected]


def test_a_misspelt_word_of_a_movement_is_underlined_alone() -> None:
    assert (
        shown(with_shot("movement: slow dollyy in  # towards her"))
        == """\
error[wrong-value]: `movement` cannot be `dollyy`
  --> film.yaml:14:24
   |
14 |         movement: slow dollyy in  # towards her
   |                        ^^^^^^
   = help: did you mean `dolly`?
"""
    )


def test_a_mistake_in_a_merged_mapping_is_told_once() -> None:
    spoilt = changed(
        "scenes:", "scenes:\n  - {id: a, defaults: &d {lens: x}, shots: [{id: a1, action: b}]}"
    )
    assert said(spoilt.replace("    shots:\n", "    defaults: {<<: *d}\n    shots:\n")) == [
        '8:33: error[wrong-type]: `lens` must be a whole number, not the text "x"'
    ]


def test_a_long_value_is_abbreviated() -> None:
    (line,) = said(with_shot("size: " + "very " * 200 + "close"))
    assert line.startswith("14:15: error[wrong-value]: `size` cannot be `very very very very")
    assert len(line) < 200
