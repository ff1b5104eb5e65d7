"""Samples in the logs and datasets of Inspect."""

from __future__ import annotations

import csv
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness import strictjson
from harness.errors import InputError
from harness.files import why_unreadable
from harness.importers._graded.records import Graded, score_of
from harness.importers._project.ledger import ImportLedger
from harness.importers._project.recordings import response_of
from harness.importers._promptfoo.nunjucks import as_text
from harness.model.exchange import Response
from harness.model.location import Location, Problem
from harness.traffic import chat
from harness.traffic.call import TrafficQuestion, UnreadableRequest
from harness.visible import shorten

BIGGEST = 500_000_000
"""Bytes of a sample, once it is unpacked."""
_STOPS = {"stop": "stop", "max_tokens": "length", "model_length": "context", "tool_calls": "tool",
          "content_filter": "filter", "unknown": "stop"}  # fmt: skip
_REFERENCE = ("attachment://", "tc://")


def read_log(path: Path, ledger: ImportLedger) -> list[Graded]:
    """The samples of a log or dataset; those that make no case are listed.

    Raises:
        InputError: it cannot be read, or is neither.
    """
    if zipfile.is_zipfile(path):
        return list(_of_archive(path, ledger))
    if path.suffix == ".csv":
        return list(_of_dataset(_csv(path), ledger))
    value = _value(path, ledger)
    if isinstance(value, Mapping) and isinstance(value.get("eval"), Mapping):
        return list(_of_log(value, ledger))
    if isinstance(value, list):
        return list(_of_dataset(value, ledger))
    raise _unusable(path, "is neither a log of Inspect (with `eval` and `samples`) nor a dataset (rows with `input`)")


def _unusable(path: Path, message: str) -> InputError:
    return InputError([Problem("import-unreadable", message, Location(str(path)))])


def _value(path: Path, ledger: ImportLedger) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, f"cannot be read: {why_unreadable(error)}") from None
    if path.suffix != ".jsonl":
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _unusable(path, f"is no JSON: {error}") from None
    rows: list[Any] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                rows.append(strictjson.read(line, distinct=False))
            except (ValueError, RecursionError) as error:
                ledger.lose(f"line {number}", "a sample", f"no JSON: {error}")
    return rows


def _csv(path: Path) -> list[Any]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(path, f"cannot be read: {why_unreadable(error)}") from None


def _of_archive(path: Path, ledger: ImportLedger) -> Iterator[Graded]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry for entry in archive.infolist() if entry.filename.startswith("samples/")]
            head = "header.json" if "header.json" in archive.namelist() else "_journal/start.json"
            header = json.loads(archive.read(head))
            model = _model(header)
            if not names:
                ledger.lose("samples", "the log", "it holds no sample")
            for entry in sorted(names, key=lambda entry: _in_order(entry.filename)):
                if entry.file_size > BIGGEST:
                    ledger.lose(entry.filename, "a sample", f"it is larger than {BIGGEST // 1_000_000} MB")
                    continue
                try:
                    sample = json.loads(archive.read(entry))
                except (ValueError, RecursionError) as error:
                    ledger.lose(entry.filename, "a sample", f"it is no JSON: {error}")
                    continue
                yield from _sample(sample, model, entry.filename, ledger)
    # RuntimeError: encrypted, or packed in a way that zipfile does not know.
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError) as error:
        raise _unusable(path, f"cannot be read as a log of Inspect: {why_unreadable(error)}") from None


def _in_order(name: str) -> tuple[Any, ...]:
    """Sample ids that are numbers in the order of numbers."""
    stem = name.removeprefix("samples/").removesuffix(".json")
    identity, _, epoch = stem.rpartition("_epoch_")
    return (not identity.isdecimal(), int(identity) if identity.isdecimal() else 0, identity, epoch.zfill(6))


def _model(log: Mapping[str, Any]) -> str:
    about = log.get("eval")
    return str(about.get("model") or "unknown") if isinstance(about, Mapping) else "unknown"


