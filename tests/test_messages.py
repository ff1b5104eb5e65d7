"""Every slug the code can say is explained."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from harness import plugins
from harness.messages import MESSAGES, OUTPUTS
from harness.model.comparison import Cause, Verdict
from harness.model.exchange import OutputType, TroubleKind
from harness.model.result import State

PACKAGE = Path(__file__).parent.parent / "harness"
TELLING = {
    "Problem", "problem", "problem_at", "tell", "tell_at", "stop", "Refused", "Refusal", "refuse", "report", "Flaw",
    "PydanticCustomError",
}  # fmt: skip
"""Calls whose first or second word is a slug."""
SLUG = re.compile(r"[a-z]+(-[a-z]+)+")


def slugs_in(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        words = [keyword.value for keyword in node.keywords if keyword.arg == "slug"]
        if getattr(node.func, "id", getattr(node.func, "attr", "")) in TELLING:
            words += node.args[:2]
        found |= {word.value for word in words if isinstance(word, ast.Constant) and SLUG.fullmatch(str(word.value))}
    return found


def test_every_slug_in_the_code_is_explained():
    said = set().union(*(slugs_in(ast.parse(path.read_text())) for path in PACKAGE.rglob("*.py")))
    assert len(said) > 50
    assert said - set(MESSAGES) == set()


def test_every_kind_of_trouble_is_explained():
    assert set(get_args(TroubleKind)) <= set(MESSAGES)


def test_every_type_of_output_is_explained():
    assert set(OUTPUTS) == set(get_args(OutputType))
    assert not set(OUTPUTS) & set(MESSAGES)


def test_every_verdict_state_and_cause_is_explained():
    told = (*get_args(Verdict), *get_args(State), *get_args(Cause), "too close to call")
    assert {word.replace(" ", "-") for word in told} <= set(MESSAGES)


def test_the_words_in_which_a_run_is_told_are_explained():
    glossary = (PACKAGE.parent / "docs" / "glossary.md").read_text()
    judged = glossary.partition("## How it is judged")[2]
    terms = {
        term for row in re.findall(r"^\|([^|]+)\|", judged, re.MULTILINE) for term in re.findall(r"\*\*(.+?)\*\*", row)
    }
    shown = {"margin", "confidence", "noise floor", "threshold"}
    assert shown <= terms
    shown |= {"weight", "guards", "proven", "single point of failure", "no explicit check", "these cases only"}
    assert {term.replace(" ", "-") for term in shown} <= set(MESSAGES)


@pytest.mark.parametrize("kind", get_args(plugins.Kind))
def test_every_plug_in_has_a_manual(kind):
    for name in plugins.names(kind):
        assert len(plugins.manual(plugins.load(kind, name))) > 20, f"{kind}/{name}"
