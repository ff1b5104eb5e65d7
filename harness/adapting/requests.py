"""What a prompt comes to before it is sent: the request as its vendor gets it, and what asking is expected to cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from harness.engine.forecast import forecast, require_affordable
from harness.facts import book
from harness.linting.view import suite_view
from harness.model.config import Config
from harness.model.lint import PlannedCall
from harness.model.options import Options
from harness.model.suite import Suite, Variant
from harness.model.tuning import Tuning
from harness.planning.plan import plan
from harness.rules import _domains


def call_of(config: Config, suite: Suite, candidate: str, tuning: Tuning) -> PlannedCall | None:
    """The last step's request with the first case filled in; None of a target whose provider does not tell."""
    tuned = replace(
        suite,
        targets=(candidate,),
        cases=suite.cases[:1],
        variants={**suite.variants, candidate: Variant(prompts=tuning.prompts, params=tuning.params)},
    )
    calls = suite_view(tuned, config, (), book()).calls
    return calls[-1] if calls else None


def expected_usd(
    config: Config, suite: Suite, candidate: str, cases: Sequence[str], budget: float, *, again: bool = False
) -> float:
    """US dollars for asking both sides these cases; `again` counts the candidate's answers although they are recorded:
    under another prompt they are not.

    Raises:
        UsageError: a target has no price, or calls no `max_tokens`: no budget could be kept.
    """
    options = Options(record="new", targets=(candidate,), case_ids=tuple(cases), budget_usd=budget)
    planned = plan(config, (suite,), options)
    require_affordable(planned)
    total = 0.0
    for row in forecast(planned):
        total += row.expected_usd or 0.0
        if again and row.target == candidate and row.calls < row.answers:
            fresh = plan(config, (suite,), replace(options, record="live")).only(lambda work: work.target == candidate)
            total += sum(one.expected_usd or 0.0 for one in forecast(fresh)) - (row.expected_usd or 0.0)
    return total


def shared_domains(config: Config, one: str, other: str) -> str:
    """What two targets have in common that can fail, in words; "" if nothing."""
    return ", ".join(sorted(_domains.common(config.targets[one], config.targets[other])))
