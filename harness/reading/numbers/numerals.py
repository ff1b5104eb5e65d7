"""Number words and the digits of other scripts."""

from __future__ import annotations

import re
import unicodedata


def _numbered(names: str, values: range) -> dict[str, int]:
    return dict(zip(names.split(), values, strict=True))


SMALL = _numbered(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""",
    range(20),
)
TENS = _numbered("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "bn": 10**9,
    "mn": 10**6, "millionen": 10**6, "milliarden": 10**9, "tausend": 10**3, "mille": 10**3, "mil": 10**3,
    "millions": 10**6, "millones": 10**6, "mio": 10**6, "mrd": 10**9, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
LETTER_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9}
ORDINALS = _numbered("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", range(3, 13))
FRACTIONS = {"half": 0.5, "quarter": 0.25, "thirds": 1 / 3, "quarters": 0.25, "fifths": 0.2}
OTHER_LANGUAGES = (
    _numbered("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn", range(2, 16))
    | _numbered("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", range(20, 100, 10))
    | _numbered("dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince", range(2, 16))
    | _numbered("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze", range(2, 16))
    | _numbered("twee drie vier vijf zes zeven acht negen tien elf twaalf", range(2, 13))
    | {"veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "cien": 100, "vingt": 20, "trente": 30}
    | {"quarante": 40, "cinquante": 50, "soixante": 60, "hundert": 100, "cent": 100}
    | {"einundzwanzig": 21, "zwölf": 12, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "dieci": 10, "duas": 2}
)
"""Those that are no words of English, without one: it is an article, too."""
NOT_ENGLISH = frozenset(OTHER_LANGUAGES) - {"six", "once", "dos", "cent", "sept", "due", "dix", "elf"}
HAN = {"零": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u2007"), " ")
_SIGNS = {
    ord("％"): "%",
    ord("٪"): "%",
    ord("："): ":",
    ord("．"): ".",
    ord("，"): ",",
    ord("＄"): "$",
    ord("￥"): "¥",
    ord("－"): "-",
}
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def plain_digits(text: str) -> str:
    """Digits, spaces and signs of other scripts as ASCII has them; every character stays in its place."""
    if text.isascii():
        return text
    text = text.translate(_SPACES | _SIGNS)
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)


def spelled(number_words: str) -> int:
    """The value of number words: "two hundred and five thousand" is 205,000."""
    total = current = 0
    for word in re.split(r"[ -]", number_words):
        if word in SCALES:
            current = (current or 1) * SCALES[word]
            if SCALES[word] >= SCALES["thousand"]:
                total, current = total + current, 0
        elif word != "and":
            current += SMALL.get(word, TENS.get(word, OTHER_LANGUAGES.get(word, 0)))
    return total + current


def han(characters: str) -> int:
    """The value of Chinese or Japanese numerals up to 9,999."""
    total = current = 0
    for character in characters:
        if character in _HAN_TENS:
            total += (current or 1) * _HAN_TENS[character]
            current = 0
        else:
            current = current * 10 + HAN[character]
    return total + current
