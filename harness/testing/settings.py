"""The plugin's options: each has an ini twin with underscores for dashes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness.exit_codes import Require
    from harness.model.options import RecordMode

MODES = ("none", "new", "all")
REQUIREMENTS = ("passing", "proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line or, where it is silent, the ini file says."""

    record: RecordMode
    targets: tuple[str, ...]
    samples: int | None
    require: Require
    reports: tuple[Path, ...]
    config: Path | None
    github: bool
    allow_exec: bool


def settings(config: pytest.Config) -> Settings:
    """Raises pytest.UsageError for a value that makes no sense, a report nobody can write among them."""
    reports = tuple(_paths(config, "report"))
    _require_known(reports)
    return Settings(
        record=_chosen(config, "record", MODES),
        targets=tuple(_value(config, "target")),
        samples=_samples(_value(config, "samples")),
        require=_chosen(config, "require", REQUIREMENTS),
        reports=reports,
        config=next(iter(_paths(config, "config")), None),
        github=bool(_value(config, "github")),
        allow_exec=bool(_value(config, "allow_exec")),
    )


def _value(config: pytest.Config, name: str) -> Any:
    given = config.getoption(f"harness_{name}")
    return config.getini(f"harness_{name}") if given is None else given


def _chosen(config: pytest.Config, name: str, choices: tuple[str, ...]) -> Any:
    value = _value(config, name) or choices[0]
    if value not in choices:
        raise pytest.UsageError(f"--harness-{name}: {value!r} is none of {', '.join(choices)}")
    return value


def _samples(value: str) -> int | None:
    if value and not (value.isdecimal() and int(value)):
        raise pytest.UsageError(f"--harness-samples: {value!r} is no whole number of at least 1")
    return int(value) if value else None


def _paths(config: pytest.Config, name: str) -> list[Path]:
    """Options are relative to the working directory, the ini file to its own folder."""
    given = config.getoption(f"harness_{name}")
    folder = config.rootpath if given is None else config.invocation_params.dir
    value = _value(config, name)
    return [folder / path for path in ([value] if isinstance(value, str) else value) if path]


def _require_known(reports: tuple[Path, ...]) -> None:
    if not reports:
        return
    from harness.errors import UsageError
    from harness.files import require_writable
    from harness.reports import choose

    try:
        choose(reports)
        require_writable(reports)
    except UsageError as error:
        raise pytest.UsageError(f"--harness-report: {error}; {error.hint}") from error
