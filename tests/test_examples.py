"""The example suites follow the schemas that they name, the projects under examples/ print what their pages show, and
links between pages lead somewhere.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from command_line import Project
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parent.parent
PROJECTS = sorted(path.parent for path in (ROOT / "examples").glob("*/harness.yaml"))
OURS = [
    path for project in (ROOT, *PROJECTS) for path in (project / "harness.yaml", *sorted(project.glob("suites/*.yaml")))
]
SIZE = 2_000_000
"""Bytes that the projects under examples/ may take: whoever clones the repository has them."""


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parents[1].name}-{path.name}")
def test_examples_name_a_schema_that_they_follow(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = path.parent / first.removeprefix("# yaml-language-server: $schema=")
    schema = json.loads(named.read_text(encoding="utf-8"))
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_a_project_prints_what_its_page_shows(project, tmp_path, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns(".harness"))
    done = Project(tmp_path / "copy").harness("run", "--record", "none")
    page = (project / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```text\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[0].splitlines()
    assert [line for line in shown if line and line not in done.stdout.splitlines()] == []
    assert done.returncode == 1, done.stderr


def test_the_projects_stay_small():
    assert PROJECTS
    kept = [
        path for project in PROJECTS for path in project.rglob("*") if path.is_file() and ".harness" not in path.parts
    ]
    assert sum(path.stat().st_size for path in kept) < SIZE


def test_answers_say_who_gave_them():
    """Written by hand or a model's own: every recording is marked as what it is, and those of models name the model."""
    for project in PROJECTS:
        real = project.name == "real-models"
        for cassette in project.glob("fixtures/*/*.jsonl"):
            for line in cassette.read_text(encoding="utf-8").splitlines():
                recorded = json.loads(line)
                assert recorded["origin"] == ("live" if real else "authored")
                assert bool(recorded["served_model"]) is real
                assert recorded["recorded_at"]


def test_links_between_pages_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
