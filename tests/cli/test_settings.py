"""Where a setting comes from, and that the API key goes nowhere."""

from __future__ import annotations

import contextlib
import copy
import json
import logging
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from storyboard.cli.apikey import find_api_key, require_api_key
from storyboard.cli.config import Layer, Settings, load_settings
from storyboard.errors import Diagnostic, StoryboardError
from storyboard.generate.providers.wavespeed.settings import (
    LEVELS,
    Limits,
    Secret,
    WaveSpeedSettings,
    api_address,
)
from tests.cli.run import storyboard

HIDDEN = "wsk_0123456789abcdef"

VALUES: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
    "wavespeed.level": ("bronze", [(level, level) for level in LEVELS]),
    "wavespeed.base_url": (
        "https://api.wavespeed.ai",
        [(f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}") for port in (1, 2, 3, 4)],
    ),
    "wavespeed.deadline": (1800.0, [("60", 60.0), ("90.5s", 90.5), ("00:30:00:00", 1800.0)]),
    "render.max_cost": (None, [(text, Decimal(text)) for text in ("0", "0.1", "12.30", "500")]),
    "render.workers": (None, [("1", 1), ("2", 2), ("8", 8)]),
}


class Desk:
    """A project's folder and a user's file to write settings into."""

    def __init__(self, folder: Path) -> None:
        self.project = folder
        self.project_file = folder / "storyboard.toml"
        self.user_file = folder / "mine.toml"
        self.user_file.write_text("", "utf-8")

    def load(
        self,
        project: str = "",
        user: str = "",
        flags: dict[str, str | None] | None = None,
        **environ: str,
    ) -> Settings:
        self.project_file.write_text(project, "utf-8")
        self.user_file.write_text(user, "utf-8")
        environ = {"STORYBOARD_CONFIG": str(self.user_file)} | environ
        return load_settings(self.project, flags or {}, environ)

    def problems(self, *args: Any, **kwargs: Any) -> tuple[Diagnostic, ...]:
        with pytest.raises(StoryboardError) as caught:
            self.load(*args, **kwargs)
        return caught.value.diagnostics


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def toml(written: dict[str, str]) -> str:
    sections: dict[str, list[str]] = {}
    for name, text in written.items():
        section, key = name.split(".")
        sections.setdefault(section, []).append(f'{key} = "{text}"')
    return "\n".join(line for name, keys in sections.items() for line in (f"[{name}]", *keys))


@st.composite
def a_layer(draw: st.DrawFn) -> dict[str, tuple[str, Any]]:
    names = draw(st.sets(st.sampled_from(sorted(VALUES))))
    return {name: draw(st.sampled_from(VALUES[name][1])) for name in sorted(names)}


@given(flags=a_layer(), environ=a_layer(), project=a_layer(), user=a_layer())
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_strongest_layer_that_speaks_wins(desk: Desk, **layers: Any) -> None:
    texts = {
        layer: {name: text for name, (text, _) in values.items()}
        for layer, values in layers.items()
    }
    variables = {
        "STORYBOARD_" + name.replace(".", "_").upper(): text
        for name, text in texts["environ"].items()
    }
    loaded = desk.load(toml(texts["project"]), toml(texts["user"]), texts["flags"], **variables)
    for name, (default, _) in VALUES.items():
        order = ("flags", "environ", "project", "user")
        strongest = next((layer for layer in order if name in layers[layer]), "default")
        expected = default if strongest == "default" else layers[strongest][name][1]
        origin = loaded.origins[name]
        assert loaded.values()[name] == expected
        assert origin.layer == {"flags": "flag", "environ": "environment"}.get(strongest, strongest)
        file = {"project": desk.project_file, "user": desk.user_file}.get(strongest)
        if file:
            path, _, line = str(origin).rpartition(":")
            assert path == str(file)
            assert (
                file.read_text("utf-8").splitlines()[int(line) - 1].startswith(name.split(".")[1])
            )


