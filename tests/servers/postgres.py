"""A real PostgreSQL server on loopback, in a folder of its own, ended with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from servers.programs import free_port

USER, PASSWORD = "harness", "p4ss-w0rd"


@dataclass(frozen=True)
class Postgres:
    """A server that runs; `database()` makes an empty database and returns its address."""

    port: int
    numbers: Any
    start: Callable[[], subprocess.Popen[bytes]]
    running: list[subprocess.Popen[bytes]]

    def stop(self, signal_number: int = signal.SIGINT) -> None:
        """PostgreSQL's "fast" shutdown; SIGQUIT is a crash."""
        process = self.running.pop()
        process.send_signal(signal_number)
        process.wait(timeout=30)

    def begin(self) -> None:
        """Start it, also after a `stop`, on the same port with what it had."""
        self.running.append(self.start())
        _wait(self, self.running[-1])

    def database(self) -> str:
        name = f"past_{next(self.numbers)}"
        with _driver().connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def address(self, database: str) -> str:
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"


@contextmanager
def postgres() -> Iterator[Postgres]:
    _driver()
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # pytest's own folders are closed to other users
    try:
        secret = folder / "password"
        secret.write_text(PASSWORD)
        for path in (folder, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
        data, port = folder / "data", free_port()
        initdb = ["-D", str(data), "-U", USER, f"--pwfile={secret}", "-A", "scram-sha-256", "--no-sync"]
        _run(programs / "initdb", [*initdb, "-E", "UTF8", "--locale=C"], account)
        yield from _serving(programs / "postgres", data, port, folder, account)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serving(program: Path, data: Path, port: int, folder: Path, account: pwd.struct_passwd) -> Iterator[Postgres]:
    settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "fsync": "off"}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [program, "-D", data, "-p", str(port), *options]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **_as(account))

    server = Postgres(port, count(), start, [])
    try:
        server.begin()
        yield server
    finally:
        if server.running:
            server.stop()


def _driver() -> Any:
    return pytest.importorskip("psycopg", reason="psycopg is not installed (pip install 'portproof[postgres]')")


def _wait(server: Postgres, process: subprocess.Popen[bytes]) -> None:
    driver, until = _driver(), time.monotonic() + 30
    while True:
        try:
            driver.connect(server.address("postgres"), connect_timeout=2).close()
        except driver.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _run(program: Path, options: Sequence[str], account: pwd.struct_passwd) -> None:
    subprocess.run([program, *options], check=True, capture_output=True, timeout=120, cwd="/", **_as(account))


def _programs() -> Path | None:
    """The folder with `postgres` and `initdb`; Debian keeps it off the PATH."""
    folders = [Path(found).parent for name in ("initdb", "postgres") if (found := shutil.which(name))]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


def _account() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _as(account: pwd.struct_passwd) -> dict[str, Any]:
    if os.getuid():
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
