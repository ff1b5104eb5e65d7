"""harness explain: the manual page of anything that has a name."""

from __future__ import annotations

import re
from typing import Annotated, get_args

import typer

from harness.cli import _completion
from harness.cli._edge import command
from harness.cli._options import NoColor

COUNTED = re.compile(r"\(?\+[0-9,]+( against)?\)?")
"""How many further cases should settle a verdict."""
EXAMPLE = """Example:

    harness explain contains-any
"""


def register(app: typer.Typer) -> None:
    app.command("explain", short_help="Tell what a name or message means.", epilog=EXAMPLE)(command(explain))


def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            autocompletion=_completion.explained,
            help="An assertion, guard, provider, embedder, report, importer, exporter, fault, rule (or its code), "
            "verdict, its cause, output type, or error; none: list them.",
        ),
    ] = "",
    no_color: NoColor = False,
) -> int:
    """Tell what an assertion, a guard, a provider or an error message means."""
    from harness import plugins
    from harness.errors import UsageError
    from harness.linting.check import rules
    from harness.messages import MESSAGES, OUTPUTS
    from harness.terminal._layout import hanging, wrapped
    from harness.terminal.screen import Screen

    screen, told = Screen(color=not no_color), name
    if not name:
        listed = [
            *((kind, plugins.names(kind)) for kind in get_args(plugins.Kind)),
            ("output types", OUTPUTS),
            ("messages", MESSAGES),
        ]
        for number, (kind, names) in enumerate(listed):
            screen.say(*([""] if number else []), kind, *hanging("  ", ", ".join(names), screen.width))
        return 0
    if COUNTED.fullmatch(name):
        name = "further-cases"  # as a matrix has it: "(+23)"
    if (slug := name.replace(" ", "-")) in MESSAGES:
        name = slug  # a cause as it is told: "several comparisons"
    if name.upper() in (codes := {rule.code: rule.name for rule in rules()}):
        name = codes[name.upper()]
    # `not-contains` is told as `contains`; `not-asked` is a rule's own name.
    plain = name.removeprefix("not-")
    matching = [(kind, name) for kind in get_args(plugins.Kind) if name in plugins.names(kind)]
    matching += [("assertions", plain)] if plain != name and plain in plugins.names("assertions") else []
    # An embedder is written with its argument, and a break is told by its kind: `nli:MODEL`, "added content".
    kind_of_embedder = name.partition(":")[0]
    matching += (
        [("embedders", kind_of_embedder)] if not matching and kind_of_embedder in plugins.names("embedders") else []
    )
    matching += [("guards", guard) for guard in plugins.names("guards") if told == plugins.load("guards", guard).KIND]
    for kind, plugin in matching:
        heading = f"{told}: {plugin}" if kind == "guards" and plugin != name else name
        page = _page(plugins.manual(plugins.load(kind, plugin)), screen.width)
        screen.say(f"{heading}  ({plugins.singular(kind)})\n\n{page}\n")
    if name in OUTPUTS:
        screen.say(f"{name}  (output type)", "", *wrapped(OUTPUTS[name], screen.width), "")
    if name in MESSAGES:
        screen.say(f"{name}  (message)", "", *wrapped(MESSAGES[name], screen.width), "")
    elif not matching and name not in OUTPUTS:
        explained = (
            *MESSAGES,
            *OUTPUTS,
            *(plugin for kind in get_args(plugins.Kind) for plugin in plugins.names(kind)),
        )
        hint = plugins.suggest(name, explained) or "`harness explain` without a name lists all that have one"
        raise UsageError(f"nothing is named {name!r}", slug="unknown-name", hint=hint)
    return 0


def _page(manual: str, width: int) -> str:
    """A manual page for that many cells: paragraphs that are too wide are wrapped; examples and lists stay."""
    from harness.terminal._layout import widest, wrapped

    paragraphs = []
    for paragraph in manual.split("\n\n"):
        lines = paragraph.splitlines()
        is_prose = not any(line.startswith((" ", "-", "|", "*")) for line in lines)
        if is_prose and widest(lines) > width:
            lines = wrapped(" ".join(lines), width)
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)
