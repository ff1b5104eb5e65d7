"""Where something stands in a user's file, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; `line` and `column` count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a user's file: place, problem, remedy.

    `slug` is stable and known to `harness explain`; `source` is the offending line itself.
    """

    slug: str
    message: str
    location: Location | None = None
    source: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """Place and problem, the line with a caret under the column, then the hint."""
        head = f"error[{self.slug}]: {self.message}"
        if self.location is None:
            return head if not self.hint else f"{head}\n  hint: {self.hint}"
        lines = [f"{self.location}: {head}"]
        if self.source.strip():
            gutter = f"{self.location.line:>5} | "
            lines.append(gutter + self.source)
            lines.append(" " * (len(gutter) + self.location.column - 1) + "^")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)
