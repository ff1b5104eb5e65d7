"""A message to people who are not looking: what a command found, for a chat or a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

NoticeKind = Literal["nightly", "drift", "readiness", "calendar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`title` and `lines` are visible text, a line each; `changed` says that the last night brought news.

    `run` is the run it is about, None where there is none; `details` are the same findings as JSON. `id` stays the same
    when a message is sent again, so that a receiver can drop the double.
    """

    kind: NoticeKind
    title: str
    exit_code: int
    lines: tuple[str, ...] = ()
    changed: bool = False
    run: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid4().hex)

    def brief(self, most: int) -> tuple[str, ...]:
        """At most `most` lines, and how many more there are."""
        left = len(self.lines) - most
        return (*self.lines[:most], f"and {left} more") if left > 0 else self.lines
