"""Every rule speaks where it should, is silent where only what matters differs, and says what it is."""

from __future__ import annotations

import re

import pytest
from rule_projects import CASES, CLAUDE, GPT, findings_of, listed, targets

from harness import plugins
from harness.linting.check import rules


def test_every_rule_has_its_two_projects():
    assert {rule.code for rule in rules()} == set(CASES)


@pytest.mark.parametrize("code", CASES)
def test_a_rule_speaks_where_it_should(tmp_path, code):
    assert code in {finding.code for finding in findings_of(tmp_path, CASES[code][0])}


@pytest.mark.parametrize("code", CASES)
def test_a_rule_is_silent_elsewhere(tmp_path, code):
    assert code not in {finding.code for finding in findings_of(tmp_path, CASES[code][1])}


def test_a_plain_project_has_no_findings_but_what_its_models_bring(tmp_path):
    assert {finding.code for finding in findings_of(tmp_path, {})} <= {"HP602"}


@pytest.mark.parametrize("name", plugins.names("rules"))
def test_a_rule_says_what_breaks_how_to_mend_it_and_who_says_so(name):
    module = plugins.load("rules", name)
    manual = plugins.manual(module)
    assert re.fullmatch(r"HP\d{3}", module.CODE)
    assert module.SCOPE in ("call", "suite", "target", "project", "suppression")
    assert module.SEVERITY in ("error", "warning", "note")
    assert "Fix:" in manual
    assert "\nSource:" in manual


def test_codes_are_unique():
    codes = [rule.code for rule in rules()]
    assert len(codes) == len(set(codes)) >= 40


GONE = targets(gpt={**GPT, "model": "computer-use-preview"})


@pytest.mark.parametrize(
    ("changes", "severity", "told"),
    [
        (GONE, "error", "was withdrawn on 2026-07-23"),
        ({**GONE, **listed(listed=True)}, "warning", "yet https://api.test/v1/models still lists it"),
        ({**GONE, **listed(listed=True, names_days=True)}, "warning", "v1/models names no day"),
        (listed(listed=True, retired=True), "error", "is retired since 2027-01-14, says https://api.test/v1/models"),
    ],
)
def test_the_servers_own_word_decides_whether_a_model_is_gone(tmp_path, changes, severity, told):
    (finding,) = (finding for finding in findings_of(tmp_path, changes) if finding.code == "HP601")
    assert finding.severity == severity
    assert told in finding.message


def words(number):
    return {"cases": [{"id": "one", "vars": {"question": "word " * number}}]}


@pytest.mark.parametrize(
    ("number", "severity", "told"),
    [
        (1_000, None, ""),
        (7_000, "warning", "takes 6,239 to 11,169 tokens (estimated); gpt-4 takes 8,192"),
        (12_000, "error", "takes 10,689 to 19,119 tokens (estimated); gpt-4 takes 8,192"),
    ],
)
def test_an_estimate_that_may_fit_is_a_warning_and_one_that_cannot_an_error(tmp_path, number, severity, told):
    project = {**words(number), **targets(gpt={**GPT, "model": "gpt-4"}, claude=CLAUDE)}
    found = [finding for finding in findings_of(tmp_path, project) if finding.code == "HP405"]
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all(told in finding.message for finding in found)
