"""The loopback servers as fixtures, for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from servers.fault_server import FaultServer
from servers.vendor import Vendor


@pytest.fixture
def fault_server() -> Iterator[FaultServer]:
    """A server that does as it is told; see `servers/fault_server.py`."""
    with FaultServer() as server:
        yield server


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """A vendor that answers; see `servers/vendor.py`."""
    with Vendor() as server:
        yield server


@pytest.fixture
def other_vendor() -> Iterator[Vendor]:
    """A second one."""
    with Vendor() as server:
        yield server
