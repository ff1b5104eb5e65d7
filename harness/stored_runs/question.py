"""What was asked of a run, before anything is loaded: on which project, of which suites, with which options."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.yamlfile.configuration_path import configuration_path

_REPLAYING = ("none", "new")
_NEVER = (
    *("failed", "failed_cases", "baseline", "auto", "batch", "wait", "cancel_batches"),
    *("resend", "resend_in_doubt", "allow_exec", "ray_address", "ray_workers"),
)
"""Options that rest on more than the files of a project, or ask for something to be done."""
_BY_DEFAULT = {"engine": "local", "stored_scores": True}


@dataclass(frozen=True, slots=True)
class RunQuestion:
    """`root` is the project's folder; `digest` tells the question from any other."""

    root: Path
    digest: str

    @classmethod
    def of(
        cls,
        suites: Iterable[str | os.PathLike[str]],
        config: str | os.PathLike[str] | None,
        options: Mapping[str, Any],
        env: Mapping[str, str] = os.environ,
    ) -> RunQuestion | None:
        """None where nothing stored can answer it. `options` are those of `harness.run`."""
        record = options.get("record") or env.get("HARNESS_RECORD") or "new"
        said = {name: value for name, value in options.items() if not _is_unsaid(name, value)} | {"record": record}
        if record not in _REPLAYING or any(map(said.get, _NEVER)) or said.get("samples") == "auto":
            return None
        if said.keys() & _BY_DEFAULT.keys():
            return None
        try:
            path = configuration_path(config)
            asked = [str(path), os.getcwd(), [str(Path(suite).absolute()) for suite in suites], sorted(said.items())]  # noqa: PTH109
        except (UsageError, OSError):
            return None
        return cls(path.parent, hashlib.sha256(json.dumps(asked, default=str).encode()).hexdigest())


def _is_unsaid(name: str, value: object) -> bool:
    """Whether leaving the option out would say the same. A budget of 0 is said."""
    if name in _BY_DEFAULT:
        return value is None or value == _BY_DEFAULT[name]
    return value is None or value is False or value in ((), [], "")
