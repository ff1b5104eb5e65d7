"""What is carried into the project from another tool, or out of it, and what has to be left behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from harness.model.exchange import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What `harness import` was told.

    `suite` is the name of the suite to make or to record for (None: after the file), `root` the project's folder,
    `further` are files named behind the first (promptfoo's results behind its configuration); `models` keeps only
    these; `scores` are further columns that hold a verdict or score. Other answers take the place of ones that were
    called for here only with `replace_live`. Of a log at most `cases` are made of a workflow,
    drawn at `random` or for `variety`.
    """

    root: Path
    suite: str | None = None
    further: tuple[Path, ...] = ()
    models: tuple[str, ...] = ()
    baseline: str | None = None
    scores: tuple[str, ...] = ()
    origin: Origin = "imported"
    replace_live: bool = False
    cases: int | None = None
    draw: Literal["random", "variety"] = "random"


@dataclass(frozen=True, slots=True)
class NotCarried:
    """Something in the file that the import left behind or changed: where it stands, what it is, and why.

    `place` is what a reader can find: a file with a line (`log.jsonl:17`), or with the way to the part
    (`promptfooconfig.yaml: tests[3].assert[0]`).
    """

    place: str
    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: files written, answers taken over, suites made or recorded for, what the user should know,
    and everything that was not carried over.
    """

    written: tuple[Path, ...]
    answers: int
    suites: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    not_carried: tuple[NotCarried, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A suite in another tool's words: the text in pieces, and what those words cannot say."""

    pieces: tuple[str, ...]
    not_carried: tuple[NotCarried, ...] = ()