def test_the_place_of_each_kind(desk: Desk) -> None:
    loaded = desk.load(
        '# mine\n[wavespeed]\nlevel = "gold"\nconcurrent = 7\n\n[render]\nmax_cost = 12.30\n',
        flags={"wavespeed.deadline": "60", "wavespeed.level": None},
        STORYBOARD_RENDER_WORKERS="3",
    )
    places = {name: str(origin) for name, origin in loaded.origins.items()}
    assert places == {
        "wavespeed.level": f"{desk.project_file}:3",
        "wavespeed.videos_per_minute": "level gold",
        "wavespeed.concurrent": f"{desk.project_file}:4",
        "wavespeed.base_url": "default",
        "wavespeed.deadline": "--deadline",
        "wavespeed.poll_first": "default",
        "wavespeed.poll_longest": "default",
        "render.max_cost": f"{desk.project_file}:7",
        "render.workers": "STORYBOARD_RENDER_WORKERS",
    }
    assert loaded.max_cost == Decimal("12.30")
    assert loaded.limits == Limits(3000, 7)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_gives_the_limits_and_own_numbers_replace_them(desk: Desk, level: str) -> None:
    assert desk.load(STORYBOARD_WAVESPEED_LEVEL=level).limits == LEVELS[level]
    own = "[wavespeed]\nvideos_per_minute = 11"
    loaded = desk.load(user=own, STORYBOARD_WAVESPEED_LEVEL=level)
    assert loaded.limits == Limits(11, LEVELS[level].concurrent)


def test_the_levels_are_those_of_the_vendor() -> None:
    assert [
        (name, limits.videos_per_minute, limits.concurrent) for name, limits in LEVELS.items()
    ] == [
        ("bronze", 2, 2),
        ("silver", 500, 300),
        ("gold", 3000, 3000),
        ("ultra", 5000, 10000),
    ]


def test_nothing_set_is_the_default(desk: Desk) -> None:
    loaded = load_settings(None, {}, {"STORYBOARD_CONFIG": str(desk.user_file)})
    assert loaded.wavespeed == WaveSpeedSettings()
    assert loaded.limits == Limits(2, 2)
    assert {origin.layer for origin in loaded.origins.values()} == {Layer.DEFAULT}


def test_the_vendors_address_variable_counts_and_ours_counts_more(desk: Desk) -> None:
    theirs = "https://proxy.example/wavespeed/"
    loaded = desk.load(WAVESPEED_BASE_URL=theirs)
    assert loaded.wavespeed.base_url == "https://proxy.example/wavespeed"
    assert str(loaded.origins["wavespeed.base_url"]) == "WAVESPEED_BASE_URL"
    ours = "http://localhost:8787"
    loaded = desk.load(WAVESPEED_BASE_URL=theirs, STORYBOARD_WAVESPEED_BASE_URL=ours)
    assert loaded.wavespeed.base_url == ours


