"""What is to be said beside the results: where an instrument or a suite proves less than it seems to.

None of it is trouble: the run is complete, and no remark decides a verdict.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from harness.comparison.depth import out_of_depth
from harness.comparison.served import other_models, served_models
from harness.equivalence.comparer import Comparer
from harness.equivalence.detection import is_program
from harness.equivalence.documents import is_document
from harness.guards.truncation import breaks_off
from harness.model.comparison import Comparison
from harness.model.result import SuiteResult
from harness.model.suite import Suite
from harness.planning.plan import Plan
from harness.suitefile.references import is_read
from harness.summary.phrases import count_of, percent
from harness.visible import shorten

OPEN = 0.8
"""A baseline that agrees with itself less often than this answers an open task: then nearly any answer might do."""
BROKEN, FEWEST_BROKEN = 0.2, 2
"""Share and number of a target's answers that break off, from which on it is told."""
MOST = 200
"""Answers of the baseline that are looked at."""
LONG = 100
"""Characters from which on a variable's value is no mere word that cases share by chance."""


def remarks(plan: Plan, results: Sequence[SuiteResult], comparers: Mapping[str, Comparer]) -> Iterator[str]:
    """Suite by suite."""
    for suite, result in zip(plan.suites, results, strict=True):
        yield from _served(plan, result)
        yield from itertools.chain.from_iterable(_floor(suite, comparison) for comparison in result.comparisons[:1])
        yield from _alike(suite)
        yield from _shared(suite)
        yield from out_of_depth(suite, result, comparers[suite.name].means)
        yield from _kinds_as_text(suite, result)
        yield from _broken_off(suite, result)


def _broken_off(suite: Suite, result: SuiteResult) -> Iterator[str]:
    """Where many answers of a target end in the middle: two that break off at one place are alike and say nothing."""
    had: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    prose = suite.output.type == "text"
    for answer in result.answers:
        if answer.response is not None:
            had[answer.target] += 1
            broken[answer.target] += breaks_off(answer.response, prose=prose)
    for target, count in broken.items():
        if count >= FEWEST_BROKEN and count >= BROKEN * had[target]:
            where = "mid-sentence" if prose else "at the limit of their length"
            yield (
                f"{suite.name}: {count:,} of {count_of(had[target], 'answer')} of {target} break off {where}: raise"
                " `max_tokens`; halves of answers say nothing of what would have followed"
            )


def _kinds_as_text(suite: Suite, result: SuiteResult) -> Iterator[str]:
    """Where all that the baseline answers is JSON or code and the suite does not say so: as text `4` is `"4"`, and
    signs of a program are mere punctuation.
    """
    if suite.output.type != "text" or suite.equivalence.ask == "checks":
        return
    said = (answer.response for answer in result.answers if answer.target == suite.baseline)
    texts = [response.text for response in itertools.islice(said, MOST) if response is not None]
    if len(texts) > 1 and all(map(is_document, texts)):
        yield (
            f"{suite.name}: all answers of {suite.baseline} are JSON, and are compared as text; with output: {{type:"
            " json} every value counts"
        )
    elif len(texts) > 1 and all(map(is_program, texts)):
        yield (
            f"{suite.name}: all answers of {suite.baseline} are code, and are compared as text; with output: {{type:"
            " code} they are compared as code"
        )


def _served(plan: Plan, result: SuiteResult) -> Iterator[str]:
    for name, served in served_models(result.answers).items():
        target = plan.config.targets[name]
        for model, count in other_models(target, served).items():
            yield (
                f"{result.name}: {name} was asked for as {shorten(target.model, 60)}, and {shorten(model, 60)} answered"
                f" ({count_of(count, 'answer')}): no verdict rests on it unless `served:` of the target allows it"
            )


def _floor(suite: Suite, comparison: Comparison) -> Iterator[str]:
    floor = comparison.noise_floor
    if floor is not None and suite.least <= floor < OPEN and suite.equivalence.ask == "same":
        yield (
            f"{suite.name}: {suite.baseline} agrees with itself in {percent(floor)} of the cases only: these answers"
            " are open; add assertions, or have a judge asked whether they are as good (equivalence: {ask: as-good})"
        )


def _alike(suite: Suite) -> Iterator[str]:
    """Cases that ask the same were joined, which nobody wrote down."""
    asked = [case for case in suite.cases if not case.skip.keys() >= set(suite.targets)]
    again = Counter(suite.alike[case.id] for case in asked if case.id in suite.alike)
    regrouped = {suite.alike[case.id] for case in asked if case.id in suite.regrouped and case.id in suite.alike}
    repeated = again.total() - len(again)
    if any(again[first] > 1 for first in regrouped):
        yield (
            f"{suite.name}: {count_of(len(asked), 'case')} ask {len(asked) - repeated:,} different"
            f" {'thing' if len(asked) - repeated == 1 else 'things'}; cases that ask the same are one group, and"
            " one unit of evidence"
        )


def _shared(suite: Suite) -> Iterator[str]:
    """A text that all cases share is a part of the prompt; several texts that share the cases out among them are what
    makes cases alike.
    """
    if suite.group_by or any(case.group is not None and case.id not in suite.regrouped for case in suite.cases):
        return
    texts: dict[str, Counter[bytes]] = defaultdict(Counter)
    for name, value in (variable for case in suite.cases for variable in case.vars.items()):
        values = texts[name]
        if isinstance(value, str) and len(value) >= LONG:
            # The texts of many thousands of cases need not be in memory together.
            values[hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=16).digest()] += 1
    for name, values in texts.items():
        cases = values.total()
        # One text for all is a fixed policy or manual, which is no grouping.
        if 1 < len(values) <= cases / 2:
            yield (
                f"{suite.name}: {cases} cases have but {len(values)} different texts in {name!r}: cases with the same"
                f" text that fare alike are no independent evidence (`group_by: {name}`)"
            )


def unread_references(suites: Sequence[Suite]) -> Iterator[str]:
    """A reference answer that nothing is held against looks like a check and is none. In one remark, which leads and is
    short: of this nothing may be cut off.
    """
    unread = {
        suite.name: sum(case.expected is not None and not is_read(case, suite.steps) for case in suite.cases)
        for suite in suites
    }
    names = [name for name, cases in unread.items() if cases]
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield (
            f"`expected` is no check (assert: [matches-expected]): {shorten(names[0], 40)}{more},"
            f" {sum(unread.values()):,} of {sum(len(suite.cases) for suite in suites if unread[suite.name]):,} cases"
        )
