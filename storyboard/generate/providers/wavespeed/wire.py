"""What the WaveSpeed v3 API says, as values: envelopes and predictions, wrapped or bare.

Fields are those of the vendor's page; unknown extras are let through, and a missing answer about
something that does not matter (timings, flags) is not an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

SUCCEEDED: Final = frozenset({"completed", "succeeded"})
FAILED: Final = frozenset({"failed", "cancelled", "timeout", "deleted"})


def _urls(value: Any) -> Any:
    """Outputs as plain URLs: the page says strings, an item may be an object with a `url`."""
    if isinstance(value, str):
        value = [value] if value else []
    if not isinstance(value, list):
        return ()
    found = (item.get("url") if isinstance(item, Mapping) else item for item in value)
    return tuple(url for url in found if isinstance(url, str) and url)


def _flags(value: Any) -> Any:
    return tuple(flag is True for flag in value) if isinstance(value, list) else ()


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _code(value: Any) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _object(value: Any) -> Any:
    return value if isinstance(value, Mapping) else None


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _links(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return {}
    return {name: url for name, url in value.items() if isinstance(url, str)}


class Timings(BaseModel):
    """How long the service worked on a task: `inference` in milliseconds, where it says so."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    inference: Annotated[float | None, BeforeValidator(_number)] = None


def _timings(value: Any) -> Any:
    return value if isinstance(value, Mapping) else {}


class Prediction(BaseModel):
    """One task at the service. `outputs` is empty until it is completed.

    `code` is the task's own error code, where the service gives one. `input` is what it was asked
    for; the list of predictions may carry it, and may not.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, Field(min_length=1)]
    model: Annotated[str, BeforeValidator(_text)] = ""
    status: Annotated[str, BeforeValidator(_text)] = ""
    outputs: Annotated[tuple[str, ...], BeforeValidator(_urls)] = ()
    has_nsfw_contents: Annotated[tuple[bool, ...], BeforeValidator(_flags)] = ()
    created_at: Annotated[str, BeforeValidator(_text)] = ""
    error: Annotated[str, BeforeValidator(_text)] = ""
    code: Annotated[int | None, BeforeValidator(_code)] = None
    input: Annotated[Mapping[str, Any] | None, BeforeValidator(_object)] = None
    urls: Annotated[Mapping[str, str], BeforeValidator(_links)] = {}
    timings: Annotated[Timings, BeforeValidator(_timings)] = Timings()


class WrongAnswer(Exception):
    """An answer that is not what the API is known to say. `code` is its envelope's, if any."""

    def __init__(self, why: str, code: int | None = None) -> None:
        super().__init__(why)
        self.code = code


def unwrap(text: str | bytes) -> Any:
    """The `data` of an envelope, or the bare document.

    Raises WrongAnswer for what is not JSON, and for an envelope whose code is not 200: an error
    in disguise.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongAnswer("the answer is not JSON") from error
    if not isinstance(document, Mapping):
        raise WrongAnswer("the answer is not a JSON object")
    code = document.get("code")
    if isinstance(code, int) and "data" in document and code == 200:
        return document["data"]
    if isinstance(code, int) and code != 200 and "id" not in document:
        raise WrongAnswer(_words(document), code)
    return document


def prediction(data: Any) -> Prediction:
    """A prediction from an answer's data. Raises WrongAnswer where there is no id in it."""
    if isinstance(data, Mapping) and "input" not in data and isinstance(data.get("inputs"), dict):
        data = {**data, "input": data["inputs"]}
    try:
        return Prediction.model_validate(data)
    except ValidationError as error:
        raise WrongAnswer("the answer has no prediction in it") from error


def failed_prediction(text: str | bytes, wanted: str) -> Prediction | None:
    """The wanted prediction, where an error's envelope carries it: how a failed task may come.

    The envelope's code and message stand in for those that the prediction does not have itself.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    data = document.get("data") if isinstance(document, Mapping) else None
    if not isinstance(data, Mapping) or data.get("id") != wanted or not data.get("status"):
        return None
    code = document.get("code")
    if not isinstance(code, int) or code == 200:
        return None
    found = prediction(data)
    return found.model_copy(
        update={"code": found.code or code, "error": found.error or _words(document)}
    )


def complaint(text: str | bytes) -> str:
    """The words of an error's body, all of them: whoever shows them hides our key first."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return _words(document) if isinstance(document, Mapping) else ""


def _words(document: Mapping[str, Any]) -> str:
    for name in ("message", "error", "detail"):
        if isinstance(found := document.get(name), str) and found:
            return found
    return ""
