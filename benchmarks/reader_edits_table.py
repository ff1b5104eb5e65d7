"""What is noticed of edits made by program in sentences that the reader never saw.

    python benchmarks/reader_edits_table.py

The edits are those of `reader_edits.py`, in sentences of `mrpc` and `wikifactcheck_refuted`: of each at most MOST
pairs, the share called different by `builtin` and by `reader`, and how many of those that `reader` alone tells apart it
names as what was done. Then rewordings, where every *different* is wrong. The last two lines are long answers of which
one sentence was edited, or some were reworded.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from statistics import fmean

from labelled import DATA, read
from reader_edits import ADDS, DROPS, SAME, Edit, Permitted, edits, reworded
from reader_pairs import lines, sentences_of
from usage import told

from harness.equivalence.comparer import equivalents

MOST = 60
KINDS = {"added content": ADDS, "lost content": DROPS}
NAMES = (
    "sentence dropped", "sentence added", "sentence replaced", "cut off", "aside dropped", "end of the sentence dropped",
    "conjunct dropped", "beginning dropped", "claim added", "hedge added", "number", "negation", "small word",
    "names exchanged", "nouns exchanged", "from and to exchanged", "another name", "another noun", "opposite",
)  # fmt: skip
"""Of the edits, in their order."""


def changed(edit: Edit, sentences: list[str]) -> Iterator[tuple[str, str, Permitted]]:
    chance = random.Random(3)
    for one, other in pairwise(sentences):
        found = edit([one], other, chance)
        if found is not None and found[0].split() != one.split():
            yield one, *found


def in_long_answers() -> dict[str, list[tuple[str, str, Permitted]]]:
    """Of recorded answers of 9 to 30 sentences: one sentence edited, and a quarter of them reworded."""
    chance = random.Random(9)
    functions, weights = edits()
    rows = [
        row for name in ("ifeval_en", "mt_bench", "arena_hard") for row in lines(DATA / "outputs" / f"{name}.jsonl.gz")
    ]
    chance.shuffle(rows)
    edited, again = [], []
    for said in (sentences_of(row["output"]) for row in rows if "```" not in row["output"]):
        if not 9 <= len(said) <= 30:
            continue
        place, whole = chance.randrange(len(said)), " ".join(said)
        found = chance.choices(functions, weights)[0]([said[place]], chance.choice(said), chance)
        if found is not None:
            edited.append((whole, " ".join([*said[:place], found[0], *said[place + 1 :]]), found[1]))
        new = " ".join(reworded(one, chance, 2) if chance.random() < 0.25 else one for one in said)
        if new != whole:
            again.append((whole, new, SAME))
    return {"long, a sentence edited": edited, "long, reworded": again}


def main() -> None:
    sentences = [row.a for name in ("mrpc", "wikifactcheck_refuted") for row in list(read(DATA / "pairs", name))[:400]]
    random.Random(1).shuffle(sentences)
    print(f"{'':30s} pairs  builtin  reader  named")
    chance = random.Random(2)
    again = [(one, new, SAME) for one in sentences for new in [reworded(one, chance, 3)] if new != one]
    named = dict(zip(NAMES, edits()[0], strict=True))
    for name, made in {
        **{name: list(changed(edit, sentences)) for name, edit in named.items()},
        "reworded": again,
        **in_long_answers(),
    }.items():
        if pairs := made[:MOST]:
            found = [equivalents([pair[:2] for pair in pairs], embedder=each) for each in ("builtin", "reader")]
            shares = "  ".join(f"{fmean(not one.equivalent for one in each):6.2f}" for each in found)
            read_ = [
                KINDS.get(after.reasons[0].kind) == permitted
                for before, after, (_, _, permitted) in zip(*found, pairs, strict=True)
                if before.equivalent and not after.equivalent and permitted in KINDS.values()
            ]
            print(
                f"{name:30s} {len(pairs):5d}  {shares}   {f'{sum(read_)} of {len(read_)}' if read_ else ''}", flush=True
            )


if __name__ == "__main__":
    told(__doc__)
    main()
