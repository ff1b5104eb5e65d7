"""Findings for people: place, code, the line with a caret, what helps; at the end a table by target."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from harness.linting.check import Linted
from harness.model.lint import Finding, Severity
from harness.terminal._layout import table
from harness.terminal.problems import excerpt

STYLES: dict[Severity, str] = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}


def lines(linted: Linted) -> Iterator[Text | str]:
    for finding in linted.open:
        yield from _finding(finding, linted)
        yield ""
    yield from _by_target(linted)
    yield from _sum(linted)


def _finding(finding: Finding, linted: Linted) -> Iterator[Text | str]:
    yield Text.assemble(
        (f"{finding.location}: ", "bold"),
        (f"{finding.severity}[{finding.code}]", STYLES[finding.severity]),
        f": {finding.message}",
        (_for(finding, linted), "dim"),
    )
    if finding.source.strip():
        yield from excerpt(finding.location, finding.source)
    if finding.hint:
        yield Text.assemble(("  help", "bold"), f": {finding.hint}")


def _for(finding: Finding, linted: Linted) -> str:
    """Whom it concerns, unless that is everybody or nobody in particular."""
    if not finding.targets or set(finding.targets) >= set(linted.targets):
        return ""
    return f" ({', '.join(finding.targets)})"


def _by_target(linted: Linted) -> Iterator[Text | str]:
    if not linted.open or not linted.targets:
        return
    rows = [
        (name, *(str(linted.count(severity, name)) for severity in ("error", "warning", "note")))
        for name in linted.named
    ]
    yield from table([("target", "errors", "warnings", "notes"), *rows], right=range(1, 4))
    yield ""


def _sum(linted: Linted) -> Iterator[Text | str]:
    suites = "1 suite" if linted.suites == 1 else f"{linted.suites} suites"
    targets = "1 target" if len(linted.targets) == 1 else f"{len(linted.targets)} targets"
    where = f"{suites} for {targets} by {len(linted.rules)} rules; {_sent(linted)}"
    silenced = len(linted.findings) - len(linted.open)
    ignored = f", {silenced} suppressed" if silenced else ""
    if not linted.open:
        yield f"No findings{ignored} in {where}."
        return
    counts = [_count(linted.count(severity), severity) for severity in ("error", "warning", "note")]
    yield f"{', '.join(counts)}{ignored} in {where}. `harness explain RULE` tells more."


def _sent(linted: Linted) -> str:
    if not linted.asked:
        return "nothing was sent"
    return f"asked for its models: {', '.join(linted.asked)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
