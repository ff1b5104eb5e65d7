"""For every case that did not come out well, the shortest honest why, and what is wrong with one answer in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.model.result import Answer, Check, Difference, SuiteResult, WorkId
from harness.model.summary import Why
from harness.summary.phrases import SIDE
from harness.visible import shorten

_TROUBLE, _HARD_BREAK, _CHECK, _MEANING = range(4)
"""Ranks of what can be wrong with an answer; the lowest is told. Trouble outranks failure, as everywhere."""
NOT_DECLARED: Mapping[str, str] = {}
"""Of a case in which nobody is known to fail."""

_CONTEXT = 12
"""Characters shown before the first that differs."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one suite and target with the same why. `cases` is empty for a mere summary of `size` cases."""

    suite: str
    target: str
    label: str
    text: str
    size: int
    cases: tuple[str, ...] = ()


def of_suite(suite: SuiteResult) -> dict[tuple[str, str], Why]:
    """By case and target, one for each that failed, differs or could not be measured; target by target."""
    whys = SuiteWhys(suite)
    for case in suite.cases:
        whys.add(case.id, case.by_target(), case.xfail)
    return whys.by_case_and_target()


class SuiteWhys:
    """The whys of a suite, gathered case by case: of a long run the cases lie on disk, and are read once."""

    def __init__(self, suite: SuiteResult) -> None:
        candidates = (comparison.candidate for comparison in suite.comparisons)
        self._suite = suite
        self._by_target: dict[str, dict[str, Why]] = {target: {} for target in (suite.baseline, *candidates)}

    def add(
        self, case: str, answers: Mapping[str, Sequence[Answer]], xfail: Mapping[str, str] = NOT_DECLARED
    ) -> dict[str, Why]:
        """By target, those of the case, whose `answers` and declared failures are by target, too."""
        whys = {
            target: why for target in answers if (why := of_case(self._suite, case, target, answers, xfail)) is not None
        }
        for target in answers:
            of_target = self._by_target.setdefault(target, {})
            if target in whys:
                of_target[case] = whys[target]
        return whys

    def by_case_and_target(self) -> dict[tuple[str, str], Why]:
        return {(case, target): why for target, whys in self._by_target.items() for case, why in whys.items()}


def of_case(
    suite: SuiteResult,
    case: str,
    target: str,
    answers: Mapping[str, Sequence[Answer]],
    xfail: Mapping[str, str] = NOT_DECLARED,
) -> Why | None:
    """Why `target` did not do well on `case`, whose `answers`, and reasons to leave it out, are by target; None if it
    did.
    """
    samples = answers.get(target, ())
    # Where the baseline's own answers differ, wording is not what is wrong: a check that fails still is.
    shaky = target != suite.baseline and case in suite.unstable
    bad = [
        (*wrong, answer.sample) for answer in samples if (wrong := _of_answer(answer, checks_first=shaky)) is not None
    ]
    if not bad:
        return None
    rank, kind, text, sample = min(bad, key=lambda wrong: (wrong[0] != _CHECK if shaky else 0, wrong[0]))
    for answer in samples:  # trouble's messages name the answer, which is told beside
        text = text.replace(f"{WorkId(suite.name, case, target, answer.sample)}: ", "", 1)
    if len(samples) > 1:
        alike = sum((wrong[0] == _TROUBLE) == (rank == _TROUBLE) for wrong in bad)
        text += f" ({alike} of {len(samples)} samples)"
    if rank != _TROUBLE and (target in xfail or suite.baseline in xfail):
        text += " (declared xfail: does not count)"
    if target == suite.baseline:
        return Why(suite.name, case, target, kind, text, measured=rank != _TROUBLE, sample=sample)
    if rank == _CHECK and any(answer.outcome == "fail" for answer in answers.get(suite.baseline, ())):
        text += " (as the baseline does)"
    unstable = shaky and all(wrong[0] in (_HARD_BREAK, _MEANING) for wrong in bad)
    if unstable:
        text += " (unstable baseline)"
    return Why(suite.name, case, target, kind, text, measured=rank != _TROUBLE, unstable=unstable, sample=sample)


def _of_answer(answer: Answer, *, checks_first: bool = False) -> tuple[int, str, str] | None:
    """Rank, kind and words of what is wrong with one answer."""
    if answer.outcome == "error":
        kind = answer.trouble.kind if answer.trouble else "check-error"
        return _TROUBLE, kind, trouble(answer)
    reasons = answer.equivalence.reasons if answer.equivalence and not answer.equivalence.equivalent else ()
    hard = [reason for reason in reasons if reason.hard]
    fails = answer.outcome == "fail" and not answer.tolerated
    if hard and not (fails and checks_first):
        return _HARD_BREAK, hard[0].guard, _together([difference(reason) for reason in hard])
    if fails:
        failed = [check for check in answer.checks if check.outcome == "fail" and not check.tolerated]
        return _CHECK, "check", _together([failed_check(check) for check in failed]) or "a check failed"
    if answer.equivalence and not answer.equivalence.equivalent:
        words = _together([difference(reason) for reason in reasons])
        words = words or f"means something else (similarity {answer.equivalence.score:.2f})"
        return _MEANING, reasons[0].guard if reasons else "meaning", words
    return None


