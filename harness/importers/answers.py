"""answers: answers to the cases of a suite you already have.

One JSON object a line: `case`, `target`, `output`; optional are `sample` (default 0), `stop_reason`, `tool_calls`,
`latency_s`, `usage: {input_tokens, output_tokens}` and, of a stream, `ttft_s` and `chunks`. A workflow of several
calls has a line for each, numbered by `call` from 0. They become recordings of the suite as it stands now: after a
change of the prompt they no longer count.

    harness import answers answers.jsonl --suite refund-helpdesk
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from harness import plugins
from harness.errors import InputError, UsageError
from harness.importers._record import record, response_of
from harness.importers._rows import Row, read_rows
from harness.model.config import Config
from harness.model.events import WorkId
from harness.model.exchange import Response
from harness.model.location import Location, Problem
from harness.model.options import Options
from harness.model.suite import Suite
from harness.planning.plan import Work, plan
from harness.protocols import Imported, ImportOptions
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Turn a file of answers into cassettes of a suite.

    Raises:
        UsageError: the project or the suite is not there.
        InputError: rows that are malformed or name a case, target or sample the suite does not have (all of them).
        StoreError: a cassette cannot be written.
    """
    config = load_config(options.root / "harness.yaml")
    suite = _suite(config, options.suite)
    works = {work.id: work for work in plan(config, [suite], Options()).works}
    given: dict[WorkId, dict[int, _Given]] = {}
    problems: list[Problem] = []
    for row in read_rows(source, ("case", "target", "output")):
        try:
            place = _place(row, suite)
            call = _call(row)
            response = response_of(row.fields, str(row.fields["output"]))
        except (TypeError, ValueError) as error:
            problems.append(Problem("import-row", str(error), Location(str(source), row.line)))
            continue
        if place in works:
            given.setdefault(place, {})[call] = _Given(response, Location(str(source), row.line))
        else:
            problems.append(_unknown(place, suite, Location(str(source), row.line)))
    answers = [pair for place, calls in given.items() for pair in _in_course(works[place], calls, problems)]
    if problems:
        raise InputError(problems)
    return Imported(written=record(options.root, answers, options.origin), answers=len(answers))


@dataclass(frozen=True, slots=True)
class _Given:
    """The answer of a row, and where the row stands."""

    response: Response
    location: Location


def _in_course(work: Work, calls: Mapping[int, _Given], problems: list[Problem]) -> Iterator[tuple[Work, Response]]:
    """The calls of a sample with their answers; each answer decides what the next call is."""
    following: Work | None = work
    for number in sorted(calls):
        if following is None or number != following.id.call:
            last = "the workflow ends before it" if following is None else f"call {following.id.call} is not there"
            problems.append(Problem("import-row", f"call {number} of {work.id}: {last}", calls[number].location))
            return
        yield following, calls[number].response
        course = following.course.after(calls[number].response)
        following = following.following(course) if course.request else None


def _suite(config: Config, name: str) -> Suite:
    suites = {suite.name: suite for suite in load_suites([Path(config.root) / "suites"], config)}
    if name not in suites:
        raise UsageError(f"no suite is named {name!r}", slug="unknown-suite", hint=plugins.suggest(name, tuple(suites)))
    return suites[name]


def _place(row: Row, suite: Suite) -> WorkId:
    case, target, sample = row.fields["case"], row.fields["target"], row.fields.get("sample", 0)
    if not isinstance(case, str) or not isinstance(target, str) or type(sample) is not int:
        raise TypeError("case and target must be text, sample a whole number")
    return WorkId(suite.name, case, target, sample)


def _call(row: Row) -> int:
    call = row.fields.get("call", 0)
    if type(call) is not int or call < 0:
        raise ValueError("call must be a whole number from 0")
    return call


def _unknown(place: WorkId, suite: Suite, location: Location) -> Problem:
    if place.target not in suite.targets:
        return Problem(
            "unknown-target", f"suite {suite.name!r} has no target {place.target!r}", location,
            hint=plugins.suggest(place.target, suite.targets),
        )  # fmt: skip
    cases = tuple(case.id for case in suite.cases)
    if place.case not in cases:
        return Problem(
            "unknown-case",
            f"suite {suite.name!r} has no case {place.case!r}",
            location,
            hint=plugins.suggest(place.case, cases),
        )
    return Problem(
        "unknown-sample", f"suite {suite.name!r} draws samples 0 to {suite.samples - 1}, found {place.sample}", location
    )
