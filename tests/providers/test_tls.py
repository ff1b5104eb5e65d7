"""Without a trusted connection nothing is said, least of all a key."""

from __future__ import annotations

import asyncio
import gc
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from servers.fault_server import FaultServer, answer
from servers.shapes import Said, whole

from harness.providers import _transport

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _sockets_are_collected() -> Iterator[None]:
    """The library beneath leaves the socket of a failed handshake to the garbage collector: let that be here."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serving(certificate: trustme.LeafCert) -> FaultServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return FaultServer(answer(whole("chat", Said("trusted"))), tls=context)


@pytest.fixture
def trusting(authority, monkeypatch, tmp_path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.mark.usefixtures("trusting")
async def test_a_trusted_server_is_spoken_to(authority, connect, ask) -> None:
    with serving(authority.issue_cert("127.0.0.1")) as server:
        connection = connect(server.url)
        assert (await connection.complete(ask)).text == "trusted"


async def test_an_unknown_authority(authority, trouble) -> None:
    with serving(authority.issue_cert("127.0.0.1")) as server:
        await _refused(server, trouble)


@pytest.mark.usefixtures("trusting")
async def test_a_certificate_for_someone_else(authority, trouble) -> None:
    with serving(authority.issue_cert("other.test")) as server:
        await _refused(server, trouble)


@pytest.mark.usefixtures("trusting")
async def test_an_expired_certificate(authority, trouble) -> None:
    with serving(authority.issue_cert("127.0.0.1", not_after=NOW - timedelta(days=1))) as server:
        await _refused(server, trouble)


async def test_no_tls_where_tls_should_be(trouble) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        got = await trouble(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert (got.kind, got.retryable, got.billed) == ("tls", False, False)


@pytest.mark.parametrize("connect_s", [0.1, 10])
async def test_a_handshake_that_never_ends(fault_server: FaultServer, trouble, monkeypatch, connect_s) -> None:
    monkeypatch.setattr(_transport, "CONNECT_S", connect_s)
    got = await trouble(fault_server.url.replace("http:", "https:"), timeout_s=0.3)
    assert (got.kind, got.billed) == ("timeout", False)
    assert fault_server.requests == []


async def test_a_handshake_that_is_cut(trouble) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        got = await trouble(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    assert (got.kind, got.billed) in (("connection", False), ("tls", False))


async def _refused(server: FaultServer, trouble) -> None:
    got = await trouble(server.url)
    assert (got.kind, got.retryable, got.billed) == ("tls", False, False)
    assert f"127.0.0.1:{server.port}" in got.message
    assert "verify" not in got.message.lower() or "certificate" in got.message.lower()
    assert server.requests == []
