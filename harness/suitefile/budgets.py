"""`budgets:` of a suite or project: `1.2x` what the baseline takes, or a figure with its unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from harness.model.comparison import Measure
from harness.model.suite import Budget
from harness.visible import shorten
from harness.yamlfile.forms import Form, Maybe, wrong_type

MEASURES: tuple[Measure, ...] = get_args(Measure)
_NUMBER = r"(\d{1,9}(?:\.\d{1,9})?)"
_TIMES = re.compile(rf"{_NUMBER} ?x")
_TIME_UNITS = {"ms": 0.001, "s": 1.0, "min": 60.0}
_MONEY_UNITS = {"USD": 1.0}


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What a budget allows of whatever it measures: `limit` times the baseline's, or US dollars or seconds."""

    limit: float
    relative: bool


def _reader(units: Mapping[str, float], example: str) -> Callable[[object], Ceiling]:
    figure = re.compile(rf"{_NUMBER} ?({'|'.join(units)})")

    def read(raw: object) -> Ceiling:
        if not isinstance(raw, str):
            # A bare number could be a factor or a figure, and the two are far apart.
            raise PydanticCustomError(
                "wrong-type", "{problem}: write {example}", {"problem": wrong_type("text", raw), "example": example}
            )
        factor, absolute = _TIMES.fullmatch(raw.strip()), figure.fullmatch(raw.strip())
        if factor:
            ceiling = Ceiling(float(factor[1]), relative=True)
        elif absolute:
            ceiling = Ceiling(float(absolute[1]) * units[absolute[2]], relative=False)
        else:
            message = "{raw} is no budget; write {example}"
            raise PydanticCustomError("bad-value", message, {"raw": repr(shorten(raw, 40)), "example": example})
        if not ceiling.limit:
            raise PydanticCustomError("out-of-range", "must be more than nothing")
        return ceiling

    return read


def _schema(units: Mapping[str, float]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": rf"^{_NUMBER} ?(x|{'|'.join(units)})$"})


Cost = Annotated[
    Ceiling, BeforeValidator(_reader(_MONEY_UNITS, "1.2x (times the baseline's) or 0.02 USD")), _schema(_MONEY_UNITS)
]
Duration = Annotated[
    Ceiling, BeforeValidator(_reader(_TIME_UNITS, "1.5x (times the baseline's) or 2 s")), _schema(_TIME_UNITS)
]


class BudgetsForm(Form):
    """What a candidate may cost and how long it may take."""

    cost: Maybe[Cost] = Field(default=None, description="US dollars an answer: 1.2x the baseline's, or 0.02 USD.")
    latency: Maybe[Duration] = Field(
        default=None, description="The mean time of an answer: 1.5x the baseline's, or 2 s."
    )
    p95_latency: Maybe[Duration] = Field(
        default=None, description="The time within which 95 % of the answers are there: 1.5x the baseline's, or 4 s."
    )
    ttft: Maybe[Duration] = Field(
        default=None, description="The time to the first token of a stream: 1.5x the baseline's, or 800 ms."
    )


def budgets(form: BudgetsForm | None, base: tuple[Budget, ...]) -> tuple[Budget, ...]:
    """`base` with what the form says, in the order in which the form lists its measures."""
    ceilings = {budget.measure: Ceiling(budget.limit, budget.relative) for budget in base}
    for measure in MEASURES:
        ceilings |= {measure: ceiling} if form and (ceiling := getattr(form, measure)) else {}
    return tuple(
        Budget(measure, ceilings[measure].limit, ceilings[measure].relative)
        for measure in MEASURES
        if measure in ceilings
    )
