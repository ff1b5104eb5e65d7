"""promptfoo's providers as targets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from harness.importers._project.drafts import TargetDraft
from harness.importers._project.ledger import Fields, ImportLedger
from harness.importers._project.naming import LONGEST, free, slug
from harness.importers._promptfoo.params import output_of, params_of, tools_of
from harness.importers._promptfoo.vendors import Called, called
from harness.suitefile.addresses import is_private
from harness.visible import shorten
from harness.yamlfile.forms import NAME

SECRETS = ("apiKey", "apikey", "api_key", "accessToken", "secretAccessKey", "sessionToken", "accessKeyId")
_SYSTEMS = ("instructions", "system", "systemPrompt", "systemInstruction", "system_prompt")
_COMPATIBLE = "COMPATIBLE_API_KEY"
"""The variable that a server of another host takes its key from, until the user names one."""
_ADDRESSES = ("apiBaseUrl", "baseUrl", "apiUrl", "baseURL")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptfooProvider:
    """A provider and what it brings to the suites that use it; `prompts` None means every prompt."""

    id: str
    label: str
    target: TargetDraft
    tools: tuple[dict[str, Any], ...] = ()
    output: dict[str, Any] | None = None
    system: str | None = None
    prompts: tuple[str, ...] | None = None
    transform: str | None = None

    def named(self, name: str) -> bool:
        """Whether a filter or a result means this provider; `*` at the end stands for anything."""
        known = (self.id, self.label, self.target.name)
        return name in known or (name.endswith("*") and any(text.startswith(name[:-1]) for text in known))


def read_providers(raw: Any, place: str, ledger: ImportLedger) -> tuple[PromptfooProvider, ...]:
    """Every provider as a target with a name of its own; what cannot be taken over of them is listed."""
    taken: set[str] = set()
    items = raw if isinstance(raw, list) else [] if raw is None else [raw]
    return tuple(
        read_provider(item, f"{place}[{number}]", taken, ledger)
        for number, item in enumerate(_spelt(items))
        if _usable(item, f"{place}[{number}]", ledger)
    )


def _spelt(items: Sequence[Any]) -> Iterator[Any]:
    """`{"<id>": {options}}` as `{id, …}`; a file's list of providers as its items."""
    for item in items:
        if isinstance(item, list):
            yield from _spelt(item)
        elif isinstance(item, Mapping) and "id" not in item and len(item) == 1:
            identity, options = next(iter(item.items()))
            yield {**(options if isinstance(options, Mapping) else {}), "id": identity}
        else:
            yield item


def _usable(item: Any, place: str, ledger: ImportLedger) -> bool:
    identity = item if isinstance(item, str) else item.get("id") if isinstance(item, Mapping) else None
    if isinstance(identity, str) and identity.strip():
        return True
    ledger.lose(place, "a provider", "it has no id")
    return False


def read_provider(item: Any, place: str, taken: set[str], ledger: ImportLedger) -> PromptfooProvider:
    """One provider; its target gets a name that is not among `taken`."""
    fields = Fields(item if isinstance(item, Mapping) else {"id": item}, place, ledger)
    identity = str(fields.take("id"))
    label = str(fields.take("label", identity))
    fields.skip("delay", "inputs")
    fields.lose("env", "the environment is not set; a key is named by the target's `api_key_env`")
    config = Fields(inner if isinstance(inner := fields.take("config"), Mapping) else {}, fields.at("config"), ledger)
    meant = called(identity)
    settings = dict(meant.settings)
    if params := params_of(config):
        settings["params"] = params
    settings = _addressed(settings, meant, config)
    tools, output = tools_of(config), output_of(config)
    if isinstance(extra := config.take("passthrough"), Mapping) and settings["provider"] != "replay":
        settings["extra"] = dict(extra)
    system = next((text for key in _SYSTEMS if isinstance(text := config.take(key), str) and text), None)
    prompts = fields.take("prompts")
    transform = fields.take("transform", config.take("transform"))
    obstacle = meant.obstacle or ("" if settings["provider"] != "replay" else "its address is not known")
    if obstacle:
        others = ", ".join(shorten(key, 40) for key in config.left())
        what = f"calling the provider `{shorten(identity, 80)}`" + (f" with its settings ({others})" if others else "")
        ledger.lose(place, what, f"{obstacle}; the target only replays")
        config.skip(*tuple(config.left()))
    config.close("no setting of a target here says the same")
    fields.close()
    named = label != identity and re.fullmatch(NAME, label) and len(label) <= LONGEST
    name = free(label if named else slug(label if label != identity else meant.model or identity, "target"), taken)
    return PromptfooProvider(
        id=identity,
        label=label,
        target=TargetDraft(name=name, settings=settings),
        tools=tools,
        output=output,
        system=system,
        prompts=tuple(map(str, prompts)) if isinstance(prompts, list) else None,
        transform=transform if isinstance(transform, str) else None,
    )


def _addressed(settings: dict[str, Any], meant: Called, config: Fields) -> dict[str, Any]:
    """The settings with the address and the name of the key's variable that the configuration gives."""
    for key in SECRETS:
        config.lose(key, "keys are never taken over; the target's `api_key_env` names the variable that holds it")
    url = _url(config)
    variable = config.take("apiKeyEnvar")
    own = {"api_key_env": variable} if isinstance(variable, str) else {}
    kind = settings["provider"]
    if kind == "azure":
        if isinstance(version := config.take("apiVersion"), str) and "{" not in version:
            settings["api_version"] = version
        return (
            {**settings, "base_url": url, **own}
            if url
            else {"provider": "replay", "model": meant.model, "failure_domain": {"vendor": "azure"}}
        )
    if kind == "replay" or url is None:
        return settings if kind == "replay" else settings | own
    if kind == "openai-compatible":
        return {**settings, "base_url": url} | _key_for(url, settings.get("api_key_env")) | own
    if kind == "openai" and "api.openai.com" not in url:
        params = {key: value for key, value in settings.items() if key == "params"}
        # Without a variable of its own the key would go to another host than its vendor's.
        compatible = {"provider": "openai-compatible", "model": meant.model, "base_url": url}
        return compatible | _key_for(url) | params | own
    if kind == "anthropic" and "api.anthropic.com" not in url:
        return {**settings, "base_url": url, "api_key_env": _COMPATIBLE} | own
    return settings | own


def _key_for(url: str, variable: str | None = None) -> dict[str, Any]:
    """The variable of the key for a server; one of one's own network may need none."""
    if variable is None and is_private(urlsplit(url).hostname or ""):
        return {}
    return {"api_key_env": variable or _COMPATIBLE}


def _url(config: Fields) -> str | None:
    """The server's address, where a configuration may hold it as it stands."""
    url = next((text for key in _ADDRESSES if isinstance(text := config.take(key), str)), None)
    host = config.take("apiHost")
    if url is None and isinstance(host, str):
        url = host if host.startswith("http") else f"https://{host}"
    if url is not None and not _is_plain(url):
        reason = "it is filled in from elsewhere, unencrypted, or no address"
        config.ledger.lose(config.place, "the server's address", reason)
        return None
    return url.rstrip("/") if url else None


def _is_plain(url: str) -> bool:
    """Whether a configuration may hold the address as it stands."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    if not url.isascii() or re.search(r"[\s{}$@?#<>\\\"]", url) or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_private(host))
