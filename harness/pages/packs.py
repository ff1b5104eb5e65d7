"""The cases of a long page that do not stand in it as they are shown: packed, and unpacked by the page's script.

A pack holds what the page's own template writes for some hundred cases, and apart from that an index, by which the
script filters without unpacking. Both are JSON, deflated, in base64: `["<details …", …]`, and for each case
`[id, kinds, unstable targets]` as the attributes `data-w` and `data-u` of a case have them.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness.model.summary import SuiteSummary
from harness.pages import environment
from harness.pages.section import CaseRow, Section, row
from harness.visible import visible

CASES, CHARACTERS = 250, 500_000
"""A pack is full when it has so many cases, or so many characters."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Some cases of the suite with this number, which stands in the page where it is made: all came out well, or none.

    `index` and `cases` are base64.
    """

    suite: int
    good: bool
    index: str
    cases: str


@dataclass(slots=True)
class _Heap:
    """Cases for the next pack."""

    index: list[tuple[str, ...]] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    characters: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.cases) >= CASES or self.characters >= CHARACTERS

    def add(self, shown: CaseRow, html: str) -> None:
        entry = visible(shown.case.id), shown.tokens, " ".join(map(str, shown.unstable))
        self.index.append(entry)
        self.cases.append(html)
        self.characters += len(html)

    def packed(self, suite: int, *, good: bool) -> Pack:
        made = Pack(suite, good, _packed(self.index), _packed(self.cases))
        self.index, self.cases, self.characters = [], [], 0
        return made


def packs(
    suites: Sequence[SuiteSummary],
    sections: Sequence[Section],
    targets: tuple[str, ...],
    numbers: Mapping[str, int],
    limit: int,
) -> Iterator[Pack]:
    """All cases that the sections do not show themselves; a few hundred are in memory at a time. `numbers` are the
    filter's kinds, `limit` bounds the characters shown of an answer.
    """
    write = environment.environment().get_template("parts.html.j2").module.case  # type: ignore[attr-defined]
    for number, (suite, section) in enumerate(zip(suites, sections, strict=True), 1):
        if not section.packed:
            continue
        there = {shown.case.id for shown in section.rows}
        heaps = {True: _Heap(), False: _Heap()}
        at = len(there)
        for case in suite.result.cases:
            if case.id in there:
                continue
            at += 1
            shown = row(suite, case, targets, numbers, limit)
            heap = heaps[shown.good]
            heap.add(shown, str(write(shown, section.suite.baseline, f"case-{number}-{at}", False)))
            if heap.is_full:
                yield heap.packed(number, good=shown.good)
        for good, heap in heaps.items():
            if heap.cases:
                yield heap.packed(number, good=good)


def _packed(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode())).decode()
