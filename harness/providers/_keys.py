"""Which key goes to which host, and how a key is kept out of everything else.

A vendor's own variable is for the vendor's own hosts, over TLS. Any other address gets only the key that `api_key_env`
names in `harness.yaml`, which is the user's word.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from harness.errors import ProviderError
from harness.model.config import Target
from harness.model.exchange import Trouble, TroubleKind

_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1|.+\.localhost", re.IGNORECASE)
_SHORTEST = 8
"""Shorter values are placeholders ("none", "EMPTY"); hiding them would hide ordinary words."""
_MASKED = re.compile(r"[\w-]*\*{3,}[\w-]*")
"""A key as vendors print it: `sk-ab****wxyz`."""


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """A checked base URL, without a slash at its end. `place` is the host, with the port where one is given."""

    url: str
    host: str
    place: str
    tls: bool

    @property
    def loopback(self) -> bool:
        return _LOOPBACK.fullmatch(self.host) is not None


@dataclass(frozen=True, slots=True)
class Access:
    """Where a target is reached and what is sent along; `headers` hold the key and are for that address only."""

    address: BaseUrl
    headers: Mapping[str, str | None]
    secret: str | None


def address_of(target: Target, default: str | None) -> BaseUrl:
    """Raises ProviderError (`unsupported`) for an address that is missing or could be read in two ways."""
    url = target.base_url or default
    if url is None:
        raise refusal(target, "unsupported", f"provider {target.provider!r} needs `base_url`")
    if not url.isascii() or re.search(r"[\s\\\x00-\x1f\x7f]", url):
        raise refusal(target, "unsupported", f"base_url {url!r} holds characters no address has")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise refusal(target, "unsupported", f"base_url {url!r} is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise refusal(target, "unsupported", f"base_url {url!r} should begin with https:// or http:// and a host")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise refusal(target, "unsupported", "base_url must hold no user name, password, query or fragment")
    place = host if port is None else f"{host}:{port}"
    return BaseUrl(url.rstrip("/"), host, place, parts.scheme == "https")


def key_for(
    target: Target, env: Mapping[str, str], address: BaseUrl, *, own: str | None, hosts: Sequence[str]
) -> str | None:
    """The key to send, or None to send none.

    Raises:
        ProviderError: `no-key`, if one is needed and missing, or could only be sent where it does not belong.
    """
    if target.api_key_env is not None:
        return _from_env(target, env, target.api_key_env, needed=not address.loopback)
    if own is None or address.loopback:
        return None
    if not is_host_of(address.host, hosts):
        problem = f"{own} is sent to {' or '.join(hosts)} only, not to {address.host}"
        raise refusal(target, "no-key", f"{problem}; name the key for this address with `api_key_env`")
    if not address.tls:
        raise refusal(target, "no-key", f"{own} is sent over https only; base_url begins with http://")
    return _from_env(target, env, own, needed=True)


def is_host_of(host: str, hosts: Sequence[str]) -> bool:
    """Whether `host` is one of `hosts`; one with a leading dot stands for any host below it."""
    host = host.lower()
    return any(host.endswith(name) and host != name if name.startswith(".") else host == name for name in hosts)


def redact(text: str, secrets: Sequence[str]) -> str:
    """`text` without any of the secrets, however it is written: plain, in JSON, a URL, HTML or base64."""
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            for form in sorted(_forms(secret), key=len, reverse=True):
                text = text.replace(form, "[redacted]")
    return _MASKED.sub("[redacted]", text)


def refusal(target: Target, kind: TroubleKind, message: str) -> ProviderError:
    return ProviderError(Trouble(kind=kind, message=f"target {target.name!r}: {message}"))


def _from_env(target: Target, env: Mapping[str, str], name: str, *, needed: bool) -> str | None:
    key = env.get(name, "").strip()
    if not key and needed:
        raise refusal(target, "no-key", f"the environment variable {name} is not set")
    if key and not (key.isascii() and key.isprintable()):
        raise refusal(target, "no-key", f"the environment variable {name} holds characters no key has")
    return key or None


def _forms(secret: str) -> set[str]:
    raw = secret.encode()
    encoded = {base64.b64encode(prefix + raw).decode() for prefix in (b"", b":", b"api:")}
    plain = {secret, quote(secret, safe=""), html.escape(secret), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
    return plain | {form.rstrip("=") for form in encoded}
