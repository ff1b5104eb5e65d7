"""What each target's answers took: calls, tokens, and their price, paid or replayed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from harness.model.exchange import Usage
from harness.model.result import Answer, Run
from harness.model.summary import Costs, TargetCost

_NOTHING_USD = 1e-9
"""US dollars below which a remainder is one of adding floating-point numbers."""


def of(run: Run, targets: Sequence[str]) -> Costs:
    """Answers that did not arrive count nothing here; what they cost is in `other_usd`."""
    arrived: dict[str, list[Answer]] = {target: [] for target in targets}
    for answer in run.answers:
        if answer.response is not None:
            arrived.setdefault(answer.target, []).append(answer)
    rows = tuple(_of_target(target, answers) for target, answers in arrived.items() if answers)
    other = run.totals.cost_usd - math.fsum(row.spent_usd or 0.0 for row in rows)
    return Costs(rows, other if other > _NOTHING_USD else 0.0)


def _of_target(target: str, answers: Sequence[Answer]) -> TargetCost:
    live = [answer for answer in answers if answer.source == "live"]
    usages = [answer.response.usage for answer in answers if answer.response]
    return TargetCost(
        target=target,
        calls=sum(map(_calls, answers)),
        live=sum(map(_calls, live)),
        input_tokens=_tokens(usages, "input_tokens"),
        output_tokens=_tokens(usages, "output_tokens"),
        spent_usd=_sum(live),
        replayed_usd=_sum([answer for answer in answers if answer.source != "live"]),
        unpriced=sum(answer.cost_usd is None for answer in answers),
        average_usd=_average(answers),
    )


def _calls(answer: Answer) -> int:
    return sum(step.calls for step in answer.steps) or 1


def _tokens(usages: Iterable[Usage], name: str) -> int:
    return sum(getattr(usage, name) or 0 for usage in usages)


def _prices(answers: Iterable[Answer]) -> list[float]:
    return [answer.cost_usd for answer in answers if answer.cost_usd is not None]


def _sum(answers: Sequence[Answer]) -> float | None:
    """None if there are answers, none of them with a price."""
    prices = _prices(answers)
    return math.fsum(prices) if prices or not answers else None


def _average(answers: Sequence[Answer]) -> float | None:
    prices = _prices(answers)
    return math.fsum(prices) / len(prices) if prices else None
