"""What `builtin` and `reader` say of pairs from daily life that were written before the reader was judged by any of them.

    python benchmarks/reader_probes.py [--wrong]

Sixty that say something else by few words and sixty freely reworded, in `reader_probes.txt`, then those by which it was
settled what the reader may raise; each is judged both ways round. Nothing is fitted on them. With `--wrong` those are listed of which `reader` is wrong.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from harness.equivalence import equivalents

PROBES = Path(__file__).parent / "reader_probes.txt"
EMBEDDERS = ("builtin", "reader")


def probes() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for line in PROBES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            pairs = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            first, second = line.split(" | ")
            pairs.append((first, second))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    print(f"{'':20s} {'of':>4s}  {'  '.join(f'{name:>13s}' for name in EMBEDDERS)}   judged as meant")
    for heading, pairs in probes().items():
        both = [turned for pair in pairs for turned in (pair, pair[::-1])]
        right = {}
        for name in EMBEDDERS:
            judged = equivalents(both, embedder=name)
            right[name] = [one.equivalent == heading.endswith("same") for one in judged]
        print(f"{heading:20s} {len(both):4d}  {'  '.join(f'{sum(right[name]):13d}' for name in EMBEDDERS)}", flush=True)
        if options.wrong:
            for pair, fine in zip(both, right["reader"], strict=True):
                if not fine:
                    print(f"    {pair[0]} | {pair[1]}")


if __name__ == "__main__":
    main()
