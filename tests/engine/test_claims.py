"""What users met and must not meet again: a claim without evidence. Whole runs, replayed from imported answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import api, plugins
from harness.exit_codes import exit_code, readiness_code
from harness.model.carrying import ImportOptions
from harness.model.result import Run

CONFIG = """\
baseline: a
targets:
  a: {provider: replay, model: m-a, failure_domain: {vendor: va}}
  b: {provider: replay, model: m-b, failure_domain: {vendor: vb}}
"""


def run(root: Path, *, more: str = "", same: str = "", served: str | None = None, cases: int = 40) -> Run:
    """Two targets that say the same to every case, each case something else unless all say `same`."""
    (root / "harness.yaml").write_text(CONFIG)
    (root / "suites").mkdir()
    rows = "".join(f"  - vars: {{n: 'question {number}'}}\n" for number in range(cases))
    (root / "suites" / "s.yaml").write_text(f"suite: s\nprompt: '{{{{ n }}}}'\n{more}cases:\n{rows}")
    answers = [
        {
            "case": f"case-{number + 1}",
            "target": target,
            "output": same or f"The answer is {number * 37}.",
            **({"served_model": served} if served and target == "b" else {}),
        }
        for number in range(cases)
        for target in ("a", "b")
    ]
    source = root / "answers.jsonl"
    source.write_text("".join(json.dumps(answer) + "\n" for answer in answers))
    plugins.load("importers", "answers").take_over(source, ImportOptions(suite="s", root=root))
    return api.run(config=root / "harness.yaml", record="none")


def test_two_targets_that_say_the_same_port(tmp_path: Path) -> None:
    found = run(tmp_path)
    comparison = found.suites[0].comparisons[0]
    assert (comparison.verdict, comparison.causes, comparison.placebo) == ("ports", (), 0.0)
    assert exit_code(found, "proof") == 0


@pytest.mark.parametrize(
    ("how", "cause", "proof", "ready"),
    [
        ({"more": "assert: [{contains: ZZZ}]\n"}, "baseline fails", 1, 1),
        ({"same": "yes"}, "placebo ports", 3, 0),
        ({"served": "evil-model-9"}, "other model served", 3, 0),
    ],
)
def test_what_proves_nothing_is_not_proof(tmp_path, how, cause, proof, ready):
    found = run(tmp_path, **how)
    comparison = found.suites[0].comparisons[0]
    assert (comparison.verdict, comparison.causes[0]) == ("inconclusive", cause)
    assert (exit_code(found, "proof"), readiness_code(found)) == (proof, ready)
    states = {survival.state for outage in found.readiness or () for survival in outage.suites}
    assert ("down-already" in states) is (cause == "baseline fails")


def test_another_model_is_told_beside_the_verdict(tmp_path):
    assert any(
        "evil-model-9 answered (40 answers)" in notice for notice in run(tmp_path, served="evil-model-9").notices
    )


def test_a_critical_suite_that_stays_open_exits_with_3_unasked(tmp_path):
    assert exit_code(run(tmp_path, cases=5, more="critical: true\n")) == 3
