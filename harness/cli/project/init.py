"""harness init: a small project that works at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from harness.cli._edge import command
from harness.cli._options import NoColor

EXAMPLE = """Example:

    harness init mine && cd mine && harness run
"""
SCHEMAS = (Path("schemas/config.schema.json"), Path("schemas/suite.schema.json"))
"""For editors: the first line of `harness.yaml` and of each suite names them. They know the project's own plug-ins."""
STARTER = Path(__file__).parents[2] / "starter"


def register(app: typer.Typer) -> None:
    app.command("init", short_help="Write a small project that works at once.", epilog=EXAMPLE)(command(init))


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")] = Path(),
    no_color: NoColor = False,
) -> int:
    """Write a starter project: harness.yaml, one suite and recordings, so that `harness run` works at once.

    schemas/ is for editors (YAML language server): they complete keys and assertions and mark what is misspelt. After
    an update write it anew: `harness schema suite > schemas/suite.schema.json`, and so for config.
    """
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
    schemas = [path for path in SCHEMAS if not (directory / path).exists()]
    for path in schemas:
        write_atomically(directory / path, [json.dumps(_schema(path), separators=(",", ":")) + "\n"])
    screen = Screen(color=not no_color)
    for path in sorted([*files, *schemas]):
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


def _schema(path: Path) -> dict[str, Any]:
    from harness.suitefile.schema import config_schema, suite_schema

    return config_schema() if path.name.startswith("config") else suite_schema()
