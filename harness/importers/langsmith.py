"""langsmith: runs that LangSmith exported, made into suites of real cases with the recorded answers.

    harness import langsmith runs.jsonl --suite support

Lines of runs in LangSmith's Run format (`run_type`, `inputs`, `outputs`, `extra`); those of the type `llm` are calls:
messages of LangChain, of OpenAI, or a text. A bulk export in Parquet is turned into such lines first, for instance by
`duckdb -c "COPY (FROM 'runs.parquet') TO 'runs.jsonl'"`. Everything else is as with `harness import traces`: drawing,
weights, templates, and what is taken out of texts.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness import strictjson
from harness.errors import InputError
from harness.files import why_unreadable
from harness.importers import traces
from harness.importers._graded.json_lines import unusable
from harness.model.carrying import Imported, ImportOptions
from harness.model.location import Problem

TAKES = traces.TAKES

_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool", "user": "user",
          "assistant": "assistant", "developer": "system", "function": "tool"}  # fmt: skip
_PARAMS = ("model", "temperature", "top_p", "max_tokens", "tools", "tool_choice", "response_format", "stop")


def take_over(source: Path, options: ImportOptions) -> Imported:
    """Write suites, targets and cassettes of the runs.

    Raises:
        InputError: the file cannot be read, or no call is in it.
        UsageError: a suite of that name exists, or no call has the model that was asked for.
        StoreError: something cannot be written.
    """
    if source.suffix == ".parquet":
        hint = "duckdb -c \"COPY (FROM 'runs.parquet') TO 'runs.jsonl'\""
        raise unusable(source, "is Parquet, which is not read; turn it into JSON Lines first", hint)
    with tempfile.TemporaryDirectory(prefix="harness-import-") as folder:
        # Line for line, under the same name: what is listed is found in the file that the user has.
        pairs = Path(folder) / source.name.removesuffix(".gz")
        try:
            with pairs.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in _pairs(source))
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise unusable(source, f"cannot be read: {why_unreadable(error)}") from None
        try:
            return traces.take_over(pairs, options)
        except InputError as error:
            raise InputError(_placed(problem, pairs, source) for problem in error.problems) from None


def _placed(problem: Problem, made: Path, given: Path) -> Problem:
    """The problem where the user can look for it."""
    if problem.location is None or problem.location.path != str(made):
        return problem
    return replace(problem, location=replace(problem.location, path=str(given)))


def _pairs(path: Path) -> Iterator[str]:
    with (
        gzip.open(path, "rt", encoding="utf-8-sig")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8-sig") as lines
    ):
        for line in lines:
            try:
                run = strictjson.read(line, distinct=False) if line.strip() else None
            except (ValueError, RecursionError):
                yield line.rstrip("\n")
                continue
            yield json.dumps(_pair(run)) if isinstance(run, Mapping) else line.rstrip("\n")


def _pair(run: Mapping[str, Any]) -> dict[str, Any]:
    """The run as a request and a response in OpenAI's words."""
    kind = str(run.get("run_type") or "")
    if kind != "llm":
        return {"type": f"run of the type {kind}" if kind else "no run"}
    if run.get("error"):
        return {"request": {"messages": []}, "response": {"error": {"message": "the run failed"}}}
    inputs, outputs, extra = (_mapping(run.get(name)) for name in ("inputs", "outputs", "extra"))
    params = _mapping(extra.get("invocation_params"))
    metadata = _mapping(extra.get("metadata"))
    model = params.get("model") or params.get("model_name") or metadata.get("ls_model_name") or "unknown"
    asked = {name: params[name] for name in _PARAMS if params.get(name) is not None}
    message = _answer(outputs)
    return {
        "request": {**asked, "model": model, "messages": _messages(inputs)},
        "response": {"model": model, "choices": [{"message": message, "finish_reason": _reason(outputs)}]}
        if message
        else {},
        "metadata": metadata,
        "trace_id": run.get("trace_id"),
        "session_id": metadata.get("session_id") or metadata.get("thread_id") or metadata.get("conversation_id"),
        "startTime": run.get("start_time"),
        "endTime": run.get("end_time"),
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, Mapping) else {}


def _messages(inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = inputs.get("messages")
    if isinstance(given, list) and given and isinstance(given[0], list):
        given = given[0]
    if isinstance(given, list):
        return [_message(turn) for turn in given if isinstance(turn, Mapping)]
    for name in ("prompt", "input", "question", "prompts"):
        text = inputs.get(name)
        text = text[0] if isinstance(text, list) and text else text
        if isinstance(text, str):
            return [{"role": "user", "content": text}]
    return []


def _message(turn: Mapping[str, Any]) -> dict[str, Any]:
    """A message of LangChain, serialised or not, or of OpenAI."""
    inner = _mapping(turn.get("kwargs")) or _mapping(turn.get("data")) or turn
    names = turn.get("id")
    kind = (
        str(names[-1]).removesuffix("Chunk").removesuffix("Message").lower()
        if isinstance(names, list) and names
        else ""
    )
    role = str(turn.get("role") or inner.get("role") or inner.get("type") or turn.get("type") or kind)
    role = _ROLES.get(role, _ROLES.get(kind, "user"))
    content = inner.get("content")
    message: dict[str, Any] = {"role": role, "content": content if content is not None else ""}
    calls = [call for call in inner.get("tool_calls") or () if isinstance(call, Mapping)]
    if calls:
        message["tool_calls"] = [
            call
            if "function" in call
            else {
                "id": str(call.get("id") or ""),
                "type": "function",
                "function": {"name": call.get("name"), "arguments": json.dumps(call.get("args") or {})},
            }
            for call in calls
        ]
    if role == "tool":
        message["tool_call_id"] = str(inner.get("tool_call_id") or "")
    return message


def _generation(outputs: Mapping[str, Any]) -> Mapping[str, Any]:
    given = outputs.get("generations")
    while isinstance(given, list) and given:
        given = given[0]
    return _mapping(given)


def _answer(outputs: Mapping[str, Any]) -> dict[str, Any] | None:
    generation = _generation(outputs)
    if isinstance(generation.get("message"), Mapping):
        return {**_message(generation["message"]), "role": "assistant"}
    if isinstance(generation.get("text"), str):
        return {"role": "assistant", "content": generation["text"]}
    choices = outputs.get("choices")
    if isinstance(choices, list) and choices and isinstance(_mapping(choices[0]).get("message"), Mapping):
        return {**_message(choices[0]["message"]), "role": "assistant"}
    message = outputs.get("message")
    if isinstance(message, Mapping):
        return {**_message(message), "role": "assistant"}
    text = next((outputs[name] for name in ("output", "content", "text") if isinstance(outputs.get(name), str)), None)
    return None if text is None else {"role": "assistant", "content": text}


def _reason(outputs: Mapping[str, Any]) -> Any:
    info = _mapping(_generation(outputs).get("generation_info"))
    choices = outputs.get("choices")
    first = _mapping(choices[0]) if isinstance(choices, list) and choices else {}
    return info.get("finish_reason") or first.get("finish_reason")
