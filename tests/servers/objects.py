"""A server of the S3 API on loopback, in a process of its own, ended with the tests."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from typing import Any

import pytest

PROGRAM = """
import logging
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("port", server.get_host_and_port()[1], flush=True)
input()
"""


@dataclass(frozen=True)
class ObjectStorage:
    """A server that runs; `bucket()` makes an empty bucket and returns an address in it."""

    url: str
    numbers: Any

    def bucket(self) -> str:
        name = f"recordings-{next(self.numbers)}"
        request = urllib.request.Request(f"{self.url}/{name}", method="PUT")
        urllib.request.urlopen(request, timeout=10).close()
        return f"s3://{name}/team/a"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "s3cret",
        }


@contextmanager
def object_storage() -> Iterator[ObjectStorage]:
    missing = [name for name in ("obstore", "moto", "flask") if find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (pip install obstore 'moto[server]')")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        port = next(match[1] for line in process.stdout if (match := re.match(r"port (\d+)", line)))
        yield ObjectStorage(f"http://127.0.0.1:{port}", count())
    finally:
        process.kill()
        process.communicate()
