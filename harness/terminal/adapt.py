"""What an adaptation came to: the table of parts, the prompts as a difference, what was written; and how far it is."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from harness.model.adaptation import PARTS, Adaptation, Part, Rate, SearchProgress
from harness.model.exchange import Message
from harness.summary import phrases
from harness.terminal._layout import table, wrapped
from harness.terminal.screen import Screen
from harness.visible import one_line, shorten, visible

PARTS_IN_WORDS: Mapping[Part, str] = {"train": "train", "validation": "validation", "held-out": "held out"}
_GREEN, _RED, _YELLOW = "bold green", "bold red", "yellow"
_STYLES = {"adopted": _GREEN, "portable": _GREEN, "nothing to adapt": _GREEN, "not repaired": _RED}
LEAST_NOTE = 40
"""Cells for what is different about a prompt, however narrow the terminal."""
CONTEXT = 2
"""Unchanged lines around a changed one."""


def show_adaptation(found: Adaptation, screen: Screen) -> None:
    """The result on standard output, how it came about on standard error."""
    screen.say(*lines(found, screen.width))
    for notice in found.notices:
        screen.note(*wrapped(f"note: {one_line(notice)}", screen.err.width))
    again = " (gone on with)" if found.resumed else ""
    spent = phrases.money(found.spent_usd) if found.spent_usd else "$0.00"
    tried = f"{phrases.count_of(found.calls, 'call')}, {phrases.count_of(found.trials, 'prompt')} tried"
    screen.note(f"Attempt {found.attempt}{again}: {tried}, {spent} spent.")


def lines(found: Adaptation, width: int) -> list[Text | str]:
    shown: list[Text | str] = [_head(found)]
    if found.before:
        shown += ["", *table(list(_rows(found)))]
    if found.held_out is not None:
        shown += ["", *(Text(line) for line in wrapped(_decision(found), width))]
    if changed := list(_changes(found)):
        shown += ["", *wrapped(f"{found.stage}: {one_line(found.note)}" if found.stage else "prompt", width), *changed]
    return [*shown, "", Text(_conclusion(found), style=_STYLES.get(found.outcome, _YELLOW))]


def progress_line(progress: SearchProgress, width: int) -> str:
    """`examples 4: train 80 %, validation 90 %, better; best 90 %; spent $0.12, left $0.88; shows 4 answers …`"""
    step = progress.step
    left = "" if progress.left_usd is None else f", left {phrases.money(progress.left_usd)}"
    mark = "better" if step.accepted else "no better"
    rates = f"train {_percent(step.train)}, validation {_percent(step.validation)}"
    money = f"spent {phrases.money(progress.spent_usd)}{left}"
    line = f"{step.stage} {step.number}: {rates}, {mark}; best {_percent(step.best)}; {money}; "
    return line + shorten(step.note, max(width - len(line), LEAST_NOTE))


def _head(found: Adaptation) -> Text:
    units = found.units
    if not units:
        return Text(f"{found.suite}: {found.candidate} beside {found.baseline}", style="bold")
    return Text(
        f"{found.suite}: {found.candidate} beside {found.baseline}; {units['train']} units to learn from,"
        f" {units['validation']} to choose by, {units['held-out']} held out",
        style="bold",
    )


def _rows(found: Adaptation) -> Iterator[tuple[str, ...]]:
    yield "as good as the baseline", "before", "after"
    for part in PARTS:
        before = "never asked" if part == "held-out" else _rate(found.before.get(part))
        after = "not looked at" if part == "held-out" else "-"
        yield PARTS_IN_WORDS[part], before, _rate(found.after[part]) if part in found.after else after
    yield "latency", *(("unknown" if one is None else phrases.duration(one)) for one in found.latency_s)
    yield "cost a call", *(("unknown" if one is None else phrases.money(one)) for one in found.cost_usd)


def _decision(found: Adaptation) -> str:
    assert found.held_out is not None  # noqa: S101 - the caller has looked
    # The cases to learn from and to choose by are left out on purpose.
    held_out = phrases.verdict(found.held_out, tells_left_out=False)
    level = f"look {found.look} at these cases, which has to hold at {phrases.percent(found.held_out.confidence)}"
    parts = [f"held out: {held_out} ({level})"]
    parts += [one_line(reason) for reason in found.held_out.reasons]
    if found.portable is not None:
        parts.append(f"{found.baseline} under the same prompt: {phrases.verdict(found.portable, tells_left_out=False)}")
    return "; ".join(parts)


def _changes(found: Adaptation) -> Iterator[Text]:
    before, after = found.prompts
    for step in after:
        if before.get(step) != after[step]:
            yield from _difference(step, before.get(step, ()), after[step])
    for name, value in found.params.items():
        yield Text(f"  + {name}: {value}", style="green")


def _difference(step: str, before: Sequence[Message], after: Sequence[Message]) -> Iterator[Text]:
    if step:
        yield Text(f"  step {step}", style="bold")
    styles = {"+": "green", "-": "red"}
    for line in difflib.unified_diff(_written(before), _written(after), n=CONTEXT, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            yield Text(f"  {line[:1]} {visible(line[1:])}".rstrip(), style=styles.get(line[:1], "dim"))


def _written(messages: Sequence[Message]) -> list[str]:
    return [line for message in messages for line in (f"[{message.role}]", *message.content.rstrip().splitlines())]


def _conclusion(found: Adaptation) -> str:
    place = one_line(found.path)
    if found.outcome == "nothing to adapt":
        return (
            f"Nothing to adapt: {found.candidate} does as well as {found.baseline} in every case that was asked"
            f" (`harness run {place} -t {found.candidate}` proves it on all of them)."
        )
    if found.outcome == "cut":
        return "Cut before it came to its end; what was had is kept, and the same command goes on from there."
    if found.outcome == "not repaired":
        return "Nothing did well enough to be looked at on the held-out cases. Nothing was written."
    proof = f" Evidence: {found.bundle}." if found.bundle else ""
    if found.proven:
        what = "One prompt that serves both" if found.outcome == "portable" else f"A variant for {found.candidate}"
        return f"{what}: proven{_where(found)}.{proof}"
    if found.patch:
        return f"Not proven{_where(found)} all the same, and the file says so.{proof}"
    return "The held-out cases do not bear it out. Nothing was written."


def _where(found: Adaptation) -> str:
    return f", and written to {one_line(found.path)}" if found.change else ", and shown as a patch"


def _rate(rate: Rate | None) -> str:
    if rate is None or not rate.cases:
        return "-"
    good = f"{rate.good:.1f}".removesuffix(".0")
    return f"{good}/{rate.cases} ({phrases.percent(round(rate.good / rate.cases, 3))})"


def _percent(share: float | None) -> str:
    return "-" if share is None else phrases.percent(round(share, 3))
