"""Findings for other programs: JSON, GitHub's workflow commands, SARIF 2.1.0 (OASIS)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from harness.linting.check import ORDER, Linted
from harness.model.lint import Finding
from harness.plugins import manual
from harness.version import __version__
from harness.visible import visible

FORMAT = "harness-lint/1"
_HOME = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_json(linted: Linted) -> str:
    """All findings, suppressed ones too, with the counts by target."""
    return json.dumps(
        {
            "format": FORMAT,
            "harness": __version__,
            "suites": linted.suites,
            "notices": list(linted.notices),
            "findings": [_finding(finding) for finding in linted.findings],
            "targets": {name: {severity: linted.count(severity, name) for severity in ORDER} for name in linted.named},
            "totals": {severity: linted.count(severity) for severity in ORDER},
        },
        indent=2,
        ensure_ascii=True,
    )


def as_github(linted: Linted) -> str:
    """One workflow command a finding, which GitHub shows beside the line of a pull request."""
    levels = {"error": "error", "warning": "warning", "note": "notice"}
    return "\n".join(
        f"::{levels[finding.severity]} file={_property(finding.location.path)},line={finding.location.line},"
        f"col={finding.location.column},title={_property(f'{finding.code} {finding.name}')}::{_data(_message(finding))}"
        for finding in linted.open
    )


def as_sarif(linted: Linted) -> str:
    used = {rule.code: number for number, rule in enumerate(linted.rules)}
    run = {
        "tool": {
            "driver": {
                "name": "harness",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [
                    {
                        "id": rule.code,
                        "name": rule.name,
                        "shortDescription": {"text": rule.title},
                        "fullDescription": {"text": manual(rule.module)},
                        "defaultConfiguration": {"level": rule.module.SEVERITY},
                    }
                    for rule in linted.rules
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, used) for finding in linted.findings],
    }
    return json.dumps({"$schema": _HOME, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True)


MACHINE: Mapping[str, Callable[[Linted], str]] = {"json": as_json, "github": as_github, "sarif": as_sarif}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "targets": list(finding.targets),
        "suppressed": finding.suppressed,
    }


def _result(finding: Finding, numbers: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": numbers[finding.code],
        "level": finding.severity,
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(finding.location.path),
                    "region": {"startLine": finding.location.line, "startColumn": finding.location.column},
                }
            }
        ],
        "properties": {"targets": list(finding.targets)},
    }
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.suppressed or "no reason is given"}]
    return result


def _artifact(path: str) -> dict[str, Any]:
    """A relative path is one of the checkout, a whole one a file URI; both with what URIs do not allow written out."""
    from urllib.parse import quote

    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(Path(path).as_posix())}


def _message(finding: Finding) -> str:
    concerned = f" ({', '.join(finding.targets)})" if finding.targets else ""
    return visible(f"{finding.message}{concerned}" + (f". {finding.hint}" if finding.hint else ""))


def _data(text: str) -> str:
    # The percent sign first, or the other two would be escaped twice.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
