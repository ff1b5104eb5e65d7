"""What forbids a verdict, or leaves it open, and how that is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean

from harness.comparison.material import Material, weights_of
from harness.comparison.rates import CaseRates
from harness.model.comparison import Cause
from harness.stats.placebo import Placebo
from harness.summary.phrases import percent
from harness.visible import shorten

MISSING_SHARE = 0.05
"""A verdict is withheld once more than this share of the cases could not be measured."""
Reason = tuple[Cause, str]


def obstacles(material: Material, rates: Sequence[CaseRates], shuffles: Placebo | None) -> Iterator[Reason]:
    """What forbids any verdict, the one that has to be mended first in front."""
    suite, baseline, compared = material.suite, material.suite.baseline, material.tally.pairs
    if not compared:
        yield "nothing compared", f"all {material.skipped} cases are skipped, left out or known to fail"
        return
    if material.only_failed:
        # Whatever they show now: of cases chosen for failing, nothing follows for the others, in either direction.
        yield (
            "only failed cases",
            f"{compared} of {compared + material.skipped} cases, chosen for having failed: a verdict needs them all",
        )
        return
    missing = compared - len(rates)
    if missing > MISSING_SHARE * compared:
        yield (
            "cases missing",
            f"{missing} of {compared} cases could not be measured: more than {percent(MISSING_SHARE)}",
        )
    if not rates:
        return
    weights = weights_of(rates)
    passing = fmean([rate.checks[0] for rate in rates], weights)
    agreeing = fmean([rate.baseline for rate in rates], weights)
    if passing < suite.least:
        yield (
            "baseline fails",
            (
                f"{baseline} itself passes its checks in {percent(passing)} of the cases, below `least`"
                f" ({percent(suite.least)}): there is nothing to port until it works"
            ),
        )
    elif agreeing < suite.least:
        yield "too open", _too_open(material, agreeing)
    elif shuffles is not None and (shuffles.ports or shuffles.rate > agreeing - suite.equivalence.margin):
        # The mean alone suffices: of few cases nothing ports, and a blind instrument would look sharp.
        yield "placebo ports", _placebo_ports(material, shuffles)
    yield from (
        ("other model served", _other_model(target, models)) for target, models in material.served.items() if models
    )


def by_meaning_alone(material: Material, rates: Sequence[CaseRates]) -> str:
    doubtful = sum(rate.at_best > rate.as_well for rate in rates)
    if [step.output.type for step in material.suite.steps[-1:]] == ["code"]:
        return (
            f"{material.candidate} differs in {doubtful} of {len(rates)} cases by the form of its code alone: no"
            " constant, operator or call is another, and other code for the same would look like that; checks that run"
            " it (passes-tests), or --allow-exec, can tell"
        )
    return (
        f"{material.candidate} differs in {doubtful} of {len(rates)} cases by meaning alone, at scores where readers"
        " call many answers the same: other words for the same would look like that; checks that name what an answer"
        " must hold, or a judge (equivalence: {judge: TARGET}), can tell"
    )


def _too_open(material: Material, agreeing: float) -> str:
    suite = material.suite
    if suite.equivalence.ask == "as-good":
        return (
            f"{suite.equivalence.judge} finds {suite.baseline}'s own next answers as good in {percent(agreeing)} of the"
            f" cases only, below `least` ({percent(suite.least)}): add assertions, or ask another judge"
        )
    return (
        f'the answers are too open for "the same": {suite.baseline} agrees with itself in {percent(agreeing)} of the'
        f" cases, below `least` ({percent(suite.least)}); add assertions, or ask a judge whether answers are as good"
        " (equivalence: {ask: as-good, judge: TARGET})"
    )


def _placebo_ports(material: Material, shuffles: Placebo) -> str:
    answer, share = _commonest_answer(material)
    remedy = (
        f"{percent(share)} of the cases want the answer {answer}: add cases that want another"
        if share > 1 - material.suite.equivalence.margin
        else "add assertions that name what the answer to each case must hold"
    )
    return (
        f"{material.candidate}'s answers to other cases would count in {percent(shuffles.rate)} of the cases, so right"
        f" cannot be told from wrong; {remedy}"
    )


def _commonest_answer(material: Material) -> tuple[str, float]:
    texts = Counter(
        answer.response.text.strip().casefold()
        for pair in material.pairs
        for answer in pair.baseline[:1]
        if answer.response
    )
    answer, count = texts.most_common(1)[0] if texts else ("", 0)
    return repr(shorten(answer, 30)), count / max(texts.total(), 1)


def _other_model(target: str, models: Counter[str]) -> str:
    names = ", ".join(f"{shorten(name, 60)} ({count})" for name, count in models.most_common(3))
    return f"{target} was answered by {names}, which nobody asked for; `served: [MODEL]` of the target allows it"
