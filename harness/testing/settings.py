"""The plugin's options: each has an ini twin with underscores for dashes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harness.engine.outcome import Require
from harness.engine.plan import RecordMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line or, where it is silent, the ini file says."""

    record: RecordMode
    targets: tuple[str, ...]
    samples: int | None
    require: Require
    reports: tuple[Path, ...]
    config: str | None


def settings(config: pytest.Config) -> Settings:
    """Raises pytest.UsageError for a value that is not one of the choices."""
    record, require = _value(config, "record"), _value(config, "require")
    if record not in ("none", "new", "all"):
        raise pytest.UsageError(f"--harness-record: {record!r} is none of none, new, all")
    if require not in ("passing", "proof"):
        raise pytest.UsageError(f"--harness-require: {require!r} is none of passing, proof")
    samples = _value(config, "samples")
    if samples and not str(samples).isdigit():
        raise pytest.UsageError(f"--harness-samples: {samples!r} is not a whole number")
    return Settings(
        record=record,
        targets=tuple(_value(config, "target")),
        samples=int(samples) if samples else None,
        require=require,
        reports=tuple(Path(config.invocation_params.dir, path) for path in _value(config, "report")),
        config=_value(config, "config") or None,
    )


def _value(config: pytest.Config, name: str) -> Any:
    given = config.getoption(f"harness_{name}")
    return config.getini(f"harness_{name}") if given in (None, []) else given
