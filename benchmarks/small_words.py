"""What do labelled pairs say of small words? Near copies that share all words of content, by what else differs.

    python benchmarks/small_words.py [--data FOLDER] [--limit N]

*turned* are pairs in which `harness/reading/small_words/turning.py` names a difference, by line of the table in
`scales.py` (or `alone` and `moved`); *wording* those in which it names none, by the words that differ. Beside each the pairs that
readers call different and those they call the same: of the sets fitted on and trained on, then of the sets never
fitted. Wording that fewer than `--least` pairs have is left out.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from labelled import DATA, TEXT_SETS, TRAINED, UNSEEN, Row, read, sample

from harness.reading.edits import near_copies
from harness.reading.small_words.scales import scales
from harness.reading.small_words.turning import share_content, turned_about
from harness.reading.words import words

MOST = 2000
"""Pairs of each label that are taken of a set, and characters of a text."""
Found = tuple[str, str]


def found(row: Row) -> Found | None:
    """What differs in the first pair of sentences that share all but small words; None where there is none."""
    for pair in near_copies(row.a, row.b) if max(len(row.a), len(row.b)) <= MOST else ():
        if share_content(pair.baseline, pair.candidate):
            turned = turned_about(pair.baseline, pair.candidate)
            return ("turned", line(*turned)) if turned else ("wording", left(pair.baseline, pair.candidate))
    return None


def line(ours: str, theirs: str) -> str:
    pair = [word.replace(" ", "_") for word in (ours, theirs)]
    if "–" in pair:
        return "alone: " + next(word for word in (ours, theirs) if word != "–")
    for groups in scales():
        places = [next((place for place, group in enumerate(groups) if word in group), None) for word in pair]
        if None not in places and places[0] != places[1]:
            return " / ".join(sorted((ours, theirs)))
    return "and / or" if {ours, theirs} == {"and", "or"} else "moved: " + ours.split(maxsplit=1)[0]


def left(ours: str, theirs: str) -> str:
    first, second = Counter(words(ours)), Counter(words(theirs))
    sides = sorted(
        " ".join(sorted((one - other).elements())) or "–" for one, other in ((first, second), (second, first))
    )
    return " / ".join(sides) if sides != ["–", "–"] else "order"


def rows(data: Path, limit: int) -> Iterator[tuple[bool, Row]]:
    folders = dict.fromkeys(TEXT_SETS, "pairs") | dict.fromkeys(TRAINED, "train") | UNSEEN
    for name, folder in folders.items():
        for row in sample(read(data / folder, name), limit):
            yield name in UNSEEN, row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--limit", type=int, default=MOST, help="pairs of each label of a set at most")
    parser.add_argument("--least", type=int, default=4)
    options = parser.parse_args()
    counts: defaultdict[Found, Counter[tuple[bool, int]]] = defaultdict(Counter)
    for unseen, row in rows(options.data, options.limit):
        if what := found(row):
            counts[what][unseen, row.label] += 1
    print(f"{'':44s} {'fitted on':>14s}   {'never fitted':>14s}")
    print(f"{'':44s} differ   same   differ   same")
    for kind in ("turned", "wording"):
        total: Counter[tuple[bool, int]] = Counter()
        for (_, what), count in sorted(counts.items(), key=lambda item: -item[1].total()):
            if _ == kind:
                total.update(count)
                if count.total() >= options.least:
                    print(shown(what, count))
        print(shown(f"{kind}, all", total) + "\n")


def shown(what: str, count: Counter[tuple[bool, int]]) -> str:
    cells = [count[unseen, label] for unseen in (False, True) for label in (0, 1)]
    return f"{what[:44]:44s} {cells[0]:6d} {cells[1]:6d}   {cells[2]:6d} {cells[3]:6d}"


if __name__ == "__main__":
    main()
