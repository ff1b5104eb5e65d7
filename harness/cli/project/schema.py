"""harness schema: JSON Schema of our files, for editors and other programs."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from harness.cli._edge import command

EXAMPLE = """Example:

    harness schema suite > suite.schema.json

and as the first line of a suite:  # yaml-language-server: $schema=suite.schema.json
"""


class File(StrEnum):
    config = "config"
    suite = "suite"
    results = "results"


def register(app: typer.Typer) -> None:
    app.command("schema", short_help="Print the JSON Schema of our files.", epilog=EXAMPLE)(command(schema))


def schema(file: Annotated[File, typer.Argument(help="Which file's schema.")]) -> int:
    """Print the JSON Schema of harness.yaml (config), of a suite, or of the results file."""
    typer.echo(json.dumps(_schema(file), indent=2))
    return 0


def _schema(file: File) -> object:
    if file is File.results:
        from harness.resultsfile.schema import results_schema

        return results_schema()
    from harness.suitefile.schema import config_schema, suite_schema

    return config_schema() if file is File.config else suite_schema()
