"""Markdown for a pull request's comment: the sentence, the table, and the worst cases folded away.

At most 60,000 characters, with a count of what was left out. Whatever comes from models, vendors or suites
stands in code, where no HTML, image, link, mention or table is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from harness.model.result import CaseResult, Run, SuiteResult
from harness.summary import phrases
from harness.summary.cells import Cell, answers_to, columns, rows
from harness.summary.sentence import sentences
from harness.summary.settling import unsettled
from harness.summary.stability import consistency_rows
from harness.summary.totals import remarks, totals_line
from harness.summary.whys import Group, Why, grouped, of_case, whys
from harness.visible import cut, shorten, visible

SUFFIX = ".md"
LIMIT = 60_000
"""Characters; GitHub refuses a comment of more than 65,536."""
ROOM = 1_500
"""Characters kept free for what says how much was left out."""
ROOMS = {"sentences": 6_000, "table": 18_000, "remarks": 6_000, "open": 4_000, "samples": 4_000, "whys": 10_000}
"""Characters each part may take at most, that one long part never crowds out another."""
ACROSS = 20
"""Targets in the table."""
WORST = 5
"""Targets of one case shown with their answers."""
ANSWER = 2_000
MARKS = {
    "baseline": "",
    "ports": "✅ ports",
    "does-not-port": "❌ does not port",
    "inconclusive": "❔ inconclusive",
    "absent": "",
}


def render(run: Run) -> Iterator[str]:
    head = "".join([*_sentences(run), *_table(run), *_remarks(run), *_open(run), *_samples(run), *_whys(run)])
    yield head
    yield from _worst(run, LIMIT - ROOM - len(head))
    yield f"\n{totals_line(run)}; harness {code(run.version)}, run {code(run.id)}\n".replace("$", "\\$")


def code(text: str, limit: int = 80) -> str:
    """Text of others in one line, as a code span that nothing in it can end, in or out of a table."""
    line = shorten(text, limit).replace("|", "<U+007C>") or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    # These spaces are not shown; without them a backtick at the edge would join the fence.
    room = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{room}{line}{room}{fence}"


def block(text: str, limit: int = ANSWER) -> str:
    """Text of others as a code block that nothing in it can end."""
    shown, left = cut(text, limit)
    shown = visible(shown)
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    return f"{fence}text\n{shown}\n{fence}\n" + (f"({left:,} more characters)\n" if left else "")


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


def _sentences(run: Run) -> Iterator[str]:
    return _fitting((f"**{sentence}**\n\n" for sentence in sentences(run, code)), "sentences", "sentence")


def _table(run: Run) -> Iterator[str]:
    targets = columns(run)
    if not targets:
        return
    shown = targets[:ACROSS]
    yield "| | " + " | ".join(code(target) for target in shown) + " |\n|---|" + "---|" * len(shown) + "\n"
    yield from _fitting((_row(suite, cells) for suite, cells in rows(run)), "table", "suite")
    yield "\n"
    if len(targets) > ACROSS:
        yield f"{phrases.count_of(len(targets) - ACROSS, 'more target')} left out here.\n\n"


def _row(suite: SuiteResult, cells: tuple[Cell, ...]) -> str:
    critical = " (critical)" if suite.critical else ""
    return f"| {code(suite.name)}{critical} | " + " | ".join(map(_cell, cells[:ACROSS])) + " |\n"


def _cell(cell: Cell) -> str:
    return f"{MARKS[cell.state]} {cell.count}".strip()


def _remarks(run: Run) -> Iterator[str]:
    yield from _fitting((f"> {said}\n>\n" for said in remarks(run, code)), "remarks", "remark")
    yield "\n"


def _open(run: Run) -> Iterator[str]:
    rows = [
        f"| {code(one.suite)} | {code(one.candidate)} | {code('; '.join([*one.reasons, one.text]), 400)} |\n"
        for one in unsettled(run)
    ]
    if rows:
        yield "**inconclusive**\n\n| suite | candidate | what would settle it |\n|---|---|---|\n"
        yield from _fitting(rows, "open", "row")
        yield "\n"


def _samples(run: Run) -> Iterator[str]:
    rows = [f"| {code(suite)} | {code(target)} | {words} |\n" for suite, target, words in consistency_rows(run)]
    if rows:
        yield "**samples of the same case**\n\n| suite | target | checks passed |\n|---|---|---|\n"
        yield from _fitting(rows, "samples", "row")
        yield "\n"


def _whys(run: Run) -> Iterator[str]:
    found = whys(run)
    for title, those in (
        ("why not", [why for why in found if why.measured]),
        ("could not be measured", [why for why in found if not why.measured]),
    ):
        groups = grouped(those)
        if groups:
            yield f"**{title}**\n\n| suite | case | target | why |\n|---|---|---|---|\n"
            yield from _fitting(map(_why, groups), "whys", "row")
            yield "\n"


def _why(group: Group) -> str:
    names = " | ".join(code(name) for name in (group.suite, group.label, group.target))
    return f"| {names} | {code(group.text, 200)} |\n"


def _worst(run: Run, room: int) -> Iterator[str]:
    """Cases that did not come out well with their answers, as many as there is room for."""
    left = 0
    for suite in run.suites:
        for case in suite.cases:
            bad = [why for target in _targets(case) if (why := of_case(suite, case, target)) is not None]
            if not bad:
                continue
            piece = "".join(_details(suite, case, bad)) if room > 0 else ""
            if len(piece) < room:
                yield piece
                room -= len(piece)
            else:
                left, room = left + 1, 0
    if left:
        yield f"\n{phrases.count_of(left, 'case')} left out here for want of room.\n"


def _targets(case: CaseResult) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer.target for answer in case.answers))


def _details(suite: SuiteResult, case: CaseResult, bad: list[Why]) -> Iterator[str]:
    """The summary is HTML, in which no Markdown is read: names stand in it escaped and in `<code>`."""
    targets, left = phrases.listed([why.target for why in bad]), len(bad[WORST:])
    bad = bad[:WORST]
    yield f"<details><summary>{_html(suite.name)} {_html(case.id)}: {_html(targets)}</summary>\n\n"
    for why in bad:
        yield f"{code(why.target)}: {code(why.text, 200)}\n\n"
    for target in dict.fromkeys((suite.baseline, *(why.target for why in bad))):
        for answer in answers_to(case, target)[:1]:
            if answer.response is not None:
                yield f"Answer of {code(target)}:\n\n{block(answer.response.text)}\n"
    if left:
        yield f"{phrases.count_of(left, 'more target')} left out here.\n\n"
    yield "</details>\n\n"


def _html(text: str) -> str:
    # A name is kept to one line: a blank one would end the HTML.
    return f"<code>{escape(shorten(text, 80))}</code>"
