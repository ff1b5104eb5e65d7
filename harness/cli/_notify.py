"""What `--notify-url` does: post a message when there is something to tell."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from harness.channels import Hook, hook
from harness.channels._posting import NotDelivered, post
from harness.errors import UsageError
from harness.exit_codes import GOOD
from harness.model.notice import Notice
from harness.terminal.screen import Screen

When = Literal["changed", "trouble", "always"]


@dataclass(frozen=True, slots=True)
class Notifier:
    """Posts to `hook` when it is time to: the last night changed something, the exit code is not 0, or always."""

    hook: Hook
    when: When
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    def tell(self, notice: Notice, screen: Screen) -> None:
        """Post the message, if there is something to tell. That it did not arrive is told, and decides nothing."""
        if not self._is_due(notice):
            return
        try:
            post(notice, self.hook, sleep=self.sleep)
        except NotDelivered as trouble:
            screen.note(f"warning[{trouble.slug}]: nobody was notified: {trouble}")

    def _is_due(self, notice: Notice) -> bool:
        if self.when == "trouble":
            return notice.changed or notice.exit_code != GOOD
        return self.when == "always" or notice.changed


def notifier(url: str | None, when: str | None, channel: str | None, *, remembers: bool) -> Notifier | None:
    """What the options ask for; `remembers` says whether the command knows what was told before.

    Raises:
        UsageError: they do not go together, or there is no such hook.
    """
    if url is None:
        if when or channel:
            raise UsageError("--notify-when and --notify-as go with --notify-url")
        return None
    if when == "changed" and not remembers:
        raise UsageError("--notify-when changed goes with run --nightly and drift, which compare with the night before")
    chosen: When = "always" if when == "always" else "changed" if when == "changed" else "trouble"
    return Notifier(hook(url, channel), "changed" if when is None and remembers else chosen)
