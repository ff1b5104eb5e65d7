"""captured: the log of `harness capture`, made into suites, targets and recordings.

The log has a line for every call of an application, its keys and personal data replaced. Calls that go to one target
with the same tools, form of answer, parameters and first line of instructions are one workflow, and one suite: NAME,
NAME-2 … The same question asked again is another sample of its case; cases of one conversation are one group. A suite
that stands already is added to, never written anew.

    harness import captured .harness/captures/support.jsonl --suite support
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness import strictjson
from harness.errors import HarnessError, UsageError
from harness.files import write_atomically
from harness.importers._application import targets_of
from harness.importers._project.naming import suite_name
from harness.importers._project.recordings import paths_of, record
from harness.importers._project.targets import add_targets
from harness.importers._project.undo import undone_on_failure
from harness.importers._project.yaml_text import yaml_text
from harness.importers._workflows import CONVERSATION, SYSTEM, Workflow, WorkflowKind, kind_of_suite, row_of, sorted_out
from harness.model.carrying import Imported, ImportOptions, NotCarried
from harness.model.config import Config
from harness.model.exchange import Loss, Response
from harness.model.options import Options
from harness.model.suite import Suite
from harness.planning.plan import plan
from harness.planning.works import Work
from harness.suitefile.config import load_config
from harness.suitefile.forms.common import ParamsForm
from harness.suitefile.suite import load_suite
from harness.traffic import log
from harness.traffic.call import TrafficCall
from harness.visible import shorten

TAKES = ()

MOST_SAMPLES = 10
"""Answers to the same question that are kept."""


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write or add to `suites/<suite>.yaml` and its cases, targets in `harness.yaml` and cassettes under the root.

    Raises:
        UsageError: nothing whole is in the log, or a suite of that name is somebody else's.
        InputError: `harness.yaml` is wrong.
        StoreError: something cannot be read or written.
    """
    given = suite_name(options.suite, source)
    contents = log.read(source)
    calls = [_expressible(call) for call in log.with_history(contents.calls)]
    if not calls:
        raise UsageError(f"{source}: no whole answer is in it", slug="nothing-captured", hint=_why_not(contents))
    path = options.root / "harness.yaml"
    targets, fresh = targets_of(calls, load_config(path).targets if path.exists() else {})
    if fresh:
        add_targets(options.root, fresh, targets[0])
    config = load_config(path)
    written: tuple[Path, ...] = (path,) if fresh else ()
    standing = dict(_standing(options.root, given, config))
    workflows = sorted_out(calls, targets, standing, given)
    answers, notices, suites = 0, list(_notices_of_log(contents, len(contents.calls) - len(calls))), []
    lost: list[NotCarried] = []
    for name, workflow in workflows.items():
        try:
            made = _make(name, workflow, config, standing=name in standing)
        except HarnessError as error:
            lost.append(NotCarried(name, _count(len(workflow.calls), "call"), f"left in the log: {error}"))
            continue
        suites.append(name)
        written += made.written
        answers += made.answers
        notices += made.notices
        lost += made.not_carried
    return Imported(
        written=tuple(dict.fromkeys(written)),
        answers=answers,
        suites=tuple(suites),
        notices=tuple(notices),
        not_carried=tuple(lost),
    )


def _why_not(contents: log.LogContents) -> str:
    reasons = [f"{count} × {shorten(why, 80)}" for why, count in contents.unkept.most_common(3)]
    return "; ".join(reasons) or "send your application's requests through `harness capture` first"


def _standing(root: Path, name: str, config: Config) -> Iterator[tuple[str, WorkflowKind]]:
    """The suites of earlier captures under this name.

    Raises:
        UsageError: there is a suite of that name which no capture made.
    """
    for path in sorted((root / "suites").glob(f"{name}*.yaml")):
        if not re.fullmatch(rf"{re.escape(name)}(-\d+)?", path.stem):
            continue
        if not path.with_suffix(".cases.jsonl").exists():
            raise UsageError(
                f"{path} exists already, and no capture made it", slug="suite-exists", hint="choose another --suite"
            )
        yield path.stem, kind_of_suite(load_suite(path, config))


def _make(name: str, workflow: Workflow, config: Config, *, standing: bool) -> Imported:
    """One suite. Raises HarnessError if it cannot be made; then nothing of it is left."""
    root = Path(config.root)
    path = root / "suites" / f"{name}.yaml"
    cases, folder = path.with_suffix(".cases.jsonl"), path.with_suffix(".files")
    rows = _rows(cases)
    samples: dict[str, list[Response]] = {}
    with undone_on_failure([path, cases, *paths_of(root, name, [workflow.target])]):
        for call in workflow.calls:
            row = row_of(call, workflow, _files(call, folder))
            rows.setdefault(row["id"], row)
            samples.setdefault(row["id"], []).append(call.response)
        write_atomically(cases, (json.dumps(row, ensure_ascii=True) + "\n" for row in rows.values()))
        if not standing:
            write_atomically(path, [_suite_text(name, workflow, cases.name)])
        suite = load_suite(path, config)
        answers = list(_answers(suite, workflow, config, samples))
        written, _ = record(root, answers, "imported")
    return Imported(
        written=(path, cases, *written),
        answers=len(answers),
        notices=(_told(name, workflow, rows, samples),),
        not_carried=tuple(_lost(name, workflow, samples)),
    )


