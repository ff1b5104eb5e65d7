"""lm-eval: samples that EleutherAI's evaluation harness logged (`--log_samples`), with their scores.

    harness import lm-eval out/gpt/samples_gsm8k_2026-01-05.jsonl out/llama/samples_gsm8k_2026-01-05.jsonl --suite gsm8k

A file of samples is of one model, whose name stands in the `results_*.json` beside it (else the folder's name does).
Each document becomes a case, its target the reference; answers are what was left after the first filter. Of a task that
compares likelihoods the answer is the choice that the model found likeliest. Metrics from 0 to 1 become checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from harness.importers._graded.json_lines import document, rows
from harness.importers._graded.records import Graded, score_of, write_files
from harness.importers._project.ledger import ImportLedger
from harness.importers._promptfoo.nunjucks import as_text
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Message, Response
from harness.visible import shorten

TAKES = ("further", "models", "baseline")

_ABOUT = frozenset((
    "doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics", "doc_hash", "prompt_hash",
    "target_hash", "task_name", "repeats",
))  # fmt: skip
"""Keys of a sample that are no metric."""


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write a suite of the documents, and recordings of the answers.

    Raises:
        InputError: a file cannot be read, or holds no sample.
        UsageError: the suite exists, or no sample has a model that was asked for.
        StoreError: something cannot be written.
    """
    return write_files(source, options, _samples)


def _samples(path: Path, ledger: ImportLedger) -> Iterator[Graded]:
    model = _model(path)
    seen: set[Any] = set()
    for line, row in rows(path, ledger):
        # Every filter repeats the sample; the first one counts.
        if (row.get("doc_id"), row.get("doc_hash")) in seen and row.get("filter") is not None:
            ledger.lose("samples", f"answers after the filter `{row['filter']}`", "those of the first filter count")
            continue
        seen.add((row.get("doc_id"), row.get("doc_hash")))
        record = _record(row, f"line {line}", model, ledger)
        if record is not None:
            yield record


def _model(path: Path) -> str:
    for beside in sorted(path.parent.glob("results*.json")):
        whole = document(beside)
        if isinstance(whole, Mapping):
            config = whole.get("config")
            name = whole.get("model_name") or (config.get("model") if isinstance(config, Mapping) else None)
            if isinstance(name, str) and name:
                return name
    return path.resolve().parent.name.replace("__", "/") or "unknown"


def _record(row: Mapping[str, Any], place: str, model: str, ledger: ImportLedger) -> Graded | None:
    asked = _arguments(row.get("arguments"))
    if not asked:
        ledger.lose(place, "a sample", "it says nothing of what was asked (`arguments`)")
        return None
    prompt, answer = asked[0][0], _answer(row, asked)
    if answer is None:
        ledger.lose(place, "a sample", "it has no answer (`filtered_resps` or `resps`)")
        return None
    if not prompt.strip():
        ledger.lose(place, "a sample", "what was asked is empty")
        return None
    metrics = row.get("metrics")
    names = metrics if isinstance(metrics, list) else [name for name in row if name not in _ABOUT]
    scores: dict[str, float] = {}
    for name in map(str, names):
        score = score_of(row.get(name))
        if score is None:
            ledger.lose(place, f"the metric `{shorten(name, 60)}`", "it is no score from 0 to 1")
        else:
            scores[name] = score
    target = row.get("target")
    return Graded(
        place=place,
        id=f"doc-{row.get('doc_id', place)}",
        messages=(Message("user", prompt),),
        model=model,
        response=Response(text=answer, scores=scores),
        expected=_expected(target, asked),
    )


def _expected(target: Any, asked: list[tuple[str, str]]) -> str | None:
    if isinstance(target, int) and not isinstance(target, bool) and len(asked) > 1 and 0 <= target < len(asked):
        return asked[target][1].strip() or None
    text = as_text(target) if target is not None else ""
    return text.strip() or None


def _arguments(raw: Any) -> list[tuple[str, str]]:
    """Each request of the sample: the prompt, and the continuation whose likelihood was asked for ("" if none)."""
    items = list(raw.values()) if isinstance(raw, Mapping) else raw if isinstance(raw, list) else []
    asked: list[tuple[str, str]] = []
    for item in items:
        parts = list(item.values()) if isinstance(item, Mapping) else item if isinstance(item, list) else []
        if parts and isinstance(parts[0], str):
            asked.append((parts[0], parts[1] if len(parts) > 1 and isinstance(parts[1], str) else ""))
    return asked


def _answer(row: Mapping[str, Any], asked: list[tuple[str, str]]) -> str | None:
    given = row.get("filtered_resps") or row.get("resps")
    if not isinstance(given, list) or not given:
        return None
    if len(asked) == len(given) and asked[0][1]:
        likely = [_likelihood(part) for part in given]
        if None not in likely:
            best = max(range(len(likely)), key=lambda number: likely[number] or 0.0)
            return asked[best][1].strip()
    first = given[0]
    while isinstance(first, list) and first:
        first = first[0]
    return first if isinstance(first, str) else None


def _likelihood(part: Any) -> float | None:
    while isinstance(part, list) and part and isinstance(part[0], list):
        part = part[0]
    value = part[0] if isinstance(part, list) and part else part
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
