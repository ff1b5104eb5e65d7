"""GitHub Actions: a step summary, and annotations at the suites' lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from harness.errors import StoreError
from harness.files import remedy
from harness.model.summary import Summary
from harness.reports import markdown
from harness.visible import cut, visible

SUMMARY_FILE = "GITHUB_STEP_SUMMARY"
MOST_BYTES = 1024 * 1024
"""Of all summaries of one step; beyond it GitHub shows none of them."""
MOST_ANNOTATIONS = 10
"""GitHub shows so many errors of a step."""
MESSAGE = 2000
"""Characters of one annotation."""
_SUFFIXES = (".yaml", ".yml")
_PROBLEM = re.compile(
    r"^(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): error\[(?P<slug>[a-z-]+)\]: (?P<says>.*)$", re.MULTILINE
)
_COMMAND = re.compile(r"^(?P<room>[^\S\n]*)::|##\[", re.MULTILINE)


def defused(text: str) -> str:
    """Without what the runner, which reads all output, would take for a command; elsewhere unchanged."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return text
    return _COMMAND.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    return "##<U+005B>" if match["room"] is None else f"{match['room']}<U+003A>:"


def append_summary(summary: Summary) -> str:
    """Add the run's Markdown to the step summary; returns what to tell the user.

    Raises:
        StoreError: it cannot be written.
    """
    name = os.environ.get(SUMMARY_FILE)
    if not name:
        return f"no step summary: {SUMMARY_FILE} is not set, so this is no step of GitHub Actions"
    text = "".join(markdown.render(summary)).encode()
    try:
        with Path(name).open("ab") as file:
            if file.tell() + len(text) > MOST_BYTES:
                return "no step summary: with it the step's would be larger than GitHub shows"
            file.write(text)
    except OSError as error:
        raise StoreError(
            f"{name}: cannot be written: {error.strerror}", slug="output-unwritable", hint=remedy(error)
        ) from error
    return "step summary written"


def commands(reports: Iterable[pytest.TestReport | pytest.CollectReport], root: Path) -> list[str]:
    """Workflow commands, one a line, for what failed in suites, as many as GitHub shows."""
    annotations = [line for report in reports if _is_ours(report) for line in _lines(report, root)]
    left = len(annotations) - MOST_ANNOTATIONS + 1
    if left > 1:
        # The last one says how many are missing: GitHub drops the rest in silence.
        annotations[MOST_ANNOTATIONS - 1 :] = [f"::error title=harness::{left} more; see the step summary"]
    return annotations


def _is_ours(report: pytest.TestReport | pytest.CollectReport) -> bool:
    in_yaml = report.nodeid.partition("::")[0].endswith(_SUFFIXES)
    return in_yaml and ("harness" in report.keywords if isinstance(report, pytest.TestReport) else True)


def _lines(report: pytest.TestReport | pytest.CollectReport, root: Path) -> Iterator[str]:
    if isinstance(report, pytest.TestReport):
        path, line, title = report.location
        # pytest counts lines from 0, GitHub from 1.
        yield _command(root / path, (line or 0) + 1, title, report.longreprtext)
        return
    problems = list(_PROBLEM.finditer(report.longreprtext))
    for problem in problems:
        yield _command(Path(problem["path"]).absolute(), int(problem["line"]), problem["slug"], problem["says"])
    if not problems:
        yield _command(root / report.nodeid, 1, "collection", report.longreprtext)


def _command(path: Path, line: int, title: str, message: str) -> str:
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    place = path.relative_to(workspace) if path.is_relative_to(workspace) else path
    text = _escaped(visible(cut(message, MESSAGE)[0]))
    return f"::error file={_property(str(place))},line={line},title={_property(title)}::{text}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("##[", "##<U+005B>")


def _property(text: str) -> str:
    return _escaped(visible(text)).replace(":", "%3A").replace(",", "%2C")
