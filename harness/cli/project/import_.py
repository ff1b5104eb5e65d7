"""harness import: bring suites, cases and answers from elsewhere."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import NoColor
from harness.errors import InputError

if TYPE_CHECKING:
    from harness.model.carrying import Imported, ImportOptions, NotCarried
    from harness.terminal.screen import Screen

EXAMPLE = """Examples:

    harness import outputs answers.jsonl.gz --suite support --into ported && cd ported && harness run
    harness import traces calls.jsonl --suite support --cases 200
    harness import promptfoo promptfooconfig.yaml results.json --into ported
"""
MOST_LISTED = 20


class Origin(StrEnum):
    imported = "imported"
    authored = "authored"


class DrawMethod(StrEnum):
    random = "random"
    variety = "variety"


def register(app: typer.Typer) -> None:
    app.command("import", short_help="Bring suites, cases and answers from elsewhere.", epilog=EXAMPLE)(
        command(import_)
    )


def import_(
    format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="What the file is; `harness explain FORMAT` says more of each.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file, or the folder of a log.")],
    further: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FURTHER", help="Files that belong to it: results beside a promptfoo config."),
    ] = None,
    suite: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The suite to make, or to record for [default: after the file]."),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            file_okay=False,
            help="The project's folder [default: where harness.yaml is found, else here].",
        ),
    ] = None,
    model: Annotated[
        list[str] | None, typer.Option("-m", "--model", metavar="NAME", help="Only this model (repeatable).")
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="The model in use today [default: the first in the file].")
    ] = None,
    score: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="A column with a verdict or a score from 0 to 1, besides score and correct (repeatable).",
        ),
    ] = None,
    cases: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Of a log: about so many cases of each workflow [default: 200]."),
    ] = None,
    draw: Annotated[
        DrawMethod, typer.Option(help="Of a log: how they are drawn, which decides what a verdict may speak of.")
    ] = DrawMethod.random,
    origin: Annotated[
        Origin, typer.Option(help="What results say about where the answers come from.")
    ] = Origin.imported,
    replace_live: Annotated[
        bool, typer.Option("--replace-live", help="Let other answers replace ones that were called for live, and paid.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was written and what was not carried over as JSON.")
    ] = False,
    no_color: NoColor = False,
) -> int:
    """Turn suites, cases and answers of other tools into suites and recordings; `harness run` then compares them."""
    from harness import plugins
    from harness.model.carrying import ImportOptions
    from harness.summary.phrases import count_of
    from harness.terminal.screen import Screen
    from harness.yamlfile.configuration_path import find_config

    importer = plugins.load("importers", format)
    config_path = find_config(Path.cwd())
    root = into or (config_path.parent if config_path else Path.cwd())
    options = ImportOptions(
        suite=suite,
        root=root.resolve(),
        further=tuple(further or ()),
        models=tuple(model or ()),
        baseline=baseline,
        scores=tuple(score or ()),
        origin=origin.value,
        replace_live=replace_live,
        cases=cases,
        draw=draw.value,
    )
    _refuse_meaningless(format, importer.TAKES, options)
    try:
        done = importer.take_over(file, options)
    except InputError as error:
        raise _with_manual(error, format) from None
    if as_json:
        typer.echo(_as_json(done))
        return 0
    screen = Screen(color=not no_color)
    for path in done.written:
        screen.say(f"  {_short(path)}")
    screen.say(f"{count_of(done.answers, 'answer')} recorded.")
    for notice in done.notices:
        screen.note(f"note: {notice}")
    _list_not_carried(done.not_carried, screen)
    go = f"cd {into} && " if into else ""
    chosen = f" -k {done.suites[0]}/" if len(done.suites) == 1 else ""
    screen.say(f"{'Compare them' if done.answers else 'Run it'}:  {go}harness run{chosen}")
    return 0


def _refuse_meaningless(format: str, takes: Sequence[str], options: ImportOptions) -> None:
    """What a format has no use for is refused: passed over, a file or a choice would be lost in silence."""
    from harness.errors import UsageError

    given = {
        "further": (bool(options.further), f"a further file ({', '.join(map(str, options.further))})"),
        "models": (bool(options.models), "--model"),
        "baseline": (options.baseline is not None, "--baseline"),
        "scores": (bool(options.scores), "--score"),
        "cases": (options.cases is not None, "--cases"),
        "replace_live": (options.replace_live, "--replace-live"),
        "draw": (options.draw != DrawMethod.random.value, "--draw"),
    }
    meaningless = [words for name, (is_given, words) in given.items() if is_given and name not in takes]
    if meaningless:
        raise UsageError(
            f"{meaningless[0]} means nothing to the format {format}",
            hint=f"leave it out; `harness explain {format}` says what it reads",
        )


def _list_not_carried(lost: Sequence[NotCarried], screen: Screen) -> None:
    """The first of them in full, then how often each of the other reasons holds; `--json` has all of them."""
    if not lost:
        return
    screen.note(f"not carried over: {len(lost)}")
    for item in lost[:MOST_LISTED]:
        screen.note(f"  {item}")
    for (what, reason), count in Counter((item.what, item.reason) for item in lost[MOST_LISTED:]).most_common():
        screen.note(f"  {count} more: {what}: {reason}")


def _as_json(done: Imported) -> str:
    return json.dumps(
        {
            "written": [str(_short(path)) for path in done.written],
            "suites": done.suites,
            "answers": done.answers,
            "notices": done.notices,
            "not_carried": [
                {"place": item.place, "what": item.what, "reason": item.reason} for item in done.not_carried
            ],
        },
        indent=2,
    )


def _with_manual(error: InputError, format_: str) -> InputError:
    """The error of a file that is of no use, with where it stands what is read."""
    *others, last = error.problems
    if last.slug in ("import-unreadable", "import-empty") and not last.hint:
        last = replace(last, hint=f"`harness explain {format_}` says what is read")
    return InputError([*others, last], unread=error.unread, undone="nothing was written")


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
