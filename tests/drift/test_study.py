"""The recorded drift of a vendor's models between two dates, watched by harness; see `benchmarks/drift_study.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared/data/outputs"


@pytest.fixture(scope="module")
def study():
    if not DATA.is_dir():
        pytest.skip(f"the recorded answers are not at {DATA}")
    spec = importlib.util.spec_from_file_location("drift_study", ROOT / "benchmarks/drift_study.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def watches(found):
    return {one.watch for one in found.of("drifting")}


def test_known_degradations_are_flagged_and_the_unchanged_task_is_not(study, tmp_path):
    found = {
        task.title: study.judged(task, 5, 4, tmp_path)
        for task in study.tasks(DATA, tmp_path, ("opinionqa", "happynumber", "leetcode"), most=100)
    }
    for worse in ("opinionqa gpt-4", "happynumber gpt-4", "leetcode gpt-4", "leetcode gpt-3.5"):
        assert "pass-rate" in watches(found[worse]), worse
        (reading,) = [one for one in found[worse].of("drifting") if one.watch == "pass-rate"]
        assert (reading.night, reading.since[:10]) == (6, "2023-03-07")
    assert watches(found["opinionqa gpt-3.5"]) == set()
    assert "pass-rate" not in watches(found["happynumber gpt-3.5"])  # it became better
    assert [one.after for one in found["leetcode gpt-4"].served] == ["gpt-4-0613"]
