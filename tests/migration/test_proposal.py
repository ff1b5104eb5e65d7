"""The successor as a target, and the change to harness.yaml that adds it."""

from __future__ import annotations

import subprocess

import pytest
from projects import Project

from harness.errors import UsageError
from harness.facts import book
from harness.migration.proposal import propose
from harness.suitefile.config import load_config

CONFIG = """\
    baseline: gpt
    targets:
      gpt:
        provider: openai
        # why this one
        model: gpt-4o     # the old one
        price: {input: 1, output: 2}
        params:
          temperature: 0
        limits: {concurrency: 4}

      claude:
        provider: anthropic
        model: claude-opus-5-5
        base_url: http://127.0.0.1:9/v1
        api_key_env: OTHER
    budget_usd: 1
"""


def applied(root, text, leaving, coming):
    """The configuration after the patch, read from its file."""
    project = Project(root)
    proposal = propose(project.config(text), leaving, coming, book())
    subprocess.run(["git", "apply", "-"], cwd=root, input=proposal.diff, text=True, check=True)
    return proposal, load_config(root / "harness.yaml")


def test_the_vendors_successor_keeps_the_settings_but_model_and_price(tmp_path):
    proposal, after = applied(tmp_path, CONFIG, "gpt", None)
    new = after.targets["gpt-6-luna"]
    assert (new.model, new.params, new.limits.concurrency, new.price) == ("gpt-6-luna", {"temperature": 0}, 4, None)
    assert after.targets["gpt"] == proposal.config.targets["gpt"]
    assert after.targets["claude"].model == "claude-opus-5-5"


def test_nothing_of_another_vendors_is_taken_over(tmp_path):
    _, after = applied(tmp_path, CONFIG, "claude", "openai/gpt-6-sol")
    new = after.targets["gpt-6-sol"]
    assert (new.base_url, new.api_key_env, new.vendor) == (None, None, "openai")


def test_the_last_target_gets_its_successor_before_what_follows(tmp_path):
    _, after = applied(tmp_path, CONFIG, "claude", "claude-sonnet-5-5")
    assert after.targets["claude-sonnet-5-5"].api_key_env == "OTHER"
    assert after.budget_usd == 1


def test_a_target_on_a_single_line_is_left_to_the_user(tmp_path):
    config = Project(tmp_path).config("baseline: gpt\ntargets:\n  gpt: {provider: openai, model: gpt-4o}\n")
    proposal = propose(config, "gpt", "gpt-6-sol", book())
    assert proposal.diff == ""
    assert "model: gpt-6-sol" in proposal.by_hand


def test_a_configured_target_changes_nothing(tmp_path):
    proposal = propose(Project(tmp_path).config(CONFIG), "gpt", "claude", book())
    assert (proposal.diff, proposal.by_hand, proposal.coming.name) == ("", "", "claude")


@pytest.mark.parametrize(
    ("leaving", "coming", "told"),
    [
        ("gtp", None, "no target"),
        ("claude", None, "successor"),
        ("gpt", "gpt", "itself"),
        ("gpt", "antropic/x", "no provider"),
        ("gpt", "azure/gpt-5.1", "deployment"),
        ("gpt", "openai/a b: c", "no name"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, leaving, coming, told):
    with pytest.raises(UsageError, match=told):
        propose(Project(tmp_path).config(CONFIG), leaving, coming, book())
