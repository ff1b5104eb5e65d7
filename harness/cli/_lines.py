"""Plain lines on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.terminal.screen import Screen


def data(screen: Screen, text: str) -> None:
    """What the user asked for, to standard output."""
    from rich.text import Text

    screen.show(*(Text(line) for line in text.split("\n")))


def news(screen: Screen, text: str) -> None:
    """What must be known, to standard error."""
    from rich.text import Text

    screen.complain(*(Text(line) for line in text.split("\n")))
