"""What the targets' own servers say of their models: `GET /v1/models`, with each target's key; no model is called.

OpenAI names a `shutdown_date`, Anthropic the `lifecycle`, `retires_at`, limits and capabilities; servers of open models
tell at most the size of the window. A model that the list lacks is asked for by its name: lists leave aliases out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from harness import plugins
from harness.errors import HarnessError
from harness.model.config import Target
from harness.model.facts import Listing
from harness.probes.fetching import UnreachableError, get, place_of

_MOST_PAGES = 20
_AT_ONCE = 16
_OFFERED = 2000
WINDOWS = ("max_input_tokens", "max_model_len", "context_window", "context_length")
"""Anthropic's, vLLM's, Groq's and OpenRouter's names for the tokens that fit."""
OUTPUTS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
DAYS = ("shutdown_date", "retires_at", "expiration_date")
"""OpenAI's, Anthropic's and OpenRouter's names for the day from which calls fail."""
CAPABILITIES = {
    "image_input": "vision",
    "pdf_input": "pdf_input",
    "structured_outputs": "response_schema",
    "thinking": "reasoning",
}
"""Anthropic's words for what a model can, and those of the published facts."""
_LEVELS = ("low", "medium", "high", "xhigh", "max")


class _NoListError(Exception):
    """Why a server's answer is no list of models."""


def ask(targets: Iterable[Target], env: Mapping[str, str]) -> dict[str, Listing]:
    """By the target's name; targets that only replay or run on this machine have nobody to ask and are left out.

    All are asked at once, and each address once with each key. Nothing is raised: what went wrong is each one's
    `trouble`.
    """
    asked = [target for target in targets if _has_server(target)]
    servers: dict[Any, tuple[_Server, list[Target]]] = {}
    listings: dict[str, Listing] = {}
    for target in asked:
        try:
            server = _server(target, env)
        except (HarnessError, _NoListError) as error:
            said = str(error).removeprefix(f"target {target.name!r}: ")
            listings[target.name] = Listing(asked="", trouble=f"{said} {getattr(error, 'hint', '')}".strip())
        else:
            servers.setdefault(server.key, (server, []))[1].append(target)
    with ThreadPoolExecutor(max_workers=min(_AT_ONCE, len(servers) or 1)) as pool:
        for answers in pool.map(lambda pair: pair[0].listings(pair[1]), servers.values()):
            listings |= answers
    return listings


def _has_server(target: Target) -> bool:
    provider = plugins.load("providers", target.provider)
    return not target.replays_only and bool(target.base_url or getattr(provider, "HOSTS", True))


def _server(target: Target, env: Mapping[str, str]) -> _Server:
    provider = plugins.load("providers", target.provider)
    path = getattr(provider, "MODELS", None)
    if path is None or not hasattr(provider, "access"):
        raise _NoListError(f"provider {target.provider!r} has no list of what is deployed")
    return _Server(provider.access(target, env), path, target.settings.get("proxy"))


