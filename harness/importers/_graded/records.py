"""Samples with answers and scores, whatever evaluation they come from, made into one suite."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harness.errors import InputError, UsageError
from harness.importers._project.drafts import AnswerDraft, ProjectDraft, SuiteDraft, TargetDraft
from harness.importers._project.ledger import ImportLedger
from harness.importers._project.naming import case_id, free, slug, suite_name
from harness.importers._project.targets import replay_target
from harness.importers._project.vendors import UNKNOWN, vendor_of
from harness.importers._project.writing import heading_of, write_project
from harness.importers._workflows import CONVERSATION, message_to_json
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Message, Response
from harness.model.location import Location, Problem
from harness.plugins import suggest
from harness.suitefile.config import load_config
from harness.traffic.call import InlineFile

FULL = {"C": 1.0, "CORRECT": 1.0, "TRUE": 1.0, "YES": 1.0, "PASS": 1.0, "P": 0.5, "I": 0.0, "INCORRECT": 0.0,
        "FALSE": 0.0, "NO": 0.0, "FAIL": 0.0, "N": 0.0}  # fmt: skip
"""What graders write for a score: correct, partly, incorrect, no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A sample. `response` has its scores; without one it is a case that nobody answered yet. `checks` are assertions
    as a suite writes them.
    """

    place: str
    id: str
    messages: tuple[Message, ...]
    model: str = ""
    response: Response | None = None
    expected: str | None = None
    group: str = ""
    checks: tuple[Any, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[InlineFile, ...] = ()
    """Pictures and documents that came inside the messages."""

    @property
    def conversation(self) -> list[dict[str, Any]]:
        """The messages as a variable has them, with the names of their files."""
        turns = [message_to_json(message) for message in self.messages]
        for file in self.files:
            turns[file.message].setdefault(f"{file.kind}s", []).append(_name_of(file))
        return turns


def score_of(value: Any) -> float | None:
    """A score from 0 to 1; None for anything else."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value) if 0 <= value <= 1 else None
    return FULL.get(value.strip().upper()) if isinstance(value, str) else None


def write_files(
    source: Path,
    options: ImportOptions,
    read: Callable[[Path, ImportLedger], Iterable[Graded]],
    name: Callable[[Path], str] = lambda path: path.name,
) -> Imported:
    """A suite of what `read` gives of `source` and the further files; each is listed under the `name` it has there.

    Raises:
        InputError, UsageError, StoreError: as `read` and `write_graded`.
    """
    ledger = ImportLedger(source.name)
    records: list[Graded] = []
    for path in (source, *options.further):
        own = ImportLedger(name(path))
        records += read(path, own)
        ledger.add(own.not_carried)
    return write_graded(records, source, options, ledger)


def write_graded(
    records: Sequence[Graded], source: Path, options: ImportOptions, ledger: ImportLedger, **keys: Any
) -> Imported:
    """One suite of all samples; `keys` are further keys of the suite.

    Raises:
        InputError: there is no sample.
        UsageError: no sample has the model asked for, or the suite exists.
        StoreError: something cannot be written.
    """
    records = _of_models(records, options)
    if not records:
        reasons = [Problem("import-empty", str(entry), Location(str(source))) for entry in ledger.not_carried[:20]]
        raise InputError(reasons or [Problem("import-empty", "it holds no sample", Location(str(source)))])
    name = suite_name(options.suite, source)
    models = list(dict.fromkeys(record.model for record in records if record.response))
    targets = _targets(models)
    baseline = _baseline(targets, options)
    names, default = ([target.name for target in targets.values()], baseline)
    if not targets:
        names, default = _configured(options)
    folder = f"{name}.files"
    cases, ids = _cases(records, folder)
    files = {f"{folder}/{_name_of(file)}": file.data for record in records for file in record.files}
    suite = SuiteDraft(
        name=name,
        keys={**_keys(records, targets, baseline), **keys},
        cases=cases,
        targets=tuple(names),
        baseline=default,
        heading=heading_of(source),
    )
    added = list(targets.values()) or ([] if _has_config(options) else [replay_target("recorded", "recorded", UNKNOWN)])
    answers = list(_answers(records, ids, targets, name))
    draft = ProjectDraft(suites=[suite], targets=added, baseline=default, answers=answers, files=files)
    done = write_project(options.root, draft, options.origin)
    ledger.add(done.not_carried)
    notices = (*done.notices, *_notices(records, cases, targets))
    return replace(done, notices=notices, not_carried=ledger.not_carried)


def _of_models(records: Sequence[Graded], options: ImportOptions) -> Sequence[Graded]:
    known = tuple(dict.fromkeys(record.model for record in records if record.model))
    for model in options.models:
        if model not in known:
            raise UsageError(f"no sample has the model {model!r}", slug="unknown-model", hint=suggest(model, known))
    return [record for record in records if record.model in options.models] if options.models else records


def _targets(models: Sequence[str]) -> dict[str, TargetDraft]:
    taken: set[str] = set()
    targets: dict[str, TargetDraft] = {}
    for model in models:
        head, slash, tail = model.rpartition("/")
        vendor = vendor_of(tail)
        vendor = slug(head.split("/")[0], UNKNOWN) if vendor == UNKNOWN and slash else vendor
        targets[model] = replay_target(free(slug(tail, "model"), taken), model or "unknown", vendor)
    return targets


