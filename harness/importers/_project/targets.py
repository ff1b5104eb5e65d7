"""Adding targets to `harness.yaml` without touching a line the user wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.errors import InputError, UsageError
from harness.files import write_atomically
from harness.importers._project.drafts import TargetDraft
from harness.importers._project.vendors import UNKNOWN
from harness.suitefile.config import load_config

_NO_TEXT = ("yes", "no", "on", "off", "y", "n", "true", "false", "null")


def replay_target(name: str, model: str, vendor: str) -> TargetDraft:
    """A target that only replays recordings. One of an unknown vendor has its own name as its vendor: two such would
    seem to go down together, of which nothing is known.
    """
    if vendor == UNKNOWN:
        vendor = name
    return TargetDraft(name=name, settings={"provider": "replay", "model": model, "failure_domain": {"vendor": vendor}})


def of_unknown_vendors(targets: Sequence[TargetDraft]) -> Iterator[str]:
    """What to say where several stand for vendors that nobody knows; see `replay_target`."""
    names = [target.name for target in targets if target.settings.get("failure_domain") == {"vendor": target.name}]
    if len(names) > 1:
        yield (
            f"whose {', '.join(names)} are is not known: harness.yaml has each as a vendor of its own; say which"
            " vendor serves them, or readiness takes them for independent"
        )


def add_targets(root: Path, targets: Sequence[TargetDraft], baseline: str, judge: str | None = None) -> Path:
    """Make `harness.yaml` in `root`, or insert the targets it lacks below its line `targets:`.

    Raises:
        UsageError: the file has no block of targets to insert into; says what to add by hand.
        InputError: the file is not a valid configuration.
        StoreError: it cannot be written.
    """
    path = root / "harness.yaml"
    if not path.exists():
        lines = "".join(_line(target, "  ") for target in targets)
        judged = f"judge: {_name(judge)}\n" if judge else ""
        write_atomically(path, [f"baseline: {_name(baseline)}\n{judged}targets:\n{lines}"])
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


def _line(target: TargetDraft, indent: str) -> str:
    return f"{indent}{_name(target.name)}: {_flow(target.settings)}\n"


def _name(name: str) -> str:
    """A name that YAML reads as text: `3.5` and `no` are none as they stand."""
    is_word = re.fullmatch(r"[A-Za-z][\w.-]*", name, re.ASCII) and name.lower() not in _NO_TEXT
    return name if is_word else json.dumps(name)


def _flow(value: Any) -> str:
    """A value on one line; keys and strings are as JSON has them where bare words would not do."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(str(key))}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, str) and value in ("replay", "openai", "anthropic", "azure", "openai-compatible"):
        return value
    return json.dumps(value, ensure_ascii=False)


def _word(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else json.dumps(key)


def _insert(path: Path, added: Sequence[TargetDraft]) -> None:
    before = path.read_text(encoding="utf-8")
    lines = before.splitlines(keepends=True)
    at = next((number for number, line in enumerate(lines) if line.split("#")[0].rstrip() == "targets:"), None)
    if at is not None:
        following = (line for line in lines[at + 1 :] if line.strip() and not line.lstrip().startswith("#"))
        first = next(following, "  ")
        indent = first[: len(first) - len(first.lstrip())] or "  "
        lines[at + 1 : at + 1] = [_line(target, indent) for target in added]
        write_atomically(path, lines)
        try:
            load_config(path)
        except InputError:
            write_atomically(path, [before])
        else:
            return
    snippet = "".join(_line(target, "  ") for target in added)
    raise UsageError(
        f"{path}: the targets could not be added; add them by hand:\ntargets:\n{snippet}", slug="targets-by-hand"
    )
