"""From the rates of the cases to a comparison: what the bounds say, and what forbids saying it.

A claim reaches as far as its evidence. The bounds are `stats/`'s; here stands what they may be read as (DESIGN.md,
section 6): nothing is said of what was not compared, of a baseline without a floor, or by an instrument that takes
any answer for a good one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from harness.comparison.material import Material, weights_of
from harness.comparison.obstacles import MISSING_SHARE, by_meaning_alone, obstacles
from harness.comparison.rates import CaseRates, one_a_question, shuffled
from harness.model.comparison import Comparison, PassRate
from harness.stats.draws import draws_of
from harness.stats.evidence import Evidence, Method, paired_cases, refutes_anytime, refutes_fixed, refutes_yes_no
from harness.stats.noninferiority import NonInferiority, judge, p_value
from harness.stats.placebo import Placebo, placebo


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison taken alone, with the evidence from which it can be judged again at another level: that answers
    count as often, and that they pass their checks as often.
    """

    comparison: Comparison
    evidence: Evidence
    by_checks: Evidence
    share: float = 1.0

    def judged(self, confidence: float) -> NonInferiority:
        """At that confidence, or what a share of the error rate leaves of it."""
        level = 1 - self.share * (1 - confidence)
        return _with_checks(*(judge(evidence, self.comparison.margin, level) for evidence in self._evidence()))

    def p_value(self) -> float:
        """Of *ports*: the larger of both, since both have to hold (an intersection-union test: Berger, Technometrics
        24, 1982).
        """
        return max(p_value(evidence, self.comparison.margin) for evidence in self._evidence())

    def _evidence(self) -> tuple[Evidence, Evidence]:
        return self.evidence, self.by_checks


def compare(material: Material) -> Compared:
    """The comparison of a candidate with the baseline, as if it were the only one of its run."""
    suite = material.suite
    rates = material.tally.rates
    if suite.claim == "these-cases":
        rates = [rate for rate in rates if rate.answers]  # a judge may have failed on the one pair that counts here
    evidence, by_checks = _evidence(material, rates), _by_checks(material, rates)
    finding, doubted = _finding(material, rates, evidence, by_checks)
    shuffles = _placebo(material, rates)
    reasons = list(obstacles(material, rates, shuffles))
    withheld = bool(reasons)
    if not withheld and finding.verdict == "inconclusive" and _floor_matters(rates):
        none = f"no answer of {material.candidate} agrees, and " if not any(rate.as_well for rate in rates) else ""
        why = (
            f"{none}{suite.baseline} was asked once a case, so another wording cannot be told from what its own"
            f" next answer would be; {material.floor_command}"
        )
        reasons.append(("noise floor unknown", why))
    elif doubted:
        reasons.append(("by meaning alone", by_meaning_alone(material, rates)))
    weights = weights_of(rates)
    # The noise floor, of the cases where it is known and weighed like them.
    known = [(rate.floor, rate.weight) for rate in rates if len(rate.checked[0]) > 1 and rate.floor is not None]
    comparison = Comparison(
        candidate=material.candidate,
        verdict="inconclusive" if withheld else finding.verdict,
        cases=len(rates),
        missing=material.tally.pairs - len(rates),
        matches=sum(rate.as_well for rate in rates),
        difference=finding.difference,
        # Bounds are about cases like these, and no others were chosen like these.
        lower=None if material.only_failed else finding.lower,
        upper=None if material.only_failed else finding.upper,
        margin=suite.equivalence.margin,
        confidence=suite.equivalence.confidence,
        pass_rate=PassRate(*material.tally.pass_rates),
        noise_floor=fmean([floor for floor, _ in known], [weight for _, weight in known]) if known else None,
        cases_needed=None if withheld else finding.cases_needed,
        samples_needed=None if withheld else finding.samples_needed,
        leads_to=None if withheld else finding.leads_to,
        groups=finding.groups,
        weight=sum(weights) if any(weight != 1 for weight in weights) else None,
        claim=suite.claim,
        draws=finding.draws,
        gained=sum(rate.as_well > rate.baseline and not _is_lost(rate) for rate in rates),
        lost=sum(map(_is_lost, rates)),
        skipped=material.skipped,
        xfailed=material.xfailed,
        placebo=shuffles.rate if shuffles else None,
        ask=suite.equivalence.ask,
        judge=suite.equivalence.judge,
        preferences=material.preferences,
        budgets=material.budgets,
        causes=tuple(cause for cause, _ in reasons),
        reasons=tuple(f"{cause}: {sentence}" for cause, sentence in reasons),
    )
    return Compared(comparison, evidence, by_checks, material.share)


