"""harness init: a small project that works at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from harness.cli._edge import command
from harness.cli._options import NoColor

EXAMPLE = """Example:

    harness init mine && cd mine && harness run
"""
STARTER = Path(__file__).parents[2] / "starter"


def register(app: typer.Typer) -> None:
    app.command("init", short_help="Write a small project that works at once.", epilog=EXAMPLE)(command(init))


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")] = Path(),
    no_color: NoColor = False,
) -> int:
    """Write a starter project: harness.yaml, one suite and recordings, so that `harness run` works at once."""
    from harness.errors import UsageError
    from harness.files import write_atomically
    from harness.terminal.screen import Screen

    files = sorted(path.relative_to(STARTER) for path in STARTER.rglob("*") if path.is_file())
    kept = [path for path in files if path.name == ".gitignore" and (directory / path).exists()]
    files = [path for path in files if path not in kept]
    taken = [path for path in files if (directory / path).exists()]
    if taken:
        names = ", ".join(map(str, taken))
        raise UsageError(
            f"{directory / taken[0]} exists already; nothing was written",
            slug="init-exists",
            hint=f"in the way: {names}",
        )
    for path in files:
        write_atomically(directory / path, [(STARTER / path).read_bytes()])
    screen = Screen(color=not no_color)
    for path in files:
        screen.say(f"  {directory / path}")
    if kept:
        screen.note("note: your .gitignore was left as it is; add .harness/ (journals) and .env (keys) to it")
    go = "" if directory == Path() else f"cd {directory} && "
    screen.say(
        f"\nTry it, no key needed:      {go}harness run\n"
        "Then make it yours:         edit suites/support-answers.yaml; `harness explain contains` shows a check\n"
        "With your own keys:         export OPENAI_API_KEY=… ANTHROPIC_API_KEY=…\n"
        "                            harness targets            # is every key and address right?\n"
        "                            harness run --dry-run --record all   # what would it cost?\n"
        "                            harness run --record all",
    )
    return 0
