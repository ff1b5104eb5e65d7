"""JUnit XML for CI servers: a test case for each case and target, and one for each comparison.

A wrong answer is a failure, an answer that could not be had or judged an error, an inconclusive
comparison skipped. What XML cannot hold is spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from harness.model.result import Answer, CaseResult, Comparison, Outcome, Run, SuiteResult
from harness.summary import phrases
from harness.summary.cells import answers_to, ratio
from harness.summary.sentence import sentences
from harness.summary.settling import what_would_settle
from harness.summary.totals import remarks, totals_line
from harness.visible import cut, shorten, visible

SUFFIX = ".xml"
MESSAGE = 500
OUTPUT = 4000
"""Characters of an answer shown with its failure."""
# Non-characters of the higher planes are no trouble to expat, but to stricter readers.
_NON_CHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_FORBIDDEN = re.compile(f"[{_NON_CHARACTERS}]")
_Kind = Literal["failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class _Test:
    name: str
    seconds: float = 0.0
    kind: _Kind | None = None
    message: str = ""
    details: str = ""
    output: str = ""


def render(run: Run) -> Iterator[str]:
    tests = {suite.name: list(_tests(suite)) for suite in run.suites}
    every = [test for those in tests.values() for test in those]
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f"<testsuites name={_attribute('harness')} {_counts(every)}>\n"
    for suite in run.suites:
        yield from _suite(run, suite, tests[suite.name])
    yield "</testsuites>\n"


def _suite(run: Run, suite: SuiteResult, tests: Sequence[_Test]) -> Iterator[str]:
    head = f"name={_attribute(suite.name)} timestamp={_attribute(run.started_at)} {_counts(tests)}"
    yield f"<testsuite {head}>\n<properties>\n"
    for name, value in (("path", suite.path), ("baseline", suite.baseline), ("digest", suite.digest), ("run", run.id)):
        yield f"<property name={_attribute(name)} value={_attribute(value)}/>\n"
    yield "</properties>\n"
    for test in tests:
        yield from _testcase(suite, test)
    said = "\n".join([*sentences(run), totals_line(run), *remarks(run)])
    yield f"<system-out>{_text(said)}</system-out>\n</testsuite>\n"


def _testcase(suite: SuiteResult, test: _Test) -> Iterator[str]:
    names = f"classname={_attribute(suite.name)} name={_attribute(test.name)} file={_attribute(suite.path)}"
    yield f'<testcase {names} time="{test.seconds:.3f}">'
    if test.kind is not None:
        yield f"<{test.kind} message={_attribute(test.message)}>{_text(test.details)}</{test.kind}>"
    if test.output:
        yield f"<system-out>{_text(test.output)}</system-out>"
    yield "</testcase>\n"


def _tests(suite: SuiteResult) -> Iterator[_Test]:
    targets = dict.fromkeys(answer.target for case in suite.cases for answer in case.answers)
    for case in suite.cases:
        for target in targets:
            samples = answers_to(case, target)
            if samples:
                yield _of_case(case, target, samples)
    for comparison in suite.comparisons:
        yield _of_comparison(comparison)


def _of_case(case: CaseResult, target: str, samples: Sequence[Answer]) -> _Test:
    """Trouble outranks failure: a case that was not measured whole is not called wrong or right."""
    worst = min(samples, key=lambda answer: ("error", "fail", "skip", "pass").index(_outcome(answer)))
    kind: dict[str, _Kind] = {"error": "error", "fail": "failure", "skip": "skipped"}
    name, seconds = f"{case.id}[{target}]", sum((one.response.latency_s or 0.0) for one in samples if one.response)
    if _outcome(worst) not in kind:
        return _Test(name, seconds, output=_differences(samples))
    expected = not any(answer.counts_against for answer in samples)
    chosen: _Kind = "skipped" if worst.outcome == "fail" and expected else kind[worst.outcome]
    return _Test(name, seconds, chosen, _why(worst), _details(worst), _differences(samples))


def _outcome(answer: Answer) -> Outcome:
    return "pass" if answer.acceptable else answer.outcome


def _why(answer: Answer) -> str:
    if answer.outcome == "error":
        return phrases.trouble(answer)
    if answer.outcome == "skip":
        return "; ".join(phrases.failed_check(check) for check in answer.checks)
    failed = [phrases.failed_check(check) for check in answer.checks if check.outcome == "fail" and not check.tolerated]
    return "; ".join(failed) or answer.outcome


def _details(answer: Answer) -> str:
    checks = [f"{check.outcome}: {check.label}: {shorten(check.reason, MESSAGE)}" for check in answer.checks]
    said, left = cut(
        answer.response.text if answer.response else answer.trouble.partial if answer.trouble else "", OUTPUT
    )
    more = f"\n({left:,} more characters)" if left else ""
    return "\n".join([*checks, *(["", "answer:", said + more] if said else [])])


def _differences(samples: Sequence[Answer]) -> str:
    found = [one.equivalence for one in samples if one.equivalence and not one.equivalence.equivalent]
    words = [phrases.difference(reason) for one in found for reason in one.reasons[:5]] or [
        "means something else"
    ] * bool(found)
    return "differs from the baseline: " + "; ".join(words) if words else ""


def _of_comparison(one: Comparison) -> _Test:
    said = f"{ratio(one.matches, one.cases)} cases answered as well as by the baseline"
    if one.lower is not None and one.upper is not None:
        said += (
            f"; difference between {phrases.percent(one.lower)} and {phrases.percent(one.upper)}"
            f" (margin {phrases.percent(one.margin)}, confidence {phrases.percent(one.confidence)} a side)"
        )
    kind: dict[str, _Kind] = {"does-not-port": "failure", "inconclusive": "skipped"}
    open_ = f"inconclusive: {what_would_settle(one)}"
    message = {"does-not-port": "does not port", "inconclusive": open_}.get(one.verdict, "")
    details = "\n".join([said, *one.reasons])
    if one.verdict not in kind:
        return _Test(f"ports[{one.candidate}]", output=details)
    return _Test(f"ports[{one.candidate}]", 0.0, kind[one.verdict], message, details)


def _counts(tests: Sequence[_Test]) -> str:
    kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = " ".join(f'{name}="{sum(test.kind == kind for test in tests)}"' for name, kind in kinds.items())
    return f'tests="{len(tests)}" {counts} time="{sum(test.seconds for test in tests):.3f}"'


def _text(text: str) -> str:
    return escape(_allowed(cut(text, 4 * OUTPUT)[0]))


def _attribute(text: str) -> str:
    return quoteattr(_allowed(cut(text, MESSAGE)[0]))


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", visible(text))
