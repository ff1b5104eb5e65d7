"""Where messages go: one file for each kind of receiver. The address is a secret and is never shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness import plugins
from harness.errors import UsageError
from harness.protocols import Channel
from harness.suitefile.addresses import is_host_of, is_private

FROM_ENVIRONMENT = "env:"
PLAIN = "webhook"
"""The channel of a host that no other knows."""


@dataclass(frozen=True, slots=True)
class Hook:
    """An address with the channel that speaks its language. Only `host` may be shown."""

    url: str = field(repr=False)
    host: str
    channel: Channel


def hook(written: str, channel: str | None = None, env: Mapping[str, str] = os.environ) -> Hook:
    """The hook that `written` names: `env:NAME`, or the address of a machine of the own network.

    Raises:
        UsageError: it is no address, one that would be sent in the clear, or a secret written on the command line.
    """
    url, where = written, "--notify-url"
    if written.startswith(FROM_ENVIRONMENT):
        where = written.removeprefix(FROM_ENVIRONMENT)
        url = env.get(where, "").strip()
        if not url:
            raise _refused(f"the environment variable {where!r} is not set", "put the address of the webhook into it")
    host = _host_of(url, where)
    if where == "--notify-url" and not is_private(host):
        raise _refused(
            "whoever knows the address of a webhook can post there, and command lines are seen by others",
            "put the address into an environment variable and write --notify-url env:NAME",
        )
    return Hook(url, host, plugins.load("channels", channel or _channel_of(host)))


def _host_of(url: str, where: str) -> str:
    # No part of the address is quoted: it is a secret, also where it is wrong.
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise _refused(f"{where} holds no address") from None
    if not url.isascii() or not url.isprintable() or " " in url or parts.scheme not in ("http", "https") or not host:
        raise _refused(f"{where} holds no address")
    if "@" in parts.netloc or parts.fragment:
        raise _refused(f"{where} holds an address with a user name, password or fragment")
    if parts.scheme == "http" and not is_private(host):
        raise _refused(f"{where} would send to {host} unencrypted", "write https://")
    return host


def _refused(message: str, hint: str = "for example env:SLACK_WEBHOOK, and in it https://…") -> UsageError:
    return UsageError(message, slug="notify-url", hint=hint)


def _channel_of(host: str) -> str:
    known = (name for name in plugins.names("channels") if is_host_of(host, plugins.load("channels", name).HOSTS))
    return next(known, PLAIN)