def test_the_user_file_is_found_where_the_system_keeps_such_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("the folder is given by XDG_CONFIG_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "storyboard").mkdir()
    (tmp_path / "storyboard" / "config.toml").write_text('[wavespeed]\nlevel = "ultra"', "utf-8")
    assert load_settings(None, {}, {}).level == "ultra"


# What is wrong in a file


def test_everything_wrong_in_every_layer_is_said_at_once(desk: Desk) -> None:
    found = desk.problems(
        '[wavespeed]\nlevle = "gold"\n[rendr]\nworkers = 2\n',
        "[render]\nmax_cost = -1\nworkers = true",
        {"wavespeed.level": "platinum"},
        STORYBOARD_RENDER_MAXCOST="5",
        STORYBOARD_WAVESPEED_DEADLINE="30m",
    )
    said = [
        (problem.message, problem.hint, str(problem.span or "").removeprefix(f"{desk.project}/"))
        for problem in found
    ]
    assert said == [
        ("--level cannot be `platinum`", "write `bronze`, `silver`, `gold` or `ultra`", ""),
        (
            "STORYBOARD_WAVESPEED_DEADLINE cannot be `30m`",
            "write seconds, for example `1800s`",
            "",
        ),
        (
            "STORYBOARD_RENDER_MAXCOST is no setting",
            "did you mean `STORYBOARD_RENDER_MAX_COST`?",
            "",
        ),
        ("`wavespeed.levle` is no setting", "did you mean `level`?", "storyboard.toml:2:1"),
        ("`rendr.workers` is no setting", "it belongs below `[render]`", "storyboard.toml:4:1"),
        (
            "`render.max_cost` cannot be `-1`",
            "write US dollars, for example `12.50`",
            "mine.toml:2:1",
        ),
        ("`render.workers` must be text or a number, not true", None, "mine.toml:3:1"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("wavespeed.level", "Gold "),
        ("wavespeed.concurrent", "0"),
        ("wavespeed.concurrent", "٣"),
        ("wavespeed.videos_per_minute", "2.5"),
        ("wavespeed.videos_per_minute", "1000000"),
        ("wavespeed.deadline", "0"),
        ("wavespeed.deadline", "96f"),
        ("wavespeed.deadline", "99999999"),
        ("wavespeed.poll_first", "-1"),
        ("render.max_cost", "NaN"),
        ("render.max_cost", "1e3"),
        ("render.max_cost", "$5"),
        ("render.max_cost", ""),
        ("render.workers", " "),
        ("render.workers", "many"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(desk: Desk, name: str, text: str) -> None:
    variable = "STORYBOARD_" + name.replace(".", "_").upper()
    for found in (
        desk.problems(toml({name: text})),
        desk.problems(flags={name: text}),
        desk.problems(**{variable: text}),
    ):
        assert [problem.code for problem in found] == ["wrong-value"]
        assert found[0].hint


def test_a_longest_wait_shorter_than_the_first_is_refused(desk: Desk) -> None:
    (problem,) = desk.problems("[wavespeed]\npoll_first = 20")
    assert f"20 s ({desk.project_file}:2)" in problem.message
    assert "10 s (default)" in problem.message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[wavespeed]\nlevel = gold\n", 2, 9),
        ("[wavespeed\n", 1, 11),
        ('[wavespeed]\nlevel = "gold', 2, 1),
        ("[render]\nworkers = 2\nworkers = 3\n", 3, 12),
        ("", 0, 0),
    ],
)
def test_bad_toml_has_a_place(desk: Desk, text: str, line: int, column: int) -> None:
    if not text:
        assert desk.load(text).level == "bronze"
        return
    (problem,) = desk.problems(text)
    assert problem.code == "bad-toml"
    assert problem.span is not None
    assert (problem.span.line, problem.span.column) == (line, column)
    assert problem.span.text == text.splitlines()[line - 1]


def test_a_section_may_be_empty_inline_dotted_or_quoted(desk: Desk) -> None:
    assert desk.load("[wavespeed]\n[render]\n# max_cost = 5\n").level == "bronze"
    for text in (
        '\nwavespeed = { level = "gold", concurrent = 5 }',
        '\nwavespeed.level = "gold"',
        "['wavespeed']\n\"level\" = 'gold'",
        '\ufeff[wavespeed]\r\nlevel="gold"\r\n',
    ):
        loaded = desk.load(text)
        assert loaded.level == "gold"
        assert str(loaded.origins["wavespeed.level"]) == f"{desk.project_file}:2"


@pytest.mark.parametrize(
    "data",
    [
        b"[wavespeed]\nlevel = '\xff'\n",
        b"#" * 20_000,
        b"x = " + b"[" * 16_000,
        b"a." * 8_000 + b"a = 1",
        b"[render]\nworkers = " + b"9" * 5_000,
        b"[render]\nworkers = 0x" + b"f" * 16_000,
        b"[render]\nmax_cost = 1e99999999999999999999",
        b"[render]\nmax_cost = nan",
        b"[render]\nworkers = 2020-01-01",
        b"[[render]]\nworkers = 2",
        b"wavespeed = 3",
        b"".join(b"k%d=1\n" % n for n in range(1_900)),
    ],
    ids=lambda data: data[:24].decode("ascii", "replace"),
)
def test_no_bytes_make_more_than_problems(desk: Desk, data: bytes) -> None:
    desk.project_file.write_bytes(data)
    with pytest.raises(StoryboardError):
        load_settings(desk.project, {}, {"STORYBOARD_CONFIG": str(desk.user_file)})


@given(data=st.binary(max_size=60) | st.text("[]{}.\"'=,#\n welv10", max_size=60).map(str.encode))
@example(b"[wavespeed]\n=")
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_bytes_are_settings_or_problems(desk: Desk, data: bytes) -> None:
    desk.project_file.write_bytes(data)
    # Anything but a StoryboardError fails.
    with contextlib.suppress(StoryboardError):
        load_settings(desk.project, {}, {"STORYBOARD_CONFIG": str(desk.user_file)})


def test_a_file_that_is_named_has_to_be_there(desk: Desk) -> None:
    for named, said in (
        (str(desk.project / "none.toml"), "does not exist"),
        (str(desk.project), "cannot be read"),
        ("", "is empty"),
    ):
        (problem,) = desk.problems(STORYBOARD_CONFIG=named)
        assert said in problem.message


# To whom the key is sent


@pytest.mark.parametrize(
    "address",
    [
        "http://api.wavespeed.ai",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1\\@evil.example",
        "https://api.wavespeed.ai\\.evil.example",
        "http://0.0.0.0:80",
        "https://me:secret@api.wavespeed.ai",
        "https://api.wavespeed.ai?key=secret",
        "https://api.wavespeed.ai#secret",
        "https://api.wavespeed.ai\n.evil.example",
        "https://api.wavespeed.ai:99999",
        "https://api..wavespeed.ai",
        "https://xn--",
        "https://[::1",
        "https://",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "api.wavespeed.ai",
        "https://аpi.wavespeed.ai",  # a Cyrillic а
    ],
)
def test_an_address_that_the_key_may_not_go_to_is_refused(desk: Desk, address: str) -> None:
    with pytest.raises(ValueError, match="; ") as caught:
        api_address(address)
    assert "secret" not in str(caught.value)
    with pytest.raises(ValueError, match="; "):
        WaveSpeedSettings(base_url=address)
    for problem in (
        *desk.problems(WAVESPEED_BASE_URL=address),
        *desk.problems(user=f"[wavespeed]\nbase_url = {json.dumps(address)}"),
    ):
        assert problem.code == "wrong-value"
        assert "secret" not in repr(problem)


@pytest.mark.parametrize(
    "address",
    [
        "https://api.wavespeed.ai",
        "http://127.0.0.1:8787",
        "http://127.9.9.9",
        "http://localhost",
        "http://[::1]:80",
    ],
)
def test_an_address_that_is_safe(address: str) -> None:
    assert api_address(address + "/") == api_address(address) == address


def test_a_project_does_not_choose_who_gets_the_key(desk: Desk) -> None:
    elsewhere = '[wavespeed]\nbase_url = "https://evil.example"'
    (problem,) = desk.problems(project=elsewhere)
    assert "another host" in problem.message
    assert problem.span is not None
    assert problem.span.line == 2
    assert desk.load(user=elsewhere).wavespeed.base_url == "https://evil.example"
    own = '[wavespeed]\nbase_url = "https://api.wavespeed.ai/"'
    assert desk.load(project=own).wavespeed.base_url == "https://api.wavespeed.ai"


# The key is shown to nobody


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        "{}".format,
        "{:>40}".format,
        "{!r}".format,
        lambda secret: f"{secret} {secret!s}",
        lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
        lambda secret: str([secret]) + str({"key": secret}),
        lambda secret: logging.makeLogRecord({"msg": "%s", "args": (secret,)}).getMessage(),
        lambda secret: json.dumps({"key": secret}, default=str),
    ],
)
def test_a_secret_is_masked(show: Callable[[Secret], str]) -> None:
    secret = Secret(HIDDEN)
    assert HIDDEN not in show(secret)
    assert "•••" in show(secret) or "\\u2022" in show(secret)
    assert secret.reveal() == HIDDEN


