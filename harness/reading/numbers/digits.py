"""Quantities written in digits: amounts, measures, percentages, fractions and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from harness.reading.numbers import calendar
from harness.reading.numbers.numerals import LETTER_SCALES, SCALES, VULGAR
from harness.reading.numbers.quantity import DIGITS_OF_A_FLOAT, Quantity, times
from harness.reading.numbers.runs import is_run, meant_by_k
from harness.reading.numbers.units import CASED, MONEY, UNITS, measure

_CURRENCY = r"(?:us|au|ca|nz|hk|[acsr])?\$|[€£¥₹]|(?:usd|eur|gbp|jpy|chf|inr|aud|cad|nzd)"
_COUNTED_MONEY = r"usd|eur|gbp|jpy|chf|inr|aud|cad|nzd|dollars?|euros?|pounds?|us dollars?"
_OFTEN = {
    "hourly": "h", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year",
    "täglich": "day", "stündlich": "h", "wöchentlich": "week", "monatlich": "month", "jährlich": "year",
}  # fmt: skip
"""How often, behind a measure: "500 mg daily" is "500 mg per day"."""
_DIGITS = re.compile(
    rf"""(?:
        (?P<vulgar>[{"".join(VULGAR)}])(?P<vulgar_unit>[ -]?(?:%|[^\W\d_]{{1,20}}))?
        |(?P<plain>(?:[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,13}}(?![0-9])|[0-9]{{1,2}}(?:,[0-9]{{2}}){{1,19}},[0-9]{{3}}(?![0-9])
            |[0-9]{{1,3}}(?:[ ][0-9]{{3}}){{1,13}}(?![0-9 ]*[0-9]{{4}})(?![0-9])
            |[0-9]{{1,40}})(?:\.[0-9]{{1,40}}|(?<!,[0-9])(?<!,[0-9]{{2}}),[0-9]{{1,2}}(?![0-9,]))?|\.[0-9]{{1,40}})
            (?P<fraction>(?<!\.[0-9])(?<!\.[0-9]{{2}})/[1-9][0-9]{{0,3}}(?![0-9/])
                |[ ]?(?:[{"".join(VULGAR)}]|[ ]1/[2-9](?![0-9/])))?
            (?:(?:[ ]?[x×*][ ]?10\^|e\+?)(?P<exponent>-?[0-9]{{1,3}})(?![0-9a-z]))?
            (?P<tail>(?:st|nd|rd|th)\b|[kmb]\b|[ ][kmb](?=[ ](?:{_COUNTED_MONEY})\b)|[ -]?(?:{"|".join(SCALES)})\b)?
            (?P<unit>[ -]?(?:%|‰|°[ ]?[cf]\b|degrees?[ ][cf](?:elsius|ahrenheit)?\b|°|(?:us|au|ca|nz|hk)?[$€£¥₹元円¢]
                |per[ ](?:cent|mille?)\b|percentage[ ]points?\b|basis[ ]points?\b
                |(?:(?P<power>square|sq\.?|cubic)[ ])?(?P<name>fl\.?[ ]?oz\b|fluid[ ]ounces?\b|[^\W\d_²³]{{1,20}}\$?)
                (?P<raised>[²³]|\^?[23](?![0-9]|[,.:/-][0-9]))?
                (?:(?:[ ]?/[ ]?|[ ](?:per|an?|each|every|pro)[ ])(?P<per>[a-zµ]{{1,10}})\b
                    |[ ](?P<often>{"|".join(_OFTEN)})\b)?))?
    )""",
    re.VERBOSE,
)
DIGIT = re.compile(rf"[0-9{''.join(VULGAR)}]")
_VERSION = re.compile(
    r"(?:\b(?:version|versions|release|v|ver|python|node|java|php|ruby|go|django|react|angular|ios|android|ubuntu"
    r"|debian|gcc"
    r"|postgres|postgresql|mysql|lib|library|macos|mac os|windows|linux|kernel|kubernetes|docker|redis|nginx|openssl"
    r"|typescript|kotlin|swift|rust|npm|chrome|firefox|safari|tls|http|chapter|section|clause|figure|table)\.? ?)$"
)
_GROUPED = re.compile(r"(?=(?:[0-9][ -]?){8})[0-9]{2,6}(?:[ -][0-9]{2,6}){1,6}(?![0-9:/-]|[.,][0-9])")
"""Account, card and telephone numbers, written in groups."""
_TELEPHONE = re.compile(
    r"(?=(?:[0-9][ ()-]{0,2}){8})(?:(?<=\+)[0-9]{1,3}(?:[ -]\(?|\()[0-9]{2,5}\)?|(?<=\()[0-9]{2,5}\))"
    r"[ -]?[0-9]{2,8}(?:[ -][0-9]{2,8}){0,4}(?![0-9:/-]|[.,][0-9])"
)
"""With brackets, or a plus before."""
_HIGHEST = 200
"""Power of ten that is told from a higher one: a float holds no more than 308."""
_LEAST_CODE = 3
"""Digits from which on a leading zero makes a code of a number: 007 is not 7, while 07 may be a month."""


_SPECIAL = re.compile(
    r"10(?:\^\{?(?P<exponent>[-−]?[0-9]{1,3})\}?|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}))(?!\w|\.[0-9])"
    r"|0x(?P<hex>[0-9a-f]{1,16})\b|0b(?P<binary>[01]{1,64})\b"
    r"|(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9]))? ?(?:h|hrs|hours|stunden|std)\b"
)
"""A power of ten, a number to another base, and hours with minutes as how long something takes: "1:30 h"."""
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def _special(match: re.Match[str], source: str) -> Quantity:
    start, end = match.span()
    if match["hours"]:
        seconds = int(match["hours"]) * 3600 + int(match["minutes"]) * 60 + int(match["seconds"] or 0)
        return Quantity(seconds, "s", source[start:end], start, end, seconds / 3600)
    if match["hex"] or match["binary"]:
        value: float = int(match["hex"] or match["binary"], 16 if match["hex"] else 2)
    else:
        exponent = int((match["exponent"] or match["raised"]).translate(_RAISED).lstrip("+") or 0)
        value = 10**exponent if 0 <= exponent <= _HIGHEST else 10.0 ** max(-_HIGHEST, min(_HIGHEST, exponent))
    return Quantity(value, "", source[start:end], start, end, value)


_PLAIN = re.compile(
    r"(?:[0-9]|[1-9][0-9]{1,6})(?:(?=[.,;:!?](?:\s|\Z)|\n|\Z)|(?= [=+/-] )|(?= \* (?!10\^))"
    r"|(?= (?P<word>[a-z]{1,20})(?:[ .,;:!?)\n]|\Z)))"
)
_OF_MORE = frozenset({
    *UNITS, *SCALES, *map(str.lower, CASED), "per", "percentage", "basis", "degree", "degrees", "square", "sq", "cubic",
    "fl", "fluid", "in", "a", "p", "am", "pm", "uhr", "o", "k", "m", "b", "x", "e",
})  # fmt: skip
"""Words behind a number that may say what it counts in, or that it is a time of day."""
_SIGNING = ("minus", "negative", "usd", "eur", "gbp", "jpy", "chf", "inr", "aud", "cad", "nzd", "$", "€", "£", "¥", "₹")
"""What a number may begin with before a space."""


def _plain(lowered: str, start: int) -> Quantity | None:
    """A whole number, or one of dollars, among plain words, as most are: what the forms below come to, sooner."""
    match = _PLAIN.match(lowered, start)
    if match is None or match["word"] in _OF_MORE:
        return None
    before = lowered[start - 1] if start else "\n"
    begin = start - (before == "$")
    lead = lowered[begin - 1] if begin else "\n"
    if lead not in " \n" or (lead == " " and lowered.endswith(_SIGNING, 0, begin - 1)):
        return None
    value, written = int(match[0]), lowered[begin : match.end()]
    return Quantity(value, "$" if before == "$" else "", written, begin, match.end(), value, places=0)


def in_digits(lowered: str, source: str) -> Iterator[Quantity]:
    position = 0
    while (first := DIGIT.search(lowered, position)) is not None:
        start = first.start()
        if (plain := _plain(lowered, start)) is not None:
            yield plain
            position = plain.end
            continue
        if (special := _SPECIAL.match(lowered, start)) and not lowered[start - 1 : start].isalnum():
            yield _special(special, source)
            position = special.end()
            continue
        clock = calendar.CLOCK.match(lowered, start)
        time = calendar.minutes_of(clock) if clock else None
        before = lowered[start - 1] if start else " "
        if clock and time:
            zone = calendar.zone_after(lowered, clock.end(), dated=before == "t")
            end = calendar.zone_end(lowered, clock.end()) if zone else clock.end()
            literal = source[start:end].strip()
            yield Quantity(time[0], "clock", literal, start, end, code=zone, certain=time[1])
            position = end
            continue
        grouped = _TELEPHONE.match(lowered, start) or _GROUPED.match(lowered, start)
        if grouped and before not in ".,/" and not _is_range(grouped[0]):
            begin = start - (before == "(" and ")" in grouped[0])
            literal = source[begin : grouped.end()]
            code = re.sub("[ ()-]", "", grouped[0])
            yield Quantity(int(code), "", literal, begin, grouped.end(), int(code), code=code)
            position = grouped.end()
            continue
        led = before == "." and not lowered[max(0, start - 2) : start - 1].isalnum()
        match = _DIGITS.match(lowered, start - led)
        if match is None:  # cannot be: the last alternative takes any digit
            position = start + 1
        elif before != "_" and (not before.isalpha() or _may_precede(lowered, start)):
            quantity = _number(match, lowered, source)
            position = max(quantity.end, start + 1)
            yield quantity
        else:
            position = match.start("unit") if match["unit"] else match.end()


_YEARS = re.compile(r"([0-9]{4,6})-([0-9]{4,6})")


def _is_range(digits: str) -> bool:
    """`2019-2021`, or thousands by threes: `12 345 678`."""
    match = _YEARS.fullmatch(digits)
    return bool(match and int(match[1]) < int(match[2])) or bool(re.fullmatch(r"[0-9]{1,3}(?: [0-9]{3})+", digits))


_FIRST_IDEOGRAPH = 0x2E80
_CODES = frozenset({"usd", "eur", "gbp", "jpy", "chf", "inr", "aud", "cad", "nzd"})


def _may_precede(lowered: str, start: int) -> bool:
    """Whether the letter before a digit does not make it part of a word: "USD5", "v2.1", "共3天"."""
    if ord(lowered[start - 1]) > _FIRST_IDEOGRAPH or lowered[max(0, start - 3) : start] in _CODES:
        return True
    return lowered[start - 1] == "v" and not lowered[max(0, start - 2) : start - 1].isalnum()


def _number(match: re.Match[str], lowered: str, source: str) -> Quantity:
    start, end = match.start(), match.end()
    unit = (match["unit"] or match["vulgar_unit"] or "").lstrip(" -")
    unit_start = match.start("unit" if match["unit"] else "vulgar_unit") if unit else end
    measured, end = _unit(match, unit, source)
    tail = (match["tail"] or "").strip(" -")
    value = _value(match)
    sign, money, begin = _before(lowered, start)
    code = _code(match, lowered, begin)
    base, factor = "", 1.0
    if tail in ("st", "nd", "rd", "th"):
        base, end = "ordinal", unit_start
    elif tail == "k" and not money and measured is None and (meant := meant_by_k(lowered, start, unit_start)):
        base, factor, end = *meant, unit_start
    else:
        value *= _scale(tail, money=bool(money), unit=measured is not None)
        base, factor = _base(match, measured, value, money)
        if measured == UNITS["kelvin"] and unit == "k" and is_run(lowered, start, end):
            base, factor = UNITS["km"]
        elif measured is None or (money and measured[0] != money):
            end = unit_start
    if begin and lowered[begin - 1] == "(" and lowered[end : end + 1] == ")":
        owed = _CURRENCY_BEFORE.search(lowered, max(0, begin - 6), begin - 1)
        if (owed and not base) or _is_booked(lowered, begin, end, money=base in MONEY):
            sign, begin, end = -1, begin - 1, end + 1
            if owed and not base:
                base, begin = UNITS[owed[0].strip()][0], owed.start()
    literal = source[begin:end].strip()
    number = sign * value
    return Quantity(times(number, factor), base, literal, begin, end, number, code=code, places=_places(match))


def _base(match: re.Match[str], measured: tuple[str, float] | None, value: float, money: str) -> tuple[str, float]:
    """Base unit and factor of a number that is no ordinal."""
    if money:
        return money, 1.0
    if measured is not None:
        return measured
    if (match["tail"] or "").strip(" -") == "m":
        return "m", 1.0
    return ("share" if match["fraction"] and value < 1 else ""), 1.0


_SIZE = re.compile(r" (?:wide|long|high|tall|deep|thick|across|in (?:diameter|length|width|height))\b")
"""Behind "12 in", which is inches then."""
_NO_UNIT = tuple("+#'’")
"""Behind a capital letter: "5 C++ files" are no degrees."""
_NAMED = {
    "per cent": "%", "per mille": "‰", "per mill": "‰", "percentage point": "pp", "percentage points": "pp",
    "basis point": "bps", "basis points": "bps",
}  # fmt: skip


def _unit(match: re.Match[str], unit: str, source: str) -> tuple[tuple[str, float] | None, int]:
    """Base and factor of the unit behind a number, None for a word that is none, and where it ends."""
    name = match["name"]
    if name is None:
        if unit and unit[0] in "°d" and unit[-1:] in "cfst" and unit not in ("°", "degrees"):
            return UNITS["°f" if unit[-1:] == "f" or unit.endswith("fahrenheit") else "°c"], match.end()
        return UNITS.get(_NAMED.get(unit, unit)), match.end()
    at = match.start("name")
    letter = source[at : match.end("name")]
    if name == "in" and _SIZE.match(match.string, match.end("name")):
        name = "inch"
    elif name[:2] == "fl":
        name = re.sub("[. ]", "", name)
    if name not in UNITS and (letter not in CASED or source[match.end("name") : match.end("name") + 1] in _NO_UNIT):
        return None, match.end("name")
    # "7K8" is a code.
    if match["raised"] is None and source[match.end("name") : match.end("name") + 1].isdigit():
        return None, match.end("name")
    power = match["power"] or ""
    power = power.rstrip(".") or match["raised"] or ""
    found = measure(name, letter, power, _OFTEN.get(match["often"]) or match["per"] or "")
    by = found is not None and "/" in found[0] and (match["per"] or match["often"]) is not None
    return found, match.end() if by else match.end("raised") if match["raised"] and not match["power"] else match.end(
        "name"
    )


_CURRENCY_BEFORE = re.compile(rf"(?<![a-z])(?:(?:us|au|ca|nz|hk|[acsr])?\$|[€£¥₹]|(?:{'|'.join(sorted(_CODES))}) ?)\Z")
_BOOKED = re.compile(r"(?:\A|[:|=\t\n]|\b(?:is|was|are|were|be|of|to|at|by|ist|war|beträgt|von)) ?[*_]{0,2}\Z")
_CENTS = re.compile(r"\.[0-9]{2}\Z|,[0-9]{3}\Z")
_LONGEST_LEAD = 11


def _is_booked(lowered: str, begin: int, end: int, *, money: bool) -> bool:
    """Whether an amount alone in brackets stands where books put a loss: "Balance: (250.00)", "It is ($250)"."""
    return (money or _CENTS.search(lowered, max(begin, end - 4), end) is not None) and (
        _BOOKED.search(lowered, max(0, begin - 1 - _LONGEST_LEAD), begin - 1) is not None
    )


def _value(match: re.Match[str]) -> float:
    if match["vulgar"]:
        return VULGAR[match["vulgar"]]
    digits = match["plain"].replace(" ", "")
    if re.search(r",[0-9]{1,2}\Z", digits) and digits.count(",") == 1:
        digits = digits.replace(",", ".")
    digits = digits.replace(",", "")
    value = _decimal(digits) if "." in digits else int(digits)
    fraction = (match["fraction"] or "").strip()
    if fraction.startswith("/"):
        value = value / int(fraction[1:])
    elif fraction:
        value = value + (VULGAR[fraction] if fraction in VULGAR else 1 / int(fraction[2:]))
    if match["exponent"]:
        exponent = max(-_HIGHEST, min(_HIGHEST, int(match["exponent"])))
        value *= 10**exponent if exponent >= 0 else 10.0**exponent
    return value


def _decimal(digits: str) -> float:
    """A number with a point: whole if it is, and exact where a float would lose some of its digits."""
    exact = Fraction(digits) if len(digits) > DIGITS_OF_A_FLOAT + 1 else float(digits)
    return int(exact) if exact == int(exact) else cast("float", exact)


_PLACES = re.compile(r"(?:\.|,(?=[0-9]{1,2}\Z))([0-9]+)\Z")


def _places(match: re.Match[str]) -> int | None:
    """Decimals as written; None of a fraction, a power and what is counted in thousands or more."""
    if match["vulgar"] or match["fraction"] or match["exponent"] or match["tail"]:
        return None
    decimals = _PLACES.search(match["plain"])
    return len(decimals[1]) if decimals else 0


_HASHED = re.compile(
    r"\b(?:hash|commit|id|sha|sha-?1|sha-?256|code|token|checksum|digest|revision)"
    r"(?: (?:is|was|of|to)|:| ?=)? ?[\"'`]?\Z"
)
"""Before what is written exactly: the commit 12e5 is no 1,200,000."""
_LONGEST_HASHED = 20


def _code(match: re.Match[str], lowered: str, start: int) -> str:
    digits = match["plain"] or ""
    if start and lowered[start - 1] == "√":
        return f"√{lowered[start : match.end('plain')]}" if digits else ""
    if match["exponent"] and _HASHED.search(lowered, max(0, start - _LONGEST_HASHED), start):
        return match.string[match.start() : match.end("exponent")]
    if digits.isdigit() and len(digits) >= _LEAST_CODE and digits[0] == "0":
        return digits
    if "." in digits and digits[0] != "." and _VERSION.search(lowered[max(0, start - 12) : start]):
        return digits
    return ""


def _scale(tail: str, *, money: bool, unit: bool) -> int:
    if tail == "m" and not money and not unit:
        return 1
    return SCALES.get(tail) or LETTER_SCALES.get(tail) or 1


_BEFORE = re.compile(
    rf"(?P<sign>(?<![\w)\]])(?:[-−–]|minus |negative ))?(?P<money>(?<![a-z])(?:{_CURRENCY}) ?)?(?P<late>[-−–](?=\Z))?\Z"
)

_SIGNS_BEFORE = (*"$€£¥₹-−–", "minus", "negative", "usd", "eur", "gbp", "jpy", "chf", "inr", "aud", "cad", "nzd")


def _before(lowered: str, start: int) -> tuple[int, str, int]:
    """Sign, currency and where the quantity really begins."""
    character = lowered[start - 1] if start else ""
    if not character or (character not in "$€£¥₹-−– " and not character.isalpha()):
        return 1, "", start
    head = lowered[max(0, start - 14) : start].rstrip(" ")
    if not head.endswith(_SIGNS_BEFORE):
        return 1, "", start
    match = _BEFORE.search(lowered, max(0, start - 14), start)
    if match is None or match.start() == start:
        return 1, "", start
    money = (match["money"] or "").strip()
    sign = match["sign"] or (match["late"] if money else "") or ""
    if sign == "–" and lowered[max(0, match.start() - 2) : match.start()].strip().isdigit():
        sign = ""
    begin = match.start() if sign or money else start
    return (-1 if sign else 1), UNITS[money][0] if money else "", begin
