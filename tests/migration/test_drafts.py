"""Variants for the successor, drafted from the linter's rules, and put into suites without touching another byte."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest
from projects import Project

from harness.facts import book
from harness.migration.drafts import drafts
from harness.migration.proposal import propose
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites

CONFIG = """\
    baseline: gpt
    targets:
      gpt:
        provider: openai
        model: gpt-4o
"""
PREFILL = """\
suite: demo
params: {max_tokens: 500000}   # a great deal
prompt:
  - {role: system, content: Answer as JSON.}
  - role: user
    content: "{{ question }}"   # what the caller said
  - {role: assistant, content: "{"}
cases:
  - {id: one, vars: {question: Why?}}
"""
TO = "anthropic/claude-opus-5-5"


def drafted(root, suite, *, config=CONFIG, to=TO):
    project = Project(root)
    project.write("suites/demo.yaml", suite)
    proposal = propose(project.config(config), "gpt", to, book())
    suites = load_suites([root / "suites"], proposal.config)
    return proposal, drafts(proposal.config, suites, proposal.coming, book())


def test_what_the_rules_can_mend_is_a_variant_that_loads_and_leaves_nothing_to_draft(tmp_path):
    proposal, (draft,) = drafted(tmp_path, PREFILL)
    assert [reason[:5] for reason in draft.because] == ["HP105", "HP011"]
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=proposal.diff + draft.diff, text=True, check=True)
    after = (tmp_path / "suites" / "demo.yaml").read_text()
    assert after == draft.after
    assert after.startswith(PREFILL)
    config = load_config(tmp_path / "harness.yaml")
    (suite,) = load_suites([tmp_path / "suites"], config)
    variant = suite.variants["claude-opus-5-5"]
    assert variant.params == {"max_tokens": 128_000}
    assert [(turn.role, turn.content) for turn in variant.prompts[""]] == [
        ("system", "Answer as JSON."),
        ("user", "{{ question }}\n\nBegin your answer with: {"),
    ]
    assert drafts(config, [suite], config.targets["claude-opus-5-5"], book()) == ()


def test_a_suite_that_the_model_takes_as_it_is_has_no_draft(tmp_path):
    assert drafted(tmp_path, PREFILL.replace("500000", "4000"), to="openai/gpt-4.1")[1] == ()


VARIANTS = "variants:\n  # for the old one\n  gpt:\n    params: {seed: 1}\n"


@pytest.mark.parametrize(
    ("suite", "told"),
    [
        (PREFILL + VARIANTS, ""),
        (PREFILL.rstrip("\n"), ""),
        (PREFILL.replace("\n", "\r\n"), ""),
        (PREFILL + "variants: {gpt: {params: {seed: 1}}}\n", "on one line"),
        ("{suite: demo, params: {max_tokens: 500000}, prompt: hi, cases: [{id: a}]}\n", "no key can be added"),
        (PREFILL.replace('content: "{"}', 'content: "{"}') + "...\n", "no key can be added"),
    ],
    ids=["variants", "no line end", "crlf", "flow variants", "flow suite", "document end"],
)
def test_every_layout_is_kept_or_left_to_the_user(tmp_path, suite, told):
    _, (draft,) = drafted(tmp_path, suite)
    assert told in draft.by_hand
    assert bool(draft.by_hand) is bool(told)
    if told:
        assert (draft.after, draft.diff) == ("", "")
        return
    before = (tmp_path / "suites" / "demo.yaml").read_bytes()
    assert set(before.splitlines()) <= set(draft.after.encode().splitlines())
    assert ("\r\n" in draft.after) is (b"\r\n" in before)
    (tmp_path / "suites" / "demo.yaml").write_bytes(draft.after.encode())
    config = load_config(tmp_path / "harness.yaml")
    added = replace(config, targets={**config.targets, "claude-opus-5-5": propose(config, "gpt", TO, book()).coming})
    (loaded,) = load_suites([tmp_path / "suites"], added)
    assert loaded.variants["claude-opus-5-5"].params["max_tokens"] == 128_000
    assert bool(loaded.variants.get("gpt")) is (suite == PREFILL + VARIANTS)


def test_a_variant_that_is_there_already_is_the_users(tmp_path):
    config = CONFIG + "  claude-opus-5-5: {provider: anthropic, model: claude-opus-5-5}\n".replace("  c", "      c")
    suite = PREFILL + "variants:\n  claude-opus-5-5:\n    params: {seed: 1}\n"
    _, (draft,) = drafted(tmp_path, suite, config=config, to="claude-opus-5-5")
    assert "already" in draft.by_hand
    assert any("max_tokens: 128000" in line for line in draft.lines)


@pytest.mark.parametrize(("effort", "nearest"), [("none", "low"), ("minimal", "low")])
def test_an_effort_that_the_model_does_not_know_becomes_the_nearest(tmp_path, effort, nearest):
    suite = f"suite: demo\nparams: {{reasoning_effort: {effort}, max_tokens: 9000}}\nprompt: hi\ncases: [{{id: a}}]\n"
    models = book().models["openai"]
    model = next(
        name
        for name, facts in models.items()
        if facts.get("supports", {}).get(f"{effort}_reasoning_effort") is False and name.startswith("gpt-5")
    )
    _, made = drafted(tmp_path, suite, to=f"openai/{model}")
    assert any(f"reasoning_effort: {nearest}" in line for draft in made for line in draft.lines)