def _of_log(log: Mapping[str, Any], ledger: ImportLedger) -> Iterator[Graded]:
    samples = log.get("samples")
    if not isinstance(samples, list) or not samples:
        ledger.lose("samples", "the log", "it holds no sample" if log.get("status") else "it is no finished log")
        return
    for number, sample in enumerate(samples):
        yield from _sample(sample, _model(log), f"samples[{number}]", ledger)


def _sample(sample: Any, model: str, place: str, ledger: ImportLedger) -> Iterator[Graded]:
    if not isinstance(sample, Mapping):
        ledger.lose(place, "a sample", "it is no object")
        return
    attachments = sample.get("attachments")
    messages = _resolved(sample.get("messages"), attachments if isinstance(attachments, Mapping) else {})
    messages = [turn for turn in messages if isinstance(turn, Mapping)] if isinstance(messages, list) else []
    last = max((number for number, turn in enumerate(messages) if turn.get("role") == "assistant"), default=None)
    for key in ("metadata", "store", "events"):
        if sample.get(key):
            ledger.lose("samples", f"`{key}` of samples", "a case has its conversation, reference and scores")
    if last is None or last == 0:
        ledger.lose(place, "a sample", _error(sample) or "no model answered")
        return
    try:
        question = _question(messages[:last], place, ledger)
        response = _response(messages[last], sample, place, ledger)
    except (UnreadableRequest, ValueError, TypeError) as error:
        ledger.lose(place, "a sample", str(error))
        return
    if trouble := _error(sample):
        ledger.lose(place, "the error of a sample", trouble)
    yield Graded(
        place=place,
        id=str(sample.get("id", "")),
        messages=question.messages,
        files=question.files,
        model=model,
        response=response,
        expected=_expected(sample.get("target"), place, ledger),
    )


def _error(sample: Mapping[str, Any]) -> str:
    error = sample.get("error")
    message = error.get("message") if isinstance(error, Mapping) else error
    return shorten(" ".join(str(message).split()), 160) if message else ""


def _expected(target: Any, place: str, ledger: ImportLedger) -> str | None:
    if isinstance(target, list) and len(target) > 1:
        ledger.lose(f"{place}.target", f"{len(target) - 1} further targets", "a case has one reference")
    first = target[0] if isinstance(target, list) and target else target
    return first if isinstance(first, str) and first.strip() else None


def _resolved(value: Any, attachments: Mapping[str, Any]) -> Any:
    """The value with what stands apart put back in its place."""
    if isinstance(value, str) and value.startswith(_REFERENCE):
        return attachments.get(value.partition("://")[2], value)
    if isinstance(value, list):
        return [_resolved(part, attachments) for part in value]
    if isinstance(value, Mapping):
        return {key: _resolved(part, attachments) for key, part in value.items()}
    return value


