"""Making a check of the scores that came with answers, in a suite that somebody wrote, without touching their lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harness.errors import InputError
from harness.files import write_atomically
from harness.model.config import Config
from harness.model.suite import Suite
from harness.suitefile.suite import load_suite

ASSERTION = "imported-score"


def add_checks(
    path: Path, suite: Suite, columns: Sequence[str], config: Config
) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Add a check for each column that no case checks yet; returns what to tell, and the suite's file if it changed."""
    checked = {check.value for case in suite.cases for check in case.checks if check.assertion == ASSERTION}
    absent = [column for column in columns if column not in checked]
    if not absent:
        return (), ()
    items = [f"{ASSERTION}: {column}" for column in absent]
    before = path.read_text(encoding="utf-8-sig")
    for after in _candidates(before, items):
        write_atomically(path, [after])
        try:
            checks = load_suite(path, config).cases[0].checks
        except InputError:
            continue
        if set(absent) <= {check.value for check in checks if check.assertion == ASSERTION}:
            return (f"{', '.join(absent)} became a check of the suite",), (path,)
    write_atomically(path, [before])
    lines = ", ".join(f"- {item}" for item in items)
    return (f"the answers bring scores that nothing checks; add under `assert:` in {suite.path}: {lines}",), ()


def _candidates(text: str, items: Sequence[str]) -> list[str]:
    """The file with the checks below its line `assert:`, or with such a line at its end."""
    lines = text.splitlines(keepends=True)
    at = next((number for number, line in enumerate(lines) if line.split("#")[0].rstrip() == "assert:"), None)
    if at is None:
        block = "assert:\n" + "".join(f"  - {item}\n" for item in items)
        return [text + ("" if text.endswith("\n") else "\n") + block]
    following = next((line for line in lines[at + 1 :] if line.strip() and not line.lstrip().startswith("#")), "  ")
    indent = following[: len(following) - len(following.lstrip())]
    return ["".join([*lines[: at + 1], *(f"{indent}- {item}\n" for item in items), *lines[at + 1 :]])]
