"""What is counted over all answers of a run, in one pass: what came, from where, what is missing, and what it took.

Remarks, totals, costs and what is said of missing keys read the counts, and look at no answer again.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.model.exchange import Response
from harness.model.result import Answer, Run
from harness.model.summary import Costs, TargetCost

_VARIABLE = re.compile(r"the environment variable (\S+) is not set")
_NOTHING_USD = 1e-9
"""US dollars below which a remainder is one of adding floating-point numbers."""


def unset(text: str) -> str | None:
    """The variable that a message says is not set, if it says so."""
    match = _VARIABLE.search(text)
    return match[1] if match else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing one target was not asked for, in some suites' answers."""

    target: str
    what: str
    why: str
    answers: int
    suites: tuple[str, ...]


@dataclass(slots=True)
class _Spending:
    """What the answers of one target took that arrived. Prices are in US dollars."""

    answers: int = 0
    calls: int = 0
    live_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    unpriced: int = 0
    live: bool = False
    replayed: bool = False
    live_usd: list[float] = field(default_factory=list)
    replayed_usd: list[float] = field(default_factory=list)

    def add(self, answer: Answer, response: Response) -> None:
        calls, live = sum(step.calls for step in answer.steps) or 1, answer.source == "live"
        self.answers += 1
        self.calls += calls
        self.live_calls += calls if live else 0
        self.input_tokens += response.usage.input_tokens or 0
        self.output_tokens += response.usage.output_tokens or 0
        self.live, self.replayed = self.live or live, self.replayed or not live
        if answer.cost_usd is None:
            self.unpriced += 1
        else:
            (self.live_usd if live else self.replayed_usd).append(answer.cost_usd)

    def row(self, target: str) -> TargetCost:
        prices = [*self.live_usd, *self.replayed_usd]
        return TargetCost(
            target=target,
            answers=self.answers,
            calls=self.calls,
            live=self.live_calls,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            # None if there are answers, none of them with a price.
            spent_usd=math.fsum(self.live_usd) if self.live_usd or not self.live else None,
            replayed_usd=math.fsum(self.replayed_usd) if self.replayed_usd or not self.replayed else None,
            unpriced=self.unpriced,
            average_usd=math.fsum(prices) / len(prices) if prices else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTally:
    """`targets` are those in use: baselines first, then in the order of the configuration. Of all `answers`, `skipped`
    were not asked for, and `unmeasured` could not be had or judged. Of those that `arrived`, `recorded` counts the
    replayed ones by origin, and `unpriced` live ones have no known price. `unset_keys` counts, by the variable that is
    not set, those that could not be had for want of it; `without_key` names the variables where nothing was answered
    for want of keys alone.
    """

    targets: tuple[str, ...]
    answers: int
    arrived: int
    recorded: Counter[str]
    skipped: int
    unmeasured: int
    unpriced: int
    unset_keys: Mapping[str, int]
    without_key: tuple[str, ...]
    unchecked: Mapping[str, int]
    """By suite, the cases that have no check of their own or of the suite."""
    left_out: tuple[LeftOut, ...]
    costs: Costs


def of(run: Run) -> RunTally:
    counts: Counter[str] = Counter()
    recorded: Counter[str] = Counter()
    unset_keys: Counter[str] = Counter()
    unchecked: Counter[str] = Counter()
    losses: Counter[tuple[str, str, str]] = Counter()
    suites_of_loss: dict[tuple[str, str, str], dict[str, None]] = {}
    used, spent = set[str](), defaultdict[str, _Spending](_Spending)
    for suite in run.suites:
        used |= {comparison.candidate for comparison in suite.comparisons}
        for case in suite.cases:
            unchecked[suite.name] += not case.explicit
            for answer in case.answers:
                response, trouble = answer.response, answer.trouble
                used.add(answer.target)
                counts["answers"] += 1
                counts[answer.outcome] += 1
                if (
                    answer.outcome != "skip"
                    and trouble
                    and trouble.kind == "no-key"
                    and (name := unset(trouble.message))
                ):
                    unset_keys[name] += 1
                if response is None:
                    counts["skipped"] += answer.outcome == "skip"
                    continue
                counts["arrived"] += 1
                if answer.source == "recorded":
                    recorded[answer.origin] += 1
                counts["unpriced"] += answer.source == "live" and answer.cost_usd is None
                spent[answer.target].add(answer, response)
                for loss in response.losses:
                    key = (answer.target, loss.what, loss.why)
                    losses[key] += 1
                    suites_of_loss.setdefault(key, {})[suite.name] = None
    baselines = dict.fromkeys(suite.baseline for suite in run.suites)
    targets = tuple(dict.fromkeys((*baselines, *(name for name in run.targets if name in used), *sorted(used))))
    rows = tuple(spent[target].row(target) for target in targets if target in spent)
    other = run.totals.cost_usd - math.fsum(row.spent_usd or 0.0 for row in rows)
    other = other if other > _NOTHING_USD else 0.0
    wanted = counts["answers"] - counts["skip"]
    return RunTally(
        targets=targets,
        answers=counts["answers"],
        arrived=counts["arrived"],
        recorded=recorded,
        skipped=counts["skipped"],
        unmeasured=counts["error"],
        unpriced=counts["unpriced"],
        unset_keys=unset_keys,
        without_key=tuple(unset_keys) if 0 < wanted <= unset_keys.total() else (),
        unchecked=unchecked,
        left_out=tuple(LeftOut(*key, number, tuple(suites_of_loss[key])) for key, number in losses.items()),
        costs=Costs(rows, other, paid=other > 0 or any(row.live for row in rows)),
    )
