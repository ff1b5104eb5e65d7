"""A run whose values are kept on disk says the same, to the byte, as one that is kept in memory."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import harness
from harness import spool, summary
from harness.model.result import Run
from harness.reports import csv, html, junit, markdown
from harness.resultsfile.writing import pieces

ROOT = Path(__file__).resolve().parents[2]
WRITERS = {"csv": csv.render, "html": html.render, "junit": junit.render, "markdown": markdown.render}


@pytest.fixture
def examples(tmp_path):
    for name in ("harness.yaml", "suites", "fixtures", "tools", "schemas"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def replayed(root: Path, limit: int, monkeypatch) -> tuple[Run, str]:
    """The run, and its results file without what differs from run to run."""
    monkeypatch.setattr(spool, "LIMIT", limit)
    run = harness.run(root / "suites", config=root / "harness.yaml", record="none", stored_scores=False)
    same = replace(run, id="run", started_at="then", finished_at="then", elapsed_s=0.0)
    return same, "".join(pieces(same))


def test_all_examples_come_to_the_same_on_disk_as_in_memory(examples, monkeypatch):
    near, expected = replayed(examples, 10**6, monkeypatch)
    far, found = replayed(examples, 1, monkeypatch)
    assert any(not isinstance(suite.cases, tuple) for suite in far.suites)
    assert all(isinstance(suite.cases, tuple) for suite in near.suites)
    assert found == expected
    for name, render in WRITERS.items():
        assert "".join(render(summary.of(far))) == "".join(render(summary.of(near))), name
