"""Processes that are measured find harness compiled, as an installed package is."""

from __future__ import annotations

import compileall
import os
from importlib.util import find_spec
from pathlib import Path


def environment() -> dict[str, str]:
    """The environment for them. Compiles what has changed since it was last compiled, which takes some seconds once."""
    found = find_spec("harness")
    assert found is not None
    assert found.origin is not None
    compileall.compile_dir(Path(found.origin).parent, quiet=1)
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
