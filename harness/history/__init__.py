"""Past runs, kept: what was said, what it cost, how long it took, and every report again at any time.

    from harness import history

    with history.open("sqlite:///.harness/history.db", root=".") as past:
        past.add(run)                                    # a whole run, replacing one of the same id
        past.runs(Filter(suite="refund", limit=10))      # the list, the newest first
        past.load("last")                                # a run as it was: by id, pin, or `last`
        past.measurements("refund", "claude", since)     # case by case, the oldest run first
        past.served("claude")                            # which models and fingerprints answered
        past.agreements(run_id)                          # how later runs agree with a pinned one, once found out
        past.pin("baseline", run_id), past.pinned("baseline"), past.pins(), past.unpin("baseline")
        past.prune(before)                               # forgets older runs, pinned ones stay

Moments are ISO 8601. The library that speaks to the database is loaded by `open`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from harness.model.past import Agreement, Filter, Judged, Measurement, PastRun, Pin, ServedModel

if TYPE_CHECKING:
    from harness.history._store import History as History

__all__ = ["Agreement", "Filter", "Judged", "Measurement", "PastRun", "Pin", "ServedModel", "open"]


def open(url: str, root: str | os.PathLike[str]) -> History:  # noqa: A001 - reads as `history.open`
    """The history at `url` (`sqlite:///FILE`, relative to `root`, or `postgresql://…`), made if there is none yet.

    Raises:
        UsageError: `url` is neither.
        MissingExtra: the driver of PostgreSQL is not installed.
        StoreError: it cannot be opened, is damaged, or was written by a newer version.
    """
    from harness.history._database import connect
    from harness.history._store import History

    return History(connect(url, Path(root)))
