"""A target that only replays recordings: no server, no key. Whatever was not recorded is an error.

For answers somebody already has (`harness import outputs`), and for examples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Request, Response, Trouble

VENDOR = "recorded"
KEY_ENV = None
HOSTS = ()
VISION = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A replayed target has no keys of its own."""


@dataclass(frozen=True, slots=True)
class ReplayConnection:
    """The connection of a target without a server."""

    name: str

    async def complete(self, request: Request) -> Response:  # noqa: ARG002  (the protocol's)
        message = f"target {self.name!r} only replays recordings, and there is none for this request"
        raise ProviderError(Trouble(kind="missing-recording", message=message))

    async def close(self) -> None: ...


def connect(target: Target, env: Mapping[str, str]) -> ReplayConnection:  # noqa: ARG001  (the protocol's)
    return ReplayConnection(target.name)
