"""Which targets have no key though everything is to be called: told before anything is sent."""

from __future__ import annotations

import os
from collections.abc import Mapping

from harness import plugins
from harness.errors import ProviderError, UsageError
from harness.planning.plan import Plan
from harness.scoring.judges import judges_of
from harness.summary import phrases
from harness.summary.tally import unset


def keyless(plan: Plan, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """By target, what is wrong with its key, where nothing is replayed; judges among them."""
    if plan.options.record not in ("all", "live"):
        return {}
    lacking = {}
    for target in (*plan.targets, *judges_of(plan.config, plan.suites)):
        access = getattr(plugins.load("providers", target.provider), "access", None)
        try:
            if access:
                access(target, env)
        except ProviderError as error:
            if error.trouble.kind == "no-key":
                lacking[target.name] = error.trouble.message
    return lacking


def refusal(lacking: Mapping[str, str]) -> UsageError:
    """What is said of them: the variables that are not set, each with its targets, and what can be done."""
    variables: dict[str, list[str]] = {}
    for target, message in lacking.items():
        if name := unset(message):
            variables.setdefault(name, []).append(target)
    told = [message for message in lacking.values() if not unset(message)]
    if variables:
        names = [f"{name} (for {phrases.listed(targets, most=4)})" for name, targets in variables.items()]
        told.insert(0, f"{phrases.listed(names, most=6)} {'is' if len(names) == 1 else 'are'} not set")
    do = "export what is missing, or put it into a file and add --env-file FILE; " if variables else ""
    return UsageError(
        "; ".join(told),
        slug="no-key",
        hint=f"nothing was sent; {do}-t NAME asks that candidate and the baseline only; --record none only replays",
    )
