"""A drill as a file: JSON for programs, a page with its timeline, Markdown for a pull request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.model.drill import UNDER_OUTAGE, Drill, DrilledOutage
from harness.model.result import Answer
from harness.pages import environment, timeline
from harness.summary import drill as words
from harness.summary.whys import difference
from harness.visible import one_line

SCHEMA = "harness.drill/1"
_MOST_SHOWN = 5
"""Answers of a suite that are shown because they are not as good."""
Render = Callable[[Drill], Iterator[str]]


def writer_for(path: Path) -> Render:
    """What writes the format that the file's suffix names.

    Raises:
        UsageError: no format has that suffix.
    """
    writers: dict[str, Render] = {".json": as_json, ".html": as_page, ".md": as_markdown}
    if path.suffix.lower() not in writers:
        raise UsageError(f"no report of a drill ends in {path.suffix!r}", hint="one of: .json, .html, .md")
    return writers[path.suffix.lower()]


def as_json(drill: Drill) -> Iterator[str]:
    """Everything that was found; `harness.drill/1`."""
    fields = {name: value for name, value in asdict(drill).items() if name != "outages"}
    outages = [
        {name: value for name, value in asdict(replace(outage, results=())).items() if name != "results"}
        | {"answers": list(_answers(outage))}
        for outage in drill.outages
    ]
    document = {"schema": SCHEMA, **fields, "outages": outages}
    yield json.dumps(document, ensure_ascii=True, allow_nan=False, indent=1) + "\n"


def _answers(outage: DrilledOutage) -> Iterator[dict[str, Any]]:
    """What was served, answer by answer."""
    for result in outage.results:
        for case in result.cases:
            for answer in case.answers:
                if answer.target == UNDER_OUTAGE:
                    yield {
                        "suite": result.name,
                        "case": case.id,
                        "sample": answer.sample,
                        "text": answer.response.text if answer.response else None,
                        "served_model": answer.response.served_model if answer.response else None,
                        "outcome": answer.outcome,
                        "equivalent": answer.equivalence.equivalent if answer.equivalence else None,
                        "why": _why(answer),
                    }


def as_page(drill: Drill) -> Iterator[str]:
    """One self-contained page."""
    return environment.stream(
        "drill",
        drill=drill,
        words=words,
        notes=list(words.about(drill)),
        outages=[(outage, timeline.drawn(outage), list(_worst(outage))) for outage in drill.outages],
    )


def as_markdown(drill: Drill) -> Iterator[str]:
    """Sentence and table of each outage."""
    for outage in drill.outages:
        yield f"### {_cell(words.title(outage))}\n\n{_cell(words.sentence(outage))}\n\n"
        yield "| workflow | answered | by | verdict on what was served | sends | median (usual) | cost (usual) |\n"
        yield "|---|---|---|---|---|---|---|\n"
        for suite in outage.suites:
            name = suite.suite + ("\\*" if suite.critical else "")
            cells = (
                words.answered(suite),
                words.by_whom(suite),
                words.verdict(suite),
                words.sends(suite),
                words.seconds(suite),
                words.cost(suite),
            )
            yield f"| {name} | {' | '.join(map(_cell, cells))} |\n"
        yield "\n"
    if drill.trials:
        yield "| entry | case | state |\n|---|---|---|\n"
        for trial in drill.trials:
            entry = (trial.target, f"{trial.suite}/{trial.case}", trial.trouble or "alive")
            yield f"| {' | '.join(map(_cell, entry))} |\n"
        yield "\n"
    for note in words.about(drill):
        yield f"- {_cell(note)}\n"


def _worst(outage: DrilledOutage) -> Iterator[tuple[str, str, str, str]]:
    """(suite, case, by, why) of answers served under the outage that are not as good, a few of each suite."""
    for result in outage.results:
        shown = 0
        for case in result.cases:
            for answer in case.answers:
                if answer.target == result.baseline or shown >= _MOST_SHOWN:
                    continue
                why = _why(answer)
                if why:
                    shown += 1
                    yield result.name, case.id, (answer.response.served_model or "") if answer.response else "", why


def _why(answer: Answer) -> str:
    if answer.trouble is not None:
        return f"{answer.trouble.kind}: {answer.trouble.message}"
    if answer.equivalence is not None and not answer.equivalence.equivalent:
        return "; ".join(map(difference, answer.equivalence.reasons)) or "says something else"
    failed = [check for check in answer.checks if check.outcome == "fail"]
    return "; ".join(check.reason for check in failed)


def _cell(text: str) -> str:
    return one_line(text).replace("|", "\\|")
