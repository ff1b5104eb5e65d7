"""The local view listening on loopback."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.errors import MissingExtra, UsageError
from harness.view.app import application

if TYPE_CHECKING:
    from harness.history import History

HOST = "127.0.0.1"
TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Address:
    """Where the view is, with the token that opens it."""

    port: int
    token: str

    def __str__(self) -> str:
        return f"http://{HOST}:{self.port}/?token={self.token}"


def serve(past: History, port: int, ready: Callable[[Address], None]) -> None:
    """Answer until a signal comes; `ready` is told the address once it can be opened. Port 0 takes any free one.

    Raises:
        MissingExtra: what it takes to listen is not installed.
        UsageError: the port is taken.
    """
    try:
        import starlette as _  # noqa: F401 - the application needs it
        import uvicorn
    except ImportError as error:
        raise MissingExtra(str(error.name), "view") from error
    with _listening(port) as listener:
        address = Address(listener.getsockname()[1], secrets.token_urlsafe(TOKEN_BYTES))
        config = uvicorn.Config(
            application(past, token=address.token, port=address.port),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            proxy_headers=False,
            server_header=False,
        )
        ready(address)
        uvicorn.Server(config).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    """Loopback only, and already listening: whoever is told the address may open it at once."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(128)
    except (OSError, OverflowError) as error:
        made.close()
        hint = "leave --port out to take any free one"
        raise UsageError(f"port {port} cannot be listened on: {error}", slug="port-taken", hint=hint) from error
    return made
