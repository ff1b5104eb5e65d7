"""Every `harness …` command line that the manual quotes is one that the program understands; those that need nothing but
the example project are run in it, and exit as the manual says.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from command_line import Project

from harness.cli._app import program

ROOT = Path(__file__).resolve().parent.parent
PAGES = [page for place in ("*.md", "docs/*.md", "examples/*/*.md") for page in sorted(ROOT.glob(place))]
FILES = [*sorted((ROOT / "docs").glob("ci/*.yml")), *sorted((ROOT / "docs").glob("systemd/*"))]
SHELL = ("", "bash", "console", "sh", "shell", "yaml")
UsageError = typer.BadParameter.__mro__[1]
ENDS = set("&|;()<>") | {"&&", "||", ">>", "2>", "2>&1"}


ELSEWHERE = re.compile(
    r"import |.*--live|.*--batch|.*--engine|.*--nightly|.*--notify|targets|adapt |migrate gpt gpt|.*--standby"  # ask models, or read another's files
    r"|recordings\b|serve|view|capture"  # need a shared store; go on until they are stopped
    r"|.*--watch|.*--time-scale 1\b|.*(support|subject-line|which-city|labelled|returns/|\$|2026)"  # take long, or another project
)
"""What is only understood here, not run: it needs keys, servers, or files of which the pages only tell."""
FIRST = ("init mine", "run --history", "report last --bundle proof.zip", "history pin last")
"""What others of the commands need."""
EXITS = (
    (r"run( --history| --record none .*)?$", {1}),  # the example has ports that do not succeed
    (r"run\b(?!.*--dry-run)", {0, 1, 3}),  # a part of it may
    (r"drift", {4}),  # no night was kept
    (r"lint|calendar --fail-within|migrate gpt --check", {0, 1}),  # depends on the day
    (r"", {0}),
)


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


def fault(words: tuple[str, ...], *, complete: bool) -> str:
    """Why the program would not understand a command line; nothing if it does."""
    command, context, rest = program(), None, list(words)
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


def test_commands_that_need_only_the_example_exit_as_the_manual_says(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("suites", "fixtures", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "harness.yaml", tmp_path)
    quotes = {shlex.join(words): (place, words) for place, words, complete in quoted() if complete}
    assert set(FIRST) <= set(quotes)
    chosen = [*FIRST, *sorted(line for line in quotes if line not in FIRST and not ELSEWHERE.match(line))]
    assert len(chosen) > 30
    for suite in (tmp_path / "suites").glob("*.yaml"):
        if not any(suite.stem in line for line in chosen):  # less to compute, and the same said
            suite.unlink()
    wrong = []
    for line in chosen:
        place, words = quotes[line]
        ran = Project(tmp_path).harness(*words)
        expected = next(codes for pattern, codes in EXITS if re.match(pattern, line))
        if ran.returncode not in expected:
            wrong.append(f"{place}: harness {line} exits with {ran.returncode}, not {expected}: {ran.stderr[-300:]}")
    assert wrong == []
