"""outputs: prompts with the answers of several models, made into a suite, targets and recordings.

One JSON object a line: `prompt`, `model`, `output`; optional are `prompt_id` or `id` (the case's id), `vendor`,
`system`, `expected`, `stop_reason`, `tool_calls`, `latency_s`, `usage` or `tokens_in` and `tokens_out`, `score` or
`correct` (a check of the suite, as are columns named with `--score`), `conversation_id`, `trace_id` or `document_id`
(cases of one are one group). Several rows of the same prompt and model are samples. The models become targets that only
replay; give one a provider in `harness.yaml` to call it live.

    harness import outputs answers.jsonl --suite support --baseline gpt-4o
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import plugins
from harness.errors import InputError, UsageError
from harness.files import write_atomically
from harness.importers._columns import group, group_column, must_be_columns, scores, unnamed_verdicts
from harness.importers._project.drafts import TargetDraft
from harness.importers._project.naming import free, slug, suite_name
from harness.importers._project.recordings import paths_of, record, response_of
from harness.importers._project.targets import add_targets, of_unknown_vendors, replay_target
from harness.importers._project.undo import undone_on_failure
from harness.importers._project.vendors import vendor_of
from harness.importers._rows import MOST_PROBLEMS, Row, read_rows, texts
from harness.model.carrying import Imported, ImportOptions, NotCarried
from harness.model.exchange import Response
from harness.model.location import Location, Problem
from harness.model.numerals import to_json
from harness.model.options import Options
from harness.planning.plan import plan
from harness.planning.works import Work
from harness.suitefile.config import load_config
from harness.suitefile.suite import load_suite
from harness.summary.phrases import count_of

TAKES = ("models", "baseline", "scores")

SHORT_ANSWER = 40
SUSPICIOUS_REPEATS = 5
"""The same answer to so many different prompts is rather an error page than an answer."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows by prompt and model, both in the order in which they first came."""

    cells: Mapping[tuple[str, str], Sequence[Row]]
    ids: Mapping[str, str]
    """Case id by prompt identity."""
    firsts: Mapping[str, Row]
    targets: Mapping[str, TargetDraft]
    """Target by model."""
    group: str | None
    """The column that says what rows belong to."""
    not_carried: tuple[NotCarried, ...] = ()

    @property
    def samples(self) -> int:
        """So many samples as every prompt and model has."""
        return min(map(len, self.cells.values()))

    def samples_of(self, model: str) -> int:
        """So many samples as every prompt has of a model."""
        return min((len(rows) for (_, name), rows in self.cells.items() if name == model), default=0)


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write `suites/<suite>.yaml`, its cases, targets in `harness.yaml` and cassettes under the project's root.

    `options.baseline` is a model or target name (default: the first model in the file).

    Raises:
        InputError: the rows are malformed.
        UsageError: the suite exists, a model is not in the file, or the targets cannot be added to `harness.yaml`.
        StoreError: something cannot be written.
    """
    suite, root = suite_name(options.suite, source), options.root
    path = root / "suites" / f"{suite}.yaml"
    if path.exists():
        raise UsageError(
            f"{path} exists already", slug="suite-exists", hint="choose another --suite, or delete it first"
        )
    table = _table(source, read_rows(source, ("prompt", "model")), options.models)
    chosen = _chosen_baseline(table, options.baseline)
    responses = _responses(table, source, options.scores)
    cases, names = root / "suites" / f"{suite}.cases.jsonl", [target.name for target in table.targets.values()]
    with undone_on_failure([root / "harness.yaml", path, cases, *paths_of(root, suite, names)]):
        config_path = add_targets(root, list(table.targets.values()), chosen.name)
        write_atomically(cases, (json.dumps(case, ensure_ascii=True) + "\n" for case in _cases(table)))
        columns = sorted({name for response in responses.values() for name in response.scores})
        write_atomically(
            path, [_suite_text(suite, source=source, table=table, baseline=chosen, cases=cases.name, columns=columns)]
        )
        config = load_config(config_path)
        answers = list(_answers(plan(config, [load_suite(path, config)], Options()).works, table, chosen, responses))
        written, _ = record(Path(config.root), answers, "imported")
    notices = (
        *_notices(table, len(responses) - len(answers)),
        *_notices_of_columns(table, responses, columns, options.scores),
        *of_unknown_vendors(list(table.targets.values())),
    )
    return Imported(
        written=(config_path, path, cases, *written),
        answers=len(answers),
        suites=(suite,),
        notices=notices,
        not_carried=table.not_carried,
    )


def _table(source: Path, rows: Sequence[Row], models: Sequence[str]) -> _Table:
    known = tuple(dict.fromkeys(str(row.fields["model"]) for row in rows))
    for model in models:
        if model not in known:
            raise UsageError(
                f"no row has the model {model!r}", slug="unknown-model", hint=plugins.suggest(model, known)
            )
    kept = [row for row in rows if not models or row.fields["model"] in models]
    cells: dict[tuple[str, str], list[Row]] = {}
    ids: dict[str, str] = {}
    firsts: dict[str, Row] = {}
    for row in kept:
        identity = _identity(row)
        firsts.setdefault(identity, row)
        cells.setdefault((identity, str(row.fields["model"])), []).append(row)
    taken: set[str] = set()
    given, lost = _ids_given(kept, source)
    for identity, row in firsts.items():
        ids[identity] = free(_case_id(row, identity, given), taken)
    return _Table(cells, ids, firsts, _targets(kept, models or known, source), group_column(kept), lost)


def _identity(row: Row) -> str:
    text = json.dumps([row.fields.get("system"), row.fields["prompt"], row.fields.get("prompt_id")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _ids_given(rows: Sequence[Row], source: Path) -> tuple[dict[str, str], tuple[NotCarried, ...]]:
    """The rows' own `id` by prompt identity, where each stands for one prompt and each prompt has one; else that they
    were left behind. An id of each answer says nothing of the case.
    """
    given: dict[str, str] = {}
    prompts: dict[str, str] = {}
    for row in rows:
        for name in texts(row, "id"):
            identity = _identity(row)
            if given.setdefault(identity, name) != name or prompts.setdefault(name, identity) != identity:
                place = f"{source.name}:{row.line}"
                reason = "not one for each prompt, so cases got ids of their own; `prompt_id` names cases"
                return {}, (NotCarried(place, "the column `id`", reason),)
    return given, ()


def _case_id(row: Row, identity: str, ids: Mapping[str, str]) -> str:
    given = next(texts(row, "prompt_id"), ids.get(identity, ""))
    return re.sub(r"[^\w.:-]+", "-", given)[:120].strip("-") or f"p-{identity[:10]}"


def _targets(rows: Iterable[Row], models: Sequence[str], source: Path) -> dict[str, TargetDraft]:
    vendors = {str(row.fields["model"]): next(texts(row, "vendor"), "") for row in rows}
    taken: set[str] = set()
    found: dict[str, TargetDraft] = {}
    problems = []
    for model in models:
        name = slug(model.rsplit("/", 1)[-1])
        if not name:
            problems.append(
                Problem("import-row", f"the model name {model!r} has no letter or digit", Location(str(source)))
            )
            continue
        vendor = re.sub(r"[^a-z0-9]+", "-", vendors.get(model, "").lower()).strip("-") or vendor_of(model)
        found[model] = replay_target(free(name, taken), model, vendor)
    if problems:
        raise InputError(problems)
    return found


def _chosen_baseline(table: _Table, baseline: str | None) -> TargetDraft:
    if baseline is None:
        return next(iter(table.targets.values()))
    for target in table.targets.values():
        if baseline in (target.model, target.name):
            return target
    hint = plugins.suggest(baseline, tuple(table.targets))
    raise UsageError(f"no row has the baseline model {baseline!r}", slug="unknown-model", hint=hint)


def _cases(table: _Table) -> Iterable[dict[str, Any]]:
    for identity, row in table.firsts.items():
        case: dict[str, Any] = {"id": table.ids[identity], "prompt": next(texts(row, "prompt"))}
        for name in ("system", "expected"):
            for text in texts(row, name):
                case[name] = text
        yield case | group(row, table.group)


def _suite_text(
    suite: str, *, source: Path, table: _Table, baseline: TargetDraft, cases: str, columns: Sequence[str]
) -> str:
    system = '\n  system: "{{ system }}"' if all("system" in row.fields for row in table.firsts.values()) else ""
    targets = "".join(f"\n  - {target.name}" for target in table.targets.values())
    # More answers of the baseline than of the others tell how far it agrees with itself.
    drawn = table.samples_of(baseline.model)
    floor = f"baseline_samples: {drawn}\n" if drawn > table.samples else ""
    checks = "assert:\n" + "".join(f"  - imported-score: {name}\n" for name in columns) if columns else ""
    return (
        f"suite: {suite}\n"
        f"description: {json.dumps(f'Imported from {source.name}.')}\n"
        f"baseline: {baseline.name}\n"
        f"targets:{targets}\n"
        f"samples: {table.samples}\n{floor}"
        f'prompt:{system}\n  user: "{{{{ prompt }}}}"\n'
        f"{checks}"
        f"cases:\n  - file: {json.dumps(cases)}\n"
    )


def _responses(table: _Table, source: Path, further: Sequence[str]) -> dict[int, Response]:
    """The answers by line. All are read before anything is written.

    Raises:
        InputError: rows are malformed (all of them, up to 20).
        UsageError: no row has a column that was named.
    """
    must_be_columns(further, [row for rows in table.cells.values() for row in rows])
    responses: dict[int, Response] = {}
    problems: list[Problem] = []
    for row in (row for rows in table.cells.values() for row in rows):
        try:
            text = next(texts(row, "output"), "")
            responses[row.line] = response_of(row.fields, text, scores(row, further))
        except ValueError as error:
            problems.append(Problem("import-row", str(error), Location(str(source), row.line)))
    if problems:
        raise InputError(problems[:MOST_PROBLEMS])
    return responses


def _answers(
    works: Iterable[Work], table: _Table, baseline: TargetDraft, responses: Mapping[int, Response]
) -> Iterator[tuple[Work, Response]]:
    firsts = {(work.id.case, work.id.target): work for work in works if work.id.sample == 0}
    for (identity, model), rows in table.cells.items():
        first = firsts[table.ids[identity], table.targets[model].name]
        drawn = table.samples_of(model) if model == baseline.model else table.samples
        for sample, row in enumerate(rows[:drawn]):
            yield first.drawn_again(sample), responses[row.line]


def _notices_of_columns(
    table: _Table, responses: Mapping[int, Response], columns: Sequence[str], further: Sequence[str]
) -> Iterator[str]:
    for name in columns:
        absent = sum(name not in response.scores for response in responses.values())
        yield f"`{name}` became a check" + (f"; {absent} of {len(responses)} answers have none" if absent else "")
    unnamed = unnamed_verdicts([row for rows in table.cells.values() for row in rows], further)
    if unnamed:
        yield f"true or false in every row: {', '.join(unnamed)}; `--score {unnamed[0]}` makes a check of it"
    if table.group:
        groups = {next(texts(row, table.group), row.line) for row in table.firsts.values()}
        of = "one group" if len(groups) == 1 else f"{len(groups)} groups"
        yield f"{count_of(len(table.firsts), 'case')} of {of}, by `{table.group}`"


def _notices(table: _Table, dropped: int) -> Iterable[str]:
    cells = len(table.ids) * len(table.targets)
    if len(table.cells) < cells:
        absent = cells - len(table.cells)
        yield f"{absent} of {cells} prompts × models have no answer; `harness run` will list them as missing"
    if dropped:
        yield f"{dropped} rows are further samples that not every prompt has; they were left out"
    every = [row for rows in table.cells.values() for row in rows]
    repeats = len(every) - len({to_json(row.fields) for row in every})
    if repeats:
        yield f"{repeats} rows repeat another word for word; they count as further samples"
    for model in table.targets:
        answers = [next(texts(rows[0], "output"), "") for (_, name), rows in table.cells.items() if name == model]
        empty = sum(_is_empty(rows[0]) for (_, name), rows in table.cells.items() if name == model)
        if empty:
            yield f"{empty} answers of {model} are empty"
        # Short answers (labels, numbers) repeat for good reasons and do not count.
        counted = Counter(answer for answer in answers if len(answer) > SHORT_ANSWER).most_common(1)
        text, count = counted[0] if counted else ("", 0)
        if count >= SUSPICIOUS_REPEATS and count > len(answers) / 20:
            yield f"{count} answers of {model} are the same text: {text[:60]!r}; an error page, stored as an answer?"


def _is_empty(row: Row) -> bool:
    return not row.fields.get("tool_calls") and not next(texts(row, "output"), "").strip()
