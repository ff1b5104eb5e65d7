"""OpenAI's two APIs, for every provider that speaks one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from harness.model.config import Target
from harness.providers import _chat, _responses
from harness.providers._answer import Wire, WirePlan
from harness.providers._http import HttpConnection, open_connection
from harness.providers._keys import Access

Api = Literal["responses", "chat"]
WIRES: Mapping[Api, Wire] = {"responses": _responses.WIRE, "chat": _chat.WIRE}
PATHS: Mapping[Api, str] = {"responses": "/responses", "chat": "/chat/completions"}


class ApiSettings(Protocol):
    """What the settings of such a provider say, whatever else they hold."""

    @property
    def api(self) -> Api: ...
    @property
    def proxy(self) -> str | None: ...


def api_connection(target: Target, settings: ApiSettings, access: Access, plan: WirePlan) -> HttpConnection:
    """A connection to the API that the settings choose, at its own path below the target's address."""
    return open_connection(
        target,
        access=access,
        url=access.address.url + PATHS[settings.api],
        plan=plan,
        wire=WIRES[settings.api],
        proxy=settings.proxy,
    )