@pytest.mark.parametrize("take", [json.dumps, pickle.dumps, copy.copy, copy.deepcopy, vars])
def test_a_secret_is_not_taken_along(take: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError) as caught:
        take(Secret(HIDDEN))
    assert HIDDEN not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (" ", "space"),
        (f"{HIDDEN}\n", "line break"),
        (f"Bearer {HIDDEN}", "space"),
        (f"{HIDDEN}\u00a0", "space"),
        (f"{HIDDEN}é", "no API key has"),
        (f"{HIDDEN}\x00", "no API key has"),
        (f"\u200b{HIDDEN}", "no API key has"),
    ],
)
def test_what_cannot_be_a_key_is_refused_and_not_repeated(text: str, said: str) -> None:
    with pytest.raises(StoryboardError, match=said) as caught:
        find_api_key({"WAVESPEED_API_KEY": text})
    assert HIDDEN not in "".join(traceback.format_exception(caught.value))
    assert HIDDEN not in repr(caught.value.diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        f'api_key = "{HIDDEN}"',
        f'[wavespeed]\nlevel = "gold"\nAPI-Key = "{HIDDEN}"',
        f'wavespeed = {{ lvl = "gold", key = "{HIDDEN}" }}',
        f'[auth]\ntoken = "{HIDDEN}"',
        f'[a.b.c]\nWAVESPEED_API_KEY = "{HIDDEN}"',
        f"[wavespeed]\napi_key = {HIDDEN}",
        f'[wavespeed]\napi_key = """\n{HIDDEN}',
        f'[wavespeed]\nlevel = "platinum" # key {HIDDEN}',
    ],
)
def test_a_key_in_a_file_is_refused_and_not_repeated(desk: Desk, text: str) -> None:
    for found in (desk.problems(project=text), desk.problems(user=text)):
        assert {problem.code for problem in found} & {"key-in-file", "bad-toml", "wrong-value"}
        assert HIDDEN not in repr(found)
    ran = storyboard("settings", cwd=desk.project, STORYBOARD_CONFIG=str(desk.user_file))
    assert ran.code == 1
    assert HIDDEN not in ran.out + ran.err


