"""Texts of daily work, each said in several ways and each beside others that say something else.

    python benchmarks/written.py [FOLDER or FILE ...] [--embedder NAME] [--held] [--wrong]

`written/*.txt` were written for this, text by text, by a language model that knew nothing of how answers are judged:

    field: parcels
    question: How long does delivery take?
    base: Three to five working days.
    same free: You should have it within 3-5 business days.
    other free number: You should have it within 3-6 business days.
    other own -: It is sent on the day you order.

`question` may be missing. `same` says what `base` says, closely or freely worded, in fewer words or in more. `other`
says something else: an edit of the text named there, by the kind of edit named after it, or somebody's own text. `\\n`
is a line break. The reader is trained on them (`reader_pairs.py`), but for every fifth block of a file and the whole of
`test.txt` and `languages.txt`: `--held` judges only these. `--wrong` shows what is judged wrong.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean

from equivalence import auc

from harness.equivalence import equivalents

FOLDER = Path(__file__).with_suffix("")
NEVER_LEARNED = ("test", "languages")
"""Files of which nothing is ever trained on; the second is of languages that the reader does not read."""
_LINE = re.compile(r"(field|question|base|same \w+|other \w+ [\w-]+|other own): (\S.*)")


@dataclass(frozen=True, slots=True)
class Written:
    """Two texts of a block. `kind` is that of the edit, or how freely both are worded where they say the same."""

    file: str
    block: int
    field: str
    question: str | None
    a: str
    b: str
    same: bool
    kind: str
    edited: bool
    """Whether `b` is an edit of `a` itself."""

    @property
    def is_held(self) -> bool:
        return self.file in NEVER_LEARNED or self.block % 5 == 0


def pairs(paths: Sequence[Path] = ()) -> Iterator[Written]:
    """Every two texts of a block of which it is known whether they say the same.

    Raises ValueError for a line that cannot be read.
    """
    files = [file for path in paths or [FOLDER] for file in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])]
    for file in files:
        for number, block in enumerate(re.split(r"\n\s*\n", file.read_text(encoding="utf-8").strip())):
            yield from _pairs(file.stem, number, block)


def _pairs(file: str, number: int, block: str) -> Iterator[Written]:
    field, question, same, others = "", None, {}, []
    for line in block.splitlines():
        read = _LINE.fullmatch(line.strip())
        if read is None:
            raise ValueError(f"{file}, block {number + 1}: cannot read {line!r}")
        name, *rest = read[1].split()
        text = read[2].replace("\\n", "\n")
        match name:
            case "field":
                field = text
            case "question":
                question = text
            case "base":
                same["base"] = text
            case "same":
                same[rest[0] if rest[0] not in same else f"{rest[0]} again"] = text
            case _:
                others.append((rest[0], rest[1] if len(rest) > 1 and rest[0] != "own" else "own", text))
    for (first, a), (second, b) in combinations(same.items(), 2):
        ways = {first, second} - {"base"}
        yield Written(file, number, field, question, a, b, True, " ".join(sorted(ways)), False)
    for owner, kind, text in others:
        for way, a in same.items():
            yield Written(file, number, field, question, a, text, False, kind, owner == way)


def table(chosen: Sequence[Written], embedder: str, *, wrong: bool) -> Iterator[str]:
    found = equivalents([(one.a, one.b, one.question) for one in chosen], embedder=embedder)
    right: defaultdict[tuple[bool, str], list[bool]] = defaultdict(list)
    for one, judged in zip(chosen, found, strict=True):
        is_right = judged.equivalent == one.same
        for group in (one.kind, _freedom(one), "all"):
            right[one.same, group].append(is_right)
        if wrong and not is_right:
            why = "; ".join(f"{reason.guard}: {reason}" for reason in judged.reasons)
            yield f"{'false different' if one.same else 'FALSE SAME'} {judged.score:.2f} {one.kind}: {one.a!r} | {one.b!r}\n    {why}"
    for (same, group), each in sorted(right.items(), key=lambda item: (not item[0][0], item[0][1])):
        yield f"{'same' if same else 'other'}  {group:28s} {len(each):6d}  judged right {fmean(each):.3f}"
    area = auc([int(one.same) for one in chosen], [one.score for one in found])
    balanced = (fmean(right[True, "all"]) + fmean(right[False, "all"])) / 2
    yield (
        f"{len(chosen)} pairs: AUC {area:.3f}, balanced accuracy {balanced:.3f}, false same"
        f" {1 - fmean(right[False, 'all']):.3f}, false different {1 - fmean(right[True, 'all']):.3f}"
    )


def _freedom(one: Written) -> str:
    if one.same:
        return "all of free wording" if "free" in one.kind else "all of close wording"
    return "all edited" if one.edited else "all edited and reworded"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--embedder", default="builtin")
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    chosen = [one for one in pairs(options.paths) if one.is_held or not options.held]
    for line in table(chosen, options.embedder, wrong=options.wrong):
        print(line)


if __name__ == "__main__":
    main()
