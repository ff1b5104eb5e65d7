"""Dates, weekdays and times of day, in several languages."""

from __future__ import annotations

import re

from harness.reading.languages import likely

_MONTH_NAMES = (
    "january jan januar jänner janvier enero gennaio janeiro januari",
    "february feb februar février febrero febbraio fevereiro februari",
    "march mar märz mars marzo março maart",
    "april apr avril abril aprile",
    "may mai mayo maggio maio mei",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug août agosto augustus",
    "september sept sep septembre septiembre settembre setembro",
    "october oct oktober octobre octubre ottobre outubro okt",
    "november nov novembre noviembre novembro",
    "december dec dezember décembre diciembre dicembre dezembro dez",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
ALSO_WORDS = frozenset({"may", "march", "mar", "dec", "sep", "jan", "mars", "mai", "mei", "august"})
"""Months that are also other words: dates only beside a day, a year or "in", "by" and the like."""
_WEEKDAY_NAMES = (
    "monday mondays montag montags lundi lunes lunedì maandag segunda-feira",
    "tuesday tuesdays dienstag dienstags mardi martes martedì dinsdag terça-feira",
    "wednesday wednesdays mittwoch mittwochs mercredi miércoles mercoledì woensdag quarta-feira",
    "thursday thursdays donnerstag donnerstags jeudi jueves giovedì donderdag quinta-feira",
    "friday fridays freitag freitags vendredi viernes venerdì vrijdag sexta-feira",
    "saturday saturdays samstag samstags sonnabend samedi sábado sabato zaterdag",
    "sunday sundays sonntag sonntags dimanche domingo domenica zondag",
)
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES, 1) for name in names.split()}
SHORT_DAYS = {"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7}
_ANY_DAY = "|".join(sorted([*SHORT_DAYS, *WEEKDAYS], key=len, reverse=True))
_ANY_SHORT_DAY = "|".join(sorted(SHORT_DAYS, key=len, reverse=True))
_BEHIND_A_DAY = "|".join(rf"(?<=\b{day}{joint})" for day in SHORT_DAYS for joint in (" and ", " or ", ", ", " & "))
WEEKDAY = re.compile(
    rf"\b(?:(?P<full>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b"
    rf"|(?P<short>{_ANY_SHORT_DAY})\b(?=\.?,? ?(?:[0-9]|[-–]|to\b)|\.?,? ?(?:and|or|&|,) ?(?:{_ANY_DAY})\b)"
    rf"|(?:{_BEHIND_A_DAY})(?P<joined>{_ANY_SHORT_DAY})\b)"
)
"""Abbreviated weekdays are words otherwise ("sun", "sat"): read only beside a time, a date, a range or another day."""
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = re.compile(
    rf"(?:\b(?P<before>[0-9]{{1,2}})(?:st|nd|rd|th|er|º|\.)? (?:of |de |d')?)?\b(?P<month>{_MONTH})\b\.?"
    r"(?: (?:the )?(?P<after>[0-9]{1,2})(?![0-9:]|\.[0-9]| ?[ap]\.?m\b)(?:st|nd|rd|th)?)?"
    r"(?:(?: ?,? ?| de | del )(?P<year>[12][0-9]{3})\b)?"
)
_LED = re.compile(
    r"\b(?:in|by|until|till|since|during|of|this|next|last|every|late|early|mid|from|before|after|im|en|bis|seit) $"
)
NUMERIC = re.compile(
    r"(?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?![0-9-])|(?P<turned>[0-9]{4}/[0-9]{1,2}/[0-9]{1,2})(?![0-9/])"
    r"|(?P<slashed>[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2}))(?![0-9/])"
    r"|(?P<dotted>[0-9]{1,2}\.[0-9]{1,2}\.(?:[12][0-9]{3}))(?![0-9.])"
    r"|(?P<day_month>[0-9]{1,2}\.[0-9]{1,2}\.)(?=[\s,;)]|\Z)"
    r"|(?P<han>[0-9]{4})年(?P<han_month>[0-9]{1,2})月(?:(?P<han_day>[0-9]{1,2})[日号])?"
)
CLOCK = re.compile(
    r"(?P<hours>[0-9]{1,2})(?:"
    r"(?::(?P<minutes>[0-9]{2}))(?![0-9])(?::[0-9]{2}(?![0-9]))?(?: ?(?P<half>[ap])\.?m\b\.?| ?uhr\b)?"
    r"|(?:\.(?P<dotted>[0-5][0-9]))?(?: ?(?P<half_too>[ap])\.?m\b\.?(?![a-z])|(?P<uhr> ?uhr\b| ?o'clock\b))"
    r"| ?h ?(?P<french>[0-5][0-9])(?![0-9a-z]| ?min))"
)
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120,
    "eest": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "jst": 540,
}  # fmt: skip
"""Minutes ahead of UTC. IST is three zones and stays a name."""
EITHER_ZONE = {"eastern": "est edt", "central": "cst cdt", "mountain": "mst mdt", "pacific": "pst pdt"}
"""Zones that leave summer time open."""
_ZONE = re.compile(
    r" ?\(?(?P<name>utc|gmt|cest|cet|mesz|mez|eest|eet|wet|est|edt|pst|pdt|cst|cdt|mst|mdt|bst|ist|jst|(?<! )z)\b"
    r"| ?\(?(?P<open>eastern|central|mountain|pacific|(?<=[m.] )[ecmp]t)\b(?: time\b)?"
    r"(?P<shift>[+-][0-9]{1,2}(?::?[0-5][0-9])?(?![0-9]))?|(?P<offset>[+-][0-9]{2}:?[0-5][0-9])(?![0-9:])"
)
SPOKEN = re.compile(r"\b(?:(?P<part>half|quarter) (?P<way>past|to) (?P<hour>[a-z]+|[0-9]{1,2})|noon|midday|midnight)\b")
_CENTURY, _YEARS_IN_FULL, _MONTHS_A_YEAR, _HOURS = 100, 2000, 12, 24
HALF_DAY = 720
"""Minutes after which a clock of twelve hours begins again."""
Date = tuple[int, int, int]


