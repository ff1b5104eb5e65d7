"""What stands in place of a run's results where nothing could be asked because no key was at hand."""

from __future__ import annotations

import re

from harness.model.result import Run
from harness.summary import phrases

_VARIABLE = re.compile(r"the environment variable (\S+) is not set")


def unset(text: str) -> str | None:
    """The variable that a message says is not set, if it says so."""
    match = _VARIABLE.search(text)
    return match[1] if match else None


def missing_keys(run: Run) -> str:
    """Names the variables and the ways on; empty if there is any answer, or another trouble than a missing key."""
    wanted = [answer for answer in run.answers if answer.outcome != "skip"]
    troubles = [answer.trouble for answer in wanted if answer.trouble and answer.trouble.kind == "no-key"]
    names = [name for trouble in troubles if (name := unset(trouble.message))]
    if not wanted or len(names) < len(wanted):
        return ""
    variables = list(dict.fromkeys(names))
    are = "is" if len(variables) == 1 else "are"
    return (
        f"no key: {phrases.listed(variables, most=6)} {are} not set; export or read with --env-file FILE; --record none"
        " only replays"
    )
