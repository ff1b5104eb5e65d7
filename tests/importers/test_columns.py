"""Columns of a table from elsewhere that are named as keys of a case here."""

from __future__ import annotations

import pytest

from harness.importers import csv
from harness.model.carrying import ImportOptions
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite
from harness.suitefile.table_rows import CASE_KEYS


@pytest.mark.parametrize("rows", [2, 30])
def test_a_column_named_as_a_key_of_a_case_is_taken_over_as_a_variable(tmp_path, rows):
    columns = sorted(CASE_KEYS)
    lines = [",".join(["prompt", *columns]), *(f"ask {n}" + ",x" * len(columns) for n in range(rows))]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    csv.take_over(tmp_path / "t.csv", ImportOptions(suite="s", root=tmp_path))
    suite = load_suite(tmp_path / "suites" / "s.yaml", load_config(tmp_path / "harness.yaml"))
    assert [set(case.vars) >= CASE_KEYS for case in suite.cases] == [True] * rows
