"""Which language a text is written in: enough to tell that two answers are in different ones, or not in English."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_LEAST_WORDS, _LEAST_COMMON = 5, 2
_LAST_LATIN = 0x2FF
_MOST_KANJI = 20
"""Letters. Japanese addresses and names of offices without any kana come to about as many."""
_CHINESE_ONLY = frozenset("你您她它们們这這嗎吗呢吧很沒没個个")
_COMMON = {
    "English": (
        "the of and to in is that it for are with as was be this on not you have from or by can will an at your which"
    ),
    "Spanish": (
        "el los las que y en una es por con para del se no su como más pero al lo este son está puede usted muy "
        "también de la un ha han fue sus sobre entre desde"
    ),
    "French": (
        "le les des et est une que pour dans qui pas sur vous avec ce au par il sont nous votre cette être ou mais du "
        "de la en un ses son sa ont aux deux"
    ),
    "German": (
        "der die und das ist nicht mit sie ein eine den zu für auf werden von im auch sich dem wird sind "
        "können oder wie dass des aus hat"
    ),
    "Italian": (
        "il di che e è per un una non sono con della gli del nel più alla come anche dei ma questo può le si la "
        "delle nella sta stanno ha hanno sul sulla dal mentre"
    ),
    "Portuguese": (
        "o os que e do da em um uma é não com para se por mais as dos como mas ao você na são pode também no "
        "de foi está sua seu à"
    ),
    "Dutch": (
        "de het een en van is dat niet op te zijn met voor die er aan ook worden kan bij naar wordt u deze hun zich"
    ),
}
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = {language: frozenset(listed.split()) for language, listed in _COMMON.items()}
_ANY = frozenset().union(*_WORDS.values())
_SCRIPTS = {
    "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean", "CYRILLIC": "Cyrillic script",
    "ARABIC": "Arabic script", "HEBREW": "Hebrew", "GREEK": "Greek", "DEVANAGARI": "Devanagari script", "THAI": "Thai",
}  # fmt: skip


@lru_cache(maxsize=512)
def language(text: str) -> str | None:
    """The language a text is written in, where that is beyond doubt."""
    if not text.isascii() and (script := _script(text)) is not None:
        return script
    tokens = text.lower().split()
    if len(tokens) < _LEAST_WORDS:
        return None
    distinct = set(tokens)
    common = _ANY & distinct
    # No language can have more of them than all together.
    if len(common) < _LEAST_COMMON or len(common) * 10 < len(distinct):
        return None
    counted = [(len(common_words & common), name) for name, common_words in _WORDS.items()]
    most, name = max(counted)
    if most < _LEAST_COMMON or most * 10 < len(distinct):
        return None
    own = _WORDS[name] & common
    for count, other in counted:
        # Words that both have, "la" and "un", do not tell the two apart.
        if count and other != name:
            shared = len(own & _WORDS[other])
            if most - shared < max(_LEAST_COMMON, 2 * (count - shared)):
                return None
    return name


def _script(text: str) -> str | None:
    letters = [character for character in text if character.isalpha()]
    foreign = Counter(
        _SCRIPTS.get(unicodedata.name(character, "").split(" ")[0].split("-")[0])
        for character in letters
        if ord(character) > _LAST_LATIN
    )
    # Letters of scripts that are not in the table.
    del foreign[None]
    if not foreign or foreign.total() * 2 < len(letters):
        return None
    # Kana occur in no other language, so that a tenth is enough; the rest of Japanese is in Chinese characters.
    if foreign["Japanese"] * 10 > foreign.total():
        return "Japanese"
    script = foreign.most_common(1)[0][0]
    return None if script == "Chinese" and not _is_surely_chinese(letters) else script


def _is_surely_chinese(letters: list[str]) -> bool:
    """Short Japanese texts can be of kanji alone; longer ones have kana, and kanji are those of JIS X 0208."""
    characters = "".join(filter(is_han, letters))
    if len(characters) > _MOST_KANJI or not _CHINESE_ONLY.isdisjoint(characters):
        return True
    try:
        characters.encode("shift_jis")
    except UnicodeEncodeError:
        return True
    return False


def is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ")


def is_of_han_alone(text: str) -> bool:
    """Whether all its letters are Chinese characters, which Japanese is written with, too."""
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(map(is_han, letters))


@lru_cache(maxsize=512)
def likely(text: str) -> str | None:
    """As `language`, but of a short text the best guess: whose common words it has most of. None if it has none."""
    sure = language(text)
    if sure is not None:
        return sure
    distinct = set(_LETTERS.findall(text.lower()))
    counts = sorted(
        ((len(common_words & distinct), candidate) for candidate, common_words in _WORDS.items()), reverse=True
    )
    (most, name), (next_most, _) = counts[:2]
    return name if most > next_most else None


_BOTH = frozenset(
    """y e o u i come door met con mas al da un a die hat den on no me son par lo mi mon am do os war per des
    du""".split()  # noqa: SIM905
)
"""Small words of other languages that are English words or of English names, too."""
SMALL_ENGLISH = _WORDS["English"] | frozenset("i has they we he she his her were did does".split())  # noqa: SIM905
SMALL_FOREIGN = (
    _ANY
    | frozenset(
        """dem einen einer einem ihr ihre ihren ihrem wir haben hatte vom zum zur nach bei aus ab heute morgen gestern
        seit bis gilt unser unsere mein meine la un uno unos al han hemos desde hasta hoy mañana ayer nos sus aux ont
        avons depuis hier demain mon ces heeft hebben wij zij vanaf naar vandaag gisteren onze lo gli ho abbiamo oggi
        domani dal alla nella às temos hoje amanhã""".split()  # noqa: SIM905
    )
) - (SMALL_ENGLISH | _BOTH)


_GERMAN = frozenset(
    """das der dem den ein eine einen einem einer ist sind und nicht im zum zur vom beim wird werden wurde bitte sie wir
    unser unsere es uns euch""".split()  # noqa: SIM905
)
_DIE = re.compile(r"\b[Dd]ie (?=[A-ZÄÖÜ][a-zäöüß])")
"""The article; "die" before a small letter may be the English verb."""
_GERMAN_TOO = frozenset("in an was will am".split())  # noqa: SIM905
"""English words that tell nothing beside German ones: "das Treffen ist in Berlin"."""


@lru_cache(maxsize=1024)
def is_surely_not_english(sentence: str) -> bool:
    """Whether more small words of another language stand in a sentence than English ones."""
    distinct = set(_LETTERS.findall(sentence.lower()))
    if len(distinct & SMALL_FOREIGN) > len(distinct & SMALL_ENGLISH):
        return True
    is_german = not _GERMAN.isdisjoint(distinct) or _DIE.search(sentence) is not None
    return is_german and (distinct & SMALL_ENGLISH) <= _GERMAN_TOO


def all_languages() -> tuple[str, ...]:
    """Every language or script that can be told."""
    return (*_WORDS, *dict.fromkeys(_SCRIPTS.values()))
