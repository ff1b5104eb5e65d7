"""The list of past runs, as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.text import Text

from harness.model.comparison import Verdict
from harness.model.past import PastRun
from harness.summary import phrases
from harness.terminal._layout import table
from harness.terminal.screen import Screen
from harness.visible import one_line

HEAD = (
    "run", "started (UTC)", "answers", "live", "failed", "missing", "cost", "ports", "does not", "inconclusive", "",
)  # fmt: skip
_NUMBERS = range(2, 10)
_VERDICTS: tuple[Verdict, ...] = ("ports", "does-not-port", "inconclusive")


def show_history(entries: Sequence[PastRun], screen: Screen) -> None:
    """A run a line, the newest first."""
    screen.say(*lines(entries))


def lines(entries: Iterable[PastRun]) -> list[Text]:
    """A head and a line a run; never cut, since programs read them, too."""
    head, *rows = table([[Text(title) for title in HEAD], *map(_row, entries)], right=_NUMBERS)
    head.stylize("dim")
    return [head, *rows]


def _row(entry: PastRun) -> tuple[str, ...]:
    totals, counted = entry.totals, Counter(past.verdict for past in entry.verdicts)
    return (
        one_line(entry.id),
        f"{datetime.fromisoformat(entry.started_at):%Y-%m-%d %H:%M}",
        str(totals.calls),
        str(totals.live_calls),
        str(totals.failed),
        str(totals.errors),
        phrases.money(totals.cost_usd),
        *(str(counted[verdict]) for verdict in _VERDICTS),
        one_line(_remarks(entry)),
    )


def _remarks(entry: PastRun) -> str:
    pinned = [f"pinned as {phrases.listed(entry.pins)}"] if entry.pins else []
    return ", ".join([*pinned, *["nightly"][: entry.nightly], *["incomplete"][: not entry.complete]])
