"""The results file: everything the run found, for programs (`harness schema results` describes it).

Model text in it is byte-faithful.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.summary import Summary
from harness.resultsfile.writing import pieces

SUFFIX = ".json"


def render(summary: Summary) -> Iterator[str]:
    return pieces(summary.run)
