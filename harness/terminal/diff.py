"""The page of `harness diff`: two answers to one case, the words that differ marked, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.console import Console
from rich.text import Text

from harness.model.result import Answer, CaseResult, Run, SuiteResult
from harness.summary import phrases, whys
from harness.summary.difference import Stretch, pieces
from harness.terminal._layout import GAP, hanging, wrapped
from harness.terminal.screen import Screen
from harness.visible import one_line, visible

SIDE_BY_SIDE = 90
"""Cells from which on two answers stand beside each other."""
LONGEST = 200_000
"""Characters of an answer that are shown; what is left out is counted."""
_MARKS = {"left": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
_PAPER = Console(color_system=None, legacy_windows=False, _environ={})
"""What rich measures by; nothing is printed on it."""


def show_difference(run: Run, screen: Screen) -> bool:
    """Print every candidate's answer to the one case of a run beside the baseline's; returns whether all say the same
    and pass.
    """
    suite = run.suites[0]
    case = suite.cases[0]
    candidates = [name for name in dict.fromkeys(answer.target for answer in case.answers) if name != suite.baseline]
    for number, candidate in enumerate(candidates):
        screen.say(*([Text()] if number else []), *lines(suite, case, candidate, screen.width))
    return all(
        answer.outcome != "error"
        and not answer.counts_against
        and (answer.equivalence is None or answer.equivalence.equivalent)
        for name in candidates
        for answer in case.answers_to(name)
    )


def lines(suite: SuiteResult, case: CaseResult, candidate: str, width: int) -> list[Text]:
    """The worst sample of the candidate beside the baseline's it was compared with, then what was found about them."""
    samples = case.answers_to(candidate)
    theirs = min(samples, key=_goodness)
    ours = case.held_against(theirs, suite.baseline)
    which = f", sample {theirs.sample + 1} of {len(samples)}" if len(samples) > 1 else ""
    title = f"{one_line(suite.name)}/{one_line(case.id)}: {one_line(suite.baseline)} → {one_line(candidate)}{which}"
    return [
        *(Text(part, style="bold") for part in wrapped(title, width)),
        Text(),
        *_answers(suite.baseline, ours, candidate, theirs, width),
        *_findings(suite.baseline, ours, candidate, theirs, width),
    ]


def _answers(baseline: str, ours: Answer | None, candidate: str, theirs: Answer, width: int) -> Iterator[Text]:
    stretches = pieces(_text(ours), _text(theirs)) if ours and ours.response and theirs.response else None
    if stretches and all(piece.kind == "same" for piece in stretches) and _text(ours) != _text(theirs):
        yield Text("too long or too different for marks", style="dim")
        stretches = None
    sides = [
        (one_line(baseline), _side(ours, stretches, "left")),
        (one_line(candidate), _side(theirs, stretches, "added")),
    ]
    if width < SIDE_BY_SIDE:
        for name, answer in sides:
            yield Text(name, style="underline")
            yield from (Text("  ") + line for line in _folded(answer, width - 2))
        return
    column = (width - GAP) // 2
    blocks = [
        [*(Text(part, style="underline") for part in wrapped(name, column)), *_folded(answer, column)]
        for name, answer in sides
    ]
    for left, right in zip_longest(*blocks, fillvalue=Text()):
        line = left.copy()
        line.append(" " * (column + GAP - left.cell_len))
        line.append_text(right)
        line.rstrip()
        yield line


def _side(answer: Answer | None, stretches: Sequence[Stretch] | None, kind: str) -> Text:
    """One answer, what only it holds in marks; where there is none, why."""
    if answer is None:
        return Text("no answer", style="dim")
    if answer.response is None:
        why = "skipped for this target" if answer.outcome == "skip" else whys.trouble(answer)
        return Text(why, style="magenta")
    if stretches is None:
        return Text(_text(answer)) if _text(answer).strip() else Text("(empty)", style="dim")
    text, (begin, end, style) = Text(), _MARKS[kind]
    for part, is_marked in _runs([piece for piece in stretches if piece.kind in ("same", kind)]):
        words = part.strip()
        if not is_marked or not words:
            text.append(part)
            continue
        before, _, after = part.partition(words)
        text.append(before).append(f"{begin}{words}{end}", style=style).append(after)
    return text if text.plain.strip() else Text("(empty)", style="dim")


def _runs(stretches: Sequence[Stretch]) -> list[tuple[str, bool]]:
    """Stretches of one answer and whether they are to be marked; white space between two marked ones joins them."""
    runs: list[tuple[str, bool]] = []
    for number, piece in enumerate(stretches):
        between = piece.text.isspace() and 0 < number < len(stretches) - 1 and stretches[number + 1].kind != "same"
        is_marked = piece.kind != "same" or bool(between and runs[-1][1])
        if runs and runs[-1][1] == is_marked:
            runs[-1] = (runs[-1][0] + piece.text, is_marked)
        else:
            runs.append((piece.text, is_marked))
    return runs


def _findings(baseline: str, ours: Answer | None, candidate: str, theirs: Answer, width: int) -> Iterator[Text]:
    for name, answer in ((baseline, ours), (candidate, theirs)):
        failed = [check for check in answer.checks if check.outcome in ("fail", "error")] if answer else []
        for check in failed:
            reason = f": {one_line(check.reason)}" if check.reason else ""
            ending = ", tolerated" if check.tolerated else ""
            how = "failed" if check.outcome == "fail" else "could not be computed"
            head = f"{one_line(name)}: {one_line(check.label)} {how}{ending}"
            yield from _row(head + reason, width, "red" if check.outcome == "fail" else "magenta")
    equivalence = theirs.equivalence
    if equivalence is None:
        yield from _row("the two were not compared in meaning", width, "dim")
        return
    for found in equivalence.reasons:
        kind = one_line(found.kind) + ("" if found.hard else " (by itself no break)")
        yield from _row(f"{kind}: {whys.difference(found)}", width, "red" if found.hard else "yellow")
    verdict = "they say the same" if equivalence.equivalent else "they do not say the same"
    yield from _row(f"{verdict} (similarity {equivalence.score:.2f})", width, "bold")


def _row(text: str, width: int, style: str) -> Iterator[Text]:
    return hanging("- ", text, width, style)


def _folded(text: Text, width: int) -> list[Text]:
    return _stripped(text.wrap(_PAPER, width, tab_size=4)) or [Text()]


def _stripped(lines_of_text: Iterable[Text]) -> list[Text]:
    kept = list(lines_of_text)
    for line in kept:
        line.rstrip()
    return kept


def _text(answer: Answer | None) -> str:
    """What the answer says and which tools it calls, harmless on a terminal."""
    if answer is None or answer.response is None:
        return ""
    parts = [answer.response.text, *map(phrases.tool_call, answer.response.tool_calls)]
    text = visible("\n".join(part for part in parts if part))
    more = len(text) - LONGEST
    return text if more <= 0 else f"{text[:LONGEST]}… ({more:,} characters more)"


def _goodness(answer: Answer) -> tuple[bool, bool, bool, float]:
    """The lowest is shown: what was answered first, then what failed, then what is least alike."""
    equivalence = answer.equivalence
    return (
        answer.response is None,
        answer.outcome == "pass",
        equivalence is None or equivalence.equivalent,
        equivalence.score if equivalence else 1.0,
    )
