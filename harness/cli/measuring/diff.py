"""harness diff: two answers to one case, side by side."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli import _completion
from harness.cli._edge import command
from harness.cli._options import AllowExec, ConfigFile, NoColor

if TYPE_CHECKING:
    from harness.model.suite import Case, Suite

EXAMPLE = """Examples:

    harness diff late-return claude

    harness diff refund-helpdesk/late-return
"""
DIFFERENT, INCOMPLETE = 1, 4


def register(app: typer.Typer) -> None:
    app.command("diff", short_help="Two answers to a case, side by side.", epilog=EXAMPLE)(command(diff))


def diff(
    case: Annotated[
        str | None, typer.Argument(metavar="CASE", help="A case's id, or SUITE/CASE.", autocompletion=_completion.case)
    ] = None,
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET", help="The candidate [default: each of the suite's].", autocompletion=_completion.target
        ),
    ] = None,
    allow_exec: AllowExec = False,
    config: ConfigFile = None,
    no_color: NoColor = False,
) -> int:
    """Show the baseline's and a candidate's recorded answers to a case, and what was found about them.

    Words that differ stand in [-…-] (baseline) and {+…+} (candidate). Of several samples the candidate's worst is
    shown. Nothing is called for.

    Exit codes: 0 the answers pass and say the same; 1 they do not; 2 a name is unknown; 4 one is not recorded.
    """
    from harness import api
    from harness.errors import UsageError
    from harness.plugins import suggest
    from harness.terminal.diff import show_difference
    from harness.terminal.screen import Screen

    project = api.load(config=config)
    if case is None:
        raise UsageError("which case? name one, and a candidate if you like", hint=_example(project.suites))
    suite, meant = _case(case, project.suites)
    if target is not None:
        candidates = tuple(name for name in suite.targets if name != suite.baseline)
        if target == suite.baseline:
            raise UsageError(
                f"{target!r} is the baseline itself; name a candidate", hint=f"one of: {', '.join(candidates)}"
            )
        if target not in candidates:
            raise UsageError(
                f"no candidate of {suite.name} is named {target!r}",
                slug="unknown-target",
                hint=suggest(target, candidates),
            )
    elif set(suite.targets) <= {suite.baseline}:
        raise UsageError(f"{suite.name} has no candidate beside its baseline {suite.baseline}")
    run = api.run(
        [Path(project.config.root) / suite.path],
        config=config,
        record="none",
        targets=[target] if target else [],
        case_ids=(meant.id,),
        allow_exec=allow_exec,
    )
    same = show_difference(run, Screen(color=not no_color))
    if any(answer.response is None and answer.outcome != "skip" for answer in run.answers):
        return INCOMPLETE
    return 0 if same else DIFFERENT


def _example(suites: Sequence[Suite]) -> str:
    """The command, with the first case that has a candidate."""
    for suite in suites:
        for candidate in (name for name in suite.targets if name != suite.baseline):
            for case in suite.cases:
                return shlex.join(["harness", "diff", f"{suite.name}/{case.id}", candidate])
    return "harness diff CASE"


def _case(name: str, suites: Sequence[Suite]) -> tuple[Suite, Case]:
    """The case of that id, or of that suite and id. Raises UsageError."""
    from harness.errors import UsageError
    from harness.planning.selection import suites_and_cases
    from harness.plugins import suggest
    from harness.summary.phrases import SIDE, listed
    from harness.visible import shorten

    by_name = {f"{suite.name}/{case.id}": (suite, case) for suite in suites for case in suite.cases}
    if name in by_name:
        return by_name[name]
    matching = [full for full, (_, case) in by_name.items() if case.id == name]
    if len(matching) == 1:
        return by_name[matching[0]]
    if matching:
        raise UsageError(f"{len(matching)} suites have a case {name!r}", hint=f"one of: {', '.join(matching)}")
    ids = tuple(by_name) if "/" in name else tuple(dict.fromkeys(case.id for _, case in by_name.values()))
    hint = suggest(name, ids) or f"there are: {suites_and_cases(suites)}"
    if cases := next((suite.cases for suite in suites if suite.name == name), None):
        hint = f"that is a suite; its cases: {listed([shorten(case.id, SIDE) for case in cases], most=8)}"
    raise UsageError(f"no case is named {name!r}", slug="unknown-case", hint=hint)
