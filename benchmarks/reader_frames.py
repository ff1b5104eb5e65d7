"""Pairs of sentences from frames: the same said in another form, or something else in just such forms.

`reader_frames.txt` holds groups of lines with gaps. Two lines that say the same become a pair as unlike as two people
would write it, and a line that says something else goes with the same lines, so that how alike the words are tells
nothing. `reader_pairs.py` takes them as lessons.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reader_edits import ADDS, CONTRADICTS, DROPS, NOT_SAME, SAME, Permitted, reworded

FRAMES = Path(__file__).parent / "reader_frames.txt"
_GAP = re.compile(r"\{(([a-z]+)\d?)(?::([A-Za-z]+))?\}")
_SIGNS = {"!": NOT_SAME, "+": ADDS, "-": DROPS}
_EXACT = ("n", "day", "unit", "place")
"""Lists of which another entry contradicts."""
_DOUBLED = ("submit", "stop", "plan", "set", "run", "cut", "put")


@dataclass(slots=True)
class Frame:
    """Lines that say the same, and others with what they are beside these."""

    same: list[str] = field(default_factory=list)
    others: list[tuple[str, Permitted]] = field(default_factory=list)


def read() -> tuple[dict[str, list[str]], list[Frame]]:
    """The lists by name, and the frames."""
    lists: dict[str, list[str]] = {}
    frames = [Frame()]
    for line in FRAMES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name, entries = line[1:].split("] ")
            lists[name] = entries.split(" | ")
        elif line.startswith("= "):
            frames[-1].same.append(line[2:])
        elif line[:1] in _SIGNS and line:
            frames[-1].others.append((line[2:], _SIGNS[line[0]]))
        elif not line and frames[-1].same:
            frames.append(Frame())
    return lists, [frame for frame in frames if frame.same]


def pairs(rest: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str, Permitted]]:
    """Without end; `rest` are sentences that may stand around both."""
    lists, frames = read()
    while True:
        frame = chance.choice(frames)
        first, second, permitted = _lines(frame, chance)
        filling = _filling(f"{first} {second}", lists, chance)
        other = filling
        if permitted is None:
            shared = sorted(set(_gaps(first)) & set(_gaps(second)))
            if not shared:
                continue
            gap = chance.choice(shared)
            name = gap.rstrip("0123456789")
            free = [entry for entry in lists[name] if entry not in filling.values()]
            other = {**filling, gap: chance.choice(free)}
            permitted = CONTRADICTS if name in _EXACT else NOT_SAME
        a, b = _filled(first, filling), _filled(second, other)
        if chance.random() < 0.3:
            a, b = _among(a, b, chance.sample(rest, chance.choice((1, 1, 2))), chance)
        changes = chance.choice((0, 0, 1, 2, 3))
        yield reworded(a, chance, changes), reworded(b, chance, changes), permitted


def _lines(frame: Frame, chance: random.Random) -> tuple[str, str, Permitted | None]:
    """Two lines and what the second is beside the first; None where a gap is to be filled otherwise."""
    drawn = chance.random()
    if drawn < 0.5:
        return *chance.sample(frame.same, 2), SAME
    if drawn < 0.88:
        return chance.choice(frame.same), *chance.choice(frame.others)
    return chance.choice(frame.same), chance.choice(frame.same), None


def _among(a: str, b: str, rest: Sequence[str], chance: random.Random) -> tuple[str, str]:
    """Both with the same sentences around them, not always at the same place."""
    made = []
    for text in (a, b):
        place = chance.randrange(len(rest) + 1)
        made.append(" ".join([*rest[:place], text, *rest[place:]]))
    return made[0], made[1]


def _gaps(line: str) -> list[str]:
    return [gap for gap, _, _ in _GAP.findall(line)]


def _filling(lines: str, lists: dict[str, list[str]], chance: random.Random) -> dict[str, str]:
    """An entry for each gap, no two gaps of one list alike."""
    filling: dict[str, str] = {}
    for gap, name, _ in _GAP.findall(lines):
        if gap not in filling:
            filling[gap] = chance.choice([entry for entry in lists[name] if entry not in filling.values()])
    for numbers in (("n1", "n2"),):
        if all(each in filling for each in numbers):
            small, large = sorted((filling[each] for each in numbers), key=int)
            filling["n1"], filling["n2"] = small, large
    return filling


def _filled(line: str, filling: dict[str, str]) -> str:
    text = _GAP.sub(lambda at: _form(filling[at[1]], at[2], at[3] or ""), line)
    return text[0].upper() + text[1:]


def _form(entry: str, name: str, form: str) -> str:
    if name in ("verb", "adj"):
        own, other = entry.split(":")
        entry = other if form in ("part", "opp") else own
    elif form.lower() == "ing":
        verb, *rest = entry.split(" ")
        entry = " ".join([_gerund(verb), *rest])
    return entry[0].upper() + entry[1:] if form[:1].isupper() else entry


def _gerund(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1]}ing" if verb in _DOUBLED else f"{verb}ing"
