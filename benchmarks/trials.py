"""How well do programs tell each other apart by what they return? Only for sets of code; this runs their code.

    python benchmarks/trials.py [--pairs FOLDER] [--a-label 40]

Each set without and with leave to run code: area under the curve, balanced accuracy, the share of different programs
called equivalent and of equivalent ones called different.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from equivalence import quality, shown
from labelled import PAIRS, Row, sample

from harness.equivalence import equivalents

SETS = ("humaneval_code_pairs", "mbpp_code_pairs", "refactory_py")


def rows(folder: Path, name: str) -> Iterator[Row]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for data in map(json.loads, lines):
            yield Row(name, data["a"], data["b"], int(data["label"]), data.get("context"), data["id"], data["kind"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--a-label", type=int, default=40)
    options = parser.parse_args()
    print(f"{'set':28s} {'pairs':>5s}  may run   AUC   bal.  f.eq.  f.diff.")
    for name in SETS:
        chosen = sample(rows(options.pairs, name), options.a_label)
        for allow_exec in (False, True):
            pairs = [(row.a, row.b, row.context) for row in chosen]
            judged = equivalents(pairs, mode="code", allow_exec=allow_exec)
            called = [one.equivalent for one in judged]
            found = quality([row.label for row in chosen], [one.score for one in judged], called)
            cells = "  ".join(map(shown, (found.auc, found.balanced, found.false_equivalent, found.false_different)))
            print(f"{name:28s} {len(chosen):5d}  {'yes' if allow_exec else 'no':7s}  {cells}", flush=True)


if __name__ == "__main__":
    main()
