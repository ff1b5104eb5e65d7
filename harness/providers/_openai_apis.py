"""OpenAI's two APIs, for every provider that speaks one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from harness.providers import _chat, _responses
from harness.providers._answer import Wire

Api = Literal["responses", "chat"]
WIRES: Mapping[Api, Wire] = {"responses": _responses.WIRE, "chat": _chat.WIRE}
PATHS: Mapping[Api, str] = {"responses": "/responses", "chat": "/chat/completions"}
