"""The public functions: typed, importable, on one page of the manual, and used by a program as a user writes it."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
from pathlib import Path

import pytest

import harness

ROOT = Path(__file__).resolve().parent.parent


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in ("suites", "fixtures", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "harness.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_program_against_the_public_functions_runs(project):
    program = load(ROOT / "tests" / "typed" / "user_program.py")
    found = list(program.facts(project / "suites" / "refund-helpdesk.yaml"))
    assert found[:2] == ["ports", "does-not-port"]
    assert found[-1] == harness.__version__
    assert found[-2] == "gpt"
    assert {"refund-helpdesk", "ports", "gpt-5.1"} <= set(found)
    (project / "suites" / "wrong.yaml").write_text("suite: x\nprompt: y\ncasses: []\n")
    assert program.trouble(project / "suites" / "wrong.yaml")[1] == 2
    assert program.trouble(project / "nowhere")[1] == 2


def test_types_go_along_with_the_package():
    assert (ROOT / "harness" / "py.typed").exists()
    assert "Typing :: Typed" in (ROOT / "pyproject.toml").read_text()


def test_every_public_name_is_there_and_on_the_page():
    page = (ROOT / "docs" / "python.md").read_text()
    reference = load(ROOT / "scripts" / "reference.py")
    listed = dict(reference.public_names())
    assert listed["harness"] == tuple(name for name in harness.__all__ if not name.startswith("__"))
    for module, names in listed.items():
        for name in names:
            assert getattr(importlib.import_module(module), name).__doc__, name
            assert f"### {name}\n" in page
    assert set(dir(harness)) == set(harness.__all__)
