from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings
from rich.text import Text

from harness.errors import StoreError
from harness.model.result import Run
from harness.summary import of
from harness.terminal.run import lines, show_run
from harness.terminal.screen import Screen

ROOT = Path(__file__).parents[2]
SHOW = f"""
import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
import factories
from harness.summary import of
from harness.terminal.run import show_run
from harness.terminal.screen import Screen
show_run(of(factories.shouting("\\n".join(factories.HOSTILE))), Screen())
"""


def shown(text: object, encoding: str = "utf-8", **env: str) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    Screen(out=stream, err=io.StringIO(), env=env).say(text)
    return stream.buffer.getvalue().decode(encoding)


def test_markup_and_emoji_stay_text() -> None:
    text = "[/INST] [bold]x[/] [link=http://e]x[/link] int[0] :smile: 12 'q'"
    assert shown(text) == text + "\n"
    assert shown(Text(text)) == text + "\n"


def test_data_and_news_take_different_ways() -> None:
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out=out, err=err)
    screen.say("data")
    screen.note("news")
    assert (out.getvalue(), err.getvalue()) == ("data\n", "news\n")


@pytest.mark.parametrize("text", factories.HOSTILE)
def test_whatever_the_caller_does_nothing_raw_gets_out(text: str) -> None:
    for form in (text, Text(text, style="red"), Text.assemble((text, "bold"))):
        raw = shown(form).encode()
        assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", raw)
        assert not re.search(r"[\x80-\x9f\u202a-\u202e]|^\s*::|##\w*\[", raw.decode(), re.MULTILINE)


def test_colour_only_where_it_is_wanted() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def written(*, color: bool = True, **env: str) -> str:
        out = Terminal()
        Screen(out=out, err=io.StringIO(), color=color, env={"TERM": "xterm-256color"} | env).say(
            Text("x", style="red")
        )
        return out.getvalue()

    assert "\x1b[31m" in written()
    assert written(NO_COLOR="1") == "x\n"
    assert written(color=False) == "x\n"


def test_ascii_terminals_get_ascii() -> None:
    assert shown("30 → 60 日", encoding="ascii") == "30 -> 60 \\u65e5\n"


def test_a_long_line_is_not_broken_in_a_log() -> None:
    assert shown("word " * 100).count("\n") == 1


def test_a_reader_that_left_is_no_error(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as stream:
        screen = Screen(out=stream, err=io.StringIO())
        screen.say("x" * 100)
        screen.say("y")


def test_closed_streams_are_no_error() -> None:
    closed = io.StringIO()
    closed.close()
    screen = Screen(out=closed, err=closed)
    screen.say("x")
    screen.note("x")


def test_a_full_disk_is_an_error() -> None:
    with Path("/dev/full").open("w") as stream, pytest.raises(StoreError, match=r"standard output.*errno 28"):
        Screen(out=stream, err=io.StringIO()).say("x")
    with Path("/dev/full").open("w") as stream:
        Screen(out=io.StringIO(), err=stream).note("nobody can be told")


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, {"COLUMNS": "20"}, {"NO_COLOR": "1"}, {}]
)
def test_hostile_answers_on_a_real_terminal(env: dict[str, str]) -> None:
    """On a pseudo-terminal rich may colour; nothing else may be a control."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SHOW],
        stdout=follower,
        stderr=follower,
        stdin=subprocess.DEVNULL,
        env={"TERM": "xterm-256color", "PATH": os.environ["PATH"]} | env,
    )
    os.close(follower)
    raw = b""
    try:
        while piece := os.read(leader, 65536):
            raw += piece
    except OSError:  # the other side is closed
        pass
    os.close(leader)
    assert process.wait() == 0
    plain = re.sub(rb"\x1b\[[0-9;]*m", b"", raw).replace(b"\r\n", b"\n")
    assert plain.count(b"does it") == 0
    assert b"goes dark tonight" in b" ".join(plain.split())
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", plain)
    assert not re.search(r"[\x80-\x9f\u202a-\u202e\ud800-\udfff]|^\s*::|##\w*\[", plain.decode(), re.MULTILINE)


@settings(max_examples=25, deadline=None)
@given(factories.runs())
def test_any_run_can_be_shown_at_any_width(run: Run) -> None:
    for width in (20, 40, 100):
        for line in lines(of(run), width):
            assert line.cell_len <= width


def test_piped_into_head() -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$1" -c "$2" | head -1; exit "${{PIPESTATUS[0]}}"', "-", sys.executable, SHOW],  # noqa: F541
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_with_standard_output_closed() -> None:
    done = subprocess.run(
        ["bash", "-c", '"$1" -c "$2" >&-', "-", sys.executable, SHOW], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_verbose_shows_every_row() -> None:
    def rows(*, verbose: bool) -> str:
        out = io.StringIO()
        names = [f"case-{number}" for number in range(30)]
        cases = [factories.case(name, factories.failing("gpt", "x", f"reason {name}")) for name in names]
        show_run(of(factories.run(factories.suite("s", cases))), Screen(out=out, err=io.StringIO(), verbose=verbose))
        return out.getvalue()

    assert "27 more" in rows(verbose=False)
    assert all(f"reason case-{number}" in rows(verbose=True) for number in range(30))
