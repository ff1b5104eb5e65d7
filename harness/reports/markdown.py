"""Markdown for a pull request's comment: the sentence, the table, and the worst cases folded away.

At most 60,000 characters, with a count of what was left out. Whatever comes from models, vendors or suites
stands in code, where no HTML, image, link, mention or table is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from harness.model.result import Answer, CaseResult
from harness.model.summary import Cell, SuiteSummary, Summary, Why
from harness.summary import phrases
from harness.summary.whys import Group, grouped
from harness.visible import cut, shorten, visible

SUFFIX = ".md"
LIMIT = 60_000
"""Characters; GitHub refuses a comment of more than 65,536."""
ROOM = 1_500
"""Characters kept free for what says how much was left out."""
ROOMS = {
    "sentences": 6_000,
    "table": 18_000,
    "remarks": 6_000,
    "open": 4_000,
    "evidence": 6_000,
    "samples": 4_000,
    "whys": 10_000,
}
"""Characters each part may take at most, that one long part never crowds out another."""
ACROSS = 20
"""Targets in the table."""
WORST = 5
"""Targets of one case shown with their answers."""
ANSWER = 2_000
VERDICTS = {
    "baseline": "",
    "ports": "✅ ports",
    "does-not-port": "❌ does not port",
    "inconclusive": "❔ inconclusive",
    "absent": "",
}


_PIPE = re.compile(r"(\\*)\|")


def render(summary: Summary) -> Iterator[str]:
    blocks = (_sentences, _table, _remarks, _open, _evidence, _samples, _whys)
    head = "".join(piece for block in blocks for piece in block(summary))
    yield head
    yield from _worst(summary, LIMIT - ROOM - len(head))
    run = summary.run
    judged = f", {summary.judged_before.quoted(_as_it_is)}" if summary.judged_before else ""
    yield f"\n{summary.totals}; harness {code(run.version)}, run {code(run.id)}{judged}\n".replace("$", "\\$")


def code(text: str, limit: int = 80) -> str:
    """Text of others in one line, as a code span that nothing in it can end. In a table use `cell`."""
    line = shorten(text, limit) or " "
    fence = "`" * (max((len(ticks) for ticks in re.findall("`+", line)), default=0) + 1)
    # These spaces are not shown; without them a backtick at the edge would join the fence.
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{room}{line}{room}{fence}"


def _as_it_is(name: str) -> str:
    """A name of a sentence, which is short already."""
    return code(name, len(name))


def cell(text: str, limit: int = 80) -> str:
    """As `code`, for a cell of a table, where a pipe ends the cell even in code unless a backslash escapes it."""
    # An even number of backslashes before a pipe would not escape it, so one more stands before an odd number of them.
    return _PIPE.sub(lambda pipe: pipe[1] + "\\" * (1 + len(pipe[1]) % 2) + "|", code(text, limit))


def block(text: str, limit: int = ANSWER) -> str:
    """Text of others as a code block that nothing in it can end."""
    kept, left = cut(text, limit)
    kept = visible(kept)
    fence = "`" * max(3, max((len(ticks) for ticks in re.findall("`+", kept)), default=0) + 1)
    return f"{fence}text\n{kept}\n{fence}\n" + (f"({left:,} more characters)\n" if left else "")


def _fitting(rows: Iterable[str], part: str, noun: str) -> Iterator[str]:
    """The first rows, as many as the part has room for, and how many were left out."""
    room, left = ROOMS[part], 0
    for row in rows:
        room -= len(row)
        if room >= 0:
            yield row
        else:
            left, room = left + 1, -1
    if left:
        yield f"\n{phrases.count_of(left, f'more {noun}')} left out here.\n\n"


def _sentences(summary: Summary) -> Iterator[str]:
    return _fitting(
        (f"**{sentence.quoted(_as_it_is)}**\n\n" for sentence in summary.sentences), "sentences", "sentence"
    )


def _table(summary: Summary) -> Iterator[str]:
    if not summary.targets:
        return
    targets, left = summary.targets[:ACROSS], len(summary.targets[ACROSS:])
    yield "| | " + " | ".join(map(cell, targets)) + " |\n|---|" + "---|" * len(targets) + "\n"
    yield from _fitting(map(_row, summary.suites), "table", "suite")
    yield "\n"
    if left:
        yield f"{phrases.count_of(left, 'more target')} left out here.\n\n"


def _row(suite: SuiteSummary) -> str:
    critical = " (critical)" if suite.result.critical else ""
    return f"| {cell(suite.result.name)}{critical} | " + " | ".join(map(_verdict, suite.cells[:ACROSS])) + " |\n"


def _verdict(state: Cell) -> str:
    return f"{VERDICTS[state.state]} {state.count}".strip()


def _remarks(summary: Summary) -> Iterator[str]:
    yield from _fitting((f"> {remark.quoted(_as_it_is)}\n>\n" for remark in summary.remarks), "remarks", "remark")
    yield "\n"


def _open(summary: Summary) -> Iterator[str]:
    rows = [
        f"| {cell(open_.suite)} | {cell(open_.candidate)} | {cell(open_.text, 400)} |\n" for open_ in summary.unsettled
    ]
    return _titled("inconclusive", "| suite | candidate | what would settle it |", rows, "open")


def _evidence(summary: Summary) -> Iterator[str]:
    rows = [
        f"| {cell(suite.result.name)} | {cell(candidate)} | {cell('; '.join(takeover.evidence), 600)} |\n"
        for suite in summary.suites
        for candidate, takeover in suite.takeovers.items()
    ]
    if rows:
        yield "<details><summary>what the verdicts rest on</summary>\n\n"
        yield "| suite | candidate | evidence |\n|---|---|---|\n"
        yield from _fitting(rows, "evidence", "row")
        yield "\n</details>\n\n"


def _samples(summary: Summary) -> Iterator[str]:
    rows = [
        f"| {cell(samples.suite)} | {cell(samples.target)} | {samples.text} |\n"
        for suite in summary.suites
        for samples in suite.samples
    ]
    return _titled("samples of the same case", "| suite | target | checks passed |", rows, "samples")


def _titled(title: str, head: str, rows: Sequence[str], part: str) -> Iterator[str]:
    """A table under its title; nothing where there are no rows."""
    if rows:
        yield f"**{title}**\n\n{head}\n|{'---|' * (head.count('|') - 1)}\n"
        yield from _fitting(rows, part, "row")
        yield "\n"


def _whys(summary: Summary) -> Iterator[str]:
    for title, measured in (("why not", True), ("could not be measured", False)):
        rows = list(map(_why, grouped(why for why in summary.whys if why.measured is measured)))
        yield from _titled(title, "| suite | case | target | why |", rows, "whys")


def _why(group: Group) -> str:
    names = " | ".join(cell(name) for name in (group.suite, group.label, group.target))
    return f"| {names} | {cell(group.text, 200)} |\n"


def _worst(summary: Summary, room: int) -> Iterator[str]:
    """Cases that did not come out well with their answers, as many as there is room for."""
    left = 0
    for suite in summary.suites:
        by_case: dict[str, list[Why]] = {}
        for why in suite.whys.values():
            by_case.setdefault(why.case, []).append(why)
        for case in suite.result.cases:
            if case.id not in by_case:
                continue
            piece = "".join(_details(suite, case, by_case[case.id])) if room > 0 else ""
            if len(piece) < room:
                yield piece
                room -= len(piece)
            else:
                left, room = left + 1, 0
    if left:
        yield f"\n{phrases.count_of(left, 'case')} left out here for want of room.\n"


def _details(suite: SuiteSummary, case: CaseResult, whys: list[Why]) -> Iterator[str]:
    """The summary is HTML, in which no Markdown is read: names stand in it escaped and in `<code>`."""
    targets, left = phrases.listed([why.target for why in whys]), len(whys[WORST:])
    whys = whys[:WORST]
    yield f"<details><summary>{_html(suite.result.name)} {_html(case.id)}: {_html(targets)}</summary>\n\n"
    for why in whys:
        yield f"{code(why.target)}: {code(why.text, 200)}\n\n"
    several = {answer.target for answer in case.answers if answer.sample}
    for answer in _told(suite.result.baseline, case, whys):
        if answer.response is not None:
            which = f", sample {answer.sample + 1}" if answer.target in several else ""
            yield f"Answer of {code(answer.target)}{which}:\n\n{block(answer.response.text)}\n"
    if left:
        yield f"{phrases.count_of(left, 'more target')} left out here.\n\n"
    yield "</details>\n\n"


def _told(baseline: str, case: CaseResult, whys: Sequence[Why]) -> list[Answer]:
    """The answers that the whys are about, each after the baseline's it was compared with, none twice."""
    told: dict[tuple[str, int], Answer] = {}
    for why in whys:
        answer = next(answer for answer in case.answers_to(why.target) if answer.sample == why.sample)
        beside = case.held_against(answer, baseline) if why.target != baseline else None
        told |= {(found.target, found.sample): found for found in (beside, answer) if found is not None}
    return list(told.values())


def _html(text: str) -> str:
    # A name is kept to one line: a blank one would end the HTML.
    return f"<code>{escape(shorten(text, 80))}</code>"
