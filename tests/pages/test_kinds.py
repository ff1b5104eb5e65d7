from __future__ import annotations

from collections import Counter

import factories
from hypothesis import given, settings

from harness.model.result import Run
from harness.pages import kinds
from harness.pages.run import shares
from harness.pages.section import SuiteSurvey
from harness.summary import tally
from harness.summary.whys import of_case


def kinds_of(run: Run, targets: tuple[str, ...]) -> tuple[kinds.FilterChoice, ...]:
    return kinds.kinds_of(sum((SuiteSurvey(suite, targets, 9).kinds for suite in run.suites), Counter()))


@settings(max_examples=60, deadline=None)
@given(factories.runs())
def test_what_is_filtered_is_what_is_told(run: Run) -> None:
    targets = tally.of(run).targets
    numbers = {kind.name: kind.number for kind in kinds_of(run, targets)}
    for suite in run.suites:
        for case in suite.cases:
            found = list(kinds.bad(case, targets))
            told = {
                target: why
                for target in targets
                if (why := of_case(suite, case.id, target, case.by_target())) is not None
            }
            assert {one.target for one in found} == set(told)
            assert all(one.missing == (not told[one.target].measured) for one in found)
            assert len(kinds.tokens(found, targets, numbers).split()) == len(found)


def test_kinds_and_tokens() -> None:
    both = factories.differing("llama", "x", ("numbers", "1", "2"), ("negation", "is", "is not"), outcome="fail")
    case = factories.case("c", factories.answer("gpt"), both, factories.troubled("claude", "timeout"))
    run = factories.run(factories.suite("s", [case]))
    targets = tally.of(run).targets
    assert targets == ("gpt", "claude", "llama")
    found = kinds_of(run, targets)
    assert [(kind.name, kind.cases) for kind in found] == [
        ("timeout", 1),
        ("numbers", 1),
        ("negation", 1),
        ("check", 1),
    ]
    numbers = {kind.name: kind.number for kind in found}
    assert kinds.tokens(list(kinds.bad(case, targets)), targets, numbers) == "1m0 2b1,2,3"


def test_samples_that_do_not_agree_are_unstable() -> None:
    good, bad = factories.answer("gpt"), factories.failing("gpt", "x", "no", sample=1)
    lost = factories.troubled("claude", sample=1)
    case = factories.case("c", good, bad, factories.answer("claude"), lost)
    assert kinds.unstable(case, ("gpt", "claude")) == ["gpt"]


def test_small_suites_are_shown_whole() -> None:
    assert shares([5, 5000, 20], 100) == [5, 75, 20]
    assert shares([5, 7], 100) == [5, 7]
    assert shares([], 100) == []
