"""Keys that a server gives back in its answer: replaced before anything is kept, and told.

Every value that a target of the project may send as its key is looked for, however it is written. What a provider says
of trouble is already without its own key (`providers/_keys.py`); here the rest of an answer follows.
"""

from __future__ import annotations

import base64
import html
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from harness import plugins, reads
from harness.errors import HarnessError
from harness.model.config import Config, Target
from harness.model.exchange import Response, ToolCall, Trouble

SHORTEST = 8
"""Shorter values are placeholders ("none", "EMPTY"); replacing them would change ordinary words."""


class Keys:
    """The keys of a project's targets. `echoed` counts, by target, the answers that held its key."""

    def __init__(self, config: Config, env: Mapping[str, str]) -> None:
        self._forms: list[tuple[str, str]] = []
        self.echoed: Counter[str] = Counter()
        for target in config.targets.values():
            variable = _variable(target) or ""
            if variable:
                reads.note_variable(variable, env)
            key = env.get(variable, "").strip()
            if len(key) >= SHORTEST:
                self._forms += [(form, target.name) for form in _forms(key)]
        # The longest first: a key that is part of another form must not break that up.
        self._forms.sort(key=lambda form: -len(form[0]))

    def hidden(self, response: Response) -> Response:
        """The response with `[key of TARGET]` where a key stood."""
        targets: set[str] = set()
        calls = tuple(
            ToolCall(
                self._text(call.name, targets), self._value(dict(call.arguments), targets), self._text(call.id, targets)
            )
            for call in response.tool_calls
        )
        clean = replace(
            response,
            text=self._text(response.text, targets),
            tool_calls=calls,
            served_model=self._optional(response.served_model, targets),
            request_id=self._optional(response.request_id, targets),
            fingerprint=self._optional(response.fingerprint, targets),
        )
        self.echoed.update(targets)
        return clean if targets else response

    def hidden_in(self, trouble: Trouble) -> Trouble:
        """The same of trouble and of the part of an answer that came before it."""
        targets: set[str] = set()
        clean = replace(
            trouble, message=self._text(trouble.message, targets), partial=self._text(trouble.partial, targets)
        )
        self.echoed.update(targets)
        return clean if targets else trouble

    def _text(self, text: str, targets: set[str]) -> str:
        for form, target in self._forms:
            if form in text:
                text = text.replace(form, f"[key of {target}]")
                targets.add(target)
        return text

    def _optional(self, text: str | None, targets: set[str]) -> str | None:
        return None if text is None else self._text(text, targets)

    def _value(self, value: Any, targets: set[str]) -> Any:
        if isinstance(value, str):
            return self._text(value, targets)
        if isinstance(value, Mapping):
            return {self._text(name, targets): self._value(item, targets) for name, item in value.items()}
        return [self._value(item, targets) for item in value] if isinstance(value, list) else value


def _variable(target: Target) -> str | None:
    if target.api_key_env is not None:
        return target.api_key_env
    try:
        variable: str | None = plugins.load("providers", target.provider).KEY_ENV
    except (HarnessError, AttributeError):
        return None
    return variable


def _forms(key: str) -> set[str]:
    """The key as answers may write it: plain, in JSON, HTML, an address, or base64."""
    plain = {key, quote(key, safe=""), html.escape(key), json.dumps(key)[1:-1]}
    encoded = {base64.b64encode(key.encode()).decode().rstrip("="), base64.b64encode(f":{key}".encode()).decode()}
    return plain | encoded
