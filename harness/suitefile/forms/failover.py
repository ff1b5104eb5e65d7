"""What may stand under `failover:` in `harness.yaml`, and the policy that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

from pydantic import Field

from harness.model.exchange import TroubleKind
from harness.model.failover import Answer, BreakerRule, Failover, Scope
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

    order: Maybe[list[str | list[str]]] = Field(
        default=None, description="Targets, the first choice first; those of a list inside it share their place."
    )
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


def flat(order: Iterable[str | list[str]]) -> tuple[str, ...]:
    """The names in an order, groups laid open."""
    return tuple(name for entry in order for name in ([entry] if isinstance(entry, str) else entry))


def failover_of(
    form: FailoverForm | None, targets: Sequence[str], place: Place, base: Failover | None = None
) -> Failover:
    """The policy, on top of `base`; names of targets and of kinds of trouble that do not exist are told to `place`."""
    base = base or Failover()
    if form is None:
        return base
    _check_order(form.order or [], targets, place)
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
    if form.order is not None:
        chosen["order"] = flat(form.order)
        chosen["groups"] = tuple(tuple(entry) for entry in form.order if not isinstance(entry, str) and len(entry) > 1)
    if form.breaker:
        chosen["breaker"] = replace(base.breaker or BreakerRule(), **form.breaker.model_dump(exclude_unset=True))
    elif form.breaker is False:
        chosen["breaker"] = None
    return replace(base, timeouts=replace(base.timeouts, **timeouts), answers={**base.answers, **given}, **chosen)


def _check_order(order: Sequence[str | list[str]], targets: Sequence[str], place: Place) -> None:
    """Tell of names in the order that no target has, or that stand in it twice."""
    seen: set[str] = set()
    for number, entry in enumerate(order):
        names = (
            [(entry, ("order", number))]
            if isinstance(entry, str)
            else [(name, ("order", number, inner)) for inner, name in enumerate(entry)]
        )
        for name, keys in names:
            if name not in targets:
                hint = suggest(name, tuple(targets))
                place.tell("unknown-target", f"no target is named {name!r}", *keys, hint=hint)
            elif name in seen:
                place.tell("duplicate-target", f"{name!r} stands twice in the order", *keys)
            seen.add(name)
