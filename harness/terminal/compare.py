"""The page of `harness compare`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from rich.text import Text

from harness.model.summary import SuiteSummary, Summary, WorstCase
from harness.summary import phrases
from harness.summary.decision import decision
from harness.terminal._layout import GAP, fit, padded, wrapped
from harness.terminal.matrix import STYLES
from harness.terminal.screen import Screen
from harness.visible import cut, one_line, shorten

SIDE_BY_SIDE = 90
"""Cells from which on two answers stand beside each other."""
LINES = 6
"""Lines of one answer that are shown."""
NAME, REASON = 32, 300
WORDS, LONGEST = 400, 8_000
"""Words of each answer that are compared one by one, and characters in which they are looked for."""


def show_comparison(summary: Summary, baseline: str, candidate: str, screen: Screen) -> None:
    screen.say(*comparison_lines(summary, baseline, candidate, screen.width))


def comparison_lines(summary: Summary, baseline: str, candidate: str, width: int) -> list[Text]:
    """Verdicts with what broke, the worst cases, remarks, the sentence for the record and the totals."""
    if summary.missing_keys:
        return [Text(summary.missing_keys)]
    lines = [Text(part, style="bold") for part in wrapped(f"{one_line(baseline)} → {one_line(candidate)}", width)]
    compared = [suite for suite in summary.suites if candidate in suite.takeovers]
    for suite in compared:
        lines += _verdict(suite, candidate, width)
    for suite in compared:
        for worst in suite.takeovers[candidate].worst:
            lines += [Text(), *_worst(suite.result.name, worst, width)]
    notes = [line for remark in summary.remarks for part in (f"note: {remark}",) for line in _indented(part, width)]
    if counted := _counted(compared, candidate):
        notes += _indented(f"note: {counted}", width)
    for note in notes:
        note.stylize("italic")
    record = [Text(part, style="bold") for part in wrapped(decision(summary.run, baseline, candidate), width)]
    totals = [Text(part, style="dim") for part in wrapped(summary.totals, width)]
    return [*lines, *([Text(), *notes] if notes else []), Text(), *record, *totals]


def _counted(compared: Sequence[SuiteSummary], candidate: str) -> str:
    """What the numbers of further cases are counted for, where `harness run` may say another; else empty."""
    if not any(suite.takeovers[candidate].comparison.cases_needed for suite in compared):
        return ""
    made = phrases.count_of(len(compared), "comparison")
    return (
        f"the further cases are counted for the {made} made here; `harness run` asks for more of them where it compares"
        " more candidates or suites, since all of its verdicts are to be right at once (Holm)"
    )


def _verdict(suite: SuiteSummary, candidate: str, width: int) -> Iterator[Text]:
    takeover, unsettled = suite.takeovers[candidate], suite.unsettled.get(candidate)
    yield Text()
    yield Text(fit(one_line(suite.result.name), width), style="bold")
    yield from _indented(takeover.verdict, width, STYLES[takeover.comparison.verdict])
    if unsettled is not None:
        yield from _indented(unsettled.remedy, width)
    for reason in takeover.comparison.reasons:
        yield from _indented(shorten(reason, REASON), width)
    if takeover.evidence:
        yield from _indented("; ".join(takeover.evidence), width)
    broke = ", ".join(f"{name} {cases}" for name, cases in takeover.classes)
    yield from _indented(f"what broke, in cases: {broke or 'nothing'}", width)
    grown = phrases.listed([f"{name} in {phrases.count_of(cases, 'case')}" for name, cases in takeover.grown])
    yield from _indented(takeover.latency_and_cost + (f"; {grown}, which changes no verdict" if grown else ""), width)


def _worst(suite: str, worst: WorstCase, width: int) -> Iterator[Text]:
    title = f"{fit(one_line(suite), NAME)} · {fit(one_line(worst.case), NAME)}: {worst.why}"
    yield from (Text(part, style="bold") for part in wrapped(title, width))
    baseline, candidate = marked(worst.baseline, worst.candidate)
    if width >= SIDE_BY_SIDE:
        column = (width - 2 - GAP) // 2
        sides = zip_longest(_first(baseline, column), _first(candidate, column), fillvalue="")
        for left, right in sides:
            line = Text.assemble("  ", padded(left, column), " " * GAP, right)
            line.rstrip()
            yield _painted(line)
        return
    for sign, text in (("-", baseline), ("+", candidate)):
        yield from (_painted(Text(f"  {sign} {part}")) for part in _first(text, width - 4))


def marked(baseline: str, candidate: str) -> tuple[str, str]:
    """Both texts on one line each, words that differ in `[-…-]` and `{+…+}`; only the beginning of very long ones."""
    ours, theirs = (one_line(cut(text, LONGEST)[0]).split()[:WORDS] for text in (baseline, candidate))
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            left.append(" ".join(ours[a:b]))
            right.append(" ".join(theirs[c:d]))
            continue
        if a < b:
            left.append(f"[-{' '.join(ours[a:b])}-]")
        if c < d:
            right.append(f"{{+{' '.join(theirs[c:d])}+}}")
    return " ".join(left), " ".join(right)


def _first(text: str, width: int) -> list[str]:
    """The first lines of an answer, beginning shortly before the first word that differs."""
    starts = [at for at in (text.find("[-"), text.find("{+")) if at >= 0]
    room = width * (LINES - 2)
    start = min(starts, default=0)
    if start > room:
        text = "… " + text[text.find(" ", start - room // 2) + 1 :]
    lines = wrapped(text, width)
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], fit(lines[LINES - 1] + " …" * width, width)]


def _painted(line: Text) -> Text:
    line.highlight_regex(r"\[-.*?(-\]|$)", "red")
    line.highlight_regex(r"\{\+.*?(\+\}|$)", "green")
    return line


def _indented(text: str, width: int, style: str = "") -> list[Text]:
    return [Text(f"  {part}", style=style) for part in wrapped(text, width - 2)]
