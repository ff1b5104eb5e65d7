"""Pairs of descriptions of one place, written by people from a list of facts.

    git clone https://github.com/tuetschek/e2e-cleaning   # cleaned-data/{devel-fixed.no-ol,test-fixed}.csv

The cleaned E2E data (Dušek, Howcroft and Rieser 2019; CC BY-SA 4.0 as E2E itself) says which facts each description
states. Two of the same facts say the same in free words; of lists that differ by one fact it is known whether it is
added, left out or another. Names are put in anew, so that two lists that differ by name alone can go together.
"""

from __future__ import annotations

import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from reader_edits import ADDS, CONTRADICTS, DROPS, SAME, Permitted

FILES = ("devel-fixed.no-ol.csv", "test-fixed.csv")
_FACT = re.compile(r"([\w ]+)\[([^\]]*)\]")
_LOOSE = (
    {"cheap", "less than £20"}, {"moderate", "£20-25"}, {"high", "more than £30"}, {"low", "1 out of 5"},
    {"average", "3 out of 5"}, {"high", "5 out of 5"},
)  # fmt: skip
"""Values that people write for one another."""
Facts = frozenset[tuple[str, str]]


def pairs(folder: Path, chance: random.Random) -> Iterator[tuple[str, str, Permitted]]:
    """Without end."""
    said, names, nears = _read(folder)
    lists = [facts for facts, texts in said.items() if len(facts) >= 2]
    beside = _beside(lists)
    while True:
        facts = chance.choice(lists)
        name, other_name = chance.sample(names, 2)
        near, other_near = chance.sample([one for one in nears if one not in (name, other_name)], 2)
        a = chance.choice(said[facts])
        drawn = chance.random()
        if drawn < 0.5:
            if len(said[facts]) > 1:
                b = chance.choice([one for one in said[facts] if one != a])
                yield _named(a, name, near), _named(b, name, near), SAME
        elif drawn < 0.9 and beside[facts]:
            other, permitted = chance.choice(beside[facts])
            yield _named(a, name, near), _named(chance.choice(said[other]), name, near), permitted
        elif "{near}" in a:
            b = chance.choice(said[facts])
            changed = chance.choice(((near, name), (name, other_near), (other_name, near)))
            yield _named(a, name, near), _named(b, *changed), CONTRADICTS


def _read(folder: Path) -> tuple[dict[Facts, list[str]], list[str], list[str]]:
    said: dict[Facts, list[str]] = defaultdict(list)
    names, nears = set(), set()
    for file in FILES:
        with (folder / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                facts = {key.strip(): value for key, value in _FACT.findall(row["mr"])}
                text, whole = row["ref"], True
                for key in ("name", "near"):
                    if value := facts.pop(key, ""):
                        whole &= text.count(value) == 1
                        text = text.replace(value, f"{{{key}}}")
                        (names if key == "name" else nears).add(value)
                        if key == "near":
                            facts[key] = ""
                if whole and facts and text.count("{name}") == 1:
                    said[frozenset(facts.items())].append(" ".join(text.split()))
    return {facts: list(dict.fromkeys(texts)) for facts, texts in said.items()}, sorted(names), sorted(nears)


def _beside(lists: list[Facts]) -> dict[Facts, list[tuple[Facts, Permitted]]]:
    """For each list of facts those that differ by one, and what they are beside it."""
    found: dict[Facts, list[tuple[Facts, Permitted]]] = defaultdict(list)
    for facts in lists:
        for other in lists:
            less, more = facts - other, other - facts
            keys = {key for key, _ in less | more}
            if len(keys) != 1 or keys == {"eatType"}:
                continue
            if less and more and {value for _, value in less | more} in _LOOSE:
                continue
            found[facts].append((other, CONTRADICTS if less and more else DROPS if less else ADDS))
    return found


def _named(text: str, name: str, near: str) -> str:
    return text.replace("{name}", name).replace("{near}", near)
