"""The loopback servers as fixtures, for every test."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import programs
from servers.batch_vendor import BatchVendor
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
def batch_vendor() -> Iterator[BatchVendor]:
    """A vendor that takes calls in batches, too; see `servers/batch_vendor.py`."""
    with BatchVendor() as server:
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
def local_python() -> str:
    """An interpreter that has torch and transformers: that of HARNESS_LOCAL_PYTHON, else this one."""
    python = os.environ.get("HARNESS_LOCAL_PYTHON") or sys.executable
    require(python, "torch", "transformers")
    return python


@pytest.fixture(scope="session")
def tiny_llama_folder(local_python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model made on the spot."""
    folder = tmp_path_factory.mktemp("llama") / "tiny"
    if local_python == sys.executable:  # its libraries take twice the time of the lessons, and are loaded here anyway
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from servers import tiny_llama

            tiny_llama.main(str(folder))
    else:
        script = str(programs.HERE / "tiny_llama.py")
        subprocess.run([local_python, script, str(folder)], check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="session")
def tiny_llama(
    local_python: str, tiny_llama_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Program]]:
    """`transformers serve` in front of the model made on the spot: the model's name, the server."""
    require(local_python, "fastapi", "uvicorn")
    with programs.transformers_serve(tiny_llama_folder, local_python, tmp_path_factory.mktemp("hf")) as program:
        yield str(tiny_llama_folder), program


def require(python: str, *names: str) -> None:
    """Skips where an interpreter lacks one of these libraries. Looked for, not loaded: torch alone takes seconds."""
    probe = f"from importlib.util import find_spec; raise SystemExit(not all(map(find_spec, {names!r})))"
    if subprocess.run([python, "-c", probe], check=False).returncode:
        pytest.skip(f"{' and '.join(names)} are not installed; HARNESS_LOCAL_PYTHON may name where they are")
