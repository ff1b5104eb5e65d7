"""A command of benchmarks/ that is asked what it does says so, and does not do it."""

from __future__ import annotations

from pathlib import Path

import pytest

COMMANDS = [
    path
    for path in sorted(Path(__file__).parents[1].joinpath("benchmarks").glob("*.py"))
    if "__main__" in path.read_text()
]


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_help_is_help(path):
    text = path.read_text()
    assert "ArgumentParser(" in text or "told(__doc__)" in text
