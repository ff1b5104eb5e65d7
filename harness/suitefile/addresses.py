"""Base addresses of servers, and the rule that a vendor's key goes to the vendor's own hosts only.

Plain http is for the own machine and the own network: loopback and private addresses, names without a dot, and the
suffixes of private networks.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from harness.visible import shorten
from harness.yamlfile.forms import Scope
from harness.yamlfile.refusal import Refusal

_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".svc", ".test", ".corp")


def check_address(provider: Any, url: str | None, key_variable: str | None, scope: Scope) -> None:
    """Tell what is wrong with `base_url`, and whether it needs an `api_key_env` of its own."""
    if url is None:
        return
    host = _host(url, scope)
    if host is None or key_variable is not None or is_loopback(host) or is_host_of(host, provider.HOSTS):
        return
    if provider.KEY_ENV is not None:
        message = f"{provider.KEY_ENV} is sent to {' or '.join(provider.HOSTS)} only, and {host} is another host"
        hint = "name the variable that holds the key for this host: api_key_env: MY_GATEWAY_KEY"
        scope.tell("key-for-host", message, "base_url", hint=hint)
    elif "base_url" in getattr(provider, "NEEDS", ()) and not is_private(host):
        hint = "name the variable that holds its key: api_key_env: MY_SERVER_KEY"
        scope.tell("key-for-host", f"no key is named for {host}, a server on the public network", "base_url", hint=hint)


def _host(url: str, scope: Scope) -> str | None:
    try:
        return _host_of(url)
    except Refusal as refused:
        secret = "@" in url or "key" in url
        scope.tell(refused.slug, f"`base_url` {refused.message}", "base_url", hint=refused.hint, secret=secret)
        return None


def _host_of(url: str) -> str:
    """Raises Refusal."""
    if re.search(r"\$\{|\{\{", url):
        raise _refused("holds a placeholder", "nothing is filled in here; write the address out")
    if not url.isascii() or re.search(r"[\s\\\x00-\x1f\x7f{}<>\"]", url):
        raise _refused("holds characters no address has")
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise _refused(f"is no address: {shorten(str(error), 80)}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _refused("must begin with https:// or http:// and a host")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise _refused("must hold no user name, password, query or fragment", "keys are named by `api_key_env`")
    if parts.scheme == "http" and not is_private(host):
        raise _refused(f"would send prompts to {host} unencrypted", "write https://")
    return host


def _refused(message: str, hint: str = "for example https://gateway.example.com/v1") -> Refusal:
    return Refusal("bad-address", message, hint)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_private(host: str) -> bool:
    """Whether the host can only be this machine or one in the own network."""
    if is_loopback(host) or host.endswith(_PRIVATE_SUFFIXES) or ".svc." in host:
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def is_host_of(host: str, hosts: Sequence[str]) -> bool:
    """Whether `host` is one of `hosts`; one with a leading dot stands for any host below it."""
    return any(host.endswith(name) and host != name if name.startswith(".") else host == name for name in hosts)
