"""A target of `harness.yaml`: the common keys, the provider's own, and where its key may go."""

from __future__ import annotations

import dataclasses
import re
from difflib import SequenceMatcher
from functools import cache
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from pydantic import Field, create_model

from harness import plugins
from harness.errors import UsageError
from harness.model.config import Limits, Price, Target
from harness.suitefile.addresses import check_address
from harness.suitefile.forms.config import TargetForm
from harness.yamlfile.forms import Form, Scope, tell_unknown_key, validate, wrong_type

_COMMON = tuple(TargetForm.model_fields)
_DOMAINS = ("vendor", "cloud", "region", "family", "model-family", "network", "datacenter")
_NEAR = 0.8
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_target(name: str, raw: object, scope: Scope) -> Target | None:
    """The target, or None if too much is wrong; problems are told to the scope."""
    if not isinstance(raw, dict):
        scope.tell("wrong-type", f"target {name!r}: {wrong_type('a mapping (key: value)', raw)}")
        return None
    form = validate(TargetForm, {key: value for key, value in raw.items() if key in _COMMON}, scope, {"provider": ""})
    provider = _provider(raw.get("provider"), scope)
    if provider is None:
        _tell_keys_of_none(raw, scope)
    if provider is None or form is None:
        return None
    settings = _settings(provider, raw, scope)
    _check_needs(provider, raw, scope)
    check_address(provider, form.base_url, form.api_key_env, scope)
    if form.api_key_env is not None and not _VARIABLE.fullmatch(form.api_key_env):
        hint = "write the name of an environment variable, for example VLLM_API_KEY, and put the key into that variable"
        message = "`api_key_env` is not the name of an environment variable"
        scope.tell("bad-key-variable", message, "api_key_env", hint=hint, secret=True)
    return Target(
        name=name,
        provider=form.provider,
        model=form.model or str(settings.get("deployment", "")),
        params=form.params.model_dump(exclude_unset=True) if form.params else {},
        extra=form.extra or {},
        base_url=form.base_url,
        api_key_env=form.api_key_env,
        failure_domain=_domains(form, provider, scope),
        price=Price(form.price.input, form.price.output) if form.price else None,
        limits=Limits(**form.limits.model_dump(exclude_unset=True)) if form.limits else Limits(),
        **({"timeout_s": form.timeout_s} if form.timeout_s is not None else {}),
        vision=_vision(form, provider, scope),
        served=tuple(form.served or ()),
        resend=bool(form.resend),
        settings=settings,
        location=scope.document.at(*scope.keys, key=True),
    )


def _provider(name: object, scope: Scope) -> Any:
    if not isinstance(name, str):
        return None  # told already
    try:
        return plugins.load("providers", name)
    except UsageError as error:
        scope.tell("unknown-provider", str(error), "provider", hint=error.hint)
        return None


def _tell_keys_of_none(raw: dict[str, Any], scope: Scope) -> None:
    """Which provider is meant is not known, so a key is told that no provider has."""
    known = [*_COMMON]
    for name in plugins.names("providers"):
        known += settings_form(plugins.load("providers", name)).model_fields
    for key in raw:
        if key not in known:
            tell_unknown_key(scope, (key,), tuple(dict.fromkeys(known)))


@cache
def settings_form(provider: Any) -> type[Form]:
    """The provider's `Settings` dataclass as a form; a text in an annotation is what editors show of the key."""
    hints = get_type_hints(provider.Settings, include_extras=True)
    fields: dict[str, Any] = {
        field.name: (hints[field.name], Field(default=_default(field), description=_words(hints[field.name])))
        for field in dataclasses.fields(provider.Settings)
    }
    return create_model("Settings", __base__=Form, **fields)


def _words(hint: Any) -> str | None:
    return next((word for word in getattr(hint, "__metadata__", ()) if isinstance(word, str)), None)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default is not dataclasses.MISSING:
        return field.default
    return ... if field.default_factory is dataclasses.MISSING else field.default_factory()


def _settings(provider: Any, raw: dict[str, Any], scope: Scope) -> dict[str, Any]:
    form = settings_form(provider)
    accepted = (*_COMMON, *form.model_fields)
    for key in raw:
        if key not in accepted:
            tell_unknown_key(scope, (key,), accepted)
    filled = validate(form, {key: raw[key] for key in form.model_fields if key in raw}, scope)
    chosen = filled.model_dump(exclude_unset=True) if filled else {}
    try:
        provider.Settings(**chosen)
    except (TypeError, ValueError) as error:
        if filled:
            scope.tell("bad-settings", str(error))
    return chosen


def _check_needs(provider: Any, raw: dict[str, Any], scope: Scope) -> None:
    needs: tuple[str, ...] = getattr(provider, "NEEDS", ("model",))
    for key in needs:
        if raw.get(key) is None:
            scope.tell_missing(key, why=f": provider {raw['provider']!r} needs it")
        elif raw[key] == "":
            scope.tell("empty-value", f"`{key}` is empty", key)


def _vision(form: TargetForm, provider: Any, scope: Scope) -> bool:
    usual: bool | None = getattr(provider, "VISION", None)
    if form.vision and usual is None:
        message = f"provider {form.provider!r} can send neither images nor PDF files to its models"
        scope.tell("bad-settings", message, "vision", hint="leave `vision` out; text files can be attached")
        return False
    return bool(usual) if form.vision is None else form.vision


def _domains(form: TargetForm, provider: Any, scope: Scope) -> dict[str, str]:
    domains = form.failure_domain or {}
    for name in domains:
        # Any kind of domain may be named; only one that looks like a slip of a usual one is questioned.
        near = next((domain for domain in _DOMAINS if SequenceMatcher(None, name, domain).ratio() >= _NEAR), None)
        if near and name not in _DOMAINS:
            hint = f'did you mean "{near}"?'
            scope.tell("unknown-key", f"unknown key {name!r}", "failure_domain", name, hint=hint, key=True)
    # a protocol is no vendor: two machines of one's own do not fail together for speaking OpenAI's
    host = urlsplit(form.base_url or "").hostname if form.provider == "openai-compatible" else None
    return {"vendor": host or provider.VENDOR, **domains}