def _evidence(material: Material, rates: Sequence[CaseRates]) -> Evidence:
    """That the candidate's answers count as often as the baseline's own would."""
    if material.suite.equivalence.ask == "checks":
        return _by_checks(material, rates)
    if material.suite.claim == "these-cases":
        rates = one_a_question(rates)
        return draws_of([rate.further for rate in rates], [rate.answers for rate in rates], weights_of(rates))
    return _paired(material, rates, [rate.floor for rate in rates], [rate.candidate for rate in rates])


def _by_checks(material: Material, rates: Sequence[CaseRates]) -> Evidence:
    """That the candidate passes the checks as often, whatever its answers say beyond."""
    if material.suite.claim == "these-cases":
        rates = one_a_question(rates)
        return draws_of([rate.checked[0] for rate in rates], [rate.checked[1] for rate in rates], weights_of(rates))
    return _paired(material, rates, [rate.checks[0] for rate in rates], [rate.checks[1] for rate in rates])


def _paired(
    material: Material, rates: Sequence[CaseRates], baseline: Sequence[float | None], candidate: Sequence[float]
) -> Evidence:
    groups = [rate.group for rate in rates]
    return paired_cases(_method(material), baseline, candidate, groups, weights=weights_of(rates))


def _method(material: Material) -> Method:
    """By how often answers were to be drawn, not by what came back: that must not choose the statistics."""
    baseline, candidate = material.tally.several
    if material.share < 1 or candidate:
        return refutes_anytime
    # One answer against two of the baseline is still mostly yes or no: the exact test is worth its share.
    return refutes_fixed if baseline else refutes_yes_no


def _is_lost(rate: CaseRates) -> bool:
    """A check that fails more often is lost, too, however little the baseline's own answers agree."""
    return rate.as_well < rate.baseline or rate.checks[1] < rate.checks[0]


def _with_checks(finding: NonInferiority, by_checks: NonInferiority) -> NonInferiority:
    """*Ports* says both. A baseline that does not agree with itself lowers the bar for wording, never for checks: an
    emergency missed is not made up for by answers that agree better elsewhere.
    """
    if by_checks.verdict == "ports" or "ports" not in (finding.verdict, finding.leads_to):
        return finding
    if finding.verdict == "ports":
        return by_checks
    ahead = by_checks.leads_to == "ports"
    return replace(
        finding,
        leads_to="ports" if ahead else None,
        cases_needed=_most(finding.cases_needed, by_checks.cases_needed) if ahead else None,
        samples_needed=_most(finding.samples_needed, by_checks.samples_needed) if ahead else None,
    )


def _most(*needed: int | None) -> int | None:
    return max((number for number in needed if number is not None), default=None)


def _finding(
    material: Material, rates: Sequence[CaseRates], evidence: Evidence, checks: Evidence
) -> tuple[NonInferiority, bool]:
    """What the evidence says, and whether it is doubt about what answers mean that forbids *does not port*. Where the
    baseline was asked once, that is left to the checks: nothing else is known to be the candidate's fault.
    """
    settings = material.suite.equivalence
    level = 1 - material.share * (1 - settings.confidence)
    tally, by_checks = material.tally, judge(checks, settings.margin, level)
    finding = _with_checks(judge(evidence, settings.margin, level), by_checks)
    if finding.verdict == "does-not-port" and settings.ask != "checks":
        finding, doubted = _worse_on_the_whole(material, rates, finding, by_checks, level)
        if doubted:
            return finding, True
    if tally.once <= MISSING_SHARE * tally.pairs or settings.ask == "checks" or finding.verdict == "ports":
        return finding, False
    if by_checks.verdict == "does-not-port":
        return by_checks, False
    if finding.leads_to is None and by_checks.leads_to == "does-not-port":
        ahead = replace(
            finding,
            leads_to="does-not-port",
            cases_needed=by_checks.cases_needed,
            samples_needed=by_checks.samples_needed,
        )
        return ahead, False
    return finding, False


