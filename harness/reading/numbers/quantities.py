"""All quantities of a text, as a reader takes them: "thirty", "30" and "30.0" are one; "2 weeks" is "14 days"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from harness.reading.languages import likely
from harness.reading.numbers import calendar
from harness.reading.numbers.bounds import bound_after, bound_before, has_bounds
from harness.reading.numbers.digits import DIGIT, in_digits
from harness.reading.numbers.number_words import TRIGGERS, in_words
from harness.reading.numbers.numerals import HAN, SMALL, han, plain_digits
from harness.reading.numbers.quantity import Quantity, times
from harness.reading.numbers.units import UNITS
from harness.reading.words import DIGITS, places, rarities, vocabulary

_HAN_NUMBER = re.compile(
    rf"(?P<said>[{''.join(HAN)}十百千]{{1,6}}|[0-9]{{1,9}})(?P<unit>天|小时|小時|時間|分钟|分鐘|分|秒|周|週間|个月|ヶ月|か月|年|円|元)"
)
_MONTHS, _NAMED_DAYS = frozenset(calendar.MONTHS), frozenset({*calendar.WEEKDAYS, *calendar.SHORT_DAYS})
_SPOKEN = frozenset({"noon", "midday", "midnight", "half", "quarter", "halb", "viertel", "dreiviertel"})
_TELLING = _MONTHS | _NAMED_DAYS | _SPOKEN | TRIGGERS | {"null"}
"""Without one of these words, and without a digit, a text in ASCII has no quantity."""
_BEFORE_MONTH = 8
"""Characters that may stand before the month of a date: "21st of "."""
_MAY_BE_DATED = re.compile("[-/][0-9]{1,2}[-/][0-9]|\\.[0-9]{1,2}\\.|年")
_RANGE = re.compile(r"(?:\s?[-–—]\s?|\s(?:to|and|or|bis|und|oder|à|et|ou|a|y|o)\s)\Z")
_DECIMAL_COMMA = frozenset({"German", "French", "Spanish", "Italian", "Portuguese", "Dutch"})
_COMMA_CENTS = re.compile(r"(?<![0-9.,])([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,2})(?![0-9]|[.,][0-9])")
"""Thousands by points and a decimal comma: 1.250,00 can be read in one way only, whatever the language."""
_APOSTROPHES = re.compile(r"(?<=[0-9])['’_](?=[0-9]{3}(?![0-9]))")
"""Thousands as Switzerland and programs write them: 1'200, 1_000."""
_DOTTED_MONEY = re.compile(
    r"(?:(?<=[€$£] )|(?<=[€$£])|(?<=eur )|(?<=chf ))[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9.,])(?! ?(?:/|per|pro|je))"
    r"|(?<![0-9.,])[0-9]{1,3}(?:\.[0-9]{3})+(?= ?(?:€|euro?\b|chf\b))(?! ?(?:€|euros?|eur|chf)(?:/| ?(?:per|pro|je)\b))"
)
"""No currency has three decimals, but for what is charged per litre: 1.250 € are thousands in any language."""
_LISTED = re.compile(r"\[[-0-9., ]{3,400}\]")
_BEFORE_THREE = re.compile(r"\.[0-9]{3}")
_DOTTED_THOUSANDS = re.compile(r"(?<![0-9.,])([0-9]{1,3})((?:\.[0-9]{3})+)(?![0-9.])")
LONGEST = 50_000
"""Characters of a text that are read."""


