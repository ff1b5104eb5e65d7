"""Two targets' answers to a case, by letter: p pass, f fail, e error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.comparison.rates import AgreementMatrix, CasePair
from harness.model.exchange import Response, Trouble
from harness.model.result import Answer
from harness.model.suite import EquivalenceSettings, Suite

WORDS = {"p": "pass", "f": "fail", "e": "error"}


def answer(target: str = "b", sample: int = 0, outcome: str = "pass") -> Answer:
    had = outcome != "error"
    return Answer(
        target=target,
        sample=sample,
        response=Response(text="x") if had else None,
        trouble=None if had else Trouble(kind="server", message="500"),
        source="live",
        outcome=outcome,
    )


def pair(
    baseline: str = "p",
    candidate: str = "p",
    same: Iterable[tuple[int, int]] = (),
    baseline_same: Iterable[tuple[int, int]] = (),
    doubtful: Iterable[tuple[int, int]] = (),
    **more: Any,
) -> CasePair:
    """`same` lists the pairs of samples that agree, `doubtful` those that may; what could not be had was not compared."""
    had = [number for number, letter in enumerate(baseline) if letter != "e"]
    every = {(i, j): (i, j) in same for i in range(len(candidate)) for j in had if candidate[i] != "e"}
    itself = {(i, j): (i, j) in baseline_same for i in had for j in had if i != j}
    return CasePair(
        **{"case": "c"} | more,
        baseline=[answer("b", i, WORDS[letter]) for i, letter in enumerate(baseline)],
        candidate=[answer("c", i, WORDS[letter]) for i, letter in enumerate(candidate)],
        agreement=AgreementMatrix(every, frozenset(doubtful)),
        baseline_agreement=AgreementMatrix(itself),
    )


ALIKE = pair(same={(0, 0)})
TWICE = {"baseline": "pp", "baseline_same": {(0, 1), (1, 0)}}
ALIKE_TWICE = pair(**TWICE, same={(0, 0), (0, 1)})


def suite(*, equivalence: EquivalenceSettings | None = None, **more: Any) -> Suite:
    settings = equivalence or EquivalenceSettings()
    return Suite(
        **{"name": "s", "path": "suites/s.yaml", "steps": (), "cases": (), "baseline": "b", "targets": ("b", "c")}
        | more,
        equivalence=settings,
    )
