"""harness targets: is every key and address right?"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import ConfigFile, EnvFile, NoColor
from harness.errors import UsageError
from harness.model.coldstart import ColdStart

EXAMPLE = """Example:

    harness targets --call --live
"""
FAILED = 1


def register(app: typer.Typer) -> None:
    app.command("targets", short_help="Check every key and address.", epilog=EXAMPLE)(command(targets))


def targets(
    call: Annotated[
        bool, typer.Option("--call", help='Also ask each target to say "OK" (16 tokens; costs a fraction of a cent).')
    ] = False,
    live: Annotated[
        bool,
        typer.Option(
            "--live", help="Also tell whose account it is and what is left of its limits, where servers say so."
        ),
    ] = False,
    cold_start: Annotated[
        bool,
        typer.Option(
            "--cold-start", help="Measure how soon each local model is ready, in a process of its own; calls no others."
        ),
    ] = False,
    config: ConfigFile = None,
    env_file: EnvFile = None,
    no_color: NoColor = False,
) -> int:
    """Check every target of harness.yaml: its key is taken, its model is listed and, with --call, it answers.

    Exit code 1 if one is not ready, with --cold-start also if one is later than its `ready_within_s`.
    """
    from harness import api
    from harness.cli._env_file import load_env_file, offer_env_file
    from harness.probes import coldstart, doctor
    from harness.terminal.screen import Screen

    load_env_file(env_file)
    project = api.configuration(config)
    if cold_start and live:
        raise UsageError("--cold-start looks at models on this machine, of which --live has nothing to tell")
    if cold_start and not coldstart.any_here(project.targets.values()):
        raise UsageError("--cold-start: no target of harness.yaml runs on this machine", hint="provider: transformers")
    findings: Sequence[doctor.TargetState | ColdStart]
    if cold_start:
        findings = asyncio.run(coldstart.measure(project))
    else:
        findings = asyncio.run(doctor.examine(project, os.environ, call=call, live=live))
    screen = Screen(color=not no_color)
    width, of_models = (max(map(len, names)) for names in zip(*((f.target, f.model) for f in findings), strict=True))
    for finding in findings:
        ready, said = "ok    " if finding.ready else "NOT OK", str(finding).removeprefix(f"target {finding.target!r}: ")
        screen.say(f"{ready}  {finding.target:<{width}}  {finding.model:<{of_models}}  {said}")
        for line in getattr(finding, "account", ()):
            screen.say(f"        {line}")
    offer_env_file(config, env_file, map(str, findings), screen)
    return 0 if all(finding.ready for finding in findings) else FAILED