@lru_cache(maxsize=1024)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number, amount, date, time and duration of a text, in order, as far as LONGEST."""
    distinct = vocabulary(text)
    is_ascii = text.isascii()
    has_digits = not DIGITS.isdisjoint(rarities(text))
    told = distinct & _TELLING
    if is_ascii and not told and not has_digits:
        return ()
    source = plain_digits(text[:LONGEST])
    lowered = source.lower()
    source = source if len(source) == len(lowered) else lowered
    has_digits = has_digits if is_ascii else DIGIT.search(lowered) is not None
    amounts: list[Quantity] = []
    if has_digits or not told.isdisjoint(_MONTHS):
        amounts.extend(_calendar(lowered, source, told, has_digits=has_digits))
    if has_digits:
        amounts.extend(_beside(amounts, in_digits(_with_points(lowered, text), source)))
    amounts.extend(_beside(amounts, _rarer(lowered, source, told)))
    if not told.isdisjoint(TRIGGERS):
        amounts.extend(_beside(amounts, in_words(lowered, source, distinct)))
    if any(quantity.unit == "ordinal" for quantity in amounts):
        amounts = _days(amounts, lowered)
    if any(quantity.unit == "clock" and not quantity.certain for quantity in amounts):
        amounts = [_of_half(quantity, lowered, source) for quantity in amounts]
    if any(0 < quantity.value < 1 and quantity.unit in ("", "share") for quantity in amounts):
        amounts = [_of_whole(quantity, lowered, source) for quantity in amounts]
    if len(amounts) > 1:
        amounts.sort(key=lambda quantity: quantity.start)
        # Ranges come first: the 3 of "3-5 days" takes its unit from the 5 before neighbours are added up.
        amounts = _compounds(_ranges(amounts, lowered), lowered)
    return tuple(_bounded(amounts, lowered) if amounts and has_bounds(lowered, distinct) else amounts)


def _beside(amounts: list[Quantity], more: Iterable[Quantity]) -> list[Quantity]:
    """Those of `more` that are no part of a quantity found already."""
    found = list(more)
    if not amounts or not found:
        return found
    taken = {position for quantity in amounts for position in range(quantity.start, quantity.end)}
    return [quantity for quantity in found if quantity.start not in taken]


def _with_points(lowered: str, text: str) -> str:
    """In languages that write 2.000,50: as English would, each character in its place."""
    if "'" in lowered or "’" in lowered or "_" in lowered:
        lowered = _APOSTROPHES.sub(",", lowered)
    may_be_dotted = _BEFORE_THREE.search(lowered) is not None
    if may_be_dotted:
        lowered = _DOTTED_MONEY.sub(lambda match: match[0].replace(".", ","), lowered)
        lowered = _COMMA_CENTS.sub(lambda match: f"{match[1].replace('.', ',')}.{match[2]}", lowered)
    if "[" in lowered:
        # "[1,2]" is a list of two; in "[1,000]" the comma may part thousands.
        lowered = _LISTED.sub(lambda match: re.sub(r",(?![0-9]{3}(?![0-9]))", ";", match[0]), lowered)
    if not may_be_dotted or not _DOTTED_THOUSANDS.search(lowered) or likely(text[:2_000]) not in _DECIMAL_COMMA:
        return lowered
    return _DOTTED_THOUSANDS.sub(lambda match: match[1] + match[2].replace(".", ","), lowered)


def _calendar(lowered: str, source: str, told: frozenset[str], *, has_digits: bool) -> Iterator[Quantity]:
    if not told.isdisjoint(_MONTHS):
        for match in _at(calendar.DATE, lowered, told & _MONTHS, _BEFORE_MONTH if has_digits else 0):
            date = calendar.month_date(match, lowered)
            if date:
                yield _dated(match.start(), match.end(), source, (date,))
    if has_digits and _MAY_BE_DATED.search(lowered):
        for match in calendar.NUMERIC.finditer(lowered):
            if lowered[: match.start()][-1:].isdigit():
                continue
            if not match["day_month"] or calendar.is_day_month(match, source, lowered):
                yield _dated(match.start(), match.end(), source, calendar.numeric_dates(match))


def _at(pattern: re.Pattern[str], lowered: str, words: frozenset[str], before: int = 0) -> Iterator[re.Match[str]]:
    """As `finditer` of a pattern that begins with one of those words of the text, up to `before` characters sooner."""
    # A told has "noon's" for a word, in which "noon" is to be found all the same.
    if "'" in lowered or "-feira" in lowered or not lowered.isascii():
        yield from pattern.finditer(lowered)
        return
    end = 0
    for place in places(lowered, words):
        for start in range(max(end, place - before), place + 1) if place >= end else ():
            if match := pattern.match(lowered, start):
                end = match.end()
                yield match
                break


def _dated(start: int, end: int, source: str, dates: tuple[calendar.Date, ...]) -> Quantity:
    return Quantity(0, "date", source[start:end].strip(), start, end, dates=dates)


def _rarer(lowered: str, source: str, told: frozenset[str]) -> Iterator[Quantity]:
    """Weekdays, spoken times, and Chinese and Japanese numerals."""
    if not told.isdisjoint(_NAMED_DAYS):
        for match in _at(calendar.WEEKDAY, lowered, told & _NAMED_DAYS):
            day = (
                calendar.WEEKDAYS[match["full"]]
                if match["full"]
                else calendar.SHORT_DAYS[match["short"] or match["joined"]]
            )
            yield Quantity(day, "weekday", source[match.start() : match.end()], match.start(), match.end(), day)
    if "null" in told and likely(source[:2_000]) == "German":
        for match in _GERMAN_NULL.finditer(lowered):
            yield Quantity(0, "", source[match.start() : match.end()], *match.span())
    if "P" in source:
        yield from _iso_durations(lowered, source)
    if not told.isdisjoint(_SPOKEN):
        yield from _spoken(lowered, source, told)
    if not lowered.isascii():
        for match in _HAN_NUMBER.finditer(lowered):
            number = int(match["said"]) if match["said"].isdigit() else han(match["said"])
            base, factor = UNITS[match["unit"]]
            yield Quantity(times(number, factor), base, match[0], match.start(), match.end(), number)


def _spoken(lowered: str, source: str, told: frozenset[str]) -> Iterator[Quantity]:
    """Times of day in words: "half past three", "noon", "halb neun"."""
    for match in _at(calendar.SPOKEN, lowered, told & _SPOKEN):
        hour = match["hour"] or "12"
        if hour.isdigit() or hour in SMALL:
            minutes, certain = calendar.spoken_minutes(match, int(hour) if hour.isdigit() else SMALL[hour])
            yield Quantity(minutes, "clock", source[match.start() : match.end()], *match.span(), certain=certain)
    for match in calendar.GERMAN.finditer(lowered) if "halb" in lowered or "viertel" in lowered else ():
        if (half := calendar.german_minutes(match)) is not None:
            yield Quantity(half, "clock", source[match.start() : match.end()], *match.span(), certain=False)


_GERMAN_NULL = re.compile(r"\bnull\b(?![-_(])")
_ON_DAY = re.compile(r"\b(?:on|by|until|till|before|after|since|from|through|due|next) (?:the )?\Z")
_NOT_A_PLACE = re.compile(
    r"[ ]*(?:[.,;:!?)]|\Z)| (?:of (?:the|this|next|each|every) month|at|in|and|or|to|until|if|when|as)\b"
)
_LONGEST_LEAD = 12
_MOST_DAYS = 31


def _days(amounts: list[Quantity], lowered: str) -> list[Quantity]:
    """As "on the 7th" is a date, and "the 7th floor" is none."""
    return [
        quantity._replace(value=0, unit="date", dates=((0, 0, int(quantity.value)),))
        if quantity.unit == "ordinal"
        and 0 < quantity.value <= _MOST_DAYS
        and _ON_DAY.search(lowered, max(0, quantity.start - _LONGEST_LEAD), quantity.start)
        and _NOT_A_PLACE.match(lowered, quantity.end)
        else quantity
        for quantity in amounts
    ]


_MORNING = re.compile(
    r" (?:de la mañana|du matin|da manhã|del mattino|morgens|vormittags|am (?:morgen|vormittag)|in the morning)\b"
)
_EVENING = re.compile(
    r" (?:de la (?:tarde|noche)|de l'après-midi|du soir|da (?:tarde|noite)|nachmittags|abends|am (?:nachmittag|abend)"
    r"|in the (?:afternoon|evening))\b"
)


def _of_half(quantity: Quantity, lowered: str, source: str) -> Quantity:
    """A time of day with the half of the day that is said behind it: "las tres de la tarde"."""
    if quantity.unit != "clock" or quantity.certain or quantity.value > calendar.HALF_DAY:
        return quantity
    morning, evening = (pattern.match(lowered, quantity.end) for pattern in (_MORNING, _EVENING))
    said = morning or evening
    if said is None:
        return quantity
    value = quantity.value % calendar.HALF_DAY + (calendar.HALF_DAY if evening else 0)
    return quantity._replace(value=value, written=source[quantity.start : said.end()], end=said.end(), certain=True)


_OF_A_WHOLE = re.compile(r" ?of an? (?P<whole>hour|minute|day|year)\b")


def _of_whole(quantity: Quantity, lowered: str, source: str) -> Quantity:
    """A share of a unit: "¾ of an hour"."""
    whole = _OF_A_WHOLE.match(lowered, quantity.end)
    if whole is None or quantity.unit not in ("", "share") or not 0 < quantity.value < 1:
        return quantity
    base, factor = UNITS[whole["whole"]]
    written = source[quantity.start : whole.end()]
    return quantity._replace(value=times(quantity.value, factor), unit=base, written=written, end=whole.end())


_ISO_DURATION = re.compile(
    r"\bp(?=[0-9t])(?:(?P<years>[0-9]{1,4})y)?(?:(?P<months>[0-9]{1,4})m)?(?:(?P<weeks>[0-9]{1,4})w)?"
    r"(?:(?P<days>[0-9]{1,5})d)?(?:t(?=[0-9])(?:(?P<hours>[0-9]{1,5})h)?(?:(?P<minutes>[0-9]{1,5})m)?"
    r"(?:(?P<seconds>[0-9]{1,7}(?:\.[0-9]{1,6})?)s)?)?\b"
)
_SECONDS = {"weeks": 604_800, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}


def _iso_durations(lowered: str, source: str) -> Iterator[Quantity]:
    """As `PT1H30M`; one that has months as well as days is left alone."""
    for match in _ISO_DURATION.finditer(lowered):
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        seconds = sum(float(match[part] or 0) * factor for part, factor in _SECONDS.items())
        written = source[match.start() : match.end()]
        if written[0] == "P" and (months > 0) != (seconds > 0):
            value = months or (int(seconds) if seconds == int(seconds) else seconds)
            yield Quantity(value, "month" if months else "s", written, *match.span(), value)


def _ranges(amounts: list[Quantity], lowered: str) -> list[Quantity]:
    """As '"3 to 5 days": the unit of the last is that of the first, too."""
    made = list(amounts)
    for index in range(len(made) - 2, -1, -1):
        first, last = made[index], made[index + 1]
        if first.unit or not last.unit or last.unit in ("date", "ordinal", "weekday", "share") or first.code:
            continue
        if _RANGE.fullmatch(lowered[first.end : last.start]):
            if last.unit == "clock":
                made[index] = first._replace(value=first.value * 60, unit="clock", certain=False)
            else:
                factor = last.value / last.number if last.number else 1
                made[index] = first._replace(value=times(first.number, factor), unit=last.unit)
    return made


_JOINED = re.compile(r" ?(?:,? and |, )?\Z")
_COMPOUND = frozenset({"s", "month", "foot", "lb"})


def _compounds(amounts: list[Quantity], lowered: str) -> list[Quantity]:
    """As '"1 h 30 min" is one duration."""
    made: list[Quantity] = []
    for quantity in amounts:
        last = made[-1] if made else None
        if (
            last is not None
            and last.unit == quantity.unit
            and quantity.unit in _COMPOUND
            and quantity.certain
            and 0 < quantity.value < last.value
            and last.number == int(last.number)
            and last.value / last.number > quantity.value / (quantity.number or 1)
            and _JOINED.fullmatch(lowered[last.end : quantity.start])
        ):
            literal = f"{last.written}{lowered[last.end : quantity.start]}{quantity.written}"
            made[-1] = last._replace(value=last.value + quantity.value, written=literal, end=quantity.end)
        else:
            made.append(quantity)
    return made


def _bounded(amounts: list[Quantity], lowered: str) -> list[Quantity]:
    return [
        quantity._replace(bound=bound)
        if (bound := bound_before(lowered, quantity.start) or bound_after(lowered, quantity.end))
        else quantity
        for quantity in amounts
    ]
