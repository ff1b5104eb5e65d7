"""The keys with which servers are asked about their models, for `--live`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from harness.errors import UsageError


def keys(env_file: Path | None, *, live: bool) -> Mapping[str, str] | None:
    """The environment, with what `--env-file` adds; None where no server is to be asked.

    Raises:
        UsageError: the file cannot be read, or is given although nobody is asked.
    """
    if not live:
        if env_file is not None:
            raise UsageError("--env-file goes with --live: without it no key is used")
        return None
    from harness.cli._env_file import load_env_file

    load_env_file(env_file)
    return os.environ
