"""When dialogue is read: in order, inside its shot, never two at once."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.dialogue import Spoken
from storyboard.compile.shotlist import Shotlist
from storyboard.cut.dialogue import COLUMNS, PACE
from storyboard.cut.subtitles import as_srt, subtitles_of
from tests.cut.films import shotlist

words = st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=40)
spoken = st.builds(Spoken, st.sampled_from(["Mara", "Finn"]), words.map(" ".join))


def saying(film: Shotlist, lines: dict[str, tuple[Spoken, ...]]) -> Shotlist:
    """The film with dialogue, by shot id."""
    shots = (replace(shot, dialogue=lines.get(shot.id, ())) for shot in film.shots)
    return replace(film, shots=tuple(shots))


@given(st.lists(st.tuples(st.integers(1, 200), st.lists(spoken, max_size=4)), min_size=1))
def test_lines_stay_inside_their_shot_and_in_order(plan: list[tuple[int, list[Spoken]]]) -> None:
    lines = {f"sh{n}": tuple(said) for n, (_, said) in enumerate(plan)}
    film = saying(shotlist([(frames, 0) for frames, _ in plan]), lines)
    found = subtitles_of(film)
    end = 0
    for each in found:
        assert end <= each.start <= each.end
        assert all(len(row) <= COLUMNS for row in each.text.split("\n"))
        assert each.text.count("\n") <= 1
        end = each.end
    assert end <= film.rate.seconds(film.frames) * 1000
    heard = "".join(each.text for each in found)
    for name in ("Mara", "Finn"):
        speaks = any(one.speaker == name for said in lines.values() for one in said)
        assert speaks == (name.upper() in heard)


def test_a_line_begins_after_the_cut_and_lasts_as_long_as_it_is_spoken() -> None:
    film = shotlist([(24, 0), (240, 0)])
    line = Spoken("Mara", "I have been waiting on this pier for longer than a day.")
    (only,) = subtitles_of(saying(film, {"sh1": (line,)}))
    assert only.text == "MARA: I have been waiting on this pier for\nlonger than a day."
    assert only.start == 1300
    assert only.end == 1300 + 1000 * len(only.text) // PACE


def test_a_line_that_is_heard_is_read_while_it_is() -> None:
    film = saying(
        shotlist([(24, 0), (96, 0)]), {"sh1": (Spoken("Mara", "One."), Spoken("Finn", "Two."))}
    )
    times = ((Fraction(1, 2), Fraction(3, 4)), (Fraction(5, 4), Fraction(3)))
    found = subtitles_of(film, {"sh1": times})
    # The first one stays for as long as the second leaves it.
    assert [(each.start, each.end) for each in found] == [(1500, 2250), (2250, 4000)]
    assert subtitles_of(film, {"sh1": times[:1]}) == subtitles_of(film)
    assert subtitles_of(film, {"sh1": ()}) == subtitles_of(film)


def test_a_speaker_is_named_where_another_spoke_before() -> None:
    film = shotlist([(96, 0), (96, 0)])
    lines = {
        "sh0": (Spoken("Mara", "One."), Spoken("Mara", "Two."), Spoken("Finn", "Three.")),
        "sh1": (Spoken("Finn", "Four."),),
    }
    texts = [each.text for each in subtitles_of(saying(film, lines))]
    assert texts == ["MARA: One.", "Two.", "FINN: Three.", "Four."]


def test_who_speaks_at_the_same_time_is_read_together() -> None:
    """One after the other, the second would be over before it is its turn."""
    names = ("Mara", "Finn", "Tom")
    film = saying(shotlist([(96, 0)]), {"sh0": tuple(Spoken(n, "Yes!", at=24) for n in names)})
    (together,) = subtitles_of(film)
    assert together.text == "MARA: Yes!\nFINN: Yes!\nTOM: Yes!"
    assert (together.start, together.end) == (1000, 2000)


def test_nothing_said_is_an_empty_file() -> None:
    assert as_srt(subtitles_of(shotlist([(24, 0)]))) == ""
