"""Live progress on standard error: one line a target.

The listener only counts; drawing happens a few times a second on a thread of its own, so that a run
of thousands of recorded answers is not slowed down.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.live import Live
from rich.text import Text

from harness.model.config import Limits
from harness.model.events import (
    Answered,
    CallRetried,
    CallStarted,
    CaseScored,
    Event,
    JudgeAnswered,
    JudgesAsked,
    RunFinished,
    RunStarted,
)
from harness.model.result import Reply
from harness.protocols import Listener
from harness.summary import phrases
from harness.terminal._layout import fit, padded, widest
from harness.terminal.screen import Screen, safe

REDRAWS_PER_S = 5
PLAIN_EVERY_S = 10.0
"""Seconds between two lines where there is no terminal to draw on."""
BAR = 20
JUDGE = " (judge)"
NAME = 24


FEWEST = 5
"""Answers from which a rate is told: with fewer, the first ones of several in flight decide it."""
MINUTE_S, BURST = 60.0, 0.1
"""A tenth of a limit by the minute may be used at once (`harness.sending.gate`)."""


@dataclass(slots=True)
class LaneProgress:
    """What came of one target so far. `began_at` is when its first call was sent; calls and tokens are those of answers
    that it was asked for.
    """

    total: int
    limits: Limits = field(default_factory=Limits)
    began_at: float | None = None
    calls: int = 0
    tokens: int = 0
    done: int = 0
    recorded: int = 0
    errors: int = 0
    retries: int = 0
    cost_usd: float = 0.0

    def rate(self, elapsed: float) -> float:
        """Answers a second, of those that were asked for."""
        return (self.done - self.recorded) / elapsed

    def left_s(self, elapsed: float) -> float | None:
        """Seconds until all is answered, if it goes on as it did and within the limits; None if nothing tells.

        A limit lets no more through than its burst and what the time gives, whatever the pace of the first answers.
        """
        live, left = self.done - self.recorded, self.total - self.done
        if live < FEWEST or left <= 0:
            return None
        share, bounds = (live + left) / live, [left / self.rate(elapsed)]
        for used, per_minute in ((self.calls, self.limits.rpm), (self.tokens, self.limits.tpm)):
            if per_minute:
                paced = used * share - max(1.0, BURST * per_minute)
                bounds.append(paced * MINUTE_S / per_minute - elapsed)
        return max(bounds)


@dataclass(slots=True)
class ProgressTally:
    """The listener: counts what the engine tells."""

    clock: Callable[[], float] = time.monotonic
    lanes: dict[str, LaneProgress] = field(default_factory=dict)
    limits: Mapping[str, Limits] = field(default_factory=dict)
    started_at: float = 0.0
    scored: int = 0
    finished: bool = False

    def __call__(self, event: Event) -> None:
        match event:
            case Answered(work, reply):
                self._count(self._lane(work.target), reply)
            case JudgesAsked(calls):
                for target, number in calls.items():
                    self._lane(_judge(target)).total += number
            case JudgeAnswered(work, reply):
                self._count(self._lane(_judge(work.target)), reply)
            case CallStarted(work):
                lane = self._lane(work.target if work.target in self.lanes else _judge(work.target))
                lane.began_at = self.clock() if lane.began_at is None else lane.began_at
            case CallRetried(work):
                self._lane(work.target if work.target in self.lanes else _judge(work.target)).retries += 1
            case CaseScored():
                self.scored += 1
            case RunStarted(_, calls, limits):
                self.limits = limits
                self.lanes = {target: LaneProgress(number, self._limits(target)) for target, number in calls.items()}
                self.started_at = self.clock()
            case RunFinished():
                self.finished = True

    @staticmethod
    def _count(lane: LaneProgress, reply: Reply) -> None:
        lane.done += 1
        lane.recorded += reply.source == "recorded"
        lane.errors += reply.response is None
        if reply.source == "live":
            lane.cost_usd += reply.cost_usd or 0.0
            lane.calls += sum(step.calls for step in reply.steps) or 1
            usage = reply.response.usage if reply.response else None
            lane.tokens += (usage.input_tokens or 0) + (usage.output_tokens or 0) if usage else 0

    def lines(self, width: int, *, time_left: bool = False) -> list[Text]:
        """A line for each target, with the time it has left if asked for, and what is being done once all is in."""
        now, lanes = self.clock(), dict(self.lanes)  # the drawing thread reads while the listener counts
        names, lines = min(widest(list(lanes)), NAME), []
        for name, lane in lanes.items():
            elapsed = max(now - (self.started_at if lane.began_at is None else lane.began_at), 1e-6)
            lines.append(_line(name, names, _figures(lane, elapsed, time_left=time_left), _bar(lane), width))
        if lanes and all(lane.done >= lane.total for lane in lanes.values()):
            lines.append(Text(fit(f"comparing: {phrases.count_of(self.scored, 'case')} scored", width), style="dim"))
        return lines

    def _lane(self, target: str) -> LaneProgress:
        return self.lanes.setdefault(target, LaneProgress(0, self._limits(target)))

    def _limits(self, target: str) -> Limits:
        return self.limits.get(target.removesuffix(JUDGE), Limits())


def _judge(target: str) -> str:
    """A judge's line; what it may answer as a candidate is counted apart."""
    return f"{target}{JUDGE}"


