"""harness verify: does the evidence hold?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import NoColor, Verbose

EXAMPLE = """Example:

    harness verify proof.zip --fresh
"""
FAILED = 1


def register(app: typer.Typer) -> None:
    app.command("verify", short_help="Score a bundle of evidence again.", epilog=EXAMPLE)(command(verify))


def verify(
    bundle: Annotated[Path, typer.Argument(help="A file written by harness report --bundle.")],
    digest: Annotated[
        str | None, typer.Option(metavar="SHA256", help="The digest that was printed when the bundle was made.")
    ] = None,
    embedder: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An embedder besides builtin that may be loaded (repeatable)."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Stale evidence fails, too.")] = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> int:
    """Check that a bundle is whole and that its answers, scored here, come to its numbers. Needs no network and no key.

    Exit codes: 0 it holds; 1 something in it was changed, or with --fresh it is stale; 5 it cannot be read.
    """
    from datetime import UTC, datetime

    from harness.cli.records._verification import show_verification
    from harness.evidence.verification import verify as check
    from harness.terminal.screen import Screen

    expected = digest.removeprefix("sha256:") if digest else None
    verification = check(bundle, expected=expected, embedders=embedder or ())
    now = datetime.now(UTC)
    show_verification(verification, now, Screen(color=not no_color, verbose=verbose))
    return FAILED if verification.findings or (fresh and verification.stale(now)) else 0