def _rows(path: Path) -> dict[str, dict[str, Any]]:
    """The cases of earlier captures; what somebody added to them stays."""
    if not path.exists():
        return {}
    rows = [strictjson.read(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["id"]: row for row in rows}


def _files(call: TrafficCall, folder: Path) -> dict[int, dict[str, list[str]]]:
    """Write what came inside the request beside the suite; its names there, by message and kind."""
    names: dict[int, dict[str, list[str]]] = {}
    for file in call.question.files:
        name = f"{hashlib.sha256(file.data).hexdigest()[:16]}{Path(file.name).suffix.lower()[:8]}"
        if not (folder / name).exists():
            write_atomically(folder / name, [file.data])
        names.setdefault(file.message, {}).setdefault(f"{file.kind}s", []).append(f"{folder.name}/{name}")
    return names


def _suite_text(name: str, workflow: Workflow, cases: str) -> str:
    question = workflow.first
    system = (
        [{"role": "system", "content": workflow.kind.system or "{{ " + SYSTEM + " }}"}] if workflow.has_system else []
    )
    output: dict[str, Any] = {"type": question.output.type}
    if question.output.schema is not None:
        output["schema"] = dict(question.output.schema)
    fields: dict[str, Any] = {
        "suite": name,
        "description": "Captured from a running application.",
        "baseline": workflow.target,
        "params": dict(question.params),
        "stream": any(call.question.stream for call in workflow.calls),
        "tools": [
            {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
            for tool in question.tools
        ],
        "output": output if output != {"type": "text"} else {},
        "prompt": [*system, {"messages": CONVERSATION}],
        "cases": [{"file": cases}],
    }
    kept = {key: value for key, value in fields.items() if value not in ({}, [], False)}
    return yaml_text(kept)


def _expressible(call: TrafficCall) -> TrafficCall:
    """The call with parameters as a suite has them; a value that none may have, though the vendor took it, is lost."""
    params: dict[str, Any] = {}
    losses = list(call.question.losses)
    for name, value in call.question.params.items():
        try:
            params |= ParamsForm.model_validate({name: value}).model_dump(exclude_unset=True)
        except ValidationError:
            losses.append(Loss(name, f"{shorten(str(value), 40)} is none that a suite may have"))
    return replace(call, question=replace(call.question, params=params, losses=tuple(losses)))


def _answers(
    suite: Suite, workflow: Workflow, config: Config, samples: Mapping[str, Sequence[Response]]
) -> Iterator[tuple[Work, Response]]:
    works = plan(config, [suite], Options()).works
    firsts = {work.id.case: work for work in works if work.id.target == workflow.target and work.id.sample == 0}
    for case, responses in samples.items():
        for number, response in enumerate(responses[:MOST_SAMPLES]):
            yield firsts[case].drawn_again(number), response


def _told(
    name: str, workflow: Workflow, rows: Mapping[str, Mapping[str, Any]], samples: Mapping[str, Sequence[Response]]
) -> str:
    groups = len({rows[case].get("group") for case in samples})
    again = len(workflow.calls) - len(samples)
    told = f"{name}: {_count(len(workflow.calls), 'call')}, {_count(len(samples), 'case')}"
    return told + f" ({again} asked again)" * bool(again) + f", {_count(groups, 'conversation')}"


def _lost(name: str, workflow: Workflow, samples: Mapping[str, Sequence[Response]]) -> Iterator[NotCarried]:
    losses = Counter((loss.what, loss.why) for call in workflow.calls for loss in call.question.losses)
    for (what, why), count in losses.most_common():
        yield NotCarried(name, f"{what}, in {_count(count, 'call')}", why)
    spare = sum(max(0, len(responses) - MOST_SAMPLES) for responses in samples.values())
    if spare:
        yield NotCarried(name, _count(spare, "answer"), f"a question keeps {MOST_SAMPLES}; they stay in the log")


def _notices_of_log(contents: log.LogContents, without_history: int) -> Iterator[str]:
    if contents.redacted:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(contents.redacted.items()))
        yield f"replaced before they were kept: {kinds}"
    for why, count in contents.unkept.most_common():
        yield f"{_count(count, 'call')} without a case: {shorten(why, 160)}"
    if without_history:
        yield f"{_count(without_history, 'call')} without a case: the answer they follow is kept at the vendor"
    if contents.damaged:
        yield f"{len(contents.damaged)} lines of the log cannot be read (the first is {contents.damaged[0]})"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
