"""Whatever a project's files hold, it is a film or a list of problems, and nothing else happens."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.target import BETWEEN, SEEDS, one_input, words

ROOT = Path(__file__).parents[2]
GOOD = [seed for seed in SEEDS if seed.suffix == ".good"]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_the_seeds(seed: Path, tmp_path: Path) -> None:
    assert bool(one_input(seed.read_bytes(), tmp_path)) is (seed in GOOD)


def test_the_seeds_reach_every_part(tmp_path: Path) -> None:
    whole = (Path(__file__).parent / "seeds" / "whole.good").read_bytes()
    assert whole.count(BETWEEN) == 4
    assert one_input(whole, tmp_path) == 3  # the film and its variants


edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(words())), min_size=1, max_size=5
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(GOOD), edits)
def test_good_projects_spoilt(
    tmp_path: Path, seed: Path, edits: list[tuple[float, int, str]]
) -> None:
    data = seed.read_bytes()
    for share, gone, word in edits:
        at = int(share * len(data))
        data = data[:at] + word.encode() + data[at + gone :]
    one_input(data, tmp_path)


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="needs the extra `fuzz`")
def test_the_guided_fuzzer_finds_nothing_soon(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "corpus", str(Path(__file__).parent / "seeds"),
         "-runs=400", "-seed=1", "-max_len=6000", "-timeout=30"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Done 400 runs" in done.stderr
