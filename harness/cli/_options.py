"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from harness.cli import _completion
from harness.errors import UsageError


class RecordChoice(StrEnum):
    none = "none"
    new = "new"
    all = "all"


class When(StrEnum):
    changed = "changed"
    trouble = "trouble"
    always = "always"


Suites = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="SUITES",
        help="Suites or folders of suites [default: the project's suites/].",
        autocompletion=_completion.suite,
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "-t",
        "--target",
        metavar="NAME",
        help="Only this candidate (repeatable, or a,b); the baseline comes along.",
        autocompletion=_completion.targets,
    ),
]
CaseFilter = Annotated[
    str, typer.Option("-k", metavar="EXPR", help='Only cases whose suite/id matches, e.g. "refund and not late".')
]
RecordMode = Annotated[
    RecordChoice | None,
    typer.Option(
        help="none: replay only; new: call and record what is missing; all: call everything afresh.  [default: new]"
    ),
]
Budget = Annotated[float | None, typer.Option(min=0, metavar="USD", help="Stop before more than this is spent.")]
Output = Annotated[
    list[Path] | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write a report; its suffix says which (repeatable)."),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The configuration [default: HARNESS_CONFIG, or harness.yaml found by walking up].",
    ),
]
EnvFile = Annotated[
    Path | None, typer.Option("--env-file", metavar="FILE", help="Read NAME=VALUE lines into the environment first.")
]
Kept = Annotated[
    bool | None,
    typer.Option("--history/--no-history", help="Keep the run in history [default: if a vendor was called]."),
]
AllowExec = Annotated[
    bool,
    typer.Option(
        "--allow-exec",
        help="Let `passes-tests` run code of answers, and compare programs by what they return. It is no sandbox.",
    ),
]
StoredScores = Annotated[
    bool,
    typer.Option(
        "--stored-scores/--no-stored-scores",
        help="Use again what an earlier run judged of the same answers, or judge every pair afresh.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "-j",
        "--jobs",
        min=1,
        metavar="N",
        help="Processes that judge answers of a long run, at most; 1: this one alone.  [default: the cores, at most 4]",
    ),
]


def _count(text: str) -> Any:
    """A number, or `auto`."""
    # `isdecimal`, since `isdigit` lets "²" through, which `int` refuses.
    if text == "auto" or (text.isdecimal() and int(text) > 0):
        return text if text == "auto" else int(text)
    raise typer.BadParameter(f"{text!r} is neither a whole number above 0 nor auto")


SampleCount = Annotated[
    Any,
    typer.Option(
        metavar="N|auto",
        parser=_count,
        help="Answers drawn per case and target; auto: only as many cases and answers as settle the verdicts.",
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option("--scenario", metavar="S01…S16|FILE", help="What goes wrong, and when (repeatable: several at once)."),
]
Faults = Annotated[
    list[str] | None,
    typer.Option("--fault", metavar="NAME", help="This fault on every request (repeatable)."),
]
SufferingDomains = Annotated[
    list[str] | None,
    typer.Option("--down", metavar="KIND=NAME", help="Only models of this failure domain suffer (repeatable)."),
]
TimeScale = Annotated[
    float,
    typer.Option(
        "--time-scale",
        min=0.0001,
        help="Multiplies every duration of a scenario; Retry-After is left as it is.",
    ),
]
Seed = Annotated[int, typer.Option("--seed", help="Of everything that is drawn.")]
DrillReports = Annotated[
    list[Path] | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write a report: .json, .html or .md (repeatable)."),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, only the result.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour (also: the variable NO_COLOR).")]
NotifyFile = Annotated[
    Path | None,
    typer.Option(
        "--notify-file",
        metavar="FILE",
        help="Write a short message for a pager; empty if the last night changed nothing.",
    ),
]
NotifyUrl = Annotated[
    str | None,
    typer.Option(
        "--notify-url",
        metavar="env:NAME",
        help="Post a message to the webhook whose address is in this variable (Slack, Teams, Discord, JSON).",
    ),
]
NotifyWhen = Annotated[
    When | None,
    typer.Option(
        "--notify-when",
        help="changed: the last night changed something; trouble: also whenever the exit code is not 0; always."
        "  [default: changed; trouble where nights are not compared]",
    ),
]
NotifyAs = Annotated[
    str | None,
    typer.Option(
        "--notify-as",
        metavar="NAME",
        help="The form of the message: webhook, slack, teams, discord.  [default: by the host]",
    ),
]


def refuse_beside(option: str, given: Mapping[str, object]) -> None:
    """Refuse what would be passed over in silence beside `option`: whatever of `given` is set, by its name.

    Raises:
        UsageError: something is.
    """
    idle = [name for name, value in given.items() if value]
    if idle:
        verb = "has" if len(idle) == 1 else "have"
        raise UsageError(f"{', '.join(idle)} {verb} no meaning beside {option}", hint="leave out one or the other")


def split(names: Iterable[str] | None) -> tuple[str, ...]:
    """Names given one by one or with commas between them, which no name of ours can hold."""
    return tuple(name.strip() for given in names or () for name in given.split(",") if name.strip())
