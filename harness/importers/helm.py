"""helm: runs of HELM, with their scores: the folder of a run, or its `scenario_state.json`.

    harness import helm benchmark_output/runs/v1/boolq:model=openai_gpt-4 --suite boolq
    harness import helm runs/boolq:model=gpt-4/scenario_state.json runs/boolq:model=llama/scenario_state.json

Each instance becomes a case with the prompt that was sent, the reference marked correct its `expected`, its trials
samples. Scores are those of `per_instance_stats.json` beside it: statistics from 0 to 1 on the test split without a
perturbation become checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.importers._graded.json_lines import document, unusable
from harness.importers._graded.records import Graded, score_of, write_files
from harness.importers._project.ledger import ImportLedger
from harness.model.carrying import Imported, ImportOptions
from harness.model.exchange import Message, Response
from harness.strictjson import kind_of

TAKES = ("further", "models", "baseline")

STATE = "scenario_state.json"
STATISTICS = "per_instance_stats.json"
_NO_QUALITY = ("num_", "training_", "inference_", "finish_reason", "batch_size", "logprob", "max_prob", "ece_")
"""Statistics about tokens, times and likelihoods: from 0 to 1 by chance."""
Key = tuple[str, int]


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write a suite of the instances, and recordings of the answers.

    Raises:
        InputError: a file cannot be read, or holds no instance.
        UsageError: the suite exists, or no instance has a model that was asked for.
        StoreError: something cannot be written.
    """
    return write_files(source, options, _of_run, lambda path: "/".join(_state(path).parts[-2:]))


def _state(path: Path) -> Path:
    return path / STATE if path.is_dir() else path


def _of_run(path: Path, ledger: ImportLedger) -> list[Graded]:
    path = _state(path)
    whole = document(path)
    states = whole.get("request_states") if isinstance(whole, Mapping) else None
    if not isinstance(states, list):
        raise unusable(path, f"expected HELM's {STATE}, with `request_states`, found {kind_of(whole)}")
    adapter = whole.get("adapter_spec") if isinstance(whole, Mapping) else None
    model = str(adapter.get("model") or "") if isinstance(adapter, Mapping) else ""
    scores = _scores(path.with_name(STATISTICS), ledger)
    records: list[Graded] = []
    for number, state in enumerate(states):
        place = f"request_states[{number}]"
        record = _record(state, place, model, scores, ledger) if isinstance(state, Mapping) else None
        if record is not None:
            records.append(record)
    return records


def _record(
    state: Mapping[str, Any], place: str, model: str, scores: Mapping[Key, Mapping[str, float]], ledger: ImportLedger
) -> Graded | None:
    instance, request, result = (_mapping(state.get(key)) for key in ("instance", "request", "result"))
    if instance.get("perturbation"):
        ledger.lose(place, "an instance", "it is perturbed; the plain one stands for it")
        return None
    if state.get("request_mode") not in (None, "original"):
        ledger.lose(place, "a request", "it asks for a likelihood, not for an answer")
        return None
    messages = _messages(request)
    completions = result.get("completions")
    text = _mapping(completions[0]).get("text") if isinstance(completions, list) and completions else None
    if not messages or not isinstance(text, str) or result.get("success") is False:
        ledger.lose(place, "an instance", str(result.get("error") or "it has no prompt or no answer")[:120])
        return None
    identity = str(instance.get("id") or place)
    trial = state.get("train_trial_index")
    key = (identity, trial if isinstance(trial, int) else 0)
    seconds = result.get("request_time")
    return Graded(
        place=place,
        id=identity,
        messages=messages,
        model=str(request.get("model_deployment") or request.get("model") or model or "unknown"),
        response=Response(
            text=text,
            latency_s=float(seconds) if isinstance(seconds, int | float) and seconds > 0 else None,
            scores=scores.get(key, {}),
        ),
        expected=_reference(instance),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _messages(request: Mapping[str, Any]) -> tuple[Message, ...]:
    turns = request.get("messages")
    if isinstance(turns, list) and turns:
        roles = {"system": "system", "user": "user", "assistant": "assistant"}
        listed = [_mapping(turn) for turn in turns]
        if all(str(turn.get("role")) in roles and isinstance(turn.get("content"), str) for turn in listed):
            return tuple(Message(roles[str(turn["role"])], str(turn["content"])) for turn in listed)  # type: ignore[arg-type]
    prompt = request.get("prompt")
    return (Message("user", prompt),) if isinstance(prompt, str) and prompt.strip() else ()


def _reference(instance: Mapping[str, Any]) -> str | None:
    references = instance.get("references")
    for reference in references if isinstance(references, list) else []:
        if "correct" in (_mapping(reference).get("tags") or ()):
            text = _mapping(_mapping(reference).get("output")).get("text")
            return text if isinstance(text, str) and text.strip() else None
    return None


def _scores(path: Path, ledger: ImportLedger) -> dict[Key, dict[str, float]]:
    """Scores by instance and trial."""
    if not path.is_file():
        ledger.lose("", "scores", f"there is no {STATISTICS} beside it")
        return {}
    scores: dict[Key, dict[str, float]] = {}
    whole = document(path)
    for entry in map(_mapping, whole if isinstance(whole, list) else []):
        if entry.get("perturbation"):
            continue
        trial = entry.get("train_trial_index")
        of_instance = scores.setdefault((str(entry.get("instance_id")), trial if isinstance(trial, int) else 0), {})
        stats = entry.get("stats")
        for stat in map(_mapping, stats if isinstance(stats, list) else []):
            about = _mapping(stat.get("name"))
            name, value = str(about.get("name") or ""), score_of(stat.get("mean"))
            if not name or about.get("perturbation") or name.startswith(_NO_QUALITY):
                ledger.lose(STATISTICS, f"the statistic `{name[:60]}`", "it is no score of the answer's quality")
            elif value is None:
                ledger.lose(STATISTICS, f"the statistic `{name[:60]}`", "it is no score from 0 to 1")
            else:
                of_instance[name] = value
    return scores
