"""harness calibrate: fit the threshold of equivalence to your own labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, EnvFile, NoColor, RecordChoice

if TYPE_CHECKING:
    from harness.model.suite import EquivalenceSettings

EXAMPLE = """Example:

    harness calibrate labelled.jsonl --max-false-equivalent 0.1
    harness calibrate labelled.jsonl --judge umpire --budget 1

A line is {"baseline": "…", "candidate": "…", "label": 1}; 1 means equivalent, 0 different.
"""


def register(app: typer.Typer) -> None:
    app.command("calibrate", short_help="Fit the equivalence threshold to your labels.", epilog=EXAMPLE)(
        command(calibrate)
    )


def calibrate(
    file: Annotated[
        Path,
        typer.Argument(metavar="LABELLED", help='Pairs with "label" 1 or 0, and "context" and "mode" if you like.'),
    ],
    max_false_equivalent: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="The largest share of different pairs that may be called equivalent."),
    ] = None,
    embedder: Annotated[str | None, typer.Option(help="[default: harness.yaml's, else builtin]")] = None,
    mode: Annotated[str, typer.Option(help='How pairs are compared that have no "mode".')] = "text",
    judge: Annotated[
        str | None,
        typer.Option(metavar="TARGET", help="Instead: ask this target about every pair, and say how it agrees."),
    ] = None,
    record: Annotated[RecordChoice, typer.Option(help="With --judge: as for run.")] = RecordChoice.new,
    budget: Annotated[
        float | None, typer.Option(min=0, metavar="USD", help="With --judge: stop before more than this is spent.")
    ] = None,
    config: ConfigFile = None,
    env_file: EnvFile = None,
    no_color: NoColor = False,
) -> int:
    """Fit the score from which two answers count as equivalent to pairs that you labelled, and say what it gains.

    The figures are honest: the threshold is fitted on one half of the pairs and judged on the other, both ways round.

    With --judge nothing is fitted: a model is asked, both ways round, whether the answers of each pair say the same.
    Its replies are recorded under fixtures/ and replayed the next time.
    """
    from harness import api, plugins
    from harness.calibration.labelled import read_labelled
    from harness.calibration.threshold import calibrate as fitted
    from harness.cli._env_file import load_env_file
    from harness.cli.measuring._agreement import measure
    from harness.cli.measuring._calibration import lines
    from harness.equivalence.comparer import MODES
    from harness.errors import UsageError
    from harness.model.options import Options
    from harness.terminal.screen import Screen

    load_env_file(env_file)
    if mode not in MODES:
        hint = plugins.suggest(mode, tuple(MODES))
        raise UsageError(f"--mode: no mode is named {mode!r}", slug="unknown-mode", hint=hint)
    screen = Screen(color=not no_color)
    if judge is not None:
        # Options without effect would look as if they had one.
        if embedder is not None or max_false_equivalent is not None:
            raise UsageError("--judge fits no threshold; leave out --embedder and --max-false-equivalent")
        options = Options(record=record.value, budget_usd=budget)
        return measure(read_labelled(file, mode), file, api.configuration(config), judge, options, screen)
    settings = _settings(config, embedder)
    calibration = fitted(read_labelled(file, mode), settings, most_false_equivalent=max_false_equivalent)
    screen.say(*lines(calibration))
    return 0


def _settings(config: Path | None, embedder: str | None) -> EquivalenceSettings:
    """The project's rules of comparison, if there is one; its threshold belongs to its own embedder."""
    from dataclasses import replace

    from harness import api
    from harness.errors import UsageError
    from harness.model.suite import EquivalenceSettings

    try:
        settings = api.configuration(config).equivalence
    except UsageError as error:
        if config is not None or error.slug != "no-config":
            raise
        settings = EquivalenceSettings()
    if embedder is None or embedder == settings.embedder:
        return settings
    return replace(settings, embedder=embedder, threshold=None)
