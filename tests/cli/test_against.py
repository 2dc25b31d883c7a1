"""`plan --against REV`, in real git repositories: what a change is called, and what it costs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from storyboard.report.comparison import MARK
from storyboard.report.schema import comparison_schema
from storyboard.resources import folder as resource
from tests.boards import SMALL
from tests.cli.run import Ran, storyboard


class Repository:
    """A git repository with a film in the folder `films/pier`."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, root / "films" / "pier"
        self.file = self.folder / "film.yaml"
        self.folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "A")
        self.git("config", "user.email", "a@example.com")

    def git(self, *words: str) -> str:
        surroundings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        return subprocess.run(
            ["git", "-C", str(self.root), *words],
            check=True,
            capture_output=True,
            text=True,
            env=surroundings,
        ).stdout.strip()

    def commit(self, **files: str) -> str:
        """Write files (`film`, or a name with `__` for a folder) and commit them all."""
        for name, text in files.items():
            path = self.file if name == "film" else self.folder / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def plan(self, *words: str, against: str = "HEAD~1") -> Ran:
        return storyboard("plan", self.file, "--against", against, *words)

    def difference(self, against: str = "HEAD~1", *words: str) -> Any:
        return json.loads(self.plan("--json", *words, against=against).out)

    def fates(self, against: str = "HEAD~1") -> dict[str, list[str]]:
        return {shot["id"]: shot["fates"] for shot in self.difference(against)["shots"]}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path)
    made.commit(film=SMALL)
    return made


def reordered(text: str) -> str:
    """The first shot goes last."""
    board = yaml.safe_load(text)
    shots = board["scenes"][0]["shots"]
    for shot in shots:
        shot.pop("transition", None)
    shots.append(shots.pop(0))
    return yaml.safe_dump(board, sort_keys=False)


def without(text: str, field: str) -> str:
    board = yaml.safe_load(text)
    for shot in board["scenes"][0]["shots"]:
        shot.pop(field, None)
    return yaml.safe_dump(board, sort_keys=False)