def month_date(match: re.Match[str], lowered: str) -> Date | None:
    """Year, month and day (0 for what is not said) of a match of DATE; None where the name is a mere word."""
    name, day, year = match["month"], match["before"] or match["after"], match["year"]
    sure = name not in ALSO_WORDS and len(name) > len("jan")
    if day or year or sure or _LED.search(lowered[max(0, match.start() - 8) : match.start()]):
        return (int(year or 0), MONTHS[name], int(day or 0))
    return None


_DAY_LED = re.compile(
    r"(?:(?<!\bi )\bam|\b(?:vom|zum|bis|ab|seit|dem|den|der|{days})"
    r"|[0-9]{{1,2}}\.[0-9]{{1,2}}\. ?(?:[-–]|bis|und|oder|,)),? ?\Z".format(days="|".join(sorted(WEEKDAYS)))
)
_DAY_BEFORE = 24
_TO_ANOTHER = re.compile(r" ?(?:[-–]|bis|um|und|oder) ?[0-9]")
_GOES_ON = re.compile(r"[,;]| [a-zäöü]")
_MOST_DAYS = 31


def is_day_month(match: re.Match[str], source: str, lowered: str) -> bool:
    """Whether a day_month of NUMERIC is a date, "am 4.5.", and not a number at the end of a sentence: "It is 4.5."."""
    day, month = (int(part) for part in match[0].split(".")[:2])
    if not (0 < month <= _MONTHS_A_YEAR and 0 < day <= _MOST_DAYS):
        return False
    if _DAY_LED.search(lowered[max(0, match.start() - _DAY_BEFORE) : match.start()]):
        return True
    if _TO_ANOTHER.match(lowered, match.end()):
        return True
    return _GOES_ON.match(source, match.end()) is not None and likely(source[:2_000]) == "German"


