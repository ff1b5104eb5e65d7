"""What the shell completes: names of targets, suites, cases and manual pages.

A completion never fails and never speaks: whatever is wrong with the project is told by the command itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, get_args

import typer

Names = Callable[[typer.Context], Iterable[str]]
Completer = Callable[[typer.Context, str], list[str]]


def _completer(names: Names) -> Completer:
    """Those of the names that begin as the word does; none where they cannot be had."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            return [name for name in dict.fromkeys(names(ctx)) if name.startswith(incomplete)]
        except Exception:  # noqa: BLE001 - anything printed here would stand in the user's command line
            return []

    return complete


def _config(ctx: typer.Context) -> Any:
    return ctx.params.get("config")


@_completer
def target(ctx: typer.Context) -> Iterable[str]:
    """The targets of harness.yaml."""
    from harness import api

    return api.configuration(_config(ctx)).targets


def targets(ctx: typer.Context, incomplete: str) -> list[str]:
    """As `target`, for the last of several with commas between them."""
    before, comma, last = incomplete.rpartition(",")
    given = set(before.split(","))
    return [f"{before}{comma}{name}" for name in target(ctx, last) if name not in given]


@_completer
def case(ctx: typer.Context) -> Iterable[str]:
    """The ids of all cases, then those with their suite before them."""
    from harness import api

    suites = api.load(config=_config(ctx)).suites
    ids = [(suite.name, case.id) for suite in suites for case in suite.cases]
    return [*(case_id for _, case_id in ids), *(f"{suite}/{case_id}" for suite, case_id in ids)]


@_completer
def suite(ctx: typer.Context) -> Iterable[str]:
    """The files of the project's suites, as seen from the working directory."""
    from harness import api

    folder = api.configuration_path(_config(ctx)).parent / "suites"
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    return [os.path.relpath(path, Path.cwd()) for path in files]


@_completer
def explained(_ctx: typer.Context) -> Iterable[str]:
    """Whatever has a manual page."""
    from harness import plugins
    from harness.messages import MESSAGES, OUTPUTS

    return [*(name for kind in get_args(plugins.Kind) for name in plugins.names(kind)), *OUTPUTS, *MESSAGES]
