"""What `--help` prints, of every command."""

import re
import subprocess
import sys

import pytest

from harness.cli._app import COMMANDS, program


def commands(command, path=()):
    yield " ".join(path), command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


ALL = dict(commands(program()))


def help_of(name):
    with ALL[""].make_context("harness", [], resilient_parsing=True) as whole:
        # Without its parent a command would keep `--help` alone as what asks for it.
        return ALL[name].get_help(ALL[name].make_context(name, [], parent=whole, resilient_parsing=True))


@pytest.mark.parametrize("module", COMMANDS)
def test_a_command_is_the_same_alone_as_among_the_others(module, project):
    """Only the one that is called is made, and found by its module's name."""
    name = module.rpartition(".")[2].rstrip("_")
    assert [*program(module).commands] == [name]
    shown = project.harness(name, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "".join(shown.stdout.split()) == "".join(help_of(name).split())  # whatever the width


@pytest.mark.parametrize("name", ALL)
def test_no_type_of_python_is_shown(name):
    text = help_of(name)
    assert not re.search(r"<(list|str|int|float|path|bool|None|Any)\b|Path\b|\bINTEGER|\[\[", text), text


def test_a_parameter_is_named_by_what_is_written_there():
    assert re.search(r"--concurrency N\b", help_of("run"))
    assert re.search(r"--record \W*none\|new\|all", help_of("run"))
    assert re.search(r"^  \[?SUITES\S*  ", help_of("lint"), re.MULTILINE)
    assert re.search(r"\[BASELINE\] \[CANDIDATE\] \[SUITES\]", help_of("compare"))


@pytest.mark.parametrize("name", [name for name in ALL if "xample" in (ALL[name].epilog or "")])
def test_each_example_is_a_line_of_its_own(name):
    lines = help_of(name).splitlines()
    written = [line.strip() for line in ALL[name].epilog.splitlines() if line.startswith("    harness ")]
    assert written
    assert [line.strip() for line in lines if line.strip() in written] == written


def test_what_a_command_leaves_behind_is_not_searched_for_garbage():
    script = """
import atexit, gc, sys
atexit.register(lambda: print(gc.get_freeze_count() > 0))
sys.argv = ["harness", "--help"]
from harness.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "True")
