"""A process that buys, to be killed: `python -m tests.generate.buying.customer ORDER`.

ORDER is JSON: where, what, and at which step the process is to kill itself. What came of it is
printed as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from storyboard.errors import StoryboardError
from storyboard.generate.attempt import Limits
from storyboard.generate.client import Client
from storyboard.generate.journal import Journal
from storyboard.generate.providers.wavespeed.api import WaveSpeedApi
from storyboard.generate.providers.wavespeed.download import Downloads
from storyboard.generate.providers.wavespeed.provider import WaveSpeed
from storyboard.generate.store import Store
from tests.generate.buying.shop import Project, hurry

STEPS: Final[dict[str, tuple[type[Any], str]]] = {
    "intended, before the POST": (WaveSpeedApi, "submit"),
    "accepted, before the id is durable": (Journal, "accepted"),
    "accepted, before the first poll": (WaveSpeed, "wait"),
    "made, before the download": (Downloads, "fetch"),
    "downloaded, before the store": (Store, "put"),
    "in the store, before its record": (Store, "_note"),
    "recorded, before it is done": (Journal, "done"),
    "lost, before that is durable": (Journal, "unconfirmed"),
    "found, before it is adopted": (Journal, "adopted"),
    "failed, before that is durable": (Journal, "failed"),
}


class _Patch:
    def setattr(self, where: Any, name: str, value: Any) -> None:
        setattr(where, name, value)


def die_at(step: str, nth: int) -> None:
    """Be killed at the nth time that a step comes."""
    where, name = STEPS[step]
    real: Callable[..., Any] = getattr(where, name)
    count = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if count == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(where, name, deadly)


def main(text: str) -> None:
    """Buy, and print what came of it."""
    wanted = json.loads(text)
    hurry(_Patch())
    if wanted["die_at"]:
        die_at(wanted["die_at"], wanted["nth"])
    project = Project(wanted["url"], Path(wanted["root"]), wanted["film"])
    limits = Limits(*(None if usd is None else Decimal(usd) for usd in wanted["limits"]))
    provider = project.provider(concurrent=wanted["concurrent"])
    client = Client(project.store, {"wavespeed": provider}, limits)
    try:
        answers = client.run(project.order(shot) for shot in wanted["shots"])
    except KeyboardInterrupt:
        sys.exit(130)
    except StoryboardError as error:
        print(json.dumps({"error": str(error)}))  # noqa: T201 - what the process is for
        sys.exit(1)
    outcome = {
        "takes": len(answers.takes),
        "made": len(answers.made),
        "failed": [failure.code for failure in answers.failed.values()],
        "spent": str(sum(answers.spent.values())),
    }
    print(json.dumps(outcome))  # noqa: T201 - what the process is for


if __name__ == "__main__":
    # A suite that runs in the background hands down an ignored SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(sys.argv[1])
