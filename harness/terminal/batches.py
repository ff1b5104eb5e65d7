"""How far batches are: a line where something changed, and at the end what is awaited and how to collect it."""

from __future__ import annotations

from collections.abc import Sequence

from harness.errors import AnswersAwaited
from harness.model.batches import BatchStatus
from harness.summary import phrases
from harness.terminal._layout import table
from harness.terminal.screen import Screen

HEAD = ("target", "batch", "state", "answered", "ends by (UTC)", "expected")


class BatchLines:
    """Says of each batch what is new since it was looked at last."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[str, ...]] = {}

    def line(self, status: BatchStatus) -> str:
        """Empty where nothing is new."""
        news = (status.id, status.state, _counts(status), status.note)
        if self._said.get(status.token) == news:
            return ""
        self._said[status.token] = news
        note = f" ({status.note})" if status.note else ""
        return f"{status.target}: batch {status.id or status.token} {status.state}, {_counts(status)} answered{note}"


def show_awaited(awaited: AnswersAwaited, screen: Screen) -> None:
    """Every batch on standard output, what else is to be known on standard error."""
    screen.say(*table([HEAD, *map(_row, awaited.batches)], right=(3, 5)))
    screen.note(
        *(f"{batch.target}: batch {batch.id or batch.token}: {batch.note}" for batch in awaited.batches if batch.note)
    )
    screen.note(*awaited.notices)
    total = sum(batch.total for batch in awaited.batches)
    number = len(awaited.batches)
    of = "1 batch" if number == 1 else f"{number} batches"
    screen.note(f"{phrases.count_of(total, 'answer')} awaited from {of}{_cost(awaited.batches)}.")
    screen.note(f"Nothing is scored yet. Collect with the same command, or: harness run --resume {awaited.run_id}")


def _row(status: BatchStatus) -> tuple[str, ...]:
    cost = "?" if status.expected_usd is None else phrases.money(status.expected_usd)
    return (
        status.target,
        status.id or status.token,
        status.state,
        _counts(status),
        status.ends_by[:16].replace("T", " ") or "?",
        cost,
    )


def _counts(status: BatchStatus) -> str:
    failed = f", {status.failed} failed" if status.failed else ""
    return f"{status.answered}/{status.total}{failed}"


def _cost(batches: Sequence[BatchStatus]) -> str:
    costs = [batch.expected_usd for batch in batches]
    if None in costs:
        return ""
    return f", for about {phrases.money(sum(cost or 0.0 for cost in costs))} at the price of batches"
