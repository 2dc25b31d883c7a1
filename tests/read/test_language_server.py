"""A YAML language server, as editors run it, on the published schema: completes, explains, refuses.

It runs where `yaml-language-server` (npm) is on the path, as it is in CI.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from storyboard.resources import folder
from tests.read.boards import GOOD, with_shot

SERVER = shutil.which("yaml-language-server")

pytestmark = pytest.mark.skipif(SERVER is None, reason="no yaml-language-server is installed")


class Editor:
    """The little of an editor that the server needs: messages over its pipes, one file open."""

    def __init__(self, server: str, root: Path) -> None:
        self._process = subprocess.Popen(
            [server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._uri = (root / "film.yaml").as_uri()
        self._last = 0
        self.ask("initialize", processId=None, rootUri=root.as_uri(), capabilities={})
        self.tell("initialized")

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, text: str) -> list[str]:
        """Open the file with this text. Returns what the server says is wrong with it."""
        document = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        return [each["message"] for each in self._until(_published)["params"]["diagnostics"]]

    def at(self, method: str, line: int, column: int) -> Any:
        """What the server answers about a place in the open file; both count from 0."""
        place = {"line": line, "character": column}
        return self.ask(method, textDocument={"uri": self._uri}, position=place)

    def ask(self, method: str, **params: Any) -> Any:
        """A request, and its result."""
        self._last += 1
        asked = self._last
        self._send({"id": asked, "method": method, "params": params})
        return self._until(lambda message: message.get("id") == asked and "method" not in message)[
            "result"
        ]

    def tell(self, method: str, **params: Any) -> None:
        """A notification."""
        self._send({"method": method, "params": params})

    def _until(self, wanted: Any) -> Any:
        while True:
            message = self._receive()
            if wanted(message):
                return message
            if "method" in message and "id" in message:
                # Its questions about our settings: there are none.
                items = (message.get("params") or {}).get("items", ())
                self._send({"id": message["id"], "result": [None for _ in items]})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> Any:
        assert self._process.stdout is not None
        length = 0
        while (line := self._process.stdout.readline().strip()) or not length:
            assert line, "the server has gone"
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self._process.stdout.read(length))


def _published(message: dict[str, Any]) -> bool:
    return message.get("method") == "textDocument/publishDiagnostics"


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    assert SERVER is not None
    with Editor(SERVER, tmp_path) as editor:
        yield editor


def with_schema(text: str) -> str:
    return f"# yaml-language-server: $schema={folder('schemas') / 'storyboard.schema.json'}\n{text}"


def place_of(text: str, word: str) -> tuple[int, int]:
    before = text[: text.index(word)]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def test_a_good_storyboard_is_good(editor: Editor) -> None:
    assert editor.open(with_schema(with_shot("size: CU", "movement: slow dolly in"))) == []


def test_mistakes_are_underlined(editor: Editor) -> None:
    said = editor.open(with_schema(with_shot("duraton: 4s")))
    assert said == ["Property duraton is not allowed."]


def test_a_field_is_explained(editor: Editor) -> None:
    text = with_schema(with_shot("duration: 4s"))
    editor.open(text)
    line, column = place_of(text, "duration:")
    found = editor.at("textDocument/hover", line, column + 1)["contents"]
    assert "4s" in found["value"]
    assert "timecode" in found["value"].lower() or "00:00:04:00" in found["value"]


def test_fields_and_values_are_completed(editor: Editor) -> None:
    text = with_schema(with_shot("size: ", "mov"))
    editor.open(text)
    line, column = place_of(text, "mov\n")
    fields = editor.at("textDocument/completion", line, column + 3)["items"]
    movement = next(item for item in fields if item["label"] == "movement")
    assert movement["documentation"]
    line, column = place_of(text, "size: ")
    values = editor.at("textDocument/completion", line, column + len("size: "))["items"]
    assert {"ECU", "MCU", "ELS"} <= {item["label"] for item in values}


def test_a_variant_is_completed_explained_and_underlined_as_the_storyboard_is(
    editor: Editor,
) -> None:
    over = "variants:\n  v:\n    shots:\n      sc010_0010:\n"
    text = with_schema(f"{GOOD}{over}        duration: 2s\n        size: \n        mov\n")
    editor.open(text)
    line, column = place_of(text, "duration: 2s")
    said = editor.at("textDocument/hover", line, column + 1)["contents"]["value"]
    assert "00:00:04:00" in said
    line, column = place_of(text, "mov\n")
    fields = editor.at("textDocument/completion", line, column + 3)["items"]
    assert next(item for item in fields if item["label"] == "movement")["documentation"]
    line, column = place_of(text, "size: ")
    values = editor.at("textDocument/completion", line, column + len("size: "))["items"]
    assert {"ECU", "MCU", "ELS"} <= {item["label"] for item in values}


def test_mistakes_in_a_variant_are_underlined(editor: Editor) -> None:
    variant = "variants: {v: {shots: {sc010_0010: {duraton: 2s, characters: {add: [mara]}}}}}\n"
    assert editor.open(with_schema(GOOD + variant)) == ["Property duraton is not allowed."]
