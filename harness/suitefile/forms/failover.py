"""What may stand under `failover:` in `harness.yaml`, and the policy that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import Field

from harness.model.exchange import TroubleKind
from harness.model.failover import ANSWERS, Answer, BreakerRule, Failover, Scope, Timeouts
from harness.plugins import suggest
from harness.yamlfile.forms import Form, Maybe
from harness.yamlfile.forms import Scope as Place

Seconds = Maybe[float]
DAY_S = 86_400


class TimeoutsForm(Form):
    """Seconds, each with a clock of its own."""

    connect: Seconds = Field(default=None, gt=0, le=DAY_S, description="Until the request is sent. Default: 5.")
    first_token: Seconds = Field(default=None, gt=0, le=DAY_S, description="Until a stream's first word. Default: 10.")
    gap: Seconds = Field(default=None, gt=0, le=DAY_S, description="Between two pieces of a stream. Default: 10.")
    total: Seconds = Field(default=None, gt=0, le=DAY_S, description="Of one attempt. Default: `timeout_s`.")


class BreakerForm(Form):
    """When a target is given up for a while."""

    requests: Maybe[int] = Field(default=None, ge=1, le=1000, description="So many attempts at least. Default: 3.")
    window: Maybe[int] = Field(default=None, ge=1, le=1000, description="Of the last so many. Default: 10.")
    share: Maybe[float] = Field(default=None, gt=0, le=1, description="This share of them failed. Default: 0.5.")
    cooldown_s: Seconds = Field(
        default=None, ge=0, le=DAY_S, description="Until one probe is let through. Default: 15."
    )
    scope: Maybe[Scope] = Field(default=None, description="What is given up together. Default: target.")


class FailoverForm(Form):
    """How the product itself would fall back."""

    order: Maybe[list[str]] = Field(default=None, description="Targets, the first choice first.")
    timeout_s: Seconds = Field(
        default=None, gt=0, le=DAY_S, description="Seconds before the next one is tried. Default: 20."
    )
    attempts: Maybe[int] = Field(default=None, ge=1, le=100, description="Tries of each before the next. Default: 2.")
    timeouts: Maybe[TimeoutsForm] = Field(default=None, description="The clocks apart.")
    answers: Maybe[dict[str, Answer]] = Field(
        default=None, description="What a kind of trouble calls for: retry, next or fail, by kind."
    )
    backoff_s: Seconds = Field(default=None, ge=0, le=3600, description="First wait before a retry. Default: 0.5.")
    backoff_at_most_s: Seconds = Field(default=None, ge=0, le=3600, description="Longest such wait. Default: 8.")
    retry_after_at_most_s: Seconds = Field(
        default=None, ge=0, le=3600, description="A vendor that asks for a longer wait is left. Default: 5."
    )
    most_sends: Maybe[int] = Field(default=None, ge=1, le=100, description="Tries of a request in all. Default: 6.")
    deadline_s: Seconds = Field(default=None, gt=0, le=DAY_S, description="Of a request in all. Default: 60.")
    least_tokens_per_s: Maybe[float] = Field(default=None, gt=0, description="A slower stream is given up.")
    breaker: Maybe[BreakerForm | Literal[False]] = Field(default=None, description="false switches it off.")
    same_model_first: Maybe[bool] = Field(
        default=None, description="Targets with the failed one's model come before others. Default: false."
    )


def failover_of(form: FailoverForm | None, place: Place) -> Failover:
    """The policy; names of kinds of trouble that do not exist are told to `place`."""
    if form is None:
        return Failover()
    plain = {"timeout_s", "timeouts", "answers", "breaker", "order"}
    chosen = form.model_dump(exclude_unset=True, exclude=plain)
    clocks = form.timeouts.model_dump(exclude_unset=True) if form.timeouts else {}
    timeouts = {f"{name}_s": value for name, value in clocks.items()}
    if form.timeout_s is not None:
        timeouts.setdefault("total_s", form.timeout_s)
    kinds = get_args(TroubleKind)
    for kind in form.answers or {}:
        if kind not in kinds:
            place.tell(
                "unknown-value", f"no trouble is called {kind!r}", "answers", kind, hint=suggest(kind, kinds), key=True
            )
    given: Mapping[Any, Answer] = {kind: answer for kind, answer in (form.answers or {}).items() if kind in kinds}
    answers = {**ANSWERS, **given}
    breaker = BreakerRule(**form.breaker.model_dump(exclude_unset=True)) if form.breaker else BreakerRule()
    return Failover(
        order=tuple(form.order or ()),
        timeouts=Timeouts(**timeouts),
        answers=answers,
        breaker=None if form.breaker is False else breaker,
        **chosen,
    )
