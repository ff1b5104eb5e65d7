"""What a saved file changed, in a few lines for each suite that was replayed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from harness.summary import phrases
from harness.summary.changes import Changes
from harness.summary.whys import grouped
from harness.terminal._layout import hanging
from harness.visible import one_line, shorten

MOST = 4
"""Rows of a kind, for a suite and target, before the rest is summed up."""
_NAME = 40


def lines(changes: Changes, width: int) -> list[Text]:
    """The suite's name, then cells of the matrix that changed, cases that came out worse, and those that are mended."""
    name = shorten(one_line(changes.suite), _NAME)
    if not changes:
        return [Text.assemble((f"  {name}", "bold"), ": nothing changed")]
    return [Text(f"  {name}", style="bold"), *_rows(changes, width)]


def _rows(changes: Changes, width: int) -> Iterator[Text]:
    for target, before, after in changes.verdicts:
        yield from hanging(f"    {_target(target)}: ", f"{before or '(new)'} → {after or '(gone)'}", width)
    for group in grouped(changes.worse, MOST):
        yield from hanging("    ✗ ", f"{one_line(group.label)} · {_target(group.target)}: {group.text}", width, "red")
    for target, cases in changes.mended.items():
        named = phrases.listed([shorten(one_line(case), _NAME) for case in cases], most=MOST)
        yield from hanging("    ✓ ", f"{named} · {_target(target)}: good now", width, "green")
    for number, words in ((changes.added, "new"), (changes.removed, "gone")):
        if number:
            yield Text(f"    {phrases.count_of(number, 'case')} {words}")


def _target(name: str) -> str:
    return shorten(one_line(name), _NAME)
