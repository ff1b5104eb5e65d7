"""What stands in place of a run's results where nothing could be asked because no key was at hand."""

from __future__ import annotations

import re

from harness.model.result import Run
from harness.summary import phrases

_VARIABLE = re.compile(r"the environment variable (\S+) is not set")


def missing_keys(run: Run) -> str:
    """Names the variables and the ways on; empty if there is any answer, or another trouble than a missing key."""
    wanted = [answer for answer in run.answers if answer.outcome != "skip"]
    troubles = [answer.trouble for answer in wanted if answer.trouble and answer.trouble.kind == "no-key"]
    names = [match[1] for trouble in troubles for match in [_VARIABLE.search(trouble.message)] if match]
    if not wanted or len(names) < len(wanted):
        return ""
    variables = list(dict.fromkeys(names))
    are = "is" if len(variables) == 1 else "are"
    return (
        f"no key: {phrases.listed(variables, most=6)} {are} not set; export or read with --env-file FILE; --record none"
        " only replays"
    )
