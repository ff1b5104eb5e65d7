"""What a run prints with -v beside the matrix: every case that did not come out well, what to do, and the figures that
the verdicts rest on. Pure functions from a summary and a width in cells to lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from harness.model.comparison import Comparison
from harness.model.summary import Summary, Takeover, Why
from harness.summary import phrases
from harness.summary.whys import Group, grouped
from harness.terminal._layout import GAP, fit, hanging, padded, table, widest, wrapped
from harness.terminal.matrix import NAME
from harness.visible import one_line

CASES = 30
"""Cells that names of cases may take beside their why; longer lists stand above it."""
LEAST_WHY = 24
"""Cells below which a why stands below the names of its cases."""
RESTS = ("as good", "baseline again", "worse", "better", "told apart")
RESTS_MEAN = (
    "as good: answers that pass and say the same as the baseline's; baseline again: its own further answers, by the"
    " same measure; worse, better: cases in which the candidate's share of good answers lies below or above the"
    " baseline's own; told apart: answers that belong to another case and were found to be wrong; a"
    " case of several answers counts by the share of good ones in the matrix (18.6/34), and in `why not` as soon as one"
    " is not good"
)
SAMPLES = ("samples", "one passes", "any passes", "all pass", "flips", "cases")
SAMPLES_MEAN = "one, any, all: of the samples of a case; flips: cases of which some samples pass and some do not"


def whys(title: str, style: str, rows: Sequence[Why], width: int) -> list[Text]:
    """Every case, by suite and target; those with the same why together."""
    block: list[Text] = []
    by_place: dict[tuple[str, str], list[Group]] = {}
    for group in grouped(rows, len(rows)):
        by_place.setdefault((group.suite, group.target), []).append(group)
    for (suite, target), groups in by_place.items():
        number = sum(group.size for group in groups)
        head = f"{fit(one_line(suite), NAME)} · {fit(one_line(target), NAME)}: {phrases.count_of(number, 'case')}"
        block += [Text(part, style="bold") for part in _indented(head, width, 2)]
        block += _listed(groups, width)
    return [Text(title, style=style), *block] if block else []


def _listed(groups: Sequence[Group], width: int) -> Iterator[Text]:
    names = [", ".join(fit(one_line(case), CASES) for case in group.cases) or group.label for group in groups]
    room = max((widest([name]) for name in names if widest([name]) <= CASES), default=0)
    is_beside = width - 4 - room - GAP >= LEAST_WHY
    for name, group in zip(names, groups, strict=True):
        if is_beside and widest([name]) <= room:
            yield from hanging("    " + padded(name, room + GAP).plain, group.text, width)
        else:
            yield from (Text(part) for part in _indented(name, width, 4))
            yield from hanging(" " * (4 + (room + GAP if is_beside else 2)), group.text, width)


def next_steps(summary: Summary, width: int) -> list[Text]:
    """What to do, once for all comparisons that it is to be done about; a command each."""
    by_words: dict[str, list[tuple[str, str]]] = {}
    for step in summary.next_steps:
        place = f"{fit(one_line(step.suite), NAME)} · {fit(one_line(step.candidate), NAME)}"
        by_words.setdefault(step.words, []).append((place, step.command))
    block: list[Text] = []
    for words, places in by_words.items():
        block += [Text(part) for part in _indented(words, width, 2)]
        room = widest(place for place, _ in places)
        for place, command in places:
            if command and width - 4 - room - GAP >= LEAST_WHY:
                block += hanging("    " + padded(place, room + GAP).plain, command, width)
            else:
                block += [Text(part) for part in _indented(place, width, 4)]
                block += [Text(part) for part in _indented(command, width, 6)] if command else []
    return [Text("what to do next", style="bold"), *block] if block else []


def rests(summary: Summary, width: int) -> list[Text]:
    """The figures of every comparison; below them what else is to be known of some."""
    compared = [(suite.result.name, *found) for suite in summary.suites for found in suite.takeovers.items()]
    rows = [(*_names(suite, candidate), *_figures(takeover.comparison)) for suite, candidate, takeover in compared]
    block = _table(("what the verdicts rest on", "", *RESTS), rows, width)
    if not block:
        return []
    block += [Text(part, style="dim") for part in wrapped(RESTS_MEAN, width)]
    return [*block, *_besides(compared, width)]


def _besides(compared: Iterable[tuple[str, str, Takeover]], width: int) -> Iterator[Text]:
    alike: dict[tuple[str, str], list[str]] = {}
    for suite, candidate, takeover in compared:
        for words in takeover.besides:
            alike.setdefault((suite, words), []).append(fit(one_line(candidate), NAME))
    for (suite, words), candidates in alike.items():
        head = f"{fit(one_line(suite), NAME)} · {', '.join(candidates)}: {words}"
        yield from (Text(part) for part in _indented(head, width, 2))


def _figures(comparison: Comparison) -> tuple[str, ...]:
    floor, placebo = comparison.noise_floor, comparison.placebo
    return (
        phrases.percent(round(comparison.matches / comparison.cases, 3)) if comparison.cases else "-",
        "asked once" if floor is None else phrases.percent(floor),
        str(comparison.lost),
        str(comparison.gained),
        "-" if placebo is None else phrases.percent(1 - placebo),
    )


def samples(summary: Summary, width: int) -> list[Text]:
    """How the samples of those that were asked several times agree on passing their checks."""
    rows = [
        (
            *_names(suite.result.name, one.target),
            str(len(one.pass_at_k)),
            phrases.percent(one.pass_at_k[0]),
            phrases.percent(one.pass_at_k[-1]),
            phrases.percent(one.pass_all_k[-1]),
            phrases.percent(one.flip_rate),
            f"{one.cases:,}",
        )
        for suite in summary.suites
        for one in suite.result.consistency
    ]
    block = _table(("samples", "", *SAMPLES), rows, width)
    return [*block, *(Text(part, style="dim") for part in wrapped(SAMPLES_MEAN, width))] if block else []


def _names(suite: str, target: str) -> tuple[str, str]:
    return f"  {fit(one_line(suite), NAME)}", fit(one_line(target), NAME)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Text]:
    """A table if it fits the width, else a sentence a row; nothing without rows."""
    if not rows:
        return []
    found = table([head, *rows], right=range(2, len(head)))
    if widest(line.plain for line in found) > width:
        found = [Text(part) for part in wrapped(head[0], width)]
        for suite, target, *cells in rows:
            figures = ", ".join(f"{name} {cell}" for name, cell in zip(head[2:], cells, strict=True))
            found += [Text(part) for part in _indented(f"{suite.strip()} · {target}: {figures}", width, 2)]
    found[0].stylize("bold")
    return found


def _indented(text: str, width: int, indent: int) -> Iterator[str]:
    for number, part in enumerate(wrapped(text, width - indent - 2)):
        yield " " * (indent + (2 if number else 0)) + part