def _baseline(targets: Mapping[str, TargetDraft], options: ImportOptions) -> str:
    if options.baseline is None:
        return next((target.name for target in targets.values()), "")
    for model, target in targets.items():
        if options.baseline in (model, target.name):
            return target.name
    hint = suggest(options.baseline, tuple(targets))
    raise UsageError(f"no sample has the baseline model {options.baseline!r}", slug="unknown-model", hint=hint)


def _has_config(options: ImportOptions) -> bool:
    return (options.root / "harness.yaml").exists()


def _configured(options: ImportOptions) -> tuple[list[str], str]:
    """The targets of samples that nobody answered: those of the project, else one that replays only."""
    if not _has_config(options):
        return ["recorded"], "recorded"
    config = load_config(options.root / "harness.yaml")
    return [name for name in config.targets if name != config.judge or name == config.baseline], config.baseline


def _identity(record: Graded) -> str:
    return json.dumps([record.id, record.conversation], sort_keys=True)


def _shape(records: Sequence[Graded]) -> str:
    shapes = {tuple(message.role for message in record.messages) for record in records}
    plain = not any(record.files for record in records) and not any(
        message.tool_calls or message.tool_call_id for record in records for message in record.messages
    )
    if plain and shapes == {("user",)}:
        return "user"
    return "system" if plain and shapes == {("system", "user")} else "conversation"


def _cases(records: Sequence[Graded], folder: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The cases, and their ids by the identity of their samples."""
    shape, taken = _shape(records), set[str]()
    firsts: dict[str, Graded] = {}
    answered: dict[str, list[Response | None]] = {}
    for record in records:
        firsts.setdefault(_identity(record), record)
        answered.setdefault(_identity(record), []).append(record.response)
    everywhere = _scores_of_all([record.response for record in records])
    cases: list[dict[str, Any]] = []
    ids: dict[str, str] = {}
    for number, (identity, record) in enumerate(firsts.items(), 1):
        ids[identity] = case_id(record.id, f"case-{number}", taken)
        case: dict[str, Any] = {"id": ids[identity]}
        if record.group:
            case["group"] = " ".join(record.group.split())[:200]
        case["vars"] = {**record.variables, **_variables(record, shape, folder)}
        if record.expected is not None:
            case["expected"] = record.expected
        scores = sorted(_scores_of_all(answered[identity]) - everywhere)
        if checks := [*record.checks, *({"imported-score": name} for name in scores)]:
            case["assert"] = checks
        cases.append(case)
    return cases, ids


def _name_of(file: InlineFile) -> str:
    return f"{hashlib.sha256(file.data).hexdigest()[:16]}{Path(file.name).suffix.lower()[:8]}"


def _variables(record: Graded, shape: str, folder: str) -> dict[str, Any]:
    if shape == "conversation":
        turns = record.conversation
        for turn in turns:
            turn |= {kind: [f"{folder}/{name}" for name in turn[kind]] for kind in ("images", "files") if kind in turn}
        return {CONVERSATION: turns}
    names = ("prompt",) if shape == "user" else ("system", "prompt")
    return {name: message.content for name, message in zip(names, record.messages, strict=True)}


def _keys(records: Sequence[Graded], targets: Mapping[str, TargetDraft], baseline: str) -> dict[str, Any]:
    prompts: dict[str, Any] = {
        "user": "{{ prompt }}",
        "system": {"system": "{{ system }}", "user": "{{ prompt }}"},
        "conversation": [{"messages": CONVERSATION}],
    }
    keys: dict[str, Any] = {}
    drawn = Counter((_identity(record), record.model) for record in records if record.response)
    cases = {_identity(record) for record in records}
    samples = min(drawn.values(), default=1)
    of_baseline = min((count for (_, model), count in drawn.items() if targets[model].name == baseline), default=1)
    if samples > 1:
        keys["samples"] = samples
    if of_baseline > samples and len(cases) == sum(targets[model].name == baseline for _, model in drawn):
        keys["baseline_samples"] = of_baseline
    keys["prompt"] = prompts[_shape(records)]
    if scores := sorted(_scores_of_all([record.response for record in records])):
        keys["assert"] = [{"imported-score": name} for name in scores]
    return keys


def _scores_of_all(responses: Sequence[Response | None]) -> set[str]:
    """The scores that every one of the answers has."""
    names = [set(response.scores) for response in responses if response]
    return set.intersection(*names) if names else set()


def _answers(
    records: Sequence[Graded], ids: Mapping[str, str], targets: Mapping[str, TargetDraft], suite: str
) -> Iterator[AnswerDraft]:
    drawn: Counter[tuple[str, str]] = Counter()
    for record in records:
        if record.response is None:
            continue
        case, target = ids[_identity(record)], targets[record.model].name
        yield AnswerDraft(
            suite=suite, case=case, target=target, responses=(record.response,), sample=drawn[case, target]
        )
        drawn[case, target] += 1


def _notices(
    records: Sequence[Graded], cases: Sequence[Mapping[str, Any]], targets: Mapping[str, TargetDraft]
) -> Iterator[str]:
    answered = [record.response for record in records if record.response]
    for name in sorted({name for response in answered for name in response.scores}):
        absent = sum(name not in response.scores for response in answered)
        where = f" of the cases that have it; {absent} of {len(answered)} answers have none" if absent else ""
        yield f"`{name}` became a check{where}"
    cells = len({(_identity(record), record.model) for record in records if record.response})
    if targets and cells < len(cases) * len(targets):
        yield f"{len(cases) * len(targets) - cells} of {len(cases) * len(targets)} cases × models have no answer"
