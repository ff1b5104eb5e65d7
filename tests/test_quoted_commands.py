"""Every `harness …` command line that the manual quotes is one that the program understands. None is run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

from harness.cli._app import program

ROOT = Path(__file__).resolve().parent.parent
PAGES = [page for place in ("*.md", "docs/*.md", "examples/*/*.md") for page in sorted(ROOT.glob(place))]
FILES = [*sorted((ROOT / "docs").glob("ci/*.yml")), *sorted((ROOT / "docs").glob("systemd/*"))]
SHELL = ("", "bash", "console", "sh", "shell", "yaml")
UsageError = typer.BadParameter.__mro__[1]
ENDS = set("&|;()<>") | {"&&", "||", ">>", "2>", "2>&1"}


class Quoted(NamedTuple):
    place: str
    words: tuple[str, ...]
    complete: bool
    """Whether it is there to be typed; in running text `harness import` is a name and needs no arguments."""


def commands_of(line: str) -> Iterator[tuple[str, ...]]:
    """What follows `harness` in each command of a line of shell."""
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        tokens = [*lexer, ";"]
    except ValueError:  # an apostrophe: prose or output
        return
    command: list[str] = []
    for token in tokens:
        if token not in ENDS:
            command.append(token)
            continue
        while command and re.match(r"[A-Z_]+=", command[0]):
            del command[0]
        if command and command[0].rpartition("/")[2] == "harness":
            yield tuple(command[1:])
        elif command[:2] in (["uvx", "portproof"], ["pipx", "run"]):
            yield tuple(command[command.index("portproof") + 1 :] if "portproof" in command else ())
        command = []


def lines_of(text: str) -> Iterator[tuple[int, str, bool]]:
    """Number, text, and whether it stands in a block, of all that may be a command in a page."""
    fence: str | None = None
    for number, line in enumerate(text.replace("\\\n", "  ").splitlines(), 1):
        if mark := re.match(r"\s*```(\S*)", line):
            fence = mark[1] if fence is None else None
        elif fence is not None or line.startswith("    "):
            if fence is None or fence in SHELL:
                yield number, re.sub(r"^\s*(- )?(run: |\$ )?", "", line), True
        else:
            for code in re.findall(r"`([^`]+)`", line):
                yield number, code, False


def quoted() -> Iterator[Quoted]:
    for page in PAGES:
        for number, line, complete in lines_of(page.read_text(encoding="utf-8")):
            for words in commands_of(line):
                yield Quoted(f"{page.name}:{number}", words, complete)
    for path in FILES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for words in commands_of(re.sub(r"^\s*(- )?(run: |ExecStart=)?", "", line)):
                yield Quoted(f"{path.name}:{number}", words, True)


understood = cache(program)


def fault(words: tuple[str, ...], *, complete: bool) -> str:
    """Why the program would not understand a command line; nothing if it does."""
    command, context, rest = understood(), None, list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        context = type(command).context_class(command, info_name=rest[0], parent=context)
        command = command.commands[rest.pop(0)]
    if rest and hasattr(command, "commands") and not rest[0].startswith("-"):
        return f"there is no command {rest[0]}"
    known = {name for param in command.params for name in param.opts + param.secondary_opts} | {"-h", "--help"}
    if rest and (context is None or rest[0] in ("-h", "--help")):  # the program's own options act while they are read
        return "" if rest[0] in known else f"there is no option {rest[0]}"
    try:
        command.make_context("harness", rest, parent=context)
    except UsageError as error:
        lacking = type(error).__name__ in ("MissingParameter", "NoArgsIsHelpError", "BadOptionUsage")
        return "" if lacking and not complete else error.format_message()
    return ""


def test_commands_that_the_manual_quotes_are_understood():
    every = list(quoted())
    assert len(every) > 200
    assert [
        f"{place}: harness {shlex.join(words)}: {why}"
        for place, words, complete in every
        if (why := fault(words, complete=complete))
    ] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("harness rum", "there is no command rum"),
        ("A=1 .venv/bin/harness run --bugdet 5 | tee log", "--bugdet"),
        ("cd ported && harness run --record sometimes", "sometimes"),
        ("harness history pni last", "there is no command pni"),
        ("uvx portproof run --wach", "--wach"),
        ("harness import outputs", "FILE"),
    ],
)
def test_a_command_that_there_is_not_is_found(line, problem):
    (words,) = commands_of(line)
    assert problem.lower() in fault(words, complete=True).lower()


def test_a_name_in_running_text_needs_no_arguments():
    assert fault(("import",), complete=False) == ""
