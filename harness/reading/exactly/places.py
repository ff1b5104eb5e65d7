"""States and countries behind the name of a town: "Denver, CO" is Denver, Colorado, and not Denver, NC."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.reading.words import CAPITALS, rarities

_STATES = """
    AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, FL Florida,
    GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine,
    MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska,
    NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio,
    OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee,
    TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming,
    ON Ontario, QC Quebec, BC British Columbia, AB Alberta, MB Manitoba, SK Saskatchewan, NS Nova Scotia,
    NSW New South Wales, VIC Victoria, QLD Queensland, TAS Tasmania
"""
_BY_CODE = dict(state.split(maxsplit=1) for state in _STATES.split(","))
STATE = re.compile(rf"(?<=[a-z], )(?:{'|'.join([*_BY_CODE, *_BY_CODE.values()])})(?![\w/])")


def state(match: re.Match[str]) -> str:
    """A match of STATE in its one form: its name."""
    return _BY_CODE.get(match[0], match[0])


_WITHIN = {
    "Canada": "ON QC BC AB MB SK NS".split(),  # noqa: SIM905
    "Australia": "NSW VIC QLD TAS".split(),  # noqa: SIM905
}
_COUNTRIES = {
    "UK": "UK", "U.K.": "UK", "United Kingdom": "UK", "Great Britain": "UK", "England": "UK", "Scotland": "UK",
    "Wales": "UK", "US": "USA", "U.S.": "USA", "USA": "USA", "U.S.A.": "USA", "United States": "USA",
    "Canada": "Canada", "Australia": "Australia", "Ireland": "Ireland", "NZ": "New Zealand",
    "New Zealand": "New Zealand",
    "France": "France", "Germany": "Germany", "Spain": "Spain", "Italy": "Italy", "Greece": "Greece",
    "Mexico": "Mexico", "Brazil": "Brazil", "Chile": "Chile", "Cuba": "Cuba", "Egypt": "Egypt", "India": "India",
    "South Africa": "South Africa", "Jamaica": "Jamaica", "Peru": "Peru", "Poland": "Poland", "Portugal": "Portugal",
    "Netherlands": "Netherlands", "Belgium": "Belgium", "Austria": "Austria", "Switzerland": "Switzerland",
}  # fmt: skip
_DISTRICT = {"DC": "DC", "D.C.": "DC"}
_COUNTRY_OF_STATE = {_BY_CODE[code]: country for country, codes in _WITHIN.items() for code in codes}
_STATE_OF = {**_DISTRICT, **_BY_CODE, **{name: name for name in _BY_CODE.values()}}
_CODES = "|".join(
    re.escape(code) for code in [*_BY_CODE, *_DISTRICT, *_COUNTRIES] if code.upper() == code or code == "D.C."
)
_NAMES = "|".join(sorted({*_BY_CODE.values(), *_COUNTRIES}, key=len, reverse=True)).replace(".", r"\.")
_TOWN = re.compile(
    rf"(?<![\w'’-])(?P<town>[A-Z][a-z]+(?:[ -][A-Z][a-z]+){{0,2}})"
    rf"(?:, (?:(?P<name>{_NAMES})|(?P<code>{_CODES}))(?![\w/])| (?P<bare>{_CODES})(?=[.;!?)]?(?:\Z|\n)| [0-9]{{5}}\b))"
)
Place = tuple[str, str]
"""A country and a state of it, empty where none is named."""


def in_another_state(ours: str, theirs: str) -> Iterator[tuple[str, str]]:
    """A town that both texts name, with another state or country behind it in each."""
    if CAPITALS.isdisjoint(rarities(ours)) or CAPITALS.isdisjoint(rarities(theirs)):
        return
    before = _towns(ours)
    after = _towns(theirs) if before else {}
    for town in before:
        if town in after and not any(_may_be_one(here, there) for here in before[town] for there in after[town]):
            yield next(iter(before[town].values())), next(iter(after[town].values()))


def _towns(text: str) -> dict[str, dict[Place, str]]:
    """By the last word of its name, what stands behind each town; "visit Salem" and "Salem" are one."""
    found: dict[str, dict[Place, str]] = {}
    for match in _TOWN.finditer(text):
        written = match["name"] or match["code"] or match["bare"]
        found.setdefault(match["town"].split()[-1], {}).setdefault(_place(written), match[0])
    return found


def _place(written: str) -> Place:
    if written in _COUNTRIES:
        return _COUNTRIES[written], ""
    state = _STATE_OF[written]
    return _COUNTRY_OF_STATE.get(state, "USA"), state


def _may_be_one(here: Place, there: Place) -> bool:
    return here[0] == there[0] and (not here[1] or not there[1] or here[1] == there[1])
