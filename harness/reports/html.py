"""One self-contained page: the sentence, the matrix, readiness, then every case with its answers side by side.

It loads nothing, and its one script only filters what is already there; without it everything can still be
read. Whatever models, vendors or suites say stands in it as text.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.summary import Summary
from harness.pages import environment, run

SUFFIX = ".html"


def render(summary: Summary) -> Iterator[str]:
    return environment.stream("report", **run.values(summary))
