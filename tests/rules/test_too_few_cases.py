"""The number of cases that the linter asks for is the one that a run's verdict asks for."""

from __future__ import annotations

import re

import pytest
from rule_projects import CLAUDE, GPT, LLAMA, MANY, findings_of

from harness.comparison.family import controlled
from harness.comparison.verdict import Compared
from harness.model.comparison import Comparison, PassRate
from harness.stats.evidence import paired_cases, refutes_anytime, refutes_fixed, refutes_yes_no
from harness.stats.noninferiority import judge


def compared(method, cases):
    same = [1.0] * cases
    evidence = paired_cases(method, same, same)
    found = judge(evidence, 0.10, 0.95)
    comparison = Comparison(
        candidate="c", verdict=found.verdict, cases=cases, missing=0, matches=cases, difference=found.difference,
        lower=found.lower, upper=found.upper, margin=0.10, confidence=0.95, pass_rate=PassRate(1.0, 1.0),
        noise_floor=1.0, cases_needed=found.cases_needed, leads_to=found.leads_to, groups=found.cases,
    )  # fmt: skip
    return Compared(comparison, evidence, evidence)


def said(folder, changes):
    return [finding.message for finding in findings_of(folder, changes) if finding.code == "HP805"]


FEW = {"claim": "like-these", "cases": MANY[:10]}
METHODS = [
    ({"baseline_samples": 1}, refutes_yes_no),
    ({}, refutes_fixed),
    ({"baseline_samples": 2}, refutes_fixed),
    ({"samples": 3}, refutes_anytime),
]


@pytest.mark.parametrize(("drawn", "method"), METHODS)
@pytest.mark.parametrize("candidates", [1, 2, 5])
def test_so_many_cases_port_in_a_run_and_one_fewer_does_not(tmp_path, drawn, method, candidates):
    more = {f"c{number}": {**LLAMA, "model": f"m{number}"} for number in range(candidates - 1)}
    targets = {"gpt": GPT, "claude": CLAUDE, **more}
    changes = {**FEW, **drawn, "config": {"targets": targets}, "targets": [*targets]}
    (message,) = said(tmp_path, changes)
    assert message.startswith("10 cases cannot prove a margin of 0.1 at 95 % confidence; ")
    alone, *together = (int(number) for number in re.findall(r"(\d+) (?:without|beside)", message))
    assert bool(together) == (candidates > 1)
    for count, needed in ((1, alone), (candidates, together[0] if together else alone)):
        enough, short = ([compared(method, cases)] * count for cases in (needed, needed - 1))
        assert {one.verdict for one in controlled(enough)} == {"ports"}
        assert "ports" not in {one.verdict for one in controlled(short)}


def test_cases_that_are_enough_alone_and_not_beside_the_others_are_told(tmp_path):
    changes = {
        "claim": "like-these",
        "cases": MANY[:34],
        "config": {"targets": {"gpt": GPT, "claude": CLAUDE, "l": LLAMA}},
    }
    (message,) = said(tmp_path, {**changes, "targets": ["gpt", "claude", "l"]})
    assert "prove a margin of 0.1 at 95 % confidence alone (32 do)" in message
    assert "all 2 comparisons of a run (Holm) it takes 39" in message


def test_other_suites_count_as_a_run_counts_them(tmp_path):
    other = "suite: other\nprompt: hello\nclaim: these-cases\ncases: [{id: one}]\n"
    (message,) = said(tmp_path, {"claim": "like-these", "cases": MANY[:34], "files": {"other.yaml": other}})
    assert "all 2 comparisons of a run" in message
