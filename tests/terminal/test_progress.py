from __future__ import annotations

import io

import pytest

from harness.model.events import Answered, CallRetried, RunFinished, RunStarted, WorkId
from harness.model.exchange import Response, Trouble
from harness.model.result import Reply
from harness.terminal.progress import ProgressTally, progress
from harness.terminal.screen import Screen

LIVE = Reply(response=Response(text="x"), source="live", cost_usd=0.02)
RECORDED = Reply(response=Response(text="x"), source="recorded", cost_usd=5.0)
LOST = Reply(trouble=Trouble(kind="timeout", message="slow"), source="live")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(target: str) -> WorkId:
    return WorkId("s", "c", target, 0)


def tallied(clock=lambda: 10.0) -> ProgressTally:
    tally = ProgressTally(clock)
    tally(RunStarted("r", {"gpt": 4, "claude": 2}))
    tally.started_at = 0.0
    for reply in (LIVE, LIVE, LOST, RECORDED):
        tally(Answered(work("gpt"), reply))
    tally(CallRetried(work("gpt"), 1, LOST.trouble, 1.0))
    return tally


def test_a_line_for_each_target() -> None:
    gpt, claude = (line.plain for line in tallied().lines(120))
    assert gpt == "gpt     ████████████████████  4/4  1 error  $0.04  0.3/s  1 recorded  1 retried"
    assert claude == "claude  ░░░░░░░░░░░░░░░░░░░░  0/2"


@pytest.mark.parametrize("width", [10, 20, 40, 60])
def test_narrow_terminals_get_what_matters_most(width: int) -> None:
    lines = tallied().lines(width)
    assert all(line.cell_len < width for line in lines)
    assert width == 10 or "4/4" in lines[0].plain


def test_when_all_is_answered_it_says_that_it_compares() -> None:
    tally = tallied()
    for _ in range(2):
        tally(Answered(work("claude"), LIVE))
    assert tally.lines(80)[-1].plain == "comparing: 0 cases scored"


def drive(screen: Screen) -> None:
    with progress(screen) as listener:
        listener(RunStarted("r", {"gpt": 1}))
        listener(Answered(work("gpt"), LIVE))
        listener(RunFinished(None))


def test_a_terminal_is_drawn_on_and_left_clean() -> None:
    err = Terminal()
    drive(Screen(out=io.StringIO(), err=err, env={"TERM": "xterm"}))
    assert "gpt" in err.getvalue()
    assert err.getvalue().rstrip("\r\n").endswith("\x1b[2K")  # erased: the matrix takes its place


def test_silent_where_there_is_no_terminal_or_no_wish() -> None:
    for screen in (
        Screen(out=io.StringIO(), err=io.StringIO()),
        Screen(out=io.StringIO(), err=Terminal(), quiet=True, env={"TERM": "xterm"}),
    ):
        drive(screen)
        assert screen.err.file._stream.getvalue() == ""


def test_verbose_without_a_terminal_says_a_plain_line() -> None:
    err = io.StringIO()
    drive(Screen(out=io.StringIO(), err=err, verbose=True))
    assert err.getvalue().startswith("gpt  ████████████████████  1/1  $0.02")
    assert "\x1b" not in err.getvalue()


def test_counting_is_cheap(seconds) -> None:
    tally = ProgressTally()
    tally(RunStarted("r", {"gpt": 100_000}))
    event = Answered(work("gpt"), LIVE)
    with seconds(10):
        for _ in range(100_000):
            tally(event)
