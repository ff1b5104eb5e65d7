"""Why something a user wrote cannot be taken, before it is known where that stands."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is turned into a Problem, never shown as it is
    """`slug`, `message` and `hint` as in a Problem; whoever catches it adds the place."""

    def __init__(self, slug: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.slug = slug
        self.message = message
        self.hint = hint