def test_a_key_in_our_own_variable_is_sent_to_the_right_one(desk: Desk) -> None:
    (problem,) = desk.problems(STORYBOARD_WAVESPEED_API_KEY=HIDDEN)
    assert "WAVESPEED_API_KEY" in str(problem.hint)
    assert HIDDEN not in repr(problem)


# The keyring


class KeyringError(Exception):
    """As the library has it."""


class NoKeyringError(KeyringError):
    """As the library has it."""


def a_keyring(monkeypatch: pytest.MonkeyPatch, answer: str | Exception | None) -> list[Any]:
    asked: list[Any] = []

    def get_password(service: str, user: str) -> str | None:
        asked.append((service, user))
        if isinstance(answer, Exception):
            raise answer
        return answer

    library, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(library).update(get_password=get_password, errors=errors)
    vars(errors).update(KeyringError=KeyringError, NoKeyringError=NoKeyringError)
    monkeypatch.setitem(sys.modules, "keyring", library)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return asked


def test_the_keyring_is_asked_after_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = a_keyring(monkeypatch, HIDDEN)
    found = find_api_key({})
    assert found is not None
    assert (found[0].reveal(), found[1]) == (HIDDEN, "keyring")
    assert asked == [("storyboard", "wavespeed")]
    assert require_api_key({"WAVESPEED_API_KEY": "other"}).reveal() == "other"
    assert len(asked) == 1


@pytest.mark.parametrize("answer", [None, NoKeyringError("no backend")])
def test_no_key_anywhere(monkeypatch: pytest.MonkeyPatch, answer: Exception | None) -> None:
    a_keyring(monkeypatch, answer)
    assert find_api_key({}) is None
    with pytest.raises(StoryboardError, match="no WaveSpeed API key") as caught:
        require_api_key({})
    assert "WAVESPEED_API_KEY" in str(caught.value.diagnostics[0].hint)


def test_a_keyring_that_stays_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    a_keyring(monkeypatch, KeyringError("dismissed"))
    with pytest.raises(StoryboardError, match="dismissed"):
        find_api_key({})


def test_without_the_extra_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert find_api_key({}) is None


# The command


def test_the_command_shows_value_and_origin_and_hides_the_key(tmp_path: Path) -> None:
    (tmp_path / "storyboard.toml").write_text("[render]\nmax_cost = 12.50\n", "utf-8")
    film = tmp_path / "film.yaml"
    film.write_text("", "utf-8")
    environ = {
        "WAVESPEED_API_KEY": HIDDEN,
        "STORYBOARD_WAVESPEED_LEVEL": "silver",
        "STORYBOARD_CONFIG": str(tmp_path / "mine.toml"),
    }
    (tmp_path / "mine.toml").write_text("[render]\nworkers = 2\nmax_cost = 1\n", "utf-8")
    for where in ("film.yaml", "."):
        ran = storyboard("settings", where, cwd=tmp_path, **environ)
        assert ran.code == 0, ran.err
        rows = [line.split() for line in ran.out.splitlines()]
        assert ["wavespeed.level", "silver", "STORYBOARD_WAVESPEED_LEVEL"] in rows
        assert ["wavespeed.concurrent", "300", "level", "silver"] in rows
        assert ["render.max_cost", "12.50", "USD", "storyboard.toml:2"] in rows
        assert ["render.workers", "2", f"{tmp_path / 'mine.toml'}:2"] in rows
        assert ["API", "key", "set", "WAVESPEED_API_KEY"] in rows
        assert HIDDEN not in ran.out + ran.err
    document = json.loads(storyboard("settings", "--json", ".", cwd=tmp_path, **environ).out)
    assert HIDDEN not in str(document)
    assert document["api_key"] == {"set": True, "origin": "WAVESPEED_API_KEY"}
    assert {"key": "render.max_cost", "value": "12.50"}.items() <= document["settings"][7].items()


def test_the_command_refuses_a_bad_key_without_showing_it(tmp_path: Path) -> None:
    ran = storyboard(
        "settings", tmp_path, WAVESPEED_API_KEY=f"{HIDDEN}\n", STORYBOARD_CONFIG=os.devnull
    )
    assert ran.code == 1
    assert "error[bad-api-key]" in ran.err
    assert HIDDEN not in ran.out + ran.err
