"""What is to be said beside the results: where an instrument or a suite proves less than it seems to.

None of it is trouble: the run is complete, and no remark decides a verdict.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from harness.comparison.depth import out_of_depth
from harness.comparison.served import other_models
from harness.equivalence.comparer import Comparer
from harness.model.result import Comparison, SuiteResult
from harness.model.suite import CheckSpec, Suite
from harness.planning.plan import Plan
from harness.visible import shorten

OPEN = 0.8
"""A baseline that agrees with itself less often than this answers an open task: then nearly any answer might do."""
LONG = 100
"""Characters from which on a variable's value is no mere word that cases share by chance."""
READ_EXPECTED = frozenset({"matches-expected", "factuality"})
"""The assertions that hold an answer against the case's `expected`; any other may name it in a template."""


def remarks(plan: Plan, results: Sequence[SuiteResult], comparers: Mapping[str, Comparer]) -> Iterator[str]:
    """Suite by suite."""
    for suite, result in zip(plan.suites, results, strict=True):
        yield from _served(plan, result)
        yield from itertools.chain.from_iterable(_floor(suite, comparison) for comparison in result.comparisons[:1])
        yield from _shared(suite)
        yield from _unread(suite)
        yield from out_of_depth(suite, result, comparers[suite.name].means)


def _served(plan: Plan, result: SuiteResult) -> Iterator[str]:
    answers = list(result.answers)
    for name in dict.fromkeys(answer.target for answer in answers):
        target = plan.config.targets[name]
        for model, count in other_models(target, (reply for reply in answers if reply.target == name)).items():
            yield (
                f"{result.name}: {name} was asked for as {shorten(target.model, 60)}, and {shorten(model, 60)} answered"
                f" ({count} answers): no verdict rests on it unless `served:` of the target allows it"
            )


def _floor(suite: Suite, comparison: Comparison) -> Iterator[str]:
    floor = comparison.noise_floor
    if floor is not None and suite.least <= floor < OPEN and suite.equivalence.ask == "same":
        yield (
            f"{suite.name}: {suite.baseline} agrees with itself in {floor:.0%} of the cases only: these answers are"
            " open; add assertions, or have a judge asked whether they are as good (equivalence: {ask: as-good})"
        )


def _shared(suite: Suite) -> Iterator[str]:
    """A text that all cases share is a part of the prompt; several texts that share the cases out among them are what
    makes cases alike.
    """
    if suite.group_by or any(case.group is not None for case in suite.cases):
        return
    for name in dict.fromkeys(name for case in suite.cases for name in case.vars):
        values = Counter(
            value for case in suite.cases if isinstance(value := case.vars.get(name), str) and len(value) >= LONG
        )
        cases = values.total()
        # One text for all is a fixed policy or manual, which is no grouping.
        if 1 < len(values) <= cases / 2:
            yield (
                f"{suite.name}: {cases} cases have but {len(values)} different texts in {name!r}: cases with the same"
                f" text that fare alike are no independent evidence (`group_by: {name}`)"
            )


def _unread(suite: Suite) -> Iterator[str]:
    """A reference answer that nothing is held against looks like a check and is none."""
    step_checks = [check for step in suite.steps for check in step.checks]
    unread = sum(
        case.expected is not None and not any(map(_reads_expected, (*case.checks, *step_checks)))
        for case in suite.cases
    )
    if unread:
        yield (
            f"{suite.name}: {unread} of {len(suite.cases)} cases have an `expected` answer that no check reads"
            " (assert: [matches-expected])"
        )


def _reads_expected(check: CheckSpec) -> bool:
    return (
        check.assertion in READ_EXPECTED
        or "expected" in f"{check.value} {dict(check.options)}"
        or any(map(_reads_expected, check.children))
    )
