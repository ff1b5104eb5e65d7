"""How often is a mere rewording called different, and how often its near neighbour the same?

    python benchmarks/rewordings.py [--half odd|even] [--wrong] [--embedder NAME]

`rewordings.txt` holds texts of daily work with a rewording, which a careful reader calls the same, and a near neighbour
of the rewording, which says another thing. They were written before anybody looked at how answers are judged. The odd
lines of a field were looked at while mending; only the even ones tell what holds for texts that nobody has seen, and
only as long as nobody looks at them (`--wrong` shows those of the odd half unless `--half even` asks).
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.equivalence import equivalents

TEXTS = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True)
class Pair:
    field: str
    half: str
    text: str
    other: str
    same: bool


def pairs() -> Iterator[Pair]:
    lines: Counter[str] = Counter()
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        field, _, texts = line.partition(": ")
        lines[field] += 1
        half = "odd" if lines[field] % 2 else "even"
        text, *others = (text.replace("\\n", "\n") for text in texts.split(" ¦ "))
        for other, same in zip(others, (True, False), strict=False):
            yield Pair(field, half, text, other, same)


def share(wrong: int, all_: int) -> str:
    return f"{wrong:3d} of {all_:3d} ({wrong / all_:.2f})" if all_ else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("odd", "even"), help="only this half")
    parser.add_argument("--wrong", action="store_true", help="show what is judged wrong, and why")
    parser.add_argument("--embedder", default="builtin")
    options = parser.parse_args()
    chosen = [pair for pair in pairs() if options.half in (None, pair.half)]
    found = equivalents([(pair.text, pair.other) for pair in chosen], embedder=options.embedder)
    counts: defaultdict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for pair, verdict in zip(chosen, found, strict=True):
        wrong = verdict.equivalent != pair.same
        for group in (pair.field, f"all, {pair.half}"):
            counts[group, pair.same][0] += wrong
            counts[group, pair.same][1] += 1
        if wrong and options.wrong and pair.half == (options.half or "odd"):
            why = "; ".join(f"{reason.guard}: {reason}" for reason in verdict.reasons)
            print(
                f"{'false different' if pair.same else 'FALSE SAME'} {verdict.score:.2f} {pair.field}: {pair.text!r} | {pair.other!r}\n    {why}"
            )
    print(f"{'':12s} {'false different':18s} {'false same':18s}")
    for group in dict.fromkeys(group for group, _ in counts):
        print(f"{group:12s} {share(*counts[group, True]):18s} {share(*counts[group, False]):18s}".rstrip())


if __name__ == "__main__":
    main()
