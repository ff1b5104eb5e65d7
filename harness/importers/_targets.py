"""Adding targets to `harness.yaml` without touching a line the user wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import InputError, UsageError
from harness.files import write_atomically
from harness.suitefile.config import load_config


@dataclass(frozen=True, slots=True)
class ReplayTarget:
    """A target that only replays recordings."""

    name: str
    model: str
    vendor: str

    def line(self, indent: str) -> str:
        model, vendor = json.dumps(self.model), json.dumps(self.vendor)
        return f"{indent}{self.name}: {{provider: replay, model: {model}, failure_domain: {{vendor: {vendor}}}}}\n"


def add_targets(root: Path, targets: Sequence[ReplayTarget], baseline: str) -> Path:
    """Make `harness.yaml` in `root`, or insert the targets it lacks below its line `targets:`.

    Raises:
        UsageError: the file has no block of targets to insert into; says what to add by hand.
        InputError: the file is not a valid configuration.
        StoreError: it cannot be written.
    """
    path = root / "harness.yaml"
    if not path.exists():
        lines = "".join(target.line("  ") for target in targets)
        write_atomically(path, [f"baseline: {baseline}\ntargets:\n{lines}"])
        return path
    known = load_config(path).targets
    for target in targets:
        if target.name in known and known[target.name].model != target.model:
            raise UsageError(
                f"target {target.name!r} is configured already, with the model {known[target.name].model!r}",
                slug="target-exists",
                hint="import into an empty folder with --into, or rename the target",
            )
    added = [target for target in targets if target.name not in known]
    if added:
        _insert(path, added)
    return path


def _insert(path: Path, added: Sequence[ReplayTarget]) -> None:
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    at = next((number for number, line in enumerate(lines) if line.split("#")[0].rstrip() == "targets:"), None)
    if at is not None:
        following = (line for line in lines[at + 1 :] if line.strip() and not line.lstrip().startswith("#"))
        first = next(following, "  ")
        indent = first[: len(first) - len(first.lstrip())] or "  "
        lines[at + 1 : at + 1] = [target.line(indent) for target in added]
        write_atomically(path, lines)
        try:
            load_config(path)
        except InputError:
            write_atomically(path, [before])
        else:
            return
    snippet = "".join(target.line("  ") for target in added)
    raise UsageError(
        f"{path}: the targets could not be added; add them by hand:\ntargets:\n{snippet}", slug="targets-by-hand"
    )