def _parts(content: Any, place: str, ledger: ImportLedger) -> Any:
    """The content of a message in OpenAI's words; reasoning is listed, since no target is sent another's."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    parts: list[dict[str, Any]] = []
    for part in content:
        kind = part.get("type") if isinstance(part, Mapping) else None
        if kind == "text":
            parts.append({"type": "text", "text": str(part.get("text") or "")})
        elif kind == "image":
            parts.append({"type": "image_url", "image_url": {"url": str(part.get("image"))}})
        elif kind in ("reasoning", "tool_use", "data"):
            ledger.lose(place, f"`{kind}` of a message", "no target is given what another thought or did by itself")
        else:
            raise ValueError(f"a message holds {shorten(str(kind), 40)}, which a conversation here cannot")
    if all(part["type"] == "text" for part in parts):
        return "\n".join(part["text"] for part in parts)
    return parts


def _question(turns: Sequence[Mapping[str, Any]], place: str, ledger: ImportLedger) -> TrafficQuestion:
    """The conversation up to an answer. Raises Unreadable or ValueError where it cannot be asked."""
    bodies = []
    for turn in turns:
        role = str(turn.get("role"))
        body: dict[str, Any] = {"role": role, "content": _parts(turn.get("content"), place, ledger)}
        if calls := _calls(turn):
            body["tool_calls"] = calls
        if role == "tool":
            body["tool_call_id"] = str(turn.get("tool_call_id") or "")
        bodies.append(body)
    question = chat.question({"model": "", "messages": bodies})
    if question.losses:
        raise ValueError(f"{question.losses[0].what}: {question.losses[0].why}")
    return question


def _calls(turn: Mapping[str, Any]) -> list[dict[str, Any]]:
    calls = turn.get("tool_calls")
    return [
        {
            "id": str(call.get("id") or ""),
            "type": "function",
            "function": {"name": call.get("function"), "arguments": json.dumps(call.get("arguments") or {})},
        }
        for call in (calls if isinstance(calls, Sequence) and not isinstance(calls, str) else ())
        if isinstance(call, Mapping) and isinstance(call.get("function"), str)
    ]


def _response(turn: Mapping[str, Any], sample: Mapping[str, Any], place: str, ledger: ImportLedger) -> Response:
    output = sample.get("output")
    output = output if isinstance(output, Mapping) else {}
    choices = output.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) else {}
    calls = _calls(turn)
    usage = output.get("usage")
    seconds = output.get("time")
    fields: dict[str, Any] = {
        "stop_reason": _STOPS.get(str(choice.get("stop_reason")), "stop") if not calls else "tool",
        "tool_calls": calls,
        "usage": usage if isinstance(usage, Mapping) else {},
        "latency_s": seconds if isinstance(seconds, int | float) and seconds >= 0 else None,
    }
    text = _parts(turn.get("content"), place, ledger)
    if not isinstance(text, str):
        raise ValueError("its answer holds a picture, which a recording cannot")  # noqa: TRY004 - data, not a call
    return response_of(fields, text, _scores(sample, place, ledger))


def _scores(sample: Mapping[str, Any], place: str, ledger: ImportLedger) -> dict[str, float]:
    given = sample.get("scores")
    if not isinstance(given, Mapping):
        one = sample.get("score")
        given = {"score": one} if isinstance(one, Mapping) else {}
    scores: dict[str, float] = {}
    for name, score in given.items():
        value = score.get("value") if isinstance(score, Mapping) else score
        parts = {f"{name}.{key}": part for key, part in value.items()} if isinstance(value, Mapping) else {name: value}
        for key, part in parts.items():
            number = score_of(part)
            if number is None:
                what = f"the score `{shorten(str(key), 60)}`"
                ledger.lose(place, what, f"{shorten(as_text(part), 40)} is no score from 0 to 1")
            else:
                scores[str(key)] = number
    return scores


def _of_dataset(rows: Sequence[Any], ledger: ImportLedger) -> Iterator[Graded]:
    for number, row in enumerate(rows, 1):
        place = f"row {number}"
        if not isinstance(row, Mapping) or not row.get("input"):
            ledger.lose(place, "a sample", "it has no `input`")
            continue
        asked = row["input"]
        try:
            turns = asked if isinstance(asked, list) else [{"role": "user", "content": str(asked)}]
            question = _question(turns, place, ledger)
        except (UnreadableRequest, ValueError, TypeError, AttributeError) as error:
            ledger.lose(place, "a sample", str(error))
            continue
        for key in sorted(set(row) - {"input", "target", "id", "metadata", "choices"}):
            ledger.lose(f"{place}.{key}", f"`{shorten(str(key), 40)}`", "nothing here says the same")
        for key in ("choices", "metadata"):
            if row.get(key):
                reason = "a solver works it into the prompt" if key == "choices" else "a case has its variables only"
                ledger.lose(f"{place}.{key}", f"`{key}`", reason)
        expected = _expected(row.get("target"), place, ledger)
        yield Graded(
            place=place,
            id=str(row.get("id") or ""),
            messages=question.messages,
            files=question.files,
            expected=expected,
            checks=("matches-expected",) if expected else (),
        )