@contextmanager
def progress(screen: Screen) -> Iterator[Listener]:
    """A listener that shows how far the run is: drawn on a terminal, now and then a line with -v, else nothing."""
    tally = ProgressTally()
    if not screen.quiet and screen.err.is_terminal and not screen.err.is_dumb_terminal:
        with Live(
            get_renderable=lambda: _block(tally.lines(screen.err.width, time_left=True)),
            console=screen.err,
            refresh_per_second=REDRAWS_PER_S,
            redirect_stdout=False,
            redirect_stderr=False,
            transient=True,
        ):
            yield tally
    elif screen.verbose and not screen.quiet:
        yield _PlainProgress(tally, screen)
    else:
        yield tally


class _PlainProgress:
    """Says how far the run is, at most every `PLAIN_EVERY_S` seconds and once at the end."""

    def __init__(self, tally: ProgressTally, screen: Screen) -> None:
        self._tally = tally
        self._screen = screen
        self._said_at = tally.clock()

    def __call__(self, event: Event) -> None:
        self._tally(event)
        now = self._tally.clock()
        if now - self._said_at >= PLAIN_EVERY_S or isinstance(event, RunFinished):
            self._said_at = now
            self._screen.note(*self._tally.lines(self._screen.err.width))


def _block(lines: Sequence[Text]) -> Text:
    return Text("\n", no_wrap=True, overflow="crop").join(map(safe, lines))


def _line(name: str, names: int, figures: Sequence[tuple[str, str]], bar: Text, width: int) -> Text:
    """Name, bar, counts and whatever else fits the width, the most important first."""
    line = Text.assemble(padded(fit(name, names), names), "  ")
    if width >= line.cell_len + BAR + widest(["  ".join(text for text, _ in figures)]) + 2:
        line.append_text(bar)
    for text, style in figures:
        if line.cell_len + len(text) + 2 > width and text != figures[0][0]:
            break
        line.append(f"{text}  ", style=style)
    line.rstrip()
    line.truncate(max(width - 1, 1))
    return line


def _figures(lane: LaneProgress, elapsed: float, *, time_left: bool) -> list[tuple[str, str]]:
    figures = [(f"{lane.done}/{lane.total}", "bold")]
    if lane.errors:
        figures.append((phrases.count_of(lane.errors, "error"), "bold red"))
    if time_left and (left := lane.left_s(elapsed)) is not None:
        figures.append((f"{phrases.duration(max(left, 1.0), whole=True)} left", ""))
    if lane.done > lane.recorded:
        figures += [(phrases.money(lane.cost_usd), ""), (f"{lane.rate(elapsed):.1f}/s", "dim")]
    if lane.recorded:
        figures.append((f"{lane.recorded} recorded", "dim"))
    if lane.retries:
        figures.append((f"{lane.retries} retried", "yellow"))
    return figures


def _bar(lane: LaneProgress) -> Text:
    filled = BAR * min(lane.done, lane.total) // lane.total if lane.total else BAR
    return Text.assemble(("█" * filled, "green"), ("░" * (BAR - filled), "dim"), "  ")
