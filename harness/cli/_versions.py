"""What `harness --version` prints: harness, Python, and the libraries that decide numbers and what is sent."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from harness.version import DISTRIBUTION, __version__

DECIDING = ("numpy", "rapidfuzz", "google-re2", "jsonschema", "pydantic", "pyyaml", "jinja2", "httpx2")
EXTRAS = ("torch", "transformers", "sentence-transformers", "tokenizers", "tiktoken", "psycopg", "sqlglot", "starlette")
"""Of the extras, named only where they are installed."""


def versions() -> Iterator[str]:
    """Three lines, the last only where something of the extras is installed."""
    yield f"harness {__version__} ({DISTRIBUTION}), Python {platform.python_version()}, {platform.platform(terse=True)}"
    yield ", ".join(f"{name} {_version(name) or 'is missing'}" for name in DECIDING)
    extras = ", ".join(f"{name} {found}" for name in EXTRAS if (found := _version(name)))
    if extras:
        yield f"extras: {extras}"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
