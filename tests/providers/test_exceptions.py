"""No exception of the libraries beneath is forgotten."""

from __future__ import annotations

import socket
import ssl

import httpx2
import pytest

from harness.model.progress import CallProgress
from harness.providers._troubles import Site, trouble_of

SITE = Site("api.example.test", 20.0, progress=CallProgress(sent=True))


def exceptions_of(module) -> list[type[BaseException]]:
    found = (getattr(module, name) for name in {*dir(module), *module.__all__} if not name.startswith("_"))
    kinds = {one for one in found if isinstance(one, type) and issubclass(one, Exception)}
    return sorted((kind for kind in kinds if not issubclass(kind, Warning)), key=lambda kind: kind.__name__)


def instance_of(kind: type[BaseException]) -> BaseException:
    """As bare as can be: what counts is its class."""
    error = kind.__new__(kind)
    error.args = ("the vendor's words",)
    return error


def test_none_is_forgotten() -> None:
    kinds = exceptions_of(httpx2)
    assert len(kinds) > 10
    crashed = [kind.__name__ for kind in kinds if trouble_of(instance_of(kind), SITE).kind == "crash"]
    assert crashed == []


def test_an_unknown_one_is_named() -> None:
    got = trouble_of(KeyError("surprise"), SITE)
    assert (got.kind, got.retryable) == ("crash", False)
    assert "KeyError" in got.message


@pytest.mark.parametrize(
    ("cause", "sent", "kind", "retryable"),
    [
        (socket.gaierror(-2, "Name or service not known"), False, "dns", True),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), False, "tls", False),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), False, "tls", False),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), True, "connection", True),
        (ConnectionRefusedError(111, "refused"), False, "connection", True),
        (ConnectionResetError(104, "reset"), True, "connection", True),
        (OSError(113, "No route to host"), False, "connection", True),
        (TimeoutError(), True, "timeout", True),
        (TimeoutError(), False, "timeout", True),
        (ExceptionGroup("both", [ConnectionRefusedError(111, "refused"), OSError(1, "x")]), False, "connection", True),
    ],
)
def test_causes_are_found_under_what_wraps_them(cause, sent, kind, retryable) -> None:
    wrapped = httpx2.ConnectError("wrapped")
    wrapped.__cause__ = cause
    got = trouble_of(wrapped, Site("x", 20.0, progress=CallProgress(sent=sent)))
    assert (got.kind, got.retryable, got.billed) == (kind, retryable, sent)
