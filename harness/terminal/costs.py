"""The table of costs: a row a target, then what was spent beside, and the sum."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rich.text import Text

from harness.model.summary import Costs, TargetCost
from harness.summary import phrases
from harness.terminal._layout import fit, hanging, table, widest, wrapped
from harness.visible import one_line

HEAD = ("calls", "live", "tokens in", "tokens out", "spent", "replayed", "a case")
NAME = 32
OTHER = "judges, failed tries"


def lines(costs: Costs, width: int) -> list[Text]:
    """A table if it fits the width, else a sentence for each target; nothing where nothing was answered."""
    if not costs.targets:
        return []
    rows = [_row(target) for target in costs.targets]
    if costs.other_usd:
        rows.append((OTHER, "", "", "", "", phrases.money(costs.other_usd), "", ""))
    if len(rows) > 1:
        rows.append(_sum(costs))
    found = table([("costs", *HEAD), *rows], right=range(1, len(HEAD) + 1))
    if widest(line.plain for line in found) > width:
        found = [Text("costs"), *(line for row in rows for line in hanging(f"  {row[0]}: ", _sentence(row), width))]
    found[0].stylize("bold")
    return [*found, *(Text(line, style="dim") for line in wrapped(_legend(costs), width))]


def _row(target: TargetCost) -> tuple[str, ...]:
    return (
        fit(one_line(target.target), NAME),
        f"{target.calls:,}",
        f"{target.live:,}",
        f"{target.input_tokens:,}",
        f"{target.output_tokens:,}",
        _usd(target.spent_usd),
        _usd(target.replayed_usd),
        _usd(target.average_usd),
    )


def _sum(costs: Costs) -> tuple[str, ...]:
    """An average over targets would be nobody's."""
    rows = costs.targets
    counts = (sum(getattr(row, name) for row in rows) for name in ("calls", "live", "input_tokens", "output_tokens"))
    spent = [costs.other_usd or None, *(row.spent_usd for row in rows)]
    return (
        "together",
        *(f"{count:,}" for count in counts),
        _together(spent),
        _together(r.replayed_usd for r in rows),
        "",
    )


def _together(amounts: Iterable[float | None]) -> str:
    known = [amount for amount in amounts if amount is not None]
    return _usd(math.fsum(known) if known else None)


def _usd(amount: float | None) -> str:
    return "?" if amount is None else phrases.money(amount)


def _sentence(row: Sequence[str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(HEAD, row[1:], strict=True) if value)


def _legend(costs: Costs) -> str:
    said = []
    calls, answers = (sum(getattr(row, name) for row in costs.targets) for name in ("calls", "answers"))
    if calls > answers:
        took = f"{phrases.count_of(answers, 'answer')} took {calls:,} calls"
        said.append(f"{took}, since a workflow of steps or tools makes several for one")
    if any(row.calls > row.live for row in costs.targets):
        said.append("replayed: what the recorded answers would cost by the prices of harness.yaml")
    said.append("a case: answering it once")
    if unpriced := sum(row.unpriced for row in costs.targets):
        said.append(f"{phrases.count_of(unpriced, 'answer')} without a known price (?)")
    return "; ".join(said)
