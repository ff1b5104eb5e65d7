"""The notebook of the manual runs, offline, and shows what it says it shows."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ROOT / "docs" / "notebook.ipynb"


def texts(path):
    """What each cell shows as text; a run's id is another each time."""
    cells = json.loads(path.read_text())["cells"]
    shown = [
        "".join(output.get("text") or output.get("data", {}).get("text/plain") or output.get("evalue", ""))
        for cell in cells
        for output in cell.get("outputs", ())
    ]
    return [re.sub(r"\d{8}-\d{6}-[0-9a-f]{6}", "RUN", text) for text in shown]


def test_the_notebook_shows_what_it_says(tmp_path):
    for package in ("nbclient", "ipykernel", "pandas"):
        pytest.importorskip(package)
    for name in ("suites", "fixtures", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "harness.yaml", tmp_path)
    (tmp_path / "docs").mkdir()
    book = Path(shutil.copy(SHOWN, tmp_path / "docs"))
    env = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path / "ipython")}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "notebook.py"), str(book)],
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert texts(book) == texts(SHOWN), "run: python scripts/notebook.py"


def test_its_output_is_kept_and_it_names_no_machine():
    shown = texts(SHOWN)
    assert len(shown) > 5
    assert shown[0].startswith("<Run RUN: ")
    assert not re.search(r"/(home|root|tmp|work|Users)/", SHOWN.read_text())