def numeric_dates(match: re.Match[str]) -> tuple[Date, ...]:
    """What a match of NUMERIC can mean: with slashes either the month or the day may come first."""
    if match["han"]:
        return ((int(match["han"]), int(match["han_month"]), int(match["han_day"] or 0)),)
    if match["day_month"]:
        day, month = (int(part) for part in match[0].split(".")[:2])
        return ((0, month, day),)
    first, second, third = (int(part) for part in re.split(r"[-/.]", match[0]))
    if match["iso"] or match["turned"]:
        return ((first, second, third),)
    year = third + _YEARS_IN_FULL if third < _CENTURY else third
    month_first, day_first = (year, first, second), (year, second, first)
    if match["dotted"] or first > _MONTHS_A_YEAR:
        return (day_first,)
    return (month_first,) if second > _MONTHS_A_YEAR or first == second else (month_first, day_first)


def minutes_of(match: re.Match[str]) -> tuple[int, bool] | None:
    """Minutes since midnight of a match of CLOCK, and whether the half of the day is certain."""
    half = match["half"] or match["half_too"]
    hours, minutes = int(match["hours"]), int(match["minutes"] or match["dotted"] or match["french"] or 0)
    if hours > _HOURS or minutes >= 60:  # noqa: PLR2004 - minutes of an hour
        return None
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    of_24 = match["french"] or match[0].endswith("uhr") or hours > HALF_DAY // 60 or match["hours"][0] == "0"
    return hours * 60 + minutes, bool(half or of_24)


def spoken_minutes(match: re.Match[str], hours: int) -> tuple[int, bool]:
    """The same of a match of SPOKEN; `hours` is the value of its group `hour`."""
    if match["part"] is None:
        return (0 if match[0] == "midnight" else HALF_DAY), True
    minutes = 30 if match["part"] == "half" else 15
    return (hours * 60 + (minutes if match["way"] == "past" else -minutes)) % (2 * HALF_DAY), False


def zone_after(lowered: str, end: int, *, dated: bool) -> str:
    """Minutes ahead of UTC as `+120`, a name whose zone is not sure, or "" where none is said.

    `dated`: behind a date and a "T", where "10:00-05:00" is no range.
    """
    match = _ZONE.match(lowered, end)
    if match is None or ((match["offset"] or "+")[0] == "-" and not dated):
        return ""
    if match["open"]:
        return next(name for name in EITHER_ZONE if name[0] == match["open"][0])
    shift = match["shift"] or match["offset"]
    if match["name"] and (match["name"] not in _ZONES or (shift and match["name"] not in ("utc", "gmt"))):
        return match["name"]
    ahead = _ZONES[match["name"]] if match["name"] else 0
    if shift:
        digits = shift[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004 - of hours
        ahead += (-1 if shift[0] == "-" else 1) * (int(hours) * 60 + int(minutes))
    return f"{ahead:+d}"


def may_be_one_zone(one: str, other: str) -> bool:
    """Whether the one is a zone that leaves summer time open, and the other one of its two."""
    return any(f"{_ZONES[name]:+d}" == other for name in EITHER_ZONE.get(one, "").split())


def zone_end(lowered: str, end: int) -> int:
    match = _ZONE.match(lowered, end)
    return match.end() if match else end


_GERMAN_HOURS = dict(
    zip("eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split(), range(1, 13), strict=True)  # noqa: SIM905
)
GERMAN = re.compile(
    rf"\b(?P<part>halb|viertel (?:vor|nach)|dreiviertel) (?P<hour>{'|'.join(_GERMAN_HOURS)}|[0-9]{{1,2}})\b(?: uhr\b)?"
)
_GERMAN_PARTS = {"halb": -30, "viertel vor": -15, "viertel nach": 15, "dreiviertel": -15}


def german_minutes(match: re.Match[str]) -> int | None:
    """Minutes since midnight of a match of GERMAN: halb neun is half past eight."""
    hour = int(match["hour"]) if match["hour"].isdigit() else _GERMAN_HOURS[match["hour"]]
    return (hour * 60 + _GERMAN_PARTS[match["part"]]) % (2 * HALF_DAY) if hour <= _HOURS else None
