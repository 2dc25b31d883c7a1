"""What can go wrong, by name, and which call it befalls."""

from __future__ import annotations

import difflib
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

from storyboard.errors import StoryboardError

_HTTP: Final = {
    400: "a parameter is wrong",
    401: "the key is wrong",
    402: "the balance is too low",
    403: "the account is not activated",
    404: "not found",
    429: "too many requests (retry-after=SECONDS sends that header)",
    500: "internal error",
    502: "bad gateway, with an HTML page",
    503: "unavailable",
    504: "gateway timeout, with an HTML page",
}

TASK_ERRORS: Final = {
    1200: "The content was refused by moderation.",
    1400: "A required parameter is missing.",
    1401: "A parameter is invalid.",
    1402: "The media could not be fetched.",
    1403: "The model is overloaded.",
    1405: "The generation failed.",
    5000: "Internal error.",
    5003: "The worker was lost.",
    5004: "The generation timed out.",
}


def _http(what: str, *codes: int) -> dict[str, str]:
    return {f"{what}:http-{code}": f"answers {code}: {_HTTP[code]}" for code in codes}


FAULTS: Final[dict[str, str]] = {
    **_http("submit", *_HTTP),
    "submit:reset": "resets the connection; nothing is accepted",
    "submit:envelope-error": "answers 200 with an envelope code that is an error (code=, or 500); "
    "nothing is accepted",
    "submit:slow": "accepts at once and answers after seconds=",
    "submit:stall": "takes no notice for seconds=; who has gone by then has bought nothing",
    "submit:lost-answer": "accepts and bills, then closes the connection without an answer",
    "submit:lost-reset": "accepts and bills, then resets the connection",
    "submit:lost-http-500": "accepts and bills, then answers 500",
    "submit:lost-http-502": "accepts and bills, then answers 502 with an HTML page",
    "submit:lost-http-503": "accepts and bills, then answers 503",
    "submit:lost-http-504": "accepts and bills, then answers 504 with an HTML page",
    "submit:lost-envelope": "accepts and bills, then answers 200 with envelope code 500",
    "submit:cut-answer": "accepts and bills, then breaks off in the middle of the answer",
    "submit:garbled-answer": "accepts and bills, then answers 200 with half of the JSON",
    "submit:html-answer": "accepts and bills, then answers 200 with an HTML page",
    "submit:no-id": "accepts and bills, then answers 200 with an empty id",
    "task:failed": "the task fails with data.error and no code; refunded",
    **{
        f"task:failed-{code}": f"the task fails with data.code {code} ({error[:-1].lower()}); "
        "refunded"
        for code, error in TASK_ERRORS.items()
    },
    "task:cancelled": "the task ends as cancelled; refunded",
    "task:timeout": "the task ends as timeout; refunded",
    "task:deleted": "the task ends as deleted; not refunded",
    "task:stuck": "the task runs for ever",
    "task:slow": "the task runs seconds= longer than the latency",
    "task:odd-status": "the task reports a status that nobody documented while it runs",
    "task:nsfw": "the task completes with has_nsfw_contents true",
    "task:no-output": "the task completes with no outputs",
    **_http("poll", 401, 402, 403, 404, 429, 500, 502, 503, 504),
    "poll:reset": "resets the connection",
    "poll:lost-answer": "closes the connection without an answer",
    "poll:garbled-answer": "answers 200 with half of the JSON",
    "poll:html-answer": "answers 200 with an HTML page",
    "poll:slow": "answers after seconds=",
    **_http("output", 403, 404, 429, 500, 503),
    "output:reset": "resets the connection",
    "output:truncated": "breaks off after half of the file",
    "output:html": "serves an HTML page with status 200",
    "output:empty": "serves no bytes with status 200",
    "output:silent": "serves a clip without the sound that was bought",
    "output:mute": "serves a clip whose sound track is digital silence",
    "output:short": "serves a clip one second shorter than was bought",
    "output:wrong-aspect": "serves a clip of another shape than was bought",
    "output:redirect": "redirects to another address on the output host",
    "output:slow": "begins to send after seconds=",
    **_http("list", 401, 429, 500, 503),
    "list:reset": "resets the connection",
    "list:slow": "answers after seconds=",
    "item:hidden": "leaves the prediction out of the list (within=SECONDS: only while it is young)",
    "item:no-input": "lists the prediction without its input",
    "item:inputs": "lists the prediction with `inputs` in place of `input`",
    **_http("balance", 401, 500),
    **_http("price", 401, 404, 429, 500),
    **_http("upload", 400, 401, 429, 500, 503),
    "upload:reset": "resets the connection",
    "upload:lost-answer": "keeps the file, then closes the connection without an answer",
}

