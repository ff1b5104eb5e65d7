from __future__ import annotations

import io

import pytest

from harness.model.config import Limits
from harness.model.events import Answered, CallRetried, CallStarted, JudgesAsked, RunFinished, RunStarted
from harness.model.exchange import Response, Trouble, Usage
from harness.model.result import Reply, WorkId
from harness.terminal.progress import FEWEST, LaneProgress, ProgressTally, progress
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


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        (Limits(), "45 s left"),  # 10 answers in 5 s: 90 more
        (Limits(rpm=1200), "45 s left"),  # above the pace
        # 100 calls, of which 6 at once and one a second: 94 s, 5 of which are over.
        (Limits(rpm=60), "1 min 29 s left"),
        # 100 answers of 10 tokens, 10 at once and 100 a minute: 594 s in all.
        (Limits(tpm=100), "9 min 49 s left"),
        (Limits(rpm=60, tpm=100), "9 min 49 s left"),
    ],
)
def test_the_time_left_is_that_of_the_pace_and_of_the_limits(limits, left) -> None:
    now = [0.0]
    tally = ProgressTally(lambda: now[0])
    tally(RunStarted("r", {"gpt": 110}, {"gpt": limits}))
    for _ in range(10):  # recorded answers say nothing of the pace
        tally(Answered(work("gpt"), RECORDED))
    now[0] = 3.0
    tally(CallStarted(work("gpt"), 1))
    for number in range(10):
        if number == FEWEST - 1:
            assert " left" not in tally.lines(120, time_left=True)[0].plain
        tally(
            Answered(
                work("gpt"),
                Reply(response=Response(text="x", usage=Usage(input_tokens=4, output_tokens=6)), source="live"),
            )
        )
    now[0] = 8.0
    assert left in tally.lines(120, time_left=True)[0].plain
    assert " left" not in tally.lines(120)[0].plain
    for _ in range(90):
        tally(Answered(work("gpt"), LIVE))
    assert " left" not in tally.lines(120, time_left=True)[0].plain


def test_what_lies_behind_its_limit_by_now_still_takes_a_moment() -> None:
    lane = LaneProgress(10, Limits(rpm=600), done=9, calls=9)
    assert lane.left_s(1e9) == pytest.approx(1e9 / 9)
    assert LaneProgress(10, Limits(rpm=600), done=4, calls=4).left_s(1.0) is None


def test_a_judge_is_paced_by_the_limits_of_its_target() -> None:
    tally = ProgressTally(lambda: 0.0)
    tally(RunStarted("r", {"gpt": 1}, {"gpt": Limits(rpm=7)}))
    tally(JudgesAsked({"gpt": 3}))
    assert tally.lanes["gpt (judge)"].limits == Limits(rpm=7)


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


def test_the_time_left_is_drawn_on_a_terminal_and_said_in_no_log() -> None:
    terminal, log = Terminal(), io.StringIO()
    for screen in (
        Screen(out=io.StringIO(), err=terminal, env={"TERM": "xterm", "COLUMNS": "120"}),
        Screen(out=io.StringIO(), err=log, verbose=True),
    ):
        with progress(screen) as listener:
            listener(RunStarted("r", {"gpt": 9}))
            for _ in range(FEWEST):
                listener(Answered(work("gpt"), LIVE))
            listener(RunFinished(None))
    assert " left" in terminal.getvalue()
    assert "5/9" in log.getvalue()
    assert " left" not in log.getvalue()


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
