"""What breaks when a candidate takes over: a few plain classes, and the worst cases side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median

from harness.model.result import Answer, CaseResult, Check, Comparison, Run, SuiteResult
from harness.summary import phrases, whys
from harness.summary.cells import answers_to
from harness.summary.phrases import SIDE
from harness.visible import cut, one_line, shorten

BY_ASSERTION = {
    "is-refusal": "refused",
    "is-json": "format",
    "is-sql": "format",
    "is-xml": "format",
    "is-html": "format",
    "is-valid-openai-tools-call": "tool call",
    "latency": "slower",
    "cost": "dearer",
}
SLOWER, DEARER = 1.5, 1.2
"""A case counts as slower or dearer from so many times the baseline's on; neither changes the verdict."""
LEAST_SLOWER_S = 0.5
WORDS = 400
"""Words of each answer that are held against each other."""
_WHOLE = 8_000  # characters


@dataclass(frozen=True, slots=True)
class Side:
    """What one target's answers to a suite took: seconds and US dollars; None where nothing was measured."""

    latency_s: float | None
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class Worst:
    """One case side by side; words that differ stand in `[-…-]` and `{+…+}`."""

    case: str
    why: str
    baseline: str
    candidate: str


def verdict(one: Comparison) -> str:
    """`ports: 0 % [-9.8 %, +9.8 %] over 48 cases, margin 10 %`."""
    if one.difference is None or one.lower is None or one.upper is None:
        return f"{one.verdict.replace('-', ' ')}: nothing could be measured"
    words = f"{one.verdict.replace('-', ' ')}: {_signed(one.difference)} [{_signed(one.lower)}, {_signed(one.upper)}]"
    return f"{words} over {phrases.count_of(one.cases, 'case')}, margin {phrases.percent(one.margin)}"


def classes(suite: SuiteResult, candidate: str) -> list[tuple[str, int]]:
    """In how many cases each class of break occurs, the most frequent first."""
    found = Counter(name for case in suite.cases for name in set(_of_case(suite, case, candidate)))
    return sorted(found.items(), key=lambda counted: (-counted[1], counted[0]))


def worst(suite: SuiteResult, candidate: str, most: int = 3) -> list[Worst]:
    """The cases with the lowest score first."""
    found = []
    for case in suite.cases:
        why = whys.of_case(suite, case, candidate)
        if why is not None and why.measured and not why.unstable:
            answer = min(answers_to(case, candidate), key=_goodness)
            found.append((_goodness(answer), case, answer, why.text))
    found.sort(key=lambda row: row[0])
    return [Worst(case.id, why, *_sides(suite, case, answer)) for _, case, answer, why in found[:most]]


def side(suite: SuiteResult, target: str) -> Side:
    """Median latency and the sum of costs."""
    answers = [answer for case in suite.cases for answer in answers_to(case, target)]
    latencies = [one.response.latency_s for one in answers if one.response and one.response.latency_s is not None]
    costs = [one.cost_usd for one in answers if one.cost_usd is not None]
    return Side(median(latencies) if latencies else None, sum(costs) if costs else None)


def beside(baseline: Side, candidate: Side) -> str:
    """`0.8 s → 1.2 s median, $0.02 → $0.05`."""
    parts = []
    if baseline.latency_s is not None and candidate.latency_s is not None:
        parts.append(f"{phrases.duration(baseline.latency_s)} → {phrases.duration(candidate.latency_s)} median")
    if baseline.cost_usd is not None and candidate.cost_usd is not None:
        parts.append(f"{phrases.money(baseline.cost_usd)} → {phrases.money(candidate.cost_usd)}")
    return ", ".join(parts) or "latency and cost unknown"


