"""The options that a misspelt one is near to, and what does here what an option of another tool does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

LETTERS_PER_SLIP = 4
"""A word of eight letters may be two slips away: a letter too few, too many, another, or two that changed places."""
SHORTEST = 3
"""Of one letter or two everything is near to everything."""
CHOOSING = frozenset(("-t", "-k", "-o"))
"""Commands with all of these options do as `INSTEAD` says."""
INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "baseline": "the baseline is `baseline:` in harness.yaml; harness compare BASELINE CANDIDATE takes any two",
        "candidate": "candidates are the targets of harness.yaml; -t NAME asks one of them and the baseline",
        "model": "models are named in harness.yaml, as targets; -t NAME asks one of them and the baseline",
        "provider": "providers are named in harness.yaml, with the targets; -t NAME asks one target and the baseline",
        "format": "-o FILE writes a report, and the file's suffix says which",
        "report": "-o FILE writes a report, and the file's suffix says which",
        "html": "-o FILE.html writes the page",
        "json": "-o FILE.json writes the results file",
        "suite": "suites are named without an option: harness run suites/NAME.yaml",
        "case": "-k EXPR chooses cases",
        "filter": "-k EXPR chooses cases",
        "cost": "--budget USD stops before more is spent; --dry-run says what a run would take",
        "parallel": "--concurrency N says how many calls of a target are in flight",
    }
)
"""Words that people try as options of a run, each with what does it here."""


def hint(word: str, options: Sequence[str]) -> str:
    """What may have been meant by an option that there is not; empty where nothing is near."""
    bare = _bare(word)
    ranks = {option: rank for option in options if (rank := _rank(bare, _bare(option)))}
    best = min(ranks.values(), default=None)
    meant = " or ".join(f'"{option}"' for option, rank in ranks.items() if rank == best)
    asked = f"did you mean {meant}?" if meant else ""
    # A whole option that is near is what was meant.
    if not CHOOSING.issubset(options) or (best and not best[0]):
        return asked
    known = next((way for name, way in INSTEAD.items() if _slips(bare.removesuffix("s"), name) is not None), "")
    return f"{asked} {known}".strip()


def _rank(typed: str, option: str) -> tuple[bool, int] | None:
    """How far apart they are, the lower the nearer: whether one is only a part of the other, then the slips."""
    whole = _slips(typed, option)
    if whole is not None:
        return False, whole
    if len(typed) >= SHORTEST and option.startswith(typed):
        return True, 0
    slips = [
        *(_slips(typed, part) for part in (*_beginnings(option), *option.split("-")[1:])),
        *(_slips(beginning, option) for beginning in _beginnings(typed)),
    ]
    return min(((True, count) for count in slips if count is not None), default=None)


def _beginnings(name: str) -> list[str]:
    """Of `no-stored-scores`: `no` and `no-stored`."""
    words = name.split("-")
    return ["-".join(words[:count]) for count in range(1, len(words))]


def _slips(typed: str, name: str) -> int | None:
    """Letters that differ; None where they are too many for slips."""
    from rapidfuzz.distance import OSA

    if typed == name:
        return 0
    if min(len(typed), len(name)) < SHORTEST:
        return None
    most = max(1, len(name) // LETTERS_PER_SLIP)
    slips = OSA.distance(typed, name, score_cutoff=most)
    return slips if slips <= most else None


def _bare(option: str) -> str:
    return option.lstrip("-").replace("_", "-").casefold()
