"""answers: answers to the cases of a suite you already have.

One JSON object a line: `case`, `target`, `output`; optional are `sample` (default: in the order of the rows),
`stop_reason`, `tool_calls`, `latency_s`, `usage: {input_tokens, output_tokens}`, `score` or `correct` and, of a
stream, `ttft_s` and `chunks`. A workflow of several calls has a line for each, numbered by `call` from 0. They become
recordings of the suite as it stands now: after a change of the prompt they no longer count. Scores become a check of
the suite.

    harness import answers answers.jsonl --suite refund-helpdesk
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from harness import plugins
from harness.errors import InputError, UsageError
from harness.importers._columns import must_be_columns, scores
from harness.importers._project.checks import add_checks
from harness.importers._project.recordings import paths_of, record, response_of
from harness.importers._project.undo import undone_on_failure
from harness.importers._rows import Row, read_rows, texts
from harness.model.carrying import Imported, ImportOptions
from harness.model.config import Config
from harness.model.exchange import Response
from harness.model.location import Location, Problem
from harness.model.options import Options
from harness.model.result import WorkId
from harness.model.suite import Suite
from harness.planning.plan import plan
from harness.planning.works import Work
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suites

TAKES = ("scores", "replace_live")


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Turn a file of answers into cassettes of a suite.

    Raises:
        UsageError: the project or the suite is not there, or an answer that was called for live would be replaced.
        InputError: rows that are malformed or name a case, target or sample the suite does not have (all of them).
        StoreError: a cassette cannot be written.
    """
    config = load_config(options.root / "harness.yaml")
    if options.suite is None:
        raise UsageError("answers belong to a suite", hint="name it with --suite")
    suite = _suite(config, options.suite)
    problems: list[Problem] = []
    given = _given(source, suite, options.scores, problems)
    works = {work.id: work for work in plan(config, [suite], Options()).works}
    answers: list[tuple[Work, Response]] = []
    for place, calls in given.items():
        first = works.get(replace(place, sample=0))
        if first is None or place.sample >= _samples(place.target, suite):
            problems.append(_unknown(place, suite, calls[min(calls)].location))
        else:
            answers += _in_course(first.drawn_again(place.sample), calls, problems)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.location.line if problem.location else 0))
    columns = tuple(dict.fromkeys(name for _, response in answers for name in response.scores))
    path = Path(config.root) / suite.path
    with undone_on_failure([path, *paths_of(options.root, suite.name, suite.targets)]):
        notices, changed = add_checks(path, suite, columns, config)
        written, replaced = record(options.root, answers, options.origin, replace_live=options.replace_live)
    return Imported(
        written=(*changed, *written), answers=len(answers), suites=(suite.name,), notices=(*notices, *replaced)
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """The answer of a row, and where the row stands."""

    response: Response
    location: Location


def _given(
    source: Path, suite: Suite, further: Sequence[str], problems: list[Problem]
) -> dict[WorkId, dict[int, _Given]]:
    """The rows by sample and call; a row without a `sample` belongs to the first that lacks its call."""
    given: dict[WorkId, dict[int, _Given]] = {}
    rows = read_rows(source, ("case", "target"))
    must_be_columns(further, rows)
    for row in rows:
        location = Location(str(source), row.line)
        try:
            place, call, answer = _place(row, suite), _call(row), _Given(_response(row, further), location)
        except (TypeError, ValueError) as error:
            problems.append(Problem("import-row", str(error), location))
            continue
        while row.fields.get("sample") is None and call in given.get(place, {}):
            place = replace(place, sample=place.sample + 1)
        twin = given.setdefault(place, {}).setdefault(call, answer)
        if twin is not answer:
            message = f"{place} is answered twice; first in line {twin.location.line}"
            problems.append(
                Problem("import-row", message, location, hint="number them with `sample`, or leave one out")
            )
    return given


def _response(row: Row, further: Sequence[str]) -> Response:
    text = next(texts(row, "output"), None)
    if text is None and not row.fields.get("tool_calls"):
        raise ValueError("lacks output")
    return response_of(row.fields, text or "", scores(row, further))


def _samples(target: str, suite: Suite) -> int:
    # A second answer of the baseline is its noise floor, which a live run asks for unasked.
    return max(suite.samples, (suite.baseline_samples or 2) if target == suite.baseline else 1)


def _unknown(place: WorkId, suite: Suite, location: Location) -> Problem:
    """Why the suite asks for no such answer."""
    cases = {case.id: case for case in suite.cases}
    if place.target not in suite.targets:
        slug, message = "unknown-target", f"suite {suite.name!r} has no target {place.target!r}"
        hint = plugins.suggest(place.target, suite.targets)
    elif place.case not in cases:
        slug, message = "unknown-case", f"suite {suite.name!r} has no case {place.case!r}"
        hint = plugins.suggest(place.case, tuple(cases))
    elif place.target in cases[place.case].skip:
        slug, message = "unknown-case", f"the case {place.case!r} is skipped for {place.target}"
        hint = "leave the row out"
    else:
        slug, count = "unknown-sample", _samples(place.target, suite)
        message = f"answer {place.sample + 1} of {place.target} to {place.case}, but the suite asks for {count}"
        hint = f"`samples: {place.sample + 1}` in {suite.path}, or leave the row out"
    return Problem(slug, message, location, hint=hint)


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
    case, target, sample = row.fields["case"], row.fields["target"], row.fields.get("sample")
    if not isinstance(case, str) or not isinstance(target, str):
        raise TypeError("`case` and `target` must be text")
    if sample is not None and (type(sample) is not int or sample < 0):
        raise TypeError("`sample` must be a whole number from 0")
    return WorkId(suite.name, case, target, sample or 0)


def _call(row: Row) -> int:
    call = row.fields.get("call", 0)
    if type(call) is not int or call < 0:
        raise ValueError("call must be a whole number from 0")
    return call
