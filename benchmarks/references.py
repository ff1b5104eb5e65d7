"""Does `matches-expected` pass right answers of models and fail wrong ones?

    python benchmarks/references.py [--outputs FOLDER] [--most 150]

Recorded answers to questions with a reference (a letter or a number) in a suite of texts; whether each is right was told
by the final answer that the data's authors read from it, which errs now and then.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labelled import DATA

from harness.assertions.matches_expected import check
from harness.equivalence import Comparer
from harness.model.exchange import OutputType, Response
from harness.model.result import Equivalence
from harness.model.suite import EquivalenceSettings
from harness.protocols import Subject

SETS = ("mmlu_pro_sample", "gsm8k", "commonsenseqa")


def answers(folder: Path, name: str, most: int) -> Iterator[dict[str, Any]]:
    """As many right and wrong ones, in an order that has nothing to do with the file's."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        read = [row for row in map(json.loads, lines) if row.get("gold") and row.get("answer_extracted")]
    read.sort(key=lambda row: hashlib.sha256(f"{row['output']}{row['prompt']}".encode()).digest())
    for correct in (True, False):
        yield from [row for row in read if row["correct"] is correct][:most]


def passes(row: dict[str, Any], comparer: Comparer) -> bool:
    def judged_as(expected: str, mode: OutputType) -> Equivalence:
        return comparer.judged_as(Response(text=row["output"]), row["prompt"], expected, mode)

    return bool(check(Subject(text=row["output"], expected=str(row["gold"]), judged_as=judged_as)).passed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outputs", type=Path, default=DATA / "outputs")
    parser.add_argument("--most", type=int, default=150, help="right and wrong answers of each set")
    options = parser.parse_args()
    comparer = Comparer.of(EquivalenceSettings())
    print(f"{'set':18s} right: passed      of  wrong: passed      of")
    for name in SETS:
        counts = {True: [0, 0], False: [0, 0]}
        for row in answers(options.outputs, name, options.most):
            counts[row["correct"]][0] += passes(row, comparer)
            counts[row["correct"]][1] += 1
        cells = "  ".join(f"{passed:13d}  {of:6d}" for passed, of in (counts[True], counts[False]))
        print(f"{name:18s} {cells}", flush=True)


if __name__ == "__main__":
    main()
