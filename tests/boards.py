"""Small storyboards for tests: text in, compiled values out."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from storyboard.compile.build import compile_storyboard
from storyboard.compile.catalogue import packaged_catalogue
from storyboard.compile.shotlist import Shotlist
from storyboard.read.load import load
from storyboard.read.templates import read_templates

SMALL = """\
storyboard: 1
title: A small film
aspect_ratio: "16:9"
resolution: 360p
look: pencil on paper
cast:
  mara: {name: Mara, look: tall woman in a raincoat, voice: low and weathered}
  finn: {name: Finn, look: boy with a red cap, voice: "bright, ten years old"}
locations:
  pier: {name: Old pier, set: ext, look: "wet planks, a lamp"}
scenes:
  - id: sc010
    heading: EXT. PIER - NIGHT
    location: pier
    time: night
    mood: tense
    ambience: slow waves
    shots:
      - id: one
        size: LS
        movement: slow dolly in
        duration: 1s
        characters: [mara, finn]
        action: Mara waits under the lamp while Finn runs up.
        transition: dissolve 6f
      - id: two
        size: MCU
        duration: 1s
        characters: [mara]
        action: She shakes her head.
        dialogue:
          - mara: Not tonight.
            tone: tired
  - id: sc020
    location: pier
    time: dawn
    shots:
      - id: three
        size: ELS
        duration: 24f
        sound: false
        action: The empty pier.
"""


def write_board(folder: Path, text: str = SMALL) -> Path:
    """A storyboard's file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "film.yaml"
    file.write_text(dedent(text), "utf-8")
    return file


def compiled(folder: Path, text: str = SMALL) -> Shotlist:
    """The shotlist of a storyboard's text."""
    loaded = load(write_board(folder, text))
    return compile_storyboard(loaded, read_templates(folder), packaged_catalogue())
