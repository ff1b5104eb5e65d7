"""What users met and must not meet again: a claim without evidence. Whole runs, replayed from imported answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from harness import api, plugins
from harness.exit_codes import exit_code, readiness_code
from harness.model.carrying import ImportOptions
from harness.model.result import Run
from harness.summary import of
from harness.summary.decision import decision

CONFIG = """\
baseline: a
targets:
  a: {provider: replay, model: m-a, failure_domain: {vendor: va}}
  b: {provider: replay, model: m-b, failure_domain: {vendor: vb}}
"""


def replayed(
    root: Path,
    answers: Sequence[Mapping[str, object]],
    *,
    cases: int,
    more: str = "",
    different: int = 0,
    beside: Callable[[int], str] = lambda _: "",
    **options: Any,
) -> Run:
    """A suite of so many cases, of so many `different` questions and with more keys `beside` each, whose targets gave
    those answers, run again.
    """
    (root / "harness.yaml").write_text(CONFIG)
    (root / "suites").mkdir()
    rows = "".join(
        f"  - vars: {{n: 'question {number % (different or cases)}'}}\n{beside(number)}" for number in range(cases)
    )
    (root / "suites" / "s.yaml").write_text(f"suite: s\nprompt: '{{{{ n }}}}'\n{more}cases:\n{rows}")
    source = root / "answers.jsonl"
    source.write_text("".join(json.dumps(answer) + "\n" for answer in answers))
    plugins.load("importers", "answers").take_over(source, ImportOptions(suite="s", root=root))
    return api.run(config=root / "harness.yaml", record="none", **options)


def run(
    root: Path, *, more: str = "", same: str = "", served: str | None = None, cases: int = 40, different: int = 0
) -> Run:
    """Two targets that say the same to every case, each case something else unless all say `same`."""
    answers = [
        {
            "case": f"case-{number + 1}",
            "target": target,
            "output": same or f"The answer is {number % (different or cases) * 37}.",
            **({"served_model": served} if served and target == "b" else {}),
        }
        for number in range(cases)
        for target in ("a", "b")
    ]
    return replayed(root, answers, cases=cases, more=more, different=different)


def test_two_targets_that_say_the_same_port(tmp_path: Path) -> None:
    found = run(tmp_path)
    comparison = found.suites[0].comparisons[0]
    assert (comparison.verdict, comparison.causes, comparison.placebo) == ("ports", (), 0.0)
    assert exit_code(found, "proof") == 0


@pytest.mark.parametrize("claim", ["like-these", "these-cases"])
def test_the_same_question_under_many_ids_is_no_more_evidence(tmp_path: Path, claim: str) -> None:
    """By the number of questions: 6 of them asked 6 times prove nothing, 40 asked twice do."""
    few, many = tmp_path / "few", tmp_path / "many"
    few.mkdir()
    many.mkdir()
    found = run(few, cases=36, different=6, more=f"claim: {claim}\n")
    comparison = found.suites[0].comparisons[0]
    assert (comparison.verdict, comparison.cases, comparison.groups) == ("inconclusive", 36, 6)
    assert "s: 36 cases ask 6 different things; cases that ask the same are one group" in " ".join(found.notices)
    found = run(many, cases=80, different=40, more=f"claim: {claim}\n")
    comparison = found.suites[0].comparisons[0]
    assert (comparison.verdict, comparison.cases, comparison.groups) == ("ports", 80, 40)


def test_cases_that_nobody_is_asked_count_in_no_note_on_what_is_asked(tmp_path: Path) -> None:
    """Of 12 cases that ask 6 things two are skipped, then all that ask again."""

    def notes(name: str, skipped: set[int]) -> str:
        root = tmp_path / name
        root.mkdir()
        answers = [
            {"case": f"case-{number + 1}", "target": target, "output": f"The answer is {number % 6 * 37}."}
            for number in range(12)
            for target in ("a", "b")
            if number not in skipped
        ]
        beside = lambda number: "    skip: {a: later, b: later}\n" if number in skipped else ""  # noqa: E731
        return " ".join(replayed(root, answers, cases=12, different=6, beside=beside).notices)

    assert "s: 12 cases ask 6 different things" in notes("none", set())
    assert "s: 10 cases ask 6 different things" in notes("some", {7, 8})
    assert "different thing" not in notes("again", set(range(6, 12)))


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


WORDED = (
    ("Ask your manager to approve the access to drive {n} in the portal.",
     "The permission for drive {n} has to come from your manager; it is given in the portal."),
    ("To reset terminal {n}, hold the red button until it beeps.",
     "Terminal {n} starts anew once you keep the red button pressed and hear a beep."),
)  # fmt: skip


@pytest.mark.parametrize(
    ("theirs", "verdict", "causes"),
    [
        ([worded for _, worded in WORDED], "inconclusive", ("by meaning alone",)),
        (["The office on floor {n} is closed on Mondays."] * 2, "does-not-port", ()),
        ([ours.replace("{n}", "1{n}") for ours, _ in WORDED], "does-not-port", ()),
    ],
)
def test_a_model_that_says_it_in_its_own_words_is_not_proven_to_say_anything_else(tmp_path, theirs, verdict, causes):
    answers = [
        {"case": f"case-{number + 1}", "target": target, "sample": sample, "output": text.format(n=number + 3)}
        for number in range(40)
        for target, sample, text in (
            ("a", 0, WORDED[number % 2][0]), ("a", 1, WORDED[number % 2][0]), ("b", 0, theirs[number % 2])
        )
    ]  # fmt: skip
    found = replayed(tmp_path, answers, cases=40, baseline_samples=2)
    comparison = found.suites[0].comparisons[0]
    assert (comparison.verdict, comparison.causes, comparison.matches) == (verdict, causes, 0)
    assert exit_code(found) == (1 if verdict == "does-not-port" else 0)
    assert exit_code(found, "proof") == (1 if verdict == "does-not-port" else 3)


def notices_of(tmp_path, said, more):
    """Of three cases that both targets answer alike."""
    answers = [
        {"case": f"case-{number + 1}", "target": target, "output": said.format(n=number)}
        for number in range(3)
        for target in ("a", "b")
    ]
    found = replayed(tmp_path, answers, cases=3, more=more)
    return found.notices


@pytest.mark.parametrize(
    ("said", "more", "is_told"),
    [
        ('{{"floor": {n}}}', "", True),
        ('{{"floor": {n}}}', "output: {type: json}\n", False),
        ("Floor {n}", "", False),
        ("[{n}] is the floor", "", False),
    ],
)
def test_json_that_is_compared_as_text_is_told(tmp_path, said, more, is_told):
    assert any("are JSON, and are compared as text" in one for one in notices_of(tmp_path, said, more)) is is_told


@pytest.mark.parametrize(
    ("said", "more", "is_told"),
    [
        ("def floor():\n    return {n}\n", "", True),
        ("```python\ndef floor():\n    return {n}\n```", "", True),
        ("Here it is:\n```js\nfunction floor() {{\n  const most = 10;\n  return {n};\n}}\n```", "", True),
        ("```\nfunction floor() {{\n  return {n};\n}}\n```", "", True),
        ("def floor():\n    return {n}\n", "output: {type: code, language: python}\n", False),
        ("Floor {n}", "", False),
        ("import duties are {n} %", "", False),
        ("class {n} tickets are sold out.\nPlease ask at the desk.", "", False),
        ("```text\nFloor {n}\n```", "", False),
        ('```json\n{{"floor": {n}}}\n```', "", False),
        (
            "Use `floor({n})`:\n```python\nfloor({n})\n```\nIt rounds down, which is what the question asks for.",
            "",
            False,
        ),
    ],
)
def test_code_that_is_compared_as_text_is_told(tmp_path, said, more, is_told):
    assert any("are code, and are compared as text" in one for one in notices_of(tmp_path, said, more)) is is_told


def test_another_model_is_told_beside_the_verdict(tmp_path):
    assert any(
        "evil-model-9 answered (40 answers)" in notice for notice in run(tmp_path, served="evil-model-9").notices
    )


def test_a_critical_suite_that_stays_open_exits_with_3_unasked(tmp_path):
    assert exit_code(run(tmp_path, cases=5, more="critical: true\n")) == 3


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        ("    xfail: {b: known}\n", "10 of 40 cases left out, declared xfail"),
        ("    xfail: {a: known}\n", "10 of 40 cases left out, declared xfail"),
        ("    skip: {b: later}\n", "10 of 40 cases left out"),
    ],
)
def test_whoever_says_that_it_ports_says_what_was_left_out(tmp_path: Path, beside: str, said: str) -> None:
    """Ten cases that go wrong, declared to: wherever the verdict stands in a sentence."""
    answers = [
        {
            "case": f"case-{number + 1}",
            "target": target,
            "output": f"The answer is {number * (37 if number > 9 or target == 'a' else 41) + 1}.",
        }
        for number in range(40)
        for target in ("a", "b")
        if number > 9 or target == "a" or "skip" not in beside
    ]
    declared = replayed(tmp_path, answers, cases=40, beside=lambda number: beside if number < 10 else "")
    assert declared.suites[0].comparisons[0].verdict == "ports"
    summary = of(declared)
    takeover = summary.suites[0].takeovers["b"]
    for sentence in (
        *summary.sentences,
        *map(str, summary.readiness.reservations),
        decision(declared, "a", "b"),
        takeover.verdict,
        " ".join(takeover.evidence),
        " ".join(takeover.besides),
    ):
        assert said in sentence, sentence
    assert all(why.text.endswith("(declared xfail: does not count)") for why in summary.whys)
    assert ("xfail" in said) == bool(summary.whys)


@pytest.mark.parametrize(
    ("output", "stop", "is_told"),
    [
        ("Floor {n} is the one that", "stop", True),
        ("Floor {n}", "length", True),
        (
            "It is floor {n}. "
            + "There are many rooms on it, and most of them are to be let by the month. " * 2
            + "Ask our",
            "stop",
            True,
        ),
        (
            "It is floor {n}. " + "There are many rooms on it, and most of them are to be let by the month. " * 2,
            "stop",
            False,
        ),
        (
            "It is floor {n}. " + "There are many rooms on it, and most are to be let. " * 3 + "See https://a.b/c",
            "stop",
            False,
        ),
        ("It is floor {n}.\n\nBest regards\nTom", "stop", False),
        ("Floor {n}", "stop", False),
    ],
)
@pytest.mark.parametrize("every", [1, 10])
def test_many_answers_that_break_off_are_told(tmp_path, output, stop, is_told, every):
    """Of either side; one in ten is not many."""
    answers = [
        {
            "case": f"case-{number + 1}",
            "target": target,
            "output": output.format(n=number),
            "stop_reason": stop,
        }
        if number % every == 0
        else {"case": f"case-{number + 1}", "target": target, "output": f"It is floor {number}."}
        for number in range(10)
        for target in ("a", "b")
    ]
    told = [notice for notice in replayed(tmp_path, answers, cases=10).notices if "break off" in notice]
    assert [notice[:30] for notice in told] == [
        f"s: 10 of 10 answers of {name} break" for name in "ab" if is_told and every == 1
    ]


def test_an_unknown_noise_floor_says_how_to_know_it_and_never_asks_for_cases(tmp_path):
    """A candidate of which no answer agrees, beside a baseline that was asked once: cases are not what lacks."""
    answers = [
        {"case": f"case-{number + 1}", "target": target, "output": said}
        for number in range(40)
        for target, said in (
            ("a", f"It is floor {number}."),
            ("b", f"Ask the porter about lift {chr(65 + number % 26)}."),
        )
    ]
    summary = of(replayed(tmp_path, answers, cases=40))
    (unsettled,) = summary.unsettled
    assert "noise floor unknown: no answer of b agrees, and a was asked once a case" in unsettled.text
    for way in ("`harness import answers`", "case, target, output and sample: 1", "`expected`"):
        assert way in unsettled.text
    told = " ".join((unsettled.text, *summary.sentences, *(step.words for step in summary.next_steps)))
    assert "further cases would not settle it" in told
    assert "can be foreseen" not in told
    assert "not even the largest drop" not in told
    assert "no answer of b agrees" in " ".join(summary.sentences)
    # What it says can be done, settles it.
    second = tmp_path / "second.jsonl"
    second.write_text("".join(json.dumps({**row, "sample": 1}) + "\n" for row in answers if row["target"] == "a"))
    plugins.load("importers", "answers").take_over(second, ImportOptions(suite="s", root=tmp_path))
    again = api.run(config=tmp_path / "harness.yaml", record="none")
    assert again.suites[0].comparisons[0].verdict == "does-not-port"