CHANGES: dict[str, tuple[Callable[[str], str], dict[str, list[str]], str]] = {
    "nothing": (lambda text: text, {}, "0"),
    "layout and comments": (
        lambda text: "# A note.\n" + text.replace("time: night", 'time: "night"'),
        {},
        "0",
    ),
    "a word": (
        lambda text: text.replace("The empty pier.", "The pier, empty."),
        {"three": ["changed"]},
        "0.35",
    ),
    "the length": (
        lambda text: text.replace("duration: 24f", "duration: 20f"),
        {"three": ["recut"]},
        "0",
    ),
    "a name": (
        lambda text: text.replace("id: three", "id: last"),
        {"last": ["renamed"]},
        "0",
    ),
    "a title": (
        lambda text: text.replace("title: A small film", "title: Another film"),
        {},
        "0",
    ),
    "the look of all": (
        lambda text: text.replace("look: pencil on paper", "look: oil on canvas"),
        {id_: ["changed"] for id_ in ("one", "two", "three")},
        "1.75",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_called_by_its_name(repository: Repository, change: str) -> None:
    edit, fates, cost = CHANGES[change]
    changed = edit(SMALL)
    repository.file.write_text(changed)
    assert repository.fates("HEAD") == fates
    assert repository.difference("HEAD")["cost"] == cost


def test_a_shot_that_moved_costs_nothing(repository: Repository) -> None:
    repository.commit(film=without(SMALL, "transition"))
    repository.commit(film=reordered(SMALL))
    assert list(repository.fates().values()) == [["moved"]]
    assert repository.difference()["cost"] == "0"


def test_added_and_removed(repository: Repository) -> None:
    board = yaml.safe_load(SMALL)
    shots = board["scenes"][0]["shots"]
    removed = shots.pop()
    shots.append({"id": "four", "action": "A gull lands.", "sound": False, "duration": "24f"})
    repository.commit(film=yaml.safe_dump(board, sort_keys=False))
    assert repository.fates() == {"four": ["added"], removed["id"]: ["removed"]}
    assert repository.difference()["cost"] == "0.35"


def test_a_template_and_a_default_are_said_to_be_the_reason(repository: Repository) -> None:
    own = "{{ shot.action }} In the rain."
    film = SMALL.replace("cast:", "defaults: {template: mine}\ncast:", 1)
    repository.commit(**{"film": film, "templates__mine.j2": own})
    repository.commit(**{"templates__mine.j2": own.replace("rain", "snow")})
    (change,) = repository.difference()["shots"][0]["changes"]
    assert (change["name"], change["level"]) == ("mine.j2", "template")
    assert change["span"]["file"].endswith("templates/mine.j2")
    text = repository.file.read_text()
    repository.commit(film=text.replace("{template: mine}", "{template: mine, cfg_scale: 0.7}"))
    changes = repository.difference()["shots"][0]["changes"]
    assert [(each["name"], each["old"], each["new"], each["level"]) for each in changes] == [
        ("cfg_scale", 0.5, 0.7, "storyboard")
    ]


def test_a_library_and_a_picture_are_read_as_they_were(
    repository: Repository, tmp_path: Path
) -> None:
    cast = SMALL[SMALL.index("cast:") : SMALL.index("locations:")]
    film = SMALL.replace(cast, "include: [cast.yaml]\n")
    film = film.replace("sound: false", "sound: false\n        first_frame: panels/a.png", 1)
    (repository.folder / "panels").mkdir()
    Image.new("RGB", (320, 180), "red").save(repository.folder / "panels" / "a.png")
    repository.commit(**{"film": film, "cast.yaml": cast})
    Image.new("RGB", (320, 180), "blue").save(repository.folder / "panels" / "a.png")
    repository.commit()
    assert list(repository.fates().values()) == [["changed"]]
    repository.commit(**{"cast.yaml": cast.replace("red cap", "green cap")})
    assert "one" in repository.fates()


def test_the_checkout_stays_as_it_is(repository: Repository) -> None:
    repository.commit(film=SMALL.replace("The empty pier.", "The pier."))
    repository.file.write_text(SMALL.replace("The empty pier.", "Nothing."))
    before = repository.git("status", "--porcelain"), sorted(repository.root.rglob("*.yaml"))
    assert repository.fates("HEAD") == {"three": ["changed"]}
    assert (
        repository.git("status", "--porcelain"),
        sorted(repository.root.rglob("*.yaml")),
    ) == before


def test_what_is_bought_need_not_be_paid_for(repository: Repository) -> None:
    assert storyboard("render", "--draft", repository.file).code == 0
    repository.commit(film=SMALL.replace("The empty pier.", "The pier, empty."))
    (shot,) = repository.difference()["shots"]
    assert (shot["cost"], shot["settled"]) == ("0.35", None)


def test_a_film_that_was_not_there_is_all_new(repository: Repository) -> None:
    other = repository.folder / "other.yaml"
    other.write_text(SMALL)
    ran = storyboard("plan", other, "--against", "HEAD")
    assert ran.code == 0
    assert "every shot is new" in ran.err
    assert "3 added" in ran.out


def test_a_variant_that_was_not_there_is_all_new(repository: Repository) -> None:
    repository.commit(film=SMALL + "variants:\n  tall: {aspect_ratio: '9:16'}\n")
    fates = {
        s["id"]: s["fates"] for s in repository.difference("HEAD~1", "--variant", "tall")["shots"]
    }
    assert set(map(tuple, fates.values())) == {("added",)}


@pytest.mark.parametrize(
    ("ceiling", "code"), [("0.34", 1), ("0.35", 0), ("10", 0), ("ten", 2), ("-1", 2)]
)
def test_a_ceiling_is_for_the_exit_code(repository: Repository, ceiling: str, code: int) -> None:
    repository.commit(film=SMALL.replace("The empty pier.", "The pier, empty."))
    ran = repository.plan("--max-cost", ceiling)
    assert ran.code == code
    if code == 1:
        assert "0.35 USD, and 0.34 USD are agreed" in ran.err


@pytest.mark.parametrize(
    ("rev", "code"),
    [("nowhere", "no-revision"), ("--all", "no-revision"), ("HEAD:films", "no-revision")],
)
def test_a_revision_that_is_none(repository: Repository, rev: str, code: str) -> None:
    ran = storyboard("plan", repository.file, f"--against={rev}")
    assert ran.code == 1
    assert f"error[{code}]" in ran.err
    assert "Traceback" not in ran.err


def test_outside_a_repository(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(SMALL)
    ran = storyboard(
        "plan",
        tmp_path / "film.yaml",
        "--against",
        "HEAD",
        GIT_CEILING_DIRECTORIES=str(tmp_path.parent),
    )
    assert ran.code == 1
    assert "error[no-repository]" in ran.err


def test_without_git(repository: Repository, tmp_path: Path) -> None:
    ran = storyboard("plan", repository.file, "--against", "HEAD", PATH=str(tmp_path / "empty"))
    assert ran.code == 1
    assert "error[no-git]" in ran.err


def test_a_storyboard_that_was_broken_says_where(repository: Repository) -> None:
    repository.commit(film=SMALL.replace("size: LS", "size: XXL"))
    repository.commit(film=SMALL)
    ran = repository.plan()
    assert ran.code == 1
    assert "error[broken-revision]" in ran.err
    assert "HEAD~1:film.yaml" in ran.err
    assert "/tmp" not in ran.err


def test_the_page_is_a_comment(repository: Repository) -> None:
    repository.commit(
        film=SMALL.replace("The empty pier.", "The <b>pier</b> | @all `x` ```, empty.")
    )
    page = repository.plan("--format", "markdown").out
    lines = page.splitlines()
    assert lines[0] == MARK
    assert "Against `HEAD~1`: 1 changed. The difference costs 0.35 USD." in page
    assert [line for line in lines if line.startswith("| 2-01")] == [
        "| 2-01 | three | **changed** | 0.35 |"
    ]
    assert "<b>" not in page.partition("````diff")[0]
    assert "@all" not in page.partition("````diff")[0]
    assert "(shot, films/pier/film.yaml:42)" in page
    assert lines.count("<details>") == 0
    assert sum(line.startswith("<details>") for line in lines) == lines.count("</details>") == 1


def test_a_long_page_is_cut_where_github_would_refuse_it(repository: Repository) -> None:
    shots = "".join(
        f"      - {{id: s{n}, action: '{'A long walk. ' * 20} {n}', sound: false, duration: 24f}}\n"
        for n in range(400)
    )
    board = "storyboard: 1\ntitle: x\nlook: %s\nscenes:\n  - id: sc010\n    shots:\n" + shots
    repository.commit(film=board % "oil")
    repository.commit(film=board % "chalk")
    page = repository.plan("--format", "markdown").out
    assert len(page) < 65_536
    assert "more: `storyboard plan --against` tells." in page


def test_the_schema_is_current() -> None:
    written = json.loads((resource("schemas") / "comparison.schema.json").read_text("utf-8"))
    assert written == comparison_schema(), "run python -m storyboard.report.schema"


def test_options_that_do_not_go_together(repository: Repository) -> None:
    for words in (("--format", "markdown"), ("--max-cost", "1")):
        assert storyboard("plan", repository.file, *words).code == 2
    for words in (("--draft",), ("--quote",), ("-o", "plan.json"), ("--detailed-exitcode",)):
        assert repository.plan(*words).code == 2


def test_the_workflow_calls_what_there_is() -> None:
    path = Path(__file__).parents[2] / "examples" / "github-actions" / "storyboard.yml"
    steps = yaml.safe_load(path.read_text())["jobs"]["plan"]["steps"]
    calls = [
        line for step in steps for line in step.get("run", "").splitlines() if "storyboard " in line
    ]
    assert len(calls) == 3
    for call in calls:
        words = call.split()
        if words[0] == "storyboard":
            options = [word for word in words if word.startswith("--")]
            said = storyboard(words[1], "--help").out
            assert all(option in said for option in options)


def test_a_variable_that_there_was_not_then_is_none_of_a_new_film(repository: Repository) -> None:
    with_vars = SMALL.replace("title: A small film", "vars: {who: gulls}\ntitle: A small film")
    repository.commit(film=with_vars.replace("The empty pier.", "The ${who} on the pier."))
    found = repository.difference("HEAD~1", "--set", "who=crows")
    assert [(shot["id"], shot["fates"]) for shot in found["shots"]] == [("three", ["changed"])]


def test_an_object_that_git_does_not_have_is_told(repository: Repository) -> None:
    repository.commit(film=SMALL.replace("Not tonight", "Tomorrow"))
    blob = repository.git("rev-parse", "HEAD~1:films/pier/film.yaml")
    path = repository.root / ".git" / "objects" / blob[:2] / blob[2:]
    path.chmod(0o600)
    path.unlink()
    ran = repository.plan()
    assert (ran.code, "error[git-unreadable]" in ran.err) == (1, True)
