"""GET /v1/models, as OpenAI's servers and as Anthropic's answer it: the list, or one model by its name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from harness.model.wire import WireReply, body
from harness.serving.apis import load

_PLACE = "/models"
_SINCE = "1970-01-01T00:00:00Z"
"""Nothing is known of when a model was made; both APIs insist on a moment."""


def listing(path: str, headers: Mapping[str, str], models: Sequence[str]) -> WireReply | None:
    """The answer to a GET of `path`; None if models are not what it asks for."""
    bare = path.partition("?")[0].rstrip("/")
    before, place, name = bare.partition(f"{_PLACE}/")
    if not (place or before.endswith(_PLACE)):
        return None
    is_anthropic = "anthropic-version" in headers
    entry = _anthropic_entry if is_anthropic else _openai_entry
    if place:
        wanted = unquote(name)
        if wanted in models:
            return _json(200, entry(wanted))
        api = load("messages" if is_anthropic else "chat")
        return _json(404, api.error(404, "model_not_found", f"there is no model {wanted!r} here"))
    entries = [entry(model) for model in models]
    if not is_anthropic:
        return _json(200, {"object": "list", "data": entries})
    first, last = (models[0], models[-1]) if models else (None, None)
    return _json(200, {"data": entries, "has_more": False, "first_id": first, "last_id": last})


def _openai_entry(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "harness"}


def _anthropic_entry(name: str) -> dict[str, Any]:
    return {"type": "model", "id": name, "display_name": name, "created_at": _SINCE}


def _json(status: int, value: Mapping[str, Any]) -> WireReply:
    return body(status, json.dumps(value).encode())
