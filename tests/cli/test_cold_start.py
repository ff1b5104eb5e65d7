"""`harness targets --cold-start`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.coldstart import ColdStart
from harness.probes import coldstart

MEASURED = ColdStart(target="", model="./models/tiny", loaded_s=4.2, first_token_s=4.5, tokens_per_s=180.0)


def test_it_wants_a_target_of_this_machine(project) -> None:
    project.write("harness.yaml", "baseline: old\ntargets:\n  old: {provider: replay, model: m}\n")
    ran = project.harness("targets", "--cold-start")
    assert ran.returncode == 2
    assert "no target of harness.yaml runs on this machine" in ran.stderr


def test_a_model_that_is_late_is_not_ready(project, request, monkeypatch) -> None:
    pytest.importorskip("torch", reason="torch is not installed: portproof[local]")
    pytest.importorskip("transformers", reason="transformers is not installed: portproof[local]")
    (project.root / "models").mkdir()
    (project.root / "models" / "tiny").symlink_to(request.getfixturevalue("tiny_llama_folder"))
    project.write(
        "harness.yaml",
        """
        baseline: soon
        targets:
          soon: {provider: transformers, model: ./models/tiny, device: cpu, ready_within_s: 600}
          late: {provider: transformers, model: ./models/tiny, device: cpu, ready_within_s: 0.01}
          away: {provider: openai, model: gpt-4.1}
        """,
    )

    async def measured(target):
        """What a process of its own comes to is `tests/providers/test_transformers.py`'s; it would take ten seconds here."""
        return replace(MEASURED, target=target.name, within_s=target.settings["ready_within_s"])

    monkeypatch.setattr(coldstart, "measure_one", measured)
    ran = project.harness("targets", "--cold-start", OMP_NUM_THREADS="1")
    assert ran.returncode == 1, ran.stderr
    soon, late = ran.stdout.splitlines()
    assert soon.startswith("ok ")
    assert "tokens/s" in soon
    assert late.startswith("NOT OK")
    assert "ready_within_s: 0.01" in late
    called = project.harness("targets", "--call", OMP_NUM_THREADS="1")
    assert "answered in" in called.stdout, called.stdout + called.stderr
