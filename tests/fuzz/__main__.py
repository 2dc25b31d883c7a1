"""The guided fuzzer: `python -m tests.fuzz FOLDER tests/fuzz/seeds -max_total_time=600`.

Arguments are libFuzzer's. It writes an input that it calls a defect to `crash-…` in the working
directory; put a small one among the seeds, under a name that says what it was.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["storyboard"]):
    from storyboard.cli import project  # noqa: F401
    from tests.fuzz.target import one_input, words


def main() -> None:
    """Run until the time is over or a defect is found."""
    # libFuzzer leaves without a goodbye, so that nothing of ours would be cleared away.
    folder = Path(tempfile.gettempdir()) / f"storyboard-fuzz-{random.randrange(2**40):x}"
    folder.mkdir()
    for place in sys.argv[1:2]:
        Path(place).mkdir(exist_ok=True)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        """libFuzzer's own way, or a word of the language put in the place of something."""
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        at = chance.randrange(len(data) + 1)
        gone = chance.choice((0, 0, 1, 4, 12))
        word = chance.choice(words()).encode()
        return (data[:at] + word + data[at + gone :])[:most]

    atheris.Setup(sys.argv, lambda data: one_input(data, folder), custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
