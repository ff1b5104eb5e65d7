"""Trouble as people can act on it: place, problem, the line with a caret, remedy."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from harness.errors import HarnessError, InputError, ProviderError
from harness.model.location import Location, Problem
from harness.terminal.screen import Screen
from harness.visible import shorten, visible

AROUND = 60
"""Characters shown of a long source line on either side of the caret."""
MESSAGE = 1000


def show(error: HarnessError, screen: Screen | None = None) -> None:
    """Tell an expected trouble on standard error."""
    (screen or Screen()).note(*lines_of(error))


def lines_of(error: HarnessError) -> list[Text]:
    """An error in lines: every problem of the user's files, or the one message with its hint."""
    if isinstance(error, InputError):
        return [*(line for problem in error.problems for line in _problem(problem)), _sum(error)]
    return [_head(None, error.slug, _message(error)), *_hint(error.hint)]


def _message(error: HarnessError) -> str:
    status = error.trouble.status if isinstance(error, ProviderError) else None
    return f"{error} (HTTP {status})" if status is not None else str(error)


def _problem(problem: Problem) -> Iterator[Text]:
    yield _head(problem.location, problem.slug, problem.message)
    if problem.location is not None and problem.source.strip():
        yield from excerpt(problem.location, problem.source)
    yield from _hint(problem.hint)


def _head(location: Location | None, slug: str, message: str) -> Text:
    place = (f"{visible(str(location))}: ", "bold") if location else ""
    return Text.assemble(place, (f"error[{slug}]", "bold red"), ": ", shorten(message, MESSAGE))


def excerpt(location: Location, source: str) -> Iterator[Text]:
    """The line, or the part of it around the column, and a caret below."""
    column = min(max(location.column - 1, 0), len(source))
    start = max(column - AROUND, 0)
    before, after = _shown(source[start:column]), _shown(source[column : column + AROUND])
    before = f"…{before}" if start else before
    after = f"{after}…" if column + AROUND < len(source.rstrip()) else after.rstrip()
    gutter = f"{location.line:>5} | "
    yield Text.assemble((gutter, "dim"), before, after)
    yield Text(" " * (len(gutter) + cell_len(before)) + "^", style="bold red")


def _shown(source: str) -> str:
    return visible(source.replace("\n", " ")).replace("\t", "    ")


def _hint(hint: str) -> Iterator[Text]:
    if hint:
        yield Text.assemble(("  hint", "bold"), ": ", shorten(hint, MESSAGE))


def _sum(error: InputError) -> Text:
    number = len(error.problems)
    found = "1 problem" if number == 1 else f"{number} problems"
    unread = f"{', and' if error.undone else ';'} {error.unread} were not read yet" if error.unread else ""
    undone = f"; {error.undone}" if error.undone else ""
    return Text(f"{found}{undone}{unread}", style="bold")