def decision(run: Run, baseline: str, candidate: str) -> str:
    """The sentence for the decision record."""
    found = [(suite, one) for suite in run.suites for one in suite.comparisons if one.candidate == candidate]
    cases = sum(one.cases for _, one in found)
    head = (
        f"On {run.finished_at[:10]} {_named(run, candidate)} was compared with {_named(run, baseline)} on"
        f" {phrases.count_of(len(found), 'workflow')} and {phrases.count_of(cases, 'case')}: "
    )
    parts = [
        f"{words} {phrases.listed([shorten(suite.name, SIDE) for suite, _ in those], most=6)}{_claim(those, kind)}"
        for kind, words in (
            ("ports", "it ports on"),
            ("does-not-port", "does not port on"),
            ("inconclusive", "is unproven on"),
        )
        if (those := [(suite, one) for suite, one in found if one.verdict == kind])
    ]
    return head + ("; ".join(parts) or "nothing could be compared") + f" (run {run.id}, harness {run.version})."


def marked(baseline: str, candidate: str) -> tuple[str, str]:
    """Both texts on one line each, words that differ marked; only the beginning of very long ones."""
    ours, theirs = (one_line(cut(text, _WHOLE)[0]).split()[:WORDS] for text in (baseline, candidate))
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            left.append(" ".join(ours[a:b]))
            right.append(" ".join(theirs[c:d]))
            continue
        if a < b:
            left.append(f"[-{' '.join(ours[a:b])}-]")
        if c < d:
            right.append(f"{{+{' '.join(theirs[c:d])}+}}")
    return " ".join(left), " ".join(right)


def _signed(share: float) -> str:
    return ("+" if share > 0 else "") + phrases.percent(round(share, 3))


def _claim(those: Sequence[tuple[SuiteResult, Comparison]], kind: str) -> str:
    if kind != "ports":
        return ""
    margin, confidence = max(one.margin for _, one in those), min(one.confidence for _, one in those)
    return f", at most {phrases.percent(margin)} worse with {phrases.percent(confidence)} confidence"


def _named(run: Run, target: str) -> str:
    info = run.targets.get(target)
    name = shorten(target, SIDE)
    return f"{name} ({shorten(f'{info.provider} {info.model}', SIDE)})" if info else name


def _of_case(suite: SuiteResult, case: CaseResult, candidate: str) -> Iterator[str]:
    ours = answers_to(case, suite.baseline)
    for answer in answers_to(case, candidate):
        if answer.outcome == "error":
            continue
        if answer.equivalence is not None and not answer.equivalence.equivalent and case.id not in suite.unstable:
            yield from (reason.kind for reason in answer.equivalence.reasons)
            if not answer.equivalence.reasons:
                yield "changed meaning"
        yield from (
            _class_of_check(check)
            for check in answer.checks
            if check.outcome == "fail" and not check.tolerated and not answer.tolerated
        )
    theirs = answers_to(case, candidate)
    if _grew(_latencies(ours), _latencies(theirs), SLOWER, LEAST_SLOWER_S):
        yield "slower"
    if _grew(_costs(ours), _costs(theirs), DEARER, 0.0):
        yield "dearer"


def _class_of_check(check: Check) -> str:
    return BY_ASSERTION.get(check.assertion.removeprefix("not-"), "failed check")


def _grew(ours: Sequence[float], theirs: Sequence[float], times: float, least: float) -> bool:
    if not ours or not theirs:
        return False
    before, after = median(ours), median(theirs)
    return after > before * times and after - before > least


def _latencies(answers: Sequence[Answer]) -> list[float]:
    return [one.response.latency_s for one in answers if one.response and one.response.latency_s is not None]


def _costs(answers: Sequence[Answer]) -> list[float]:
    return [one.cost_usd for one in answers if one.cost_usd is not None]


def _goodness(answer: Answer) -> tuple[bool, bool, float]:
    """Lowest is worst; what could not be had is no bad answer."""
    found = answer.equivalence
    return answer.outcome == "error", answer.outcome == "pass", found.score if found else 1.0


def _sides(suite: SuiteResult, case: CaseResult, answer: Answer) -> tuple[str, str]:
    """The candidate's answer and the baseline's with the same sample, else its first."""
    ours = [one for one in answers_to(case, suite.baseline) if one.response is not None]
    beside_it = next((one for one in ours if one.sample == answer.sample), ours[0] if ours else None)
    return marked(_said(beside_it), _said(answer))


def _said(answer: Answer | None) -> str:
    if answer is None or answer.response is None:
        return ""
    return " ".join([answer.response.text, *map(phrases.tool_call, answer.response.tool_calls)])
