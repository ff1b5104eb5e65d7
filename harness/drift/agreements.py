"""How the answers of later runs agree with those of the pinned run; what was found once is kept in history.

The first answer of the pinned run to a case is the one to agree with. Its further samples are compared with it, too:
they tell how far the target agreed with itself that night.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.comparison.same import STEPS, say_the_same
from harness.equivalence.comparer import Comparer
from harness.errors import HarnessError, InputError
from harness.history import Agreement
from harness.model.config import Config
from harness.model.result import Answer, Reply, Run, StepTaken, SuiteResult
from harness.model.suite import Case, Suite
from harness.planning.workflow import asked
from harness.suitefile.requests import opening_request
from harness.version import __version__

if TYPE_CHECKING:
    from harness.history import History

Key = tuple[str, str, str, str]
"""Run, suite, case, target."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How the answers to a suite are judged; `name` changes whenever the judgement may."""

    suite: Suite
    name: str

    @classmethod
    def of(cls, suite: Suite) -> Rules:
        judged_by = f"{__version__} {suite.digest} {suite.equivalence}"
        return cls(suite, hashlib.sha256(judged_by.encode()).hexdigest()[:16])


def agreements(
    past: History, pinned: Run, nights: Sequence[str], suites: Mapping[str, Suite], config: Config
) -> tuple[dict[Key, Agreement], list[str]]:
    """Of the pinned run and these nights, as far as their suites are still there; and what stood in the way.

    Raises:
        StoreError: history cannot be read or written.
    """
    rules = {name: Rules.of(suite) for name, suite in suites.items()}
    kept = {_key(agreement): agreement for agreement in past.agreements(pinned.id) if _holds(agreement, rules)}
    done = {(run, suite) for run, suite, _, _ in kept}
    notices: dict[str, None] = {}
    for run_id in (pinned.id, *nights):
        # A run is loaded only where a suite of it is not yet compared: documents are large, a year has 365 nights.
        open_ = [name for name in rules if (run_id, name) not in done]
        run = pinned if run_id == pinned.id else past.load(run_id) if open_ else None
        fresh: list[Agreement] = []
        for name in open_:
            try:
                fresh += _of_suite(pinned, run or pinned, rules[name], config)
            except HarnessError as error:
                notices[f"{name}: answers are not compared with the pinned ones: {error}"] = None
        if fresh:
            past.add_agreements(fresh)
            kept |= {_key(agreement): agreement for agreement in fresh}
    return kept, list(notices)


def _key(agreement: Agreement) -> Key:
    return agreement.run, agreement.suite, agreement.case, agreement.target


def _holds(agreement: Agreement, rules: Mapping[str, Rules]) -> bool:
    return agreement.suite in rules and rules[agreement.suite].name == agreement.how


def _of_suite(pinned: Run, run: Run, rules: Rules, config: Config) -> Iterator[Agreement]:
    """Every case and target that both runs asked; nothing where one of them has no such suite."""
    first, later = _suite(pinned, rules.suite.name), _suite(run, rules.suite.name)
    if first is None or later is None:
        return
    itself = run.id == pinned.id
    reference = {key: answers[0] for key, answers in _answers(first).items()}
    # The pinned run's first answer is the reference itself: compared with itself it would always agree.
    drawn = {key: answers[1:] if itself else answers for key, answers in _answers(later).items() if key in reference}
    pairs = [(key, answer) for key, answers in drawn.items() for answer in answers]
    cases = {case.id: case for case in rules.suite.cases}
    judged = say_the_same(
        rules.suite,
        Comparer.of(rules.suite.equivalence),
        [
            (_reply(reference[key], rules.suite, cases, config), _reply(answer, rules.suite, cases, config, key[0]))
            for key, answer in pairs
        ],
    )
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for (key, _), judgement in zip(pairs, judged, strict=True):
        counted[key].append(judgement.equivalent)
    for case, target in drawn:
        same = counted[case, target]
        yield Agreement(
            run=run.id,
            pinned=pinned.id,
            suite=rules.suite.name,
            case=case,
            target=target,
            how=rules.name,
            compared=len(same),
            equivalent=sum(same),
        )


def _suite(run: Run, name: str) -> SuiteResult | None:
    return next((suite for suite in run.suites if suite.name == name), None)


def _answers(suite: SuiteResult) -> dict[tuple[str, str], list[Answer]]:
    """Those that were had, by case and target, in the order of their samples."""
    by_case: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for case in suite.cases:
        for answer in sorted(case.answers, key=lambda answer: answer.sample):
            if answer.response is not None:
                by_case[case.id, answer.target].append(answer)
    return dict(by_case)


def _reply(answer: Answer, suite: Suite, cases: Mapping[str, Case], config: Config, case: str = "") -> Reply:
    steps = answer.steps
    if not steps and answer.response is not None:
        steps = (StepTaken("", _question(suite, cases.get(case), answer.target, config), answer.response),)
    broken = next((check.reason for check in answer.checks if check.assertion == STEPS and check.outcome == "fail"), "")
    return Reply(response=answer.response, steps=steps, broken=broken)


def _question(suite: Suite, case: Case | None, target: str, config: Config) -> str:
    """What the user said last; nothing where the case or the target is no longer there."""
    if case is None or target not in config.targets:
        return ""
    try:
        return asked(opening_request(suite, case, config.targets[target]))
    except InputError:
        return ""
