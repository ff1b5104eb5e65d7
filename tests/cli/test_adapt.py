"""`harness adapt` at the command line: the table, the difference of prompts, the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from servers.hearing import Hearing
from workshop import Workshop, city_in, said

PROMPT = """\
prompt:
  system: Answer in JSON with the key "city".
  user: "{{ text }}"
output: {type: json}
assert: [is-json]
"""
SENT = {"GPT_KEY": "k1", "CLAUDE_KEY": "k2"}


@pytest.fixture
def shop(project):
    with Hearing() as gpt, Hearing() as claude:
        made = Workshop(Path(project.root), gpt, claude)
        gpt.answers = lambda turns: json.dumps({"city": city_in(turns)})
        claude.answers = lambda turns: (
            json.dumps({"city": city_in(turns)}) if said(turns, "JSON document alone") else f"It is {city_in(turns)}."
        )
        made.config()
        made.suite(PROMPT)
        yield made


def test_the_table_the_difference_and_the_place_are_shown(project, shop):
    result = project.harness("adapt", "suites/orders.yaml", "--to", "claude", "--budget", "1", **SENT)
    assert result.returncode == 0, result.stderr
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert rows[0] == "orders: claude beside gpt; 8 units to learn from, 8 to choose by, 24 held out"
    assert "train 0/8 (0 %) 8/8 (100 %)" in rows
    assert "validation 0/8 (0 %) 8/8 (100 %)" in rows
    assert "held out never asked 24/24 (100 %)" in rows
    assert any(row.startswith("held out: ports: 0 %") and "look 1" in row for row in rows)
    assert any(row.startswith("+ Answer with the JSON document alone") for row in rows)
    assert rows[-1].startswith("A variant for claude: proven, and written to suites/orders.yaml. Evidence:")
    assert (
        "mechanical 1: train 100 %, validation 100 %, better; best 100 %; spent $0.0009, left $1.00; says"
        in result.stderr
    )
    assert "Attempt 1: 96 calls, 1 prompt tried, $0.00" in result.stderr
    assert "no writer is configured" in result.stderr
    again = project.harness("run", "suites/orders.yaml", "--record", "none", **SENT)
    assert "40/40" in again.stdout or "24/24" in again.stdout or again.returncode == 0


def test_a_patch_is_one_that_patch_takes(project, shop):
    result = project.harness("adapt", "suites/orders.yaml", "--to", "claude", "--patch", "-q", **SENT)
    assert result.returncode == 0, result.stderr
    patch = result.stdout[result.stdout.index("--- a/suites/orders.yaml") :]
    assert "+variants:" in patch
    assert "variants:" not in shop.text
    assert "mechanical 1" not in result.stderr


def test_what_cannot_be_repaired_is_1_and_too_few_cases_are_2(project, shop):
    shop.claude.answers = lambda _turns: "I would rather not say."
    result = project.harness("adapt", "suites/orders.yaml", "--to", "claude", **SENT)
    assert result.returncode == 1, result.stderr
    assert "Nothing did well enough to be looked at on the held-out cases. Nothing was written." in result.stdout
    assert "not looked at" in result.stdout
    shop.suite(PROMPT, cases=10)
    result = project.harness("adapt", "suites/orders.yaml", "--to", "claude", **SENT)
    assert result.returncode == 2
    assert "error[too-few-cases]" in result.stderr


def test_a_budget_that_is_spent_is_4_and_the_money_is_told(project, shop):
    shop.claude.answers = lambda _turns: "I would rather not say. " * 50
    result = project.harness("adapt", "suites/orders.yaml", "--to", "claude", "--budget", "0.012", **SENT)
    assert result.returncode == 4, result.stdout + result.stderr
    assert "Cut before it came to its end" in result.stdout
