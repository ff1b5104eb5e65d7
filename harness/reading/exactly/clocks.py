"""Times of day with the part of the day said in words of other languages: 午後3時, 下午三点, "las 3 de la tarde"."""

from __future__ import annotations

import re

_DIGITS = dict(zip("〇一二三四五六七八九十", range(11), strict=True))
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
HAN = (
    r"(?P<part>午前|午後|上午|下午|晚上|早上|凌晨|傍晚|오전 ?|오후 ?)?(?P<hours>"
    + _NUMBER
    + r")(?:時|时|点钟|点|點|시)"
    r"(?!間|间)(?:(?P<half>半)|(?P<minutes>" + _NUMBER + r")分)?|(?<![\d:])(?P<plain>\d{1,2}:\d{2})(?![\d:])"
)
HAN_SIGNS = "時时点點시"
_AFTER_NOON = frozenset("午後 下午 晚上 傍晚 오후".split())  # noqa: SIM905
_MORNING = r"de la ma[ñn]ana|da manh[ãa]|d[ie] mattina|del mattino|du matin|morgens|vormittags|'s ochtends|'s morgens"
_LATER = (
    r"de la (?:tarde|noche)|da (?:tarde|noite)|d[ie] sera|del pomeriggio|de l'apr[èe]s-midi|du soir|nachmittags|abends"
    r"|'s (?:middags|avonds)"
)
WORDED = (
    r"(?<![\d:.,])(?P<hours>\d{1,2})(?::(?P<minutes>\d{2}))?(?: ?(?:uhr|heures?|uur|h))? "
    rf"(?:(?P<morning>{_MORNING})|(?P<later>{_LATER}))(?!\w)|(?<![\d:])(?P<plain>\d{{1,2}}:\d{{2}})(?![\d:])"
)
WORDED_WORDS = (
    "mañana manana manhã manha mattina mattino matin morgens vormittags ochtends tarde noche noite sera pomeriggio "
    "midi soir nachmittags abends middags avonds :"
)


def han(match: re.Match[str]) -> str:
    """A match of HAN in its one form: `15:00`."""
    if match["plain"]:
        return match["plain"].lstrip("0")
    hours = _value(match["hours"])
    later = (match["part"] or "").strip() in _AFTER_NOON
    minutes = 30 if match["half"] else _value(match["minutes"] or "0")
    return f"{hours + 12 * (later and hours < 12)}:{minutes:02}"  # noqa: PLR2004 - hours of half a day


def worded(match: re.Match[str]) -> str:
    """A match of WORDED in its one form: `15:00`."""
    if match["plain"]:
        return match["plain"].lstrip("0")
    hours = int(match["hours"])
    return f"{hours + 12 * (match['later'] is not None and hours < 12)}:{match['minutes'] or '00'}"  # noqa: PLR2004


def _value(written: str) -> int:
    """`三` is 3, `十五` 15, `二十` 20."""
    if written.isascii():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _DIGITS[written[-1]]
    return 10 * (_DIGITS[tens[-1]] if tens else 1) + (_DIGITS[ones] if ones else 0)
