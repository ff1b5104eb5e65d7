"""inspect: logs of Inspect (`.eval`, and `.json` of the second version on) and its datasets.

    harness import inspect logs/2026-01-05_popularity.eval --suite popularity
    harness import inspect gpt.eval claude.eval --suite popularity

Each sample becomes a case with its conversation up to the last answer, its target the reference; epochs are samples.
Scores become checks (`C` is 1, `P` 0.5, `I` and `N` 0; several numbers of one scorer are checks of their own). Further
logs are those of other models. A dataset (`.json`, `.jsonl` or `.csv` with `input`) becomes cases that nobody answered.
"""

from __future__ import annotations

from pathlib import Path

from harness.importers._graded.inspect_logs import read_log
from harness.importers._graded.records import write_files
from harness.model.carrying import Imported, ImportOptions

TAKES = ("further", "models", "baseline")


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write a suite of the samples, and recordings of their answers.

    Raises:
        InputError: a file is neither a log nor a dataset of Inspect, or holds no sample.
        UsageError: the suite exists, or no sample has a model that was asked for.
        StoreError: something cannot be written.
    """
    return write_files(source, options, read_log)
