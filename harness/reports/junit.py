"""JUnit XML for CI servers: a test case for each case and target, and one for each comparison.

A wrong answer is a failure, an answer that could not be had or judged an error, an inconclusive
comparison skipped. What XML cannot hold is spelled out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from harness.model.result import Answer, CaseResult, Outcome
from harness.model.summary import SuiteSummary, Summary, Takeover, ratio
from harness.spool.sequence import kept
from harness.summary import phrases, whys
from harness.visible import cut, shorten, visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SUFFIX = ".xml"
MESSAGE = 500
OUTPUT = 4000
"""Characters of an answer shown with its failure."""
# Non-characters of the higher planes are no trouble to expat, but to stricter readers.
_NON_CHARACTERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_FORBIDDEN = re.compile(f"[{_NON_CHARACTERS}]")
_Kind = Literal["failure", "error", "skipped"]
_COUNTS: dict[str, _Kind] = {"failures": "failure", "errors": "error", "skipped": "skipped"}


@dataclass(frozen=True, slots=True)
class _Test:
    name: str
    seconds: float = 0.0
    kind: _Kind | None = None
    message: str = ""
    details: str = ""
    output: str = ""


def render(summary: Summary) -> Iterator[str]:
    """An element of `xml.etree` for each test, written before the next is made: a run may have 100,000 answers."""
    from xml.etree.ElementTree import Element

    tests = {suite.result.name: kept(_tests(suite)) for suite in summary.suites}
    head, end = _around(Element("testsuites", {"name": "harness", **_counts(tests.values())}))
    yield f"<?xml version='1.0' encoding='utf-8'?>\n{head}\n"
    for suite in summary.suites:
        yield from _suite(summary, suite, tests[suite.result.name])
    yield f"{end}\n"


def _around(element: Element) -> tuple[str, str]:
    """What stands before and after all that is to be in the element."""
    from xml.etree.ElementTree import tostring

    written = tostring(element, "unicode", short_empty_elements=False)
    return written[: written.index("</")], written[written.index("</") :]


def _suite(summary: Summary, suite: SuiteSummary, tests: Sequence[_Test]) -> Iterator[str]:
    from xml.etree.ElementTree import Element, SubElement, tostring

    name, path, run = _attribute(suite.result.name), _attribute(suite.result.path), summary.run
    about_it = {"name": name, "timestamp": _attribute(run.started_at), **_counts([tests])}
    head, end = _around(Element("testsuite", about_it))
    properties = Element("properties")
    about = {"path": path, "baseline": suite.result.baseline, "digest": suite.result.digest, "run": run.id}
    if summary.judged_before:
        about["judged"] = summary.judged_before
    for key, value in about.items():
        SubElement(properties, "property", {"name": key, "value": _attribute(value)})
    yield head + tostring(properties, "unicode")
    for test in tests:
        place = {"classname": name, "name": _attribute(test.name), "file": path, "time": f"{test.seconds:.3f}"}
        element = Element("testcase", place)
        if test.kind is not None:
            SubElement(element, test.kind, {"message": _attribute(test.message)}).text = _text(test.details)
        if test.output:
            SubElement(element, "system-out").text = _text(test.output)
        yield tostring(element, "unicode")
    said = "\n".join(filter(None, [*summary.sentences, summary.totals, summary.judged_before, *summary.remarks]))
    spoken = Element("system-out")
    spoken.text = _text(said)
    yield f"{tostring(spoken, 'unicode')}{end}\n"


def _tests(suite: SuiteSummary) -> Iterator[_Test]:
    cases = suite.result.cases
    targets = dict.fromkeys(answer.target for case in cases for answer in case.answers)
    for case in cases:
        for target in targets:
            samples = case.answers_to(target)
            if samples:
                yield _of_case(case, target, samples)
    for takeover in suite.takeovers.values():
        yield _of_comparison(suite, takeover)


def _of_case(case: CaseResult, target: str, samples: Sequence[Answer]) -> _Test:
    """Trouble outranks failure: a case that was not measured completely is called neither wrong nor right."""
    worst = min(samples, key=lambda answer: ("error", "fail", "skip", "pass").index(_outcome(answer)))
    kinds: dict[str, _Kind] = {"error": "error", "fail": "failure", "skip": "skipped"}
    seconds = sum((answer.response.latency_s or 0.0) for answer in samples if answer.response)
    name, output = f"{case.id}[{target}]", _differences(samples)
    if _outcome(worst) not in kinds:
        return _Test(name, seconds, output=output)
    expected = not any(answer.counts_against for answer in samples)
    kind: _Kind = "skipped" if worst.outcome == "fail" and expected else kinds[worst.outcome]
    which = f"sample {worst.sample + 1} of {len(samples)}\n" if len(samples) > 1 else ""
    return _Test(name, seconds, kind, _why(worst), which + _details(worst), output)


def _outcome(answer: Answer) -> Outcome:
    return "pass" if answer.acceptable else answer.outcome


def _why(answer: Answer) -> str:
    if answer.outcome == "error":
        return whys.trouble(answer)
    if answer.outcome == "skip":
        return "; ".join(whys.failed_check(check) for check in answer.checks)
    failed = [whys.failed_check(check) for check in answer.checks if check.outcome == "fail" and not check.tolerated]
    return "; ".join(failed) or answer.outcome


def _details(answer: Answer) -> str:
    lines = [f"{check.outcome}: {check.label}: {shorten(check.reason, MESSAGE)}" for check in answer.checks]
    text = answer.response.text if answer.response else answer.trouble.partial if answer.trouble else ""
    text, left = cut(text, OUTPUT)
    if text:
        lines += ["", "answer:", text + (f"\n({left:,} more characters)" if left else "")]
    return "\n".join(lines)


def _differences(samples: Sequence[Answer]) -> str:
    differing = [answer.equivalence for answer in samples if answer.equivalence and not answer.equivalence.equivalent]
    if not differing:
        return ""
    words = [whys.difference(reason) for equivalence in differing for reason in equivalence.reasons[:5]]
    return "differs from the baseline: " + "; ".join(words or ["means something else"])


def _of_comparison(suite: SuiteSummary, takeover: Takeover) -> _Test:
    comparison = takeover.comparison
    evidence = f"{ratio(comparison.matches, comparison.cases)} cases answered as well as by the baseline"
    if comparison.lower is not None and comparison.upper is not None:
        evidence += (
            f"; difference between {phrases.percent(comparison.lower)} and {phrases.percent(comparison.upper)}"
            f" (margin {phrases.percent(comparison.margin)}, confidence"
            f" {phrases.percent(comparison.confidence)} a side)"
        )
    name, details = f"ports[{comparison.candidate}]", "\n".join([evidence, *takeover.evidence, *comparison.reasons])
    unsettled = suite.unsettled.get(comparison.candidate)
    if unsettled is not None:
        return _Test(name, 0.0, "skipped", f"inconclusive: {unsettled.remedy}", details)
    if comparison.verdict == "does-not-port":
        return _Test(name, 0.0, "failure", "does not port", details)
    return _Test(name, output=details)


def _counts(tests: Iterable[Sequence[_Test]]) -> dict[str, str]:
    """Of all suites' tests together."""
    kinds: Counter[_Kind | None] = Counter()
    seconds = 0.0
    for test in (test for of_suite in tests for test in of_suite):
        kinds[test.kind] += 1
        seconds += test.seconds
    counts = {name: str(kinds[kind]) for name, kind in _COUNTS.items()}
    return {"tests": str(kinds.total()), **counts, "time": f"{seconds:.3f}"}


def _text(text: str) -> str:
    return _allowed(cut(text, 4 * OUTPUT)[0])


def _attribute(text: str) -> str:
    return _allowed(cut(text, MESSAGE)[0])


def _allowed(text: str) -> str:
    """`xml.etree` escapes markup but writes characters that no XML can hold; those are spelled out here."""
    return _FORBIDDEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", visible(text))
