"""Which language a line is in, said only where it is plain.

By script where it is not the Latin one; otherwise by the small words that a language cannot do
without. A name, a greeting or a word of another language in a line proves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final, NamedTuple

from storyboard.compile.catalogue import LANGUAGES


class Tongue(NamedTuple):
    """A language, or a script and the languages written in it, by ISO 639-1."""

    name: str
    codes: frozenset[str]


_SCRIPTS: Final = {
    "CYRILLIC": ("Cyrillic script", "ru uk bg sr be mk kk mn"),
    "ARABIC": ("Arabic script", "ar fa ur ps"),
    "HEBREW": ("Hebrew script", "he yi"),
    "GREEK": ("Greek", "el"),
    "DEVANAGARI": ("Devanagari", "hi mr ne"),
    "BENGALI": ("Bengali", "bn"),
    "TAMIL": ("Tamil", "ta"),
    "TELUGU": ("Telugu", "te"),
    "THAI": ("Thai", "th"),
    "GEORGIAN": ("Georgian", "ka"),
    "ARMENIAN": ("Armenian", "hy"),
    "HANGUL": ("Korean", "ko"),
    "HIRAGANA": ("Japanese", "ja"),
    "KATAKANA": ("Japanese", "ja"),
    "CJK": ("Chinese", "zh"),
}
_UNSPACED: Final = frozenset(["HIRAGANA", "KATAKANA", "CJK", "THAI"])
"""Scripts without blanks between words."""

# No words that English has too: `die`, `man`, `come` and `on` would prove nothing.
_SMALL_WORDS: Final = {
    "de": "ich du er sie wir ihr nicht und der das dem ein eine einen ist sind bist habe hast "
    "wird mit für auf von zu auch aber wenn wie mir mich dir dich noch schon kein keine "
    "nur bei nach",
    "en": "the of and to is are was were it you he she we they not this that with for have has "
    "had i my your his her be do does did what where who will would can could there at in "
    "on me us an a",
    "es": "el los las una es está están que de del por para con pero como muy más qué yo tú él "
    "ella nosotros esto esta ese mi tu su hay fue todo sí también cuando dónde lo",
    "fr": "le la les un une des est sont je tu il elle nous vous ils ne pas que qui dans avec "
    "pour mais ce cette c'est j'ai et du au mon votre où quand très y qu'il n'est",
    "it": "il gli una è sono che di del della non per con ma questo questa io lui lei noi voi "
    "ho hai abbiamo mio tuo perché dove quando molto più anche si nel",
    "nl": "de het een ik jij hij zij wij niet en van ik ben dat dit met voor maar ook naar heb "
    "heeft wat waar geen zijn wordt nog je mijn jouw",
    "pl": "nie się jest że jak ale czy tak ja ty on ona jestem był była było dla przez może "
    "tylko już gdzie kiedy mój moja tego co",
    "pt": "o os uma é são está que de da não por para com mas como muito mais eu você ele ela "
    "nós isto esta meu seu há foi tudo também quando onde",
    "sv": "jag du han hon vi ni inte och det en ett är har med för på av som också din när där "
    "kan ska",
    "tr": "bir bu ve değil için ne ben sen biz siz ama çok yok mı mi gibi daha şey nerede",
}
_VOCABULARY: Final = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LEAST_WORDS: Final = 4
_LEAST_HITS: Final = 3


def tongue_of(line: str) -> Tongue | None:
    """The language of a line, or None where it cannot be told for certain."""
    words = _WORD.findall(unicodedata.normalize("NFC", line).replace("’", "'"))
    return _by_script(words) or _by_small_words(words)


def _by_script(words: list[str]) -> Tongue | None:
    letters: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for word in words:
        scripts = Counter(_script(letter) for letter in word)
        letters += scripts
        if len(word) > 1:
            whole[scripts.most_common(1)[0][0]] += 1
    kana = letters["HIRAGANA"] + letters["KATAKANA"]
    if kana * 5 >= letters["CJK"] and kana:  # Japanese mixes all three
        letters["HIRAGANA"] = kana + letters["CJK"]
        del letters["KATAKANA"], letters["CJK"]
    if not letters:
        return None
    script, count = letters.most_common(1)[0]
    enough = count >= _LEAST_WORDS if script in _UNSPACED else whole[script] >= 2
    if script not in _SCRIPTS or not enough or 3 * count < 2 * letters.total():
        return None
    name, codes = _SCRIPTS[script]
    return Tongue(name, frozenset(codes.split()))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _by_small_words(words: list[str]) -> Tongue | None:
    """The language with the most small words, if they are many.

    One with a capital letter counts only at the beginning: Los Angeles is a name.
    """
    if len(words) < _LEAST_WORDS:
        return None
    words = [words[0].lower(), *words[1:]]
    hits = {code: sum(word in known for word in words) for code, known in _VOCABULARY.items()}
    best, most = Counter(hits).most_common(1)[0]
    different = len(_VOCABULARY[best].intersection(words))
    if different < _LEAST_HITS or most * 3 < len(words):
        return None
    if best != "en" and hits["en"] * 2 > most:
        return None
    # Neighbours share many: a model that speaks one of them may well mean this one.
    near = frozenset(code for code, count in hits.items() if count * 3 >= most * 2)
    return Tongue(LANGUAGES[best], near)