class _Server:
    """One address with one key, and the proxy that leads there."""

    def __init__(self, reached: Any, path: str, proxy: str | None) -> None:
        self._reached = reached
        self._path = path
        self._proxy = proxy
        self._place = place_of(reached, path)

    @property
    def key(self) -> tuple[Any, ...]:
        """Two servers with the same are one."""
        headers = tuple(sorted(self._reached.headers.items(), key=str))
        return self._reached.address.url, self._path, self._proxy, headers

    def listings(self, targets: Sequence[Target]) -> dict[str, Listing]:
        try:
            entries = self._entries()
        except (_NoListError, UnreachableError) as error:
            return {target.name: Listing(asked=self._place, trouble=str(error)) for target in targets}
        return {target.name: self._listing(target, entries) for target in targets}

    def _listing(self, target: Target, entries: Mapping[str, Mapping[str, Any]]) -> Listing:
        entry = entries.get(target.model)
        if entry is None:
            try:
                entry = self._by_name(target.model)
            except (_NoListError, UnreachableError) as error:
                return Listing(asked=self._place, trouble=str(error))
        if entry is None:
            return Listing(asked=self._place, listed=False, offered=tuple(entries)[:_OFFERED])
        return listing_of(target.model, entry, self._place)

    def _entries(self) -> dict[str, Mapping[str, Any]]:
        """All pages, by the models' names."""
        entries: dict[str, Mapping[str, Any]] = {}
        after = ""
        for _ in range(_MOST_PAGES):
            page = self._read(f"{self._path}{after}")
            models = page.get("data")
            if not isinstance(models, list) or not all(isinstance(model, dict) and "id" in model for model in models):
                raise _NoListError(f"{self._place} gives no list of models")
            entries |= {str(model["id"]): model for model in models}
            last = str(page.get("last_id") or "")
            if not page.get("has_more") or not last:
                return entries
            after = f"{'&' if '?' in self._path else '?'}after_id={quote(last, safe='')}"
        raise _NoListError(f"{self._place} has more than {_MOST_PAGES} pages of models")

    def _by_name(self, model: str) -> Mapping[str, Any] | None:
        """The model as the server tells of it alone; None where it has none of that name."""
        status, body = get(self._reached, f"{self._path.partition('?')[0]}/{quote(model, safe='')}", self._proxy)
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.BAD_REQUEST):
            return None
        entry = self._checked(status, body)
        return entry if "id" in entry else None

    def _read(self, path: str) -> Mapping[str, Any]:
        return self._checked(*get(self._reached, path, self._proxy))

    def _checked(self, status: int, body: bytes) -> Mapping[str, Any]:
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            sent = "refuses the key" if self._reached.secret else "wants a key: name its variable with `api_key_env`"
            raise _NoListError(f"{self._place} {sent} (HTTP {status})")
        if status == HTTPStatus.NOT_FOUND:
            raise _NoListError(f"{self._place} does not exist (HTTP 404): is the path of `base_url` right?")
        if status != HTTPStatus.OK:
            raise _NoListError(f"{self._place} gives no list of models (HTTP {status})")
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            raise _NoListError(f"{self._place} gives no list of models: its answer is no JSON") from None
        if not isinstance(value, dict):
            raise _NoListError(f"{self._place} gives no list of models")
        return value


def listing_of(model: str, entry: Mapping[str, Any], place: str) -> Listing:
    """What the server's entry says of the model."""
    day, trouble = _day(entry)
    provider_limits = entry.get("top_provider")
    limits = {**(provider_limits if isinstance(provider_limits, dict) else {}), **entry}
    name = str(entry["id"])
    return Listing(
        asked=place,
        listed=True,
        trouble=trouble,
        retired=entry.get("lifecycle") == "retired",
        retires=day,
        names_days=any(key in entry for key in DAYS),
        max_input=_first_count(limits, WINDOWS),
        max_output=_first_count(limits, OUTPUTS),
        supports=dict(_supports(entry.get("capabilities"))),
        served_as=name if name != model else "",
    )


def _day(entry: Mapping[str, Any]) -> tuple[date | None, str]:
    """The day, or why it cannot be read."""
    for key in DAYS:
        if (value := entry.get(key)) is not None:
            try:
                return date.fromisoformat(str(value)[:10]), ""
            except ValueError:
                return None, f"its `{key}` is {str(value)[:40]!r}, which is no day"
    return None, ""


def _first_count(entry: Mapping[str, Any], names: Sequence[str]) -> int | None:
    values = (entry.get(name) for name in names)
    return next((value for value in values if type(value) is int and value > 0), None)


def _supports(capabilities: Any) -> Iterable[tuple[str, bool]]:
    if not isinstance(capabilities, dict):
        return
    for theirs, ours in CAPABILITIES.items():
        if (value := _supported(capabilities.get(theirs))) is not None:
            yield ours, value
    effort = capabilities.get("effort")
    levels = effort if isinstance(effort, dict) else {}
    for level in _LEVELS:
        if (value := _supported(levels.get(level))) is not None:
            yield f"{level}_reasoning_effort", value


def _supported(capability: Any) -> bool | None:
    value = capability.get("supported") if isinstance(capability, dict) else None
    return value if isinstance(value, bool) else None
