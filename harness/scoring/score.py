"""Checks on one answer: scores, negation, weights and sets."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.checks.forms import SET, AssertionForm, Parameter, form_of
from harness.checks.values import is_template
from harness.errors import CheckError, HarnessError
from harness.model.result import Check, Outcome, Score
from harness.model.suite import CheckSpec
from harness.protocols import Judgment, Subject
from harness.reading.length import too_long
from harness.templates import template as templates

Render = Callable[[str, Mapping[str, Any]], str]
Judged = Callable[[CheckSpec], Score]
"""Gives the finding of a check that a judge decides. Raises CheckError."""
_ROUNDING = 1e-9
"""What adding up weighted scores may lose beside a threshold."""


def unjudged(_spec: CheckSpec) -> Score:
    raise CheckError("no judge is at hand", hint="judge: TARGET in harness.yaml; evaluate(…, judge=…) in Python")


def score(
    specs: Sequence[CheckSpec], subject: Subject, *, render: Render | None = None, judged: Judged = unjudged
) -> tuple[Check, ...]:
    """One check for each spec. What cannot be computed is an `error` and does not hide the others."""
    scorer = _Scorer(subject, render or templates.render, judged)
    return tuple(map(scorer.check, specs))


def judged_specs(specs: Iterable[CheckSpec]) -> Iterator[CheckSpec]:
    """Those that a judge decides, of sets their children."""
    for spec in specs:
        if spec.assertion == SET:
            yield from judged_specs(spec.children)
        elif form_of(spec.assertion).judged:
            yield spec


def judgment(spec: CheckSpec, subject: Subject, *, render: Render | None = None) -> Judgment:
    """What a judge is asked for one of `judged_specs`."""
    finding: Score = yield from _Scorer(subject, render or templates.render, unjudged).evaluate(spec)
    return finding


def outcome_of(checks: Sequence[Check], threshold: float | None = None) -> Outcome:
    """What the checks say of the answer: their weighted mean with a `threshold`, the worst of them without.

    A check that could not be computed makes it `error` unless the answer fails (or reaches the threshold) whatever
    that check would have said. Checks of weight 0 only measure.
    """
    counted = [check for check in checks if check.weight > 0]
    if threshold is None:
        scored = {check.outcome for check in counted}
        return "fail" if "fail" in scored else "error" if "error" in scored else "pass"
    if not counted:
        return "pass"
    if _mean(counted, unknown=0.0) >= threshold - _ROUNDING:
        return "pass"
    return "error" if _mean(counted, unknown=1.0) >= threshold - _ROUNDING else "fail"


def weighted_score(checks: Sequence[Check]) -> float | None:
    """The weighted mean of the scores; None if one of them is unknown or nothing has a weight."""
    counted = [check for check in checks if check.weight > 0]
    if not counted or any(check.score is None for check in counted):
        return None
    return _mean(counted, unknown=0.0)


@dataclass(frozen=True, slots=True)
class _Scorer:
    subject: Subject
    render: Render
    judged: Judged

    def check(self, spec: CheckSpec) -> Check:
        if spec.assertion == SET:
            return self._set(spec)
        try:
            scored = _sound(self._found(spec))
        except HarnessError as error:
            return _error(spec, f"{error} ({error.hint})" if error.hint else str(error))
        except Exception as error:  # noqa: BLE001 - a faulty assertion must not hide the others
            return _error(spec, f"the assertion crashed: {type(error).__name__}: {error}")
        return _check(spec, "pass" if scored.passed else "fail", scored.value, scored.reason)

    def _found(self, spec: CheckSpec) -> Score:
        return self.judged(spec) if form_of(spec.assertion).judged else self.evaluate(spec)

    def evaluate(self, spec: CheckSpec) -> Any:
        """The score, or the judgment that leads to it."""
        if excess := too_long(self.subject.text, (call.arguments for call in self.subject.tool_calls)):
            raise CheckError(excess)
        form = form_of(spec.assertion)
        options = {key: self._rendered(value, form.options[key]) for key, value in spec.options.items()}
        check = form.check_not if spec.negated and form.check_not else form.check
        return check(self.subject, *self._value(form, spec), **options)

    def _value(self, form: AssertionForm, spec: CheckSpec) -> tuple[Any, ...]:
        if form.value is None or (spec.value is None and not form.value.required):
            return ()
        return (self._rendered(spec.value, form.value),)

    def _rendered(self, value: Any, parameter: Parameter) -> Any:
        """The value with its templates filled in; then it must be of the type the assertion takes."""
        if not is_template(value):
            return value
        try:
            return parameter.accept(self._filled(value), filled=True)
        except ValueError as error:
            raise CheckError(f"after filling in the variables: {error}") from None

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.render(value, self.subject.vars) if is_template(value) else value
        if isinstance(value, Mapping):
            return {key: self._filled(item) for key, item in value.items()}
        return [self._filled(item) for item in value] if isinstance(value, list) else value

    def _set(self, spec: CheckSpec) -> Check:
        checks = tuple(map(self.check, spec.children))
        threshold = spec.options.get("threshold")
        outcome, value = outcome_of(checks, threshold), weighted_score(checks)
        reason = _why(checks, outcome) if threshold is None else _beside(checks, value, threshold)
        if outcome == "error":
            return _error(spec, reason)
        return _check(spec, outcome, _mean(checks, unknown=0.0) if value is None else value, reason)


def _check(spec: CheckSpec, outcome: Outcome, value: float, reason: str) -> Check:
    """A check computed, negated if need be; one of weight 0 only measures and always passes."""
    if spec.negated and not (spec.assertion != SET and form_of(spec.assertion).check_not):
        worthless = outcome == "pass" and value == 0
        outcome, value = "fail" if outcome == "pass" else "pass", 0.0 if worthless else 1.0 - value
    return _made(spec, outcome if spec.weight > 0 else "pass", value, reason)


def _error(spec: CheckSpec, reason: str) -> Check:
    return _made(spec, "error", None, reason)


def _made(spec: CheckSpec, outcome: Outcome, value: float | None, reason: str) -> Check:
    # Thousands of answers pass for one and the same reason.
    why = sys.intern(reason) if type(reason) is str else reason
    return Check(spec.label, outcome, value, why, spec.weight, spec.metric, min_pass_rate=spec.min_pass_rate)


def _sound(scored: Score) -> Score:
    """The score brought into [0, 1].

    Raises:
        CheckError: it is not a number.
    """
    if not math.isfinite(scored.value):
        raise CheckError(f"the assertion's score is {scored.value}, not a finite number")
    if type(scored.value) is float and 0 < scored.value <= 1:
        return scored
    return replace(scored, value=min(1.0, max(0.0, float(scored.value))))


def _mean(checks: Sequence[Check], *, unknown: float) -> float:
    """Weighted; a score that could not be computed counts as `unknown`."""
    total = math.fsum(check.weight for check in checks)
    scores = (check.weight * (unknown if check.score is None else check.score) for check in checks)
    return math.fsum(scores) / total if total > 0 else 0.0


def _why(checks: Sequence[Check], outcome: Outcome) -> str:
    reported = [check for check in checks if check.outcome == outcome and check.weight > 0]
    return "all assertions passed" if outcome == "pass" else _reasons(reported)


def _beside(checks: Sequence[Check], value: float | None, threshold: float) -> str:
    if value is None:
        return f"the weighted score is not known: {_reasons([check for check in checks if check.score is None])}"
    relation = "not below" if value >= threshold - _ROUNDING else "below"
    failed = [check for check in checks if check.outcome == "fail"]
    return f"weighted score {value:.2f}, {relation} {threshold:g}" + (f" ({_reasons(failed)})" if failed else "")


def _reasons(checks: Sequence[Check]) -> str:
    return "; ".join(f"{check.assertion}: {check.reason}" for check in checks)
