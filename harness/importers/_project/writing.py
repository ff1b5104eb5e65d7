"""A drafted project on disk: suites, targets and recordings, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.errors import InputError, UsageError
from harness.files import write_atomically
from harness.importers._project.drafts import AnswerDraft, ProjectDraft, SuiteDraft
from harness.importers._project.recordings import paths_of, record
from harness.importers._project.targets import add_targets, of_unknown_vendors
from harness.importers._project.undo import undone_on_failure
from harness.importers._project.yaml_text import yaml_text
from harness.model.carrying import Imported, NotCarried
from harness.model.config import Config
from harness.model.exchange import Origin, Response
from harness.model.location import Problem
from harness.model.numerals import to_json
from harness.model.options import Options
from harness.model.result import WorkId
from harness.model.suite import Suite
from harness.planning.plan import plan
from harness.planning.works import Work
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite
from harness.suitefile.table_rows import CASE_KEYS, OWN_COLUMNS

MOST_WRITTEN_OUT = 20
"""More cases than these go into a table, where nothing about them needs the suite's own words."""


def write_project(root: Path, draft: ProjectDraft, origin: Origin = "imported") -> Imported:
    """Write the suites, add the targets to `harness.yaml`, and make recordings of the answers.

    An answer that the suite does not ask for (a further sample, a skipped case) is listed as not carried over. What
    goes wrong leaves the project as it was.

    Raises:
        UsageError: a suite of that name exists, or the targets cannot be added to `harness.yaml`.
        InputError: a drafted suite is none that harness reads; carries every problem.
        StoreError: something cannot be written.
    """
    paths = {suite.name: root / "suites" / f"{suite.name}.yaml" for suite in draft.suites}
    for path in paths.values():
        if path.exists():
            raise UsageError(
                f"{path} exists already", slug="suite-exists", hint="choose another --suite, or delete it first"
            )
    tables = {name: path.with_suffix(".cases.jsonl") for name, path in paths.items()}
    names = tuple(target.name for target in draft.targets)
    cassettes = [path for suite in draft.suites for path in paths_of(root, suite.name, suite.targets or names)]
    config_path = root / "harness.yaml"
    files = {root / "suites" / name: data for name, data in draft.files.items()}
    with undone_on_failure([config_path, *paths.values(), *tables.values(), *cassettes, *files]):
        for path, data in files.items():
            write_atomically(path, [data])
        add_targets(root, draft.targets, draft.baseline, draft.judge)
        written: list[Path] = [config_path]
        for suite in draft.suites:
            written += _write_suite(suite, paths[suite.name], tables[suite.name])
        config = load_config(config_path)
        suites = _loaded(paths.values(), config)
        lost: list[NotCarried] = []
        answered: set[WorkId] = set()
        calls = _placed(config, suites, draft.answers, answered, lost)
        recorded, notices = record(root, calls, origin)
    return Imported(
        written=(*written, *files, *recorded),
        answers=len(answered),
        suites=tuple(paths),
        notices=(*notices, *of_unknown_vendors(draft.targets)),
        not_carried=tuple(lost),
    )


def _loaded(paths: Iterable[Path], config: Config) -> list[Suite]:
    suites: list[Suite] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            suites.append(load_suite(path, config))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return suites


def _write_suite(suite: SuiteDraft, path: Path, table: Path) -> Iterator[Path]:
    cases: Sequence[Mapping[str, Any]] = suite.cases
    if len(cases) > MOST_WRITTEN_OUT and all(map(_is_row, cases)):
        write_atomically(table, (to_json(_row(case)) + "\n" for case in cases))
        yield table
        cases = [{"file": table.name}]
    keys = {
        "suite": suite.name,
        **({"description": suite.keys["description"]} if suite.keys.get("description") else {}),
        **({"targets": list(suite.targets)} if suite.targets else {}),
        "baseline": suite.baseline,
        **{key: value for key, value in suite.keys.items() if key != "description"},
        "cases": [dict(case) for case in cases],
    }
    heading = "".join(f"# {line}\n" for line in suite.heading.splitlines())
    write_atomically(path, [heading, yaml_text(keys)])
    yield path


def _is_row(case: Mapping[str, Any]) -> bool:
    """Whether a line of a table can say all of it."""
    names = case.get("vars", {})
    taken = {*OWN_COLUMNS, *CASE_KEYS}
    return set(case) <= {*OWN_COLUMNS, "vars"} and not any(name.strip().casefold() in taken for name in names)


def _row(case: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in case.items() if key != "vars"} | dict(case.get("vars", {}))


def _placed(
    config: Config,
    suites: Sequence[Suite],
    answers: Iterable[AnswerDraft],
    answered: set[WorkId],
    lost: list[NotCarried],
) -> Iterator[tuple[Work, Response]]:
    """The calls that the answers answer, their samples in `answered`; those that no suite asks for are in `lost`."""
    works = {
        (work.id.suite, work.id.case, work.id.target): work
        for work in plan(config, suites, Options()).works
        if work.id.sample == 0
    }
    by_name = {suite.name: suite for suite in suites}
    for answer in answers:
        work = works.get((answer.suite, answer.case, answer.target))
        if work is None or answer.sample >= _samples(by_name[answer.suite], answer.target):
            place = f"{answer.suite}/{answer.case}[{answer.target}]#{answer.sample}"
            lost.append(NotCarried(place, "an answer", "the suite asks for no such answer"))
            continue
        first = work.drawn_again(answer.sample)
        answered.add(first.id)
        yield from _in_course(first, answer, lost)


def _samples(suite: Suite, target: str) -> int:
    # A second answer of the baseline is its noise floor, which a live run asks for unasked.
    return max(suite.samples, (suite.baseline_samples or 2) if target == suite.baseline else 1)


def _in_course(work: Work, answer: AnswerDraft, lost: list[NotCarried]) -> Iterator[tuple[Work, Response]]:
    """The calls of a sample with their answers; each answer decides what the next call is."""
    following: Work | None = work
    for number, response in enumerate(answer.responses):
        if following is None:
            reason = "the workflow ends before it"
            lost.append(NotCarried(str(work.id), f"call {number} of an answer", reason))
            return
        yield following, response
        course = following.course.after(response)
        following = following.following(course) if course.request else None


def heading_of(source: Path) -> str:
    """The comment above a suite that was imported."""
    return f"Imported from {json.dumps(source.name)[1:-1]}."
