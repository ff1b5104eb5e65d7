"""What other programs read: JSON, GitHub's commands, SARIF."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rule_projects import CASES, linted_of

from harness.linting.machine import as_github, as_json, as_sarif

EVIL = "%0A::error::x\r\n::set-output name=a::b"


@pytest.fixture
def linted(tmp_path):
    return linted_of(tmp_path, CASES["HP001"][0] | {"comment": "# harness: ignore[HP001] measured", "above": "params"})


def test_json_has_all_findings_and_the_counts_by_target(linted):
    data = json.loads(as_json(linted))
    assert data["format"] == "harness-lint/1"
    assert len(data["findings"]) == len(linted.findings)
    assert data["totals"] == {severity: linted.count(severity) for severity in ("error", "warning", "note")}
    assert set(data["targets"]) == {"gpt", "claude"}


def test_github_shows_one_command_a_finding_in_one_line(tmp_path):
    changes = {"suite": "demo", "cases": [{"id": EVIL.replace("\r\n", " "), "vars": {"question": " "}}]}
    lines = as_github(linted_of(tmp_path, changes)).splitlines()
    assert lines
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    assert any("%250A" in line for line in lines)  # what the author wrote stays what it is


def test_sarif_names_its_rules_and_places(linted):
    run = json.loads(as_sarif(linted))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1


def test_sarif_keeps_what_is_suppressed_with_the_reason(tmp_path):
    changes = CASES["HP001"][0] | {"comment": "# harness: ignore[HP001] measured", "above": "temperature"}
    run = json.loads(as_sarif(linted_of(tmp_path, changes)))["runs"][0]
    reasons = [one["suppressions"][0]["justification"] for one in run["results"] if "suppressions" in one]
    assert set(reasons) == {"measured"}


SCHEMA = Path(__file__).parents[2] / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
"""OASIS's schema of SARIF 2.1.0, as a package of Microsoft's carries it."""


@pytest.mark.skipif(not SCHEMA.is_file(), reason="no copy of the OASIS schema (npm install @microsoft/jest-sarif)")
@pytest.mark.parametrize("code", ["HP001", "HP103", "HP405", "HP602", "HP901"])
def test_sarif_is_what_the_standard_says(tmp_path, code):
    import jsonschema

    data = json.loads(as_sarif(linted_of(tmp_path, CASES[code][0])))
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(data)