def _worse_on_the_whole(
    material: Material, rates: Sequence[CaseRates], finding: NonInferiority, by_checks: NonInferiority, level: float
) -> tuple[NonInferiority, bool]:
    """Where the baseline is wrong, nobody who is right says the same: *ports* has no use for such a case, but what is
    worse than the baseline has to be worse although its better answers count for it. It has to be worse, too, were all
    the same that is doubtful: a candidate that says it in its own words is not proven to say anything else. Whether
    it is that doubt alone which forbids it is the second value. What the checks prove stands whatever answers mean.
    """
    if by_checks.verdict == "does-not-port":
        return finding, False
    if any(rate.as_well > rate.candidate for rate in rates):
        credited = judge(_credited(material, rates), material.suite.equivalence.margin, level)
        if credited.verdict != "does-not-port":
            return _not_proven(finding, credited), False
    if any(rate.doubts for rate in rates):
        credited = judge(_credited(material, rates, at_best=True), material.suite.equivalence.margin, level)
        if credited.verdict != "does-not-port":
            # No number of cases settles what an answer means.
            unforeseen = replace(credited, leads_to=None)
            return _not_proven(finding, unforeseen), True
    return finding, False


def _not_proven(finding: NonInferiority, credited: NonInferiority) -> NonInferiority:
    against = credited.leads_to == "does-not-port"
    return replace(
        finding,
        verdict="inconclusive",
        upper=credited.upper,
        leads_to="does-not-port" if against else None,
        cases_needed=credited.cases_needed if against else None,
        samples_needed=credited.samples_needed if against else None,
    )


def _credited(material: Material, rates: Sequence[CaseRates], *, at_best: bool = False) -> Evidence:
    """That the candidate's answers are as good as the baseline's, or better: they pass checks that its fail. `at_best`
    counts what is doubtful as the same.
    """
    if material.suite.claim == "these-cases":
        rates = one_a_question(rates)
        answers = [
            [
                max(same, passes * (1 - rate.checked[0][0]))
                for same, passes in zip(rate.answers_at_best if at_best else rate.answers, rate.checked[1], strict=True)
            ]
            for rate in rates
        ]
        return draws_of([rate.further for rate in rates], answers, weights_of(rates))
    counted = [rate.at_best if at_best else rate.as_well for rate in rates]
    return _paired(material, rates, [rate.floor for rate in rates], counted)


def _floor_matters(rates: Sequence[CaseRates]) -> bool:
    """Whether answers that pass their checks count as lost for their wording alone, beside a floor nobody measured."""
    unknown = [rate for rate in rates if rate.floor is None]
    return len(unknown) > MISSING_SHARE * len(rates) and any(rate.candidate < rate.checks[1] for rate in unknown)


def _placebo(material: Material, rates: Sequence[CaseRates]) -> Placebo | None:
    """The candidate's answers shuffled over the cases, judged as its own are."""
    numbers = range(max((len(rate.placebo) for rate in rates), default=0))
    by_shuffle = [shuffled(rates, number) for number in numbers]
    settings = material.suite.equivalence
    return placebo(
        [_evidence(material, of_shuffle) for of_shuffle in by_shuffle],
        [rate.candidate for of_shuffle in by_shuffle for rate in of_shuffle],
        settings.margin,
        1 - material.share * (1 - settings.confidence),
        weights=[rate.weight for of_shuffle in by_shuffle for rate in of_shuffle],
    )
