"""For every case that did not come out well, the shortest honest why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.model.events import WorkId
from harness.model.result import Answer, CaseResult, Run, SuiteResult
from harness.summary import phrases
from harness.summary.cells import answers_to
from harness.visible import shorten

_DIFFERS = (1, 3)
"""Ranks of what is wrong only beside the baseline: a hard break, another meaning."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why one target did not do well on one case.

    `kind` is what it may be counted under; `measured` is False if it could not be had or judged at all; `unstable` is
    True if it only differs from a baseline whose own samples disagree, for which no candidate is to blame.
    """

    suite: str
    case: str
    target: str
    kind: str
    text: str
    measured: bool = True
    unstable: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one suite and target with the same why. `cases` is empty for a mere summary of `size` cases."""

    suite: str
    target: str
    label: str
    text: str
    size: int
    cases: tuple[str, ...] = ()


def whys(run: Run) -> list[Why]:
    """One for each case and target that failed, differs or could not be measured, by suite, target and case.

    Without those that only differ from a baseline which differs from itself.
    """
    return [why for suite in run.suites for why in of_suite(suite)]


def of_suite(suite: SuiteResult) -> Iterator[Why]:
    """As `whys`, for one suite."""
    targets = dict.fromkeys((suite.baseline, *(one.candidate for one in suite.comparisons)))
    targets |= dict.fromkeys(answer.target for case in suite.cases for answer in case.answers)
    for target in targets:
        for case in suite.cases:
            found = of_case(suite, case, target)
            if found is not None and not found.unstable:
                yield found


def of_case(suite: SuiteResult, case: CaseResult, target: str) -> Why | None:
    """Why `target` did not do well on `case`; None if it did."""
    samples = answers_to(case, target)
    bad = [found for answer in samples if (found := _of_answer(answer)) is not None]
    if not bad:
        return None
    rank, kind, text = min(bad, key=lambda found: found[0])
    for answer in samples:  # trouble's messages name the answer, which is told beside
        text = text.replace(f"{WorkId(suite.name, case.id, target, answer.sample)}: ", "", 1)
    alike = sum(one[0] != 0 for one in bad) if rank else sum(one[0] == 0 for one in bad)
    if len(samples) > 1:
        text += f" ({alike} of {len(samples)} samples)"
    if kind == "check" and target != suite.baseline and _fails_too(case, suite.baseline):
        text += " (as the baseline does)"
    unstable = target != suite.baseline and case.id in suite.unstable and all(found[0] in _DIFFERS for found in bad)
    if unstable:
        text += " (unstable baseline)"
    return Why(suite.name, case.id, target, kind, text, measured=rank > 0, unstable=unstable)


def grouped(found: Iterable[Why], most: int = 3) -> list[Group]:
    """Per suite and target at most `most` rows, kinds mixed, and one that sums up the rest."""
    by_place: dict[tuple[str, str], list[Why]] = {}
    for why in found:
        by_place.setdefault((why.suite, why.target), []).append(why)
    return [group for place, those in by_place.items() for group in _groups(place, those, most)]


def unchecked(run: Run) -> list[tuple[str, int, int]]:
    """Suites with cases that have no explicit check: name, how many such cases, of how many."""
    counts = [(suite.name, sum(not case.explicit for case in suite.cases), len(suite.cases)) for suite in run.suites]
    return [(name, without, cases) for name, without, cases in counts if without]


def _of_answer(answer: Answer) -> tuple[int, str, str] | None:
    """Rank (lowest first), kind and words of what is wrong with one answer."""
    if answer.outcome == "error":
        kind = answer.trouble.kind if answer.trouble else "check-error"
        return 0, kind, phrases.trouble(answer)
    reasons = answer.equivalence.reasons if answer.equivalence and not answer.equivalence.equivalent else ()
    hard = [reason for reason in reasons if reason.hard]
    if hard:
        return 1, hard[0].guard, _together([phrases.difference(reason) for reason in hard])
    failed = [check for check in answer.checks if check.outcome == "fail" and not check.tolerated]
    if answer.outcome == "fail" and not answer.tolerated:
        return 2, "check", _together([phrases.failed_check(check) for check in failed]) or "a check failed"
    if answer.equivalence and not answer.equivalence.equivalent:
        words = _together([phrases.difference(reason) for reason in reasons])
        score = f"{answer.equivalence.score:.2f}"
        return 3, reasons[0].guard if reasons else "meaning", words or f"means something else (similarity {score})"
    return None


def _together(texts: Sequence[str], most: int = 2) -> str:
    distinct = list(dict.fromkeys(texts))
    more = f" (and {len(distinct) - most} more)" if len(distinct) > most else ""
    return "; ".join(distinct[:most]) + more


def _fails_too(case: CaseResult, baseline: str) -> bool:
    return any(answer.outcome == "fail" for answer in answers_to(case, baseline))


def _groups(place: tuple[str, str], those: Sequence[Why], most: int) -> Iterator[Group]:
    by_text: dict[str, list[Why]] = {}
    for why in those:
        # Messages of trouble tend to name the case: the kind groups them better.
        by_text.setdefault(why.text if why.measured else why.kind, []).append(why)
    # A line that says "1 more" is better spent on that one.
    chosen = _mixed(list(by_text.values()), most + (len(by_text) == most + 1))
    for group in chosen:
        cases = tuple(why.case for why in group)
        yield Group(*place, _label(cases), group[0].text, len(cases), cases)
    shown = {id(why) for group in chosen for why in group}
    rest = [why for why in those if id(why) not in shown]
    if rest:
        kinds = ", ".join(
            f"{shorten(kind, 40)} {number}" for kind, number in Counter(why.kind for why in rest).most_common(5)
        )
        yield Group(*place, f"{len(rest)} more", kinds, len(rest))


def _mixed(groups: list[list[Why]], most: int) -> list[list[Why]]:
    """The first group of each kind before the second of any, in the order of the cases."""
    seen: Counter[str] = Counter()
    turns = []
    for number, group in enumerate(groups):
        turns.append((seen[group[0].kind], number))
        seen[group[0].kind] += 1
    return [groups[number] for _, number in sorted(sorted(turns)[:most], key=lambda turn: turn[1])]


def _label(cases: Sequence[str]) -> str:
    first = shorten(cases[0], 28)
    return first if len(cases) == 1 else f"{first} and {len(cases) - 1} more"
