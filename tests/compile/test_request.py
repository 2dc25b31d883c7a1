"""Keys: what makes another request and what does not."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.request import Request

BODY = {
    "prompt": "Café at dawn.",
    "negative_prompt": "watermark",
    "cfg_scale": 0.5,
    "sound": True,
    "aspect_ratio": "16:9",
    "duration": 5,
}
MODEL = "kwaivgi/kling-v2.6-pro/text-to-video"

bodies = st.dictionaries(
    st.text(max_size=12),
    st.text(max_size=30)
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False),
    max_size=6,
)


def test_pinned_digests() -> None:
    """These never change: a clip bought years ago is found by them."""
    first = Request("wavespeed", MODEL, BODY)
    assert first.key == "688efff00c052cdecb41e64a06e44a3e859353523a37f46b40183933e0212432"
    second = Request("wavespeed", MODEL, BODY, take=2)
    assert second.key == "9f239d7f7b04845b9932cd70d2d5c72cc47baf7bb136dadebb8e58e9e27b89ee"
    drawn = Request("animatic", "panel", {"drawing": 1, "characters": [{"name": "Mara"}]})
    assert drawn.key == "00c6da79a4ad6fd49f6537c6acf249d977e22182571abb0a90366302df9d93e7"


@given(bodies, st.randoms())
def test_the_order_of_fields_and_the_typing_of_accents_do_not_count(body, random) -> None:  # type: ignore[no-untyped-def]
    items = list(body.items())
    random.shuffle(items)
    decomposed = {
        unicodedata.normalize("NFD", key): unicodedata.normalize("NFD", value)
        if isinstance(value, str)
        else value
        for key, value in items
    }
    if len({unicodedata.normalize("NFC", key) for key in body}) < len(body):
        return
    assert Request("p", "m", body).key == Request("p", "m", decomposed).key


@given(st.sampled_from(sorted(BODY)), st.integers(2, 9))
def test_every_field_counts(field: str, take: int) -> None:
    plain = Request("wavespeed", MODEL, BODY)
    changed = BODY | {field: "other"}
    others = {
        Request("wavespeed", MODEL, changed).key,
        Request("wavespeed", MODEL, BODY, take).key,
        Request("elsewhere", MODEL, BODY).key,
        Request("wavespeed", "other", BODY).key,
    }
    assert plain.key not in others
    assert len(others) == 4


def test_one_and_true_are_different_values() -> None:
    assert Request("p", "m", {"a": 1}).key != Request("p", "m", {"a": True}).key
    assert Request("p", "m", {"a": "1"}).key != Request("p", "m", {"a": 1}).key
