"""A run whose values are kept on disk says the same, to the byte, as one that is kept in memory."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import harness
from harness import api, summary
from harness.model.events import Answered
from harness.model.result import Run
from harness.reports import csv, html, junit, markdown
from harness.resultsfile.writing import pieces
from harness.spool import sizes

ROOT = Path(__file__).resolve().parents[2]
SUITES = ("refund-helpdesk", "rewrite-query", "track-order")
"""Prose, a workflow of several calls, calls of tools."""
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
    monkeypatch.setattr(sizes, "LIMIT", limit)
    monkeypatch.setattr(sizes, "SHORT", limit)
    monkeypatch.setattr(sizes, "LIVE", limit)
    suites = [root / "suites" / f"{name}.yaml" for name in SUITES]
    run = harness.run(suites, config=root / "harness.yaml", record="none", stored_scores=False)
    same = replace(run, id="run", started_at="then", finished_at="then", elapsed_s=0.0)
    return same, "".join(pieces(same))


def test_examples_come_to_the_same_on_disk_as_in_memory(examples, monkeypatch):
    near, expected = replayed(examples, 10**6, monkeypatch)
    far, found = replayed(examples, 1, monkeypatch)
    assert any(not isinstance(suite.cases, tuple) for suite in far.suites)
    assert all(isinstance(suite.cases, tuple) for suite in near.suites)
    assert found == expected
    for name, render in WRITERS.items():
        assert "".join(render(summary.of(far))) == "".join(render(summary.of(near))), name


@pytest.fixture
def live(tmp_path, vendor, other_vendor):
    """A project that asks two vendors twelve cases each, and a way to make it again elsewhere."""

    def make(name: str) -> Path:
        root = tmp_path / name
        (root / "suites").mkdir(parents=True)
        (root / "harness.yaml").write_text(
            f"""baseline: gpt
targets:
  gpt: {{provider: openai, model: gpt-4.1, base_url: {vendor.url}/v1}}
  claude: {{provider: anthropic, model: claude-x, base_url: {other_vendor.url}}}
"""
        )
        rows = "".join(json.dumps({"id": f"c{number}", "word": f"hello {number}"}) + "\n" for number in range(12))
        (root / "suites" / "rows.jsonl").write_text(rows)
        (root / "suites" / "greet.yaml").write_text(
            "suite: greet\nparams: {max_tokens: 9}\nsteps:\n  - {step: first, prompt: '{{ word }}'}\n"
            "  - {step: second, prompt: 'again {{ word }}'}\ncases: [{file: rows.jsonl}]\n"
        )
        return root

    return make


def said(run: Run) -> list[tuple[object, ...]]:
    return [
        (case.id, answer.target, answer.sample, answer.outcome, answer.response and answer.response.text)
        for suite in run.suites
        for case in suite.cases
        for answer in case.answers
    ]


def recorded(root: Path) -> dict[str, list[tuple[object, ...]]]:
    return {
        path.name: [
            (kept["key"], kept["case"], kept["sample"], kept.get("call", 0), kept["response"]["text"])
            for kept in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        ]
        for path in sorted(root.rglob("fixtures/*/*.jsonl"))
    }


async def test_a_live_run_that_is_cut_and_resumed_on_disk_asks_and_records_the_same(
    live, vendor, other_vendor, monkeypatch
):
    near, far = live("near"), live("far")
    expected = await api.arun(config=near / "harness.yaml")
    asked = sorted(vendor.prompts) + sorted(other_vendor.prompts)
    vendor.requests.clear()
    other_vendor.requests.clear()
    monkeypatch.setattr(sizes, "LIMIT", 1)
    monkeypatch.setattr(sizes, "SHORT", 1)
    monkeypatch.setattr(sizes, "LIVE", 1)
    stop, heard = asyncio.Event(), []

    def listen(event: object) -> None:
        if isinstance(event, Answered):
            heard.append(event)
            if len(heard) == 7:
                stop.set()

    cut = await api.arun(config=far / "harness.yaml", stop=stop, listeners=[listen])
    assert cut.interrupted
    resumed = await api.resume("last", config=far / "harness.yaml")
    assert said(resumed) == said(expected)
    assert [suite.comparisons for suite in resumed.suites] == [suite.comparisons for suite in expected.suites]
    assert sorted(vendor.prompts) + sorted(other_vendor.prompts) == asked
    assert recorded(far) == recorded(near)
    assert len(recorded(far)["gpt.jsonl"]) == 2 * 2 * 12
