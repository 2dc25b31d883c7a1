"""The language of a line, told only where it is plain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.compile.lints.languages import tongue_of

PLAIN = {
    "Привет, как дела сегодня?": "Cyrillic script",
    "Я знаю Mara, и она не придёт": "Cyrillic script",
    "لن نعبر الليلة": "Arabic script",
    "לא הלילה, מארה": "Hebrew script",
    "Όχι απόψε, φίλε μου": "Greek",
    "आज रात नहीं": "Devanagari",
    "오늘 밤은 안 돼요": "Korean",
    "今夜はだめだと言ったでしょう": "Japanese",
    "コーヒーください": "Japanese",
    "คืนนี้ไม่ได้": "Thai",
    "今晚不行,我告诉过你": "Chinese",
    "Ich habe dir gesagt, dass wir nicht fahren.": "German",
    "Je ne sais pas où il est.": "French",
    "No sé qué es lo que está pasando.": "Spanish",
    "Non so che cosa è questo.": "Italian",
    "Eu não sei o que você está dizendo.": "Portuguese",
    "Ik weet niet wat het is.": "Dutch",
    "Nie wiem, gdzie ty jest, ale jestem tu.": "Polish",
    "Jag vet inte var du är och det är kallt.": "Swedish",
    "Bu gece için çok geç, ben ve sen biliyoruz.": "Turkish",
    "I told you that the boat is not for hire.": "English",
    "I don’t know what you are doing to the lamp": "English",
}


@pytest.mark.parametrize(("line", "tongue"), PLAIN.items())
def test_what_is_plain(line: str, tongue: str) -> None:
    found = tongue_of(line)
    assert found is not None
    assert found.name == tongue


@pytest.mark.parametrize(
    "line",
    [
        "",
        "...!",
        "42",
        "Not tonight.",
        "Nein.",
        "Bonjour, Mara.",
        "Иван!",
        "Call Иван Петров, he knows the river.",
        "Los Angeles, Las Vegas, El Paso.",
        "Vincent van de Velde, Anna van der Berg",
        "Halloa! Below there!",
        "Señor de la Vega y Santos, at your service",
        "María del Carmen Ávila Núñez",
        "C'est la vie, my dear old friend, that is how it goes",
        "Auf Wiedersehen, pet",
        "Lens, cell, switch. You can replace them all.",
        "Wren. The lamp you can mend.",
        "Die, monster, die! Man was not to be in war so",
        "東京",
        "α and β",
        "Et tu, Brute?",
        "Que sera, sera",
        "Da, da, da, da",
        "La la la la la la la",
        "Mi mi mi mi mi",
        "Ja, ja, ich komme",
    ],
)
def test_what_is_not(line: str) -> None:
    found = tongue_of(line)
    assert found is None or found.name in ("English", "Chinese"), found


@given(st.text())
def test_any_text_has_a_language_or_none(line: str) -> None:
    found = tongue_of(line)
    assert found is None or found.codes