def _together(texts: Sequence[str], most: int = 2) -> str:
    distinct = list(dict.fromkeys(texts))
    more = f" (and {len(distinct) - most} more)" if len(distinct) > most else ""
    return "; ".join(distinct[:most]) + more


def difference(reason: Difference) -> str:
    """What differs, in the answers' own words: `30 days → 60 days`, `left out: "Keep the receipt."`; where nothing but
    meaning tells the answers apart, it says so: `by meaning: girls → kids`.
    """
    if reason.guard == "meaning":
        return f"by meaning: {' → '.join(contrast(reason.baseline, reason.candidate))}"
    if reason.side != "both":
        return shorten(reason.baseline if reason.side == "baseline" else reason.candidate, 2 * SIDE)
    # `$.total: 3` and `$.total: 4` have `$.total: ` in common, which need not be told twice.
    place, colon, before = reason.baseline.partition(": ")
    other, _, after = reason.candidate.partition(": ")
    if colon and place == other and len(place) < SIDE and before and after:
        head, baseline, candidate = f"{shorten(place, SIDE)}: ", before, after
    else:
        head, baseline, candidate = "", reason.baseline, reason.candidate
    baseline, candidate = contrast(baseline, candidate)
    if baseline and candidate:
        return f"{head}{baseline} → {candidate}"
    if baseline:
        return f'left out: "{baseline}"'
    return f'added: "{candidate}"' if candidate else shorten(reason.guard, SIDE)


def contrast(first: str, second: str, limit: int = SIDE) -> tuple[str, str]:
    """Both texts on one line; if one is long, from the first word that differs."""
    if first and second and max(len(first), len(second)) > limit:
        start = _first_difference(first, second)
        if start > limit // 3:
            return "…" + shorten(first[start:], limit - 1), "…" + shorten(second[start:], limit - 1)
    return shorten(first, limit), shorten(second, limit)


def failed_check(check: Check) -> str:
    """Why a check failed: its reason, else its name; and the step it belongs to."""
    step = f"step {check.step}: " if check.step else ""
    return step + (shorten(check.reason, 2 * SIDE) or shorten(check.assertion, SIDE))


def trouble(answer: Answer) -> str:
    """Why an answer could not be had or measured."""
    if answer.trouble is not None:
        kind = answer.trouble.kind.replace("-", " ")
        return f"{kind}: {shorten(answer.trouble.message, 2 * SIDE)}" if answer.trouble.message else kind
    broken = next((check for check in answer.checks if check.outcome == "error"), None)
    if broken is None:
        return "could not be measured"
    return f"{shorten(broken.label, SIDE)} could not be computed: {shorten(broken.reason, 2 * SIDE)}"


def _first_difference(first: str, second: str) -> int:
    """Where the word begins in or shortly before which two texts part."""
    length = min(len(first), len(second))
    low, high = 0, length
    while low < high:  # compares slices: a loop over characters would take seconds on megabytes
        middle = (low + high + 1) // 2
        low, high = (middle, high) if first[:middle] == second[:middle] else (low, middle - 1)
    # Some words before it show where one is.
    return first.rfind(" ", 0, max(low - _CONTEXT, 0)) + 1


def grouped(whys: Iterable[Why], most: int = 3) -> list[Group]:
    """Per suite and target at most `most` rows, kinds mixed, and one that sums up the rest."""
    by_place: dict[tuple[str, str], list[Why]] = {}
    for why in whys:
        by_place.setdefault((why.suite, why.target), []).append(why)
    return [group for place, rows in by_place.items() for group in _groups(place, rows, most)]


def _groups(place: tuple[str, str], whys: Sequence[Why], most: int) -> Iterator[Group]:
    by_text: dict[str, list[Why]] = {}
    for why in whys:
        # Messages of trouble tend to name the case: the kind groups them better.
        by_text.setdefault(why.text if why.measured else why.kind, []).append(why)
    # A line that says "1 more" is better spent on that one.
    chosen = _mixed(list(by_text.values()), most + (len(by_text) == most + 1))
    for alike in chosen:
        cases = tuple(why.case for why in alike)
        first = shorten(cases[0], 28)
        label = first if len(cases) == 1 else f"{first} and {len(cases) - 1} more"
        yield Group(*place, label, alike[0].text, len(cases), cases)
    listed = {id(why) for alike in chosen for why in alike}
    rest = [why for why in whys if id(why) not in listed]
    if rest:
        kinds = Counter(why.kind for why in rest).most_common(5)
        text = ", ".join(f"{shorten(kind, 40)} {number}" for kind, number in kinds)
        yield Group(*place, f"{len(rest)} more", text, len(rest))


def _mixed(groups: list[list[Why]], most: int) -> list[list[Why]]:
    """The first group of each kind before the second of any, in the order of the cases."""
    seen: Counter[str] = Counter()
    turns = []
    for number, group in enumerate(groups):
        turns.append((seen[group[0].kind], number))
        seen[group[0].kind] += 1
    return [groups[number] for _, number in sorted(sorted(turns)[:most], key=lambda turn: turn[1])]
