"""How reliable is each guard by itself?

    python benchmarks/guards.py [--pairs FOLDER] [--all]

*Fires* counts the pairs in which a guard finds a difference. Precision is the share of them that readers call
different, over the sets that have both labels. Recall is the share of
different pairs that the guard catches, in the sets made of what it looks for; several guards have none, since no
labelled set changes an e-mail address or breaks an answer off. *Harm* is the share of all equivalent pairs that the
guard alone turns into different ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelled import PAIRS, TEXT_SETS, Row, is_held_out, read

from harness.equivalence.comparer import means
from harness.equivalence.pairs import Pair, identical
from harness.model.exchange import Response

ABOUT: Mapping[str, Callable[[Row], bool]] = {
    "final-answer": lambda row: row.set.endswith("_output_pairs") or row.set in _ANSWERED,
    "negation": lambda row: row.kind == "negation",
    "numbers": lambda row: row.set == "breaking_nli" and row.kind == "numeric",
    "refusal": lambda row: row.set == "llmdrift_refusal_pairs",
}
"""Which pairs differ, where they do, in what the guard looks for."""
_ANSWERED = ("llmdrift_happynumber_pairs", "llmdrift_opinion_pairs", "llmdrift_prime_pairs")


@dataclass(frozen=True, slots=True)
class Fired:
    row: Row
    guards: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reliability:
    """`precision` and `recall` are None where no labelled pair could show them."""

    guard: str
    fires: int
    precision: float | None
    recall: float | None
    caught_of: int
    harm: float


def fired(rows: Sequence[Row]) -> list[Fired]:
    tools = means()
    found = []
    for row in rows:
        pair = Pair(Response(text=row.a), Response(text=row.b), row.context)
        if identical(pair):
            found.append(Fired(row, frozenset()))
        else:
            hits = (
                name for name, guard in tools.guards if guard.differences(pair.baseline, pair.candidate, row.context)
            )
            found.append(Fired(row, frozenset(hits)))
    return found


def reliability(guard: str, found: Sequence[Fired]) -> Reliability:
    labels = {(one.row.set, one.row.label) for one in found}
    hits = [one.row for one in found if guard in one.guards]
    judged = [row for row in hits if {(row.set, 0), (row.set, 1)} <= labels]
    about = ABOUT.get(guard)
    wanted = [one for one in found if about and one.row.label == 0 and about(one.row)]
    same = [one for one in found if one.row.label]
    return Reliability(
        guard,
        len(hits),
        _share([row.label == 0 for row in judged]),
        _share([guard in one.guards for one in wanted]),
        len(wanted),
        _share([one.guards == {guard} for one in same]) or 0.0,
    )


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def lines(found: Sequence[Fired]) -> list[str]:
    table = [f"{'guard':14s} {'fires':>6s}  precision  recall   of    harm"]
    for name, _ in means().guards:
        one = reliability(name, found)
        precision, recall = ("–" if share is None else f"{share:.3f}" for share in (one.precision, one.recall))
        of = one.caught_of or "–"
        table.append(f"{name:14s} {one.fires:6d}  {precision:>9s}  {recall:>6s} {of:>5}  {one.harm:6.4f}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--all", action="store_true", help="also the groups that the weights were fitted on")
    options = parser.parse_args()
    rows = [row for name in TEXT_SETS for row in read(options.pairs, name) if options.all or is_held_out(row)]
    print("\n".join(lines(fired(rows))))


if __name__ == "__main__":
    main()