STAGES: Final = {
    "submit": "POST /api/v3/{model}",
    "task": "the task behind an accepted submit",
    "poll": "GET /api/v3/predictions/{id}/result",
    "output": "GET of a clip from the output host",
    "list": "POST /api/v3/predictions",
    "item": "one prediction in that list",
    "balance": "GET /api/v3/balance",
    "price": "POST /api/v3/model/price",
    "upload": "POST /api/v3/media/upload/binary",
}


@dataclass(frozen=True)
class Fault:
    """Something going wrong, and when.

    It befalls every call of its kind (the part before the colon) that meets all conditions:
    `prompt`, a substring of the prompt; `nth`, the number of the submit it is about, or of the
    call where it is about no submit, from 1; `within`, seconds of the prediction's age; `p`, the
    probability. `times` bounds how often it happens: in all, or for each prediction where the
    kind is poll, output or item. `seconds`, `code` and `retry_after` say more about some faults.
    """

    name: str
    prompt: str | None = None
    nth: int | None = None
    within: float | None = None
    p: float = 1.0
    times: int | None = None
    seconds: float = 1.0
    code: int = 500
    retry_after: int | None = None

    def __post_init__(self) -> None:
        if self.name not in FAULTS:
            near = difflib.get_close_matches(self.name, FAULTS, n=3)
            raise StoryboardError.of(
                "unknown-fault",
                f"there is no fault {self.name!r}",
                hint=f"did you mean {' or '.join(near)}?" if near else "see storyboard emulate -h",
            )
        if not 0 <= self.p <= 1:
            raise StoryboardError.of("bad-fault", f"{self.name}: p is from 0 to 1, not {self.p}")

    @property
    def kind(self) -> str:
        """The call it befalls: submit, task, poll, …"""
        return self.name.partition(":")[0]

    @property
    def effect(self) -> str:
        """What happens, without the call it befalls."""
        return self.name.partition(":")[2]


_CONVERT: Final[dict[str, Any]] = {
    "prompt": str,
    "nth": int,
    "within": float,
    "p": float,
    "times": int,
    "seconds": float,
    "code": int,
    "retry_after": int,
}


def parse_fault(text: str) -> Fault:
    """A fault from `NAME` or `NAME@CONDITION=VALUE,…` (`submit:lost-answer@p=0.1,times=2`).

    Raises StoryboardError `unknown-fault` or `bad-fault`.
    """
    name, _, conditions = text.partition("@")
    found: dict[str, Any] = {}
    for condition in filter(None, conditions.split(",")):
        word, _, value = condition.partition("=")
        key = word.strip().replace("-", "_")
        try:
            found[key] = _CONVERT[key](value)
        except (KeyError, ValueError) as error:
            known = ", ".join(field.name for field in fields(Fault)[1:]).replace("_", "-")
            raise StoryboardError.of(
                "bad-fault", f"{condition!r} in {text!r} makes no sense", hint=f"known: {known}"
            ) from error
    return Fault(name.strip(), **found)


@dataclass(frozen=True)
class Call:
    """What a fault looks at. `subject` is the prediction it is about, if any."""

    kind: str
    nth: int
    prompt: str = ""
    subject: str = ""
    age: float = 0.0


_PER_PREDICTION: Final = ("poll", "output", "item")


class Faults:
    """Decides which faults befall a call, and counts them."""

    def __init__(self, faults: Iterable[Fault], seed: int) -> None:
        self._seed = seed
        self.set(faults)

    def set(self, faults: Iterable[Fault]) -> None:
        """Replace all faults; counting begins anew."""
        # One tuple swapped in whole: a test may do this from another thread.
        self._rules = tuple(
            (fault, random.Random(f"{self._seed}/{index}/{fault.name}"), Counter[str]())
            for index, fault in enumerate(faults)
        )

    def befall(self, call: Call) -> Iterator[Fault]:
        """The faults that happen to this call, in the order they were given.

        Lazy: one that is not asked for is not counted.
        """
        for fault, dice, happened in self._rules:
            subject = call.subject if call.kind in _PER_PREDICTION else ""
            if not _concerns(fault, call):
                continue
            if fault.times is not None and happened[subject] >= fault.times:
                continue
            if fault.p < 1 and dice.random() >= fault.p:
                continue
            happened[subject] += 1
            yield fault


def _concerns(fault: Fault, call: Call) -> bool:
    return (
        fault.kind == call.kind
        and (fault.prompt is None or fault.prompt in call.prompt)
        and (fault.nth is None or fault.nth == call.nth)
        and (fault.within is None or call.age < fault.within)
    )
