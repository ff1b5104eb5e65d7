"""Pairs of answers that somebody labelled, from JSON Lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from harness.equivalence.comparer import MODES
from harness.errors import InputError
from harness.files import why_unreadable
from harness.model.location import Location, Problem

LONGEST_LINE = 16 * 1024 * 1024
SHOWN = 120
FIELDS = {"baseline": "a", "candidate": "b"}
"""Our name of an answer → the short one that files of pairs use, too."""
HINT = '{"baseline": "…", "candidate": "…", "label": 1}'


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two answers and whether a person calls them equivalent; `context` is the question."""

    baseline: str
    candidate: str
    equivalent: bool
    context: str | None = None
    mode: str = "text"


def read_labelled(path: Path, mode: str = "text") -> list[LabelledPair]:
    """All pairs of a `.jsonl` file, plain or `.gz`; `mode` is that of rows that name none.

    Raises:
        InputError: the file cannot be read or rows are wrong; carries every problem with its line.
    """
    pairs: list[LabelledPair] = []
    problems: list[Problem] = []
    try:
        with _open(path) as lines:
            for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), ""), 1):
                if line.strip():
                    pair = _pair(line, mode)
                    if isinstance(pair, str):
                        place = Location(str(path), number)
                        problems.append(Problem("labelled-row", pair, place, line.rstrip("\n")[:SHOWN], HINT))
                    else:
                        pairs.append(pair)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        message = f"cannot be read: {why_unreadable(error)}"
        problems.append(Problem("labelled-unreadable", message, Location(str(path))))
    if not problems and not pairs:
        problems.append(Problem("labelled-unreadable", "holds no labelled pair", Location(str(path)), hint=HINT))
    if problems:
        raise InputError(problems)
    return pairs


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="\n")
    return path.open(encoding="utf-8-sig", newline="\n")


def _pair(line: str, mode: str) -> LabelledPair | str:
    """The pair, or what is wrong with the line."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    if not isinstance(row, dict):
        return f"expected an object, found {type(row).__name__}"
    wrong = "; ".join(filter(None, (*(_answer_fault(row, *names) for names in FIELDS.items()), _other_fault(row))))
    if wrong:
        return wrong
    return LabelledPair(
        baseline=_answer(row, "baseline"),
        candidate=_answer(row, "candidate"),
        equivalent=bool(row["label"]),
        context=row.get("context"),
        mode=row.get("mode") or mode,
    )


def _answer(row: Mapping[str, Any], name: str) -> Any:
    return row.get(name, row.get(FIELDS[name]))


def _answer_fault(row: Mapping[str, Any], name: str, short: str) -> str:
    answer = _answer(row, name)
    if answer is None:
        return f'lacks "{name}" (or "{short}")'
    return "" if isinstance(answer, str) else f'"{name}" should be text, found {type(answer).__name__}'


def _other_fault(row: Mapping[str, Any]) -> str:
    label, context, mode = row.get("label"), row.get("context"), row.get("mode")
    if label not in (0, 1):
        return f'"label" should be 1 (equivalent) or 0 (different), found {json.dumps(label)[:SHOWN]}'
    if context is not None and not isinstance(context, str):
        return f'"context" should be text, found {type(context).__name__}'
    if mode is not None and (not isinstance(mode, str) or mode not in MODES):
        return f'"mode" should be one of {", ".join(MODES)}, found {json.dumps(mode)[:SHOWN]}'
    return ""
