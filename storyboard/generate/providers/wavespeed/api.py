"""WaveSpeed over HTTP: one method a call, each telling what is known to have happened.

The rules of the failure table: a submit that the service surely did not take may be sent again;
one whose answer was lost may have been billed and is never sent again; the other calls are
harmless and are repeated by whoever needs their answer. The API key goes to the API's host and
to no other.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any, Final, NoReturn
from urllib.parse import quote, urlsplit

import httpx

from storyboard.errors import StoryboardError
from storyboard.generate.providers.base import AccountTrouble, AnswerLost, NotAccepted
from storyboard.generate.providers.wavespeed import wire
from storyboard.generate.providers.wavespeed.network import Cookieless, Lines
from storyboard.generate.providers.wavespeed.settings import Secret

_TIMEOUT: Final = httpx.Timeout(60, connect=15)
_NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
_MAX_ANSWER: Final = 8 * 1024 * 1024
_LONGEST_PAUSE: Final = 300.0
_LONGEST_WORDS: Final = 300
_MICRO: Final = Decimal("0.000001")


class Unanswered(Exception):
    """A harmless call got no usable answer; ask again. `wait` is the pause asked for, if any.

    `missing`: the service does not know what was asked about. `alien`: whatever answered does not
    seem to be the API. `offline`: nothing could be reached.
    """

    def __init__(
        self,
        why: str,
        wait: float | None = None,
        *,
        missing: bool = False,
        alien: bool = False,
        offline: bool = False,
    ) -> None:
        super().__init__(why)
        self.wait, self.missing, self.alien, self.offline = wait, missing, alien, offline


class WaveSpeedApi:
    """The v3 API at one base URL with one key."""

    def __init__(
        self,
        base_url: str,
        key: Secret,
        connections: int,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        self._key = key
        self.host = urlsplit(base_url).netloc
        # Whole addresses: a client that has to put two together parses three.
        self._base = f"{base_url.rstrip('/')}/api/v3/"
        self._lines = Lines(
            connections,
            certificates,
            Cookieless,
            headers={"Authorization": f"Bearer {key.reveal()}", "User-Agent": "storyboard"},
            timeout=_TIMEOUT,
            follow_redirects=False,
            # Without TLS a proxy would read the key, also on the way to this very machine.
            trust_env=urlsplit(base_url).scheme == "https",
        )

    @property
    def busy(self) -> bool:
        """Whether a call is under way or waits for its turn."""
        return self._lines.busy

    async def close(self) -> None:
        """Close every connection."""
        await self._lines.close()

    async def submit(self, model: str, body: Mapping[str, Any]) -> wire.Prediction:
        """Send a request, once.

        Raises NotAccepted, AnswerLost, AccountTrouble, or StoryboardError for a final refusal.
        """
        try:
            async with self._lines.line() as http:
                answer = await http.post(self._base + model, json=dict(body))
        except _NEVER_SENT as error:
            raise NotAccepted(f"no connection: {error}", reached=False) from error
        except httpx.HTTPError as error:
            raise AnswerLost(f"the connection broke: {type(error).__name__}") from error
        if answer.is_redirect:
            raise not_the_api(self.host, f"it redirects with HTTP {answer.status_code}")
        if not answer.is_success:
            words = self._hushed(wire.complaint(answer.content))
            _refuse_submit(answer.status_code, words, _pause(answer))
        try:
            return wire.prediction(wire.unwrap(answer.content))
        except wire.WrongAnswer as error:
            if error.code is not None:
                _refuse_submit(error.code, self._hushed(str(error)), _pause(answer))
            raise AnswerLost(str(error)) from error

    async def result(self, prediction: str) -> wire.Prediction:
        """How a prediction stands. Raises Unanswered or AccountTrouble."""
        path = f"predictions/{quote(prediction, safe='')}/result"
        answer = await self._send("GET", path)
        found = wire.failed_prediction(answer.content, prediction) or _parsed(self._read(answer))
        return found.model_copy(update={"error": self._hushed(found.error)})

    async def predictions(
        self, model: str, since: datetime, until: datetime
    ) -> Sequence[wire.Prediction]:
        """A model's predictions created in a time window. Raises Unanswered, AccountTrouble."""
        # By id: one that comes in while the pages are turned pushes another into view again.
        found: dict[str, wire.Prediction] = {}
        for page in range(1, 101):
            data = await self._ask(
                "POST",
                "predictions",
                {
                    "page": page,
                    "page_size": 100,
                    "model": model,
                    "created_after": since.isoformat(),
                    "created_before": until.isoformat(),
                },
            )
            items = (
                data.get("items", data.get("predictions")) if isinstance(data, Mapping) else data
            )
            if not isinstance(items, list):
                raise Unanswered("the list of predictions has no items")
            found |= {item.id: item for item in map(_parsed, items)}
            if len(items) < 100:
                break
        return tuple(found.values())

    async def balance(self) -> Decimal:
        """USD on the account. Raises Unanswered or AccountTrouble."""
        return _money(await self._ask("GET", "balance"), "balance")

    async def price(self, model: str, inputs: Mapping[str, Any]) -> Decimal:
        """USD for a request now, account discounts included, up to the next millionth.

        Raises Unanswered, AccountTrouble, or StoryboardError for what cannot be a price.
        """
        data = await self._ask("POST", "model/price", {"model_id": model, "inputs": dict(inputs)})
        return _price(model, data)

    async def upload(self, name: str, content: bytes) -> str:
        """Put a file where models can read it for a week; its URL. Raises Unanswered,
        AccountTrouble."""
        files = {"file": (name, content)}
        data = await self._ask("POST", "media/upload/binary", files=files)
        url = data.get("download_url") if isinstance(data, Mapping) else None
        if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
            raise Unanswered("the upload has no address")
        return url

    async def _ask(
        self,
        method: str,
        path: str,
        json: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Any:
        return self._read(await self._send(method, path, json, files))

    async def _send(
        self,
        method: str,
        path: str,
        json: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        try:
            async with self._lines.line() as http:
                answer = await http.request(method, self._base + path, json=json, files=files)
        except httpx.HTTPError as error:
            offline = isinstance(error, httpx.ConnectError)
            raise Unanswered(f"no answer: {type(error).__name__}", offline=offline) from error
        if len(answer.content) > _MAX_ANSWER:
            raise Unanswered("the answer is too long")
        return answer

    def _read(self, answer: httpx.Response) -> Any:
        """The data of an answer. Raises Unanswered or AccountTrouble."""
        code, words = answer.status_code, self._hushed(wire.complaint(answer.content))
        if answer.is_success:
            try:
                return wire.unwrap(answer.content)
            except wire.WrongAnswer as error:
                if error.code is None:
                    raise Unanswered(str(error), alien=True) from error
                code, words = error.code, self._hushed(str(error))
        if code in (401, 402, 403):
            raise account_trouble(code, words)
        alien = answer.is_redirect or answer.status_code in (404, 405, 501)
        raise Unanswered(
            f"HTTP {code} {words}".strip(), _pause(answer), missing=code == 404, alien=alien
        )

    def _hushed(self, words: str) -> str:
        """The service's words, short, without our key: some repeat a key that they refuse."""
        # In this order: a cut may leave half a key, which would not be known for one.
        return words.replace(self._key.reveal(), repr(self._key))[:_LONGEST_WORDS]


def not_the_api(host: str, why: str) -> StoryboardError:
    """Something else than the API is at the address that is set."""
    return StoryboardError.of(
        "not-the-api",
        f"what answers at {host} is not WaveSpeed's API: {why}; nothing was bought",
        hint="see wavespeed.base_url in `storyboard settings`, and WAVESPEED_BASE_URL",
    )


def account_trouble(code: int, words: str) -> AccountTrouble:
    """The account cannot be used: why, in the service's words, and what to do."""
    said = f": {words}" if words else ""
    if code == 401:
        return AccountTrouble.of(
            "bad-api-key",
            f"WaveSpeed does not accept the API key{said}",
            hint="set WAVESPEED_API_KEY to a key of your account; nothing more is sent",
        )
    if code == 402:
        return AccountTrouble.of(
            "no-balance",
            f"the WaveSpeed account has no balance left for this{said}",
            hint="top it up, then run the same command again; `storyboard balance` shows it",
        )
    return AccountTrouble.of(
        "account-blocked",
        f"WaveSpeed does not let this account buy{said}",
        hint="check the account's activation and its balance on WaveSpeed's site",
    )


def _refuse_submit(code: int, words: str, wait: float | None) -> NoReturn:
    """What a status or envelope code other than 200 means for a submit."""
    said = f": {words}" if words else ""
    if code in (401, 402, 403):
        raise account_trouble(code, words)
    if code == 429:
        raise NotAccepted(f"over the account's rate{said}", wait)
    if code == 404:
        raise StoryboardError.of(
            "unknown-model-id",
            f"WaveSpeed does not know this model{said}",
            hint="see `storyboard models`; a model may have been renamed or retired",
        )
    if code == 1200:
        raise StoryboardError.of(
            "moderated",
            f"content moderation refused it{said}",
            hint="change the shot's words: the same request would be refused again",
        )
    if code in (400, 413, 415, 422, 1400, 1401, 1402):
        raise StoryboardError.of(
            "request-refused",
            f"WaveSpeed refuses the request{said}",
            hint="see the exact request with `storyboard prompts`",
        )
    if 400 <= code < 500 and code != 408:
        raise StoryboardError.of("request-refused", f"WaveSpeed answers {code}{said}")
    raise AnswerLost(f"HTTP {code}{said}")


def _parsed(data: Any) -> wire.Prediction:
    try:
        return wire.prediction(data)
    except wire.WrongAnswer as error:
        raise Unanswered(str(error)) from error


def _price(model: str, data: Any) -> Decimal:
    currency = data.get("currency") if isinstance(data, Mapping) else None
    if currency and str(currency).upper() != "USD":
        raise _no_price(model, "it is not in USD")
    amount = _number(data, "discounted_price")
    if amount is None or not amount.is_finite() or amount <= 0:
        amount = _number(data, "price")
    if amount is None:
        raise Unanswered("the answer has no price")
    if not amount.is_finite() or not 0 < amount < 1_000_000:
        raise _no_price(model, f"{amount} cannot be one")
    # First without the dust of binary fractions (0.30000000000000004), then up: who pays wants
    # to know the most, and the ledger counts in millionths.
    dusted = amount.quantize(_MICRO / 1000)
    whole = max(dusted.quantize(_MICRO, rounding=ROUND_CEILING), _MICRO)
    return amount if amount == whole else whole


def _no_price(model: str, why: str) -> StoryboardError:
    return StoryboardError.of(
        "no-quote",
        f"WaveSpeed's price for {model} is not used: {why}",
        hint="leave --quote away to go by the catalogue's price",
    )


def _money(data: Any, name: str) -> Decimal:
    amount = _number(data, name)
    if amount is None or not amount.is_finite():
        raise Unanswered(f"the answer has no {name}")
    return amount


def _number(data: Any, name: str) -> Decimal | None:
    try:
        return Decimal(str(data[name]))
    except (KeyError, TypeError, InvalidOperation):
        return None


def _pause(answer: httpx.Response) -> float | None:
    """Retry-After in seconds; the service does not document it, and it is honoured if sent."""
    said = answer.headers.get("Retry-After", "")
    try:
        seconds = float(said)
    except ValueError:
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        # A date without a zone (-0000) is in UTC by the standard.
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), _LONGEST_PAUSE)
