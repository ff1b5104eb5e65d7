"""answers: answers to the cases of a suite you already have.

One JSON object a line: `case`, `target`, `output`; optional are `sample` (default 0), `stop_reason`,
`tool_calls`, `latency_s` and `usage: {input_tokens, output_tokens}`. They become recordings of the
suite as it stands now: after a change of the prompt they no longer count.

    harness import answers answers.jsonl --suite refund-helpdesk
"""

from __future__ import annotations

from pathlib import Path

from harness import plugins
from harness.engine.plan import Options, Work, plan
from harness.errors import InputError, UsageError
from harness.importers._record import record, response_of
from harness.importers._rows import Row, read_rows
from harness.model.config import Config
from harness.model.events import WorkId
from harness.model.exchange import Response
from harness.model.location import Location, Problem
from harness.model.suite import Suite
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
    answers: dict[WorkId, tuple[Work, Response]] = {}
    problems: list[Problem] = []
    for row in read_rows(source, ("case", "target", "output")):
        try:
            place = _place(row, suite)
            response = response_of(row.fields, str(row.fields["output"]))
        except (TypeError, ValueError) as error:
            problems.append(Problem("import-row", str(error), Location(str(source), row.line)))
            continue
        if place in works:
            answers[place] = (works[place], response)
        else:
            problems.append(_unknown(place, suite, Location(str(source), row.line)))
    if problems:
        raise InputError(problems)
    return Imported(written=record(options.root, answers.values(), options.origin), answers=len(answers))


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
