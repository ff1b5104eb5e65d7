"""The log of a capture: a JSON line a call, written before the end of its answer is passed on.

A process that is killed loses no call whose answer its application has. A line that was cut off in the middle is passed
over and counted. The file is its owner's alone; what stands in it has been redacted.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO, Any, Self

from harness import strictjson
from harness.cassettes.neutral import response_from_json, response_to_json
from harness.errors import StoreError, UsageError
from harness.files import make_folder
from harness.model.exchange import Message, Response
from harness.traffic import chat, messages, responses
from harness.traffic.call import InlineFile, TrafficCall, TrafficQuestion, UnreadableRequest

FOLDER = Path(".harness", "captures")
SCHEMA = "harness.capture/1"
_READERS = {"chat": chat.question, "responses": responses.question, "messages": messages.question}


def path_of(root: Path, name: str) -> Path:
    """Where the log of a capture lies."""
    return root / FOLDER / f"{name}.jsonl"


class CaptureLog:
    """Appends to a log; one process at a time."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError if it cannot be written, UsageError if another process is writing it."""
        self._path = path
        try:
            make_folder(path.parent)
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {error.strerror}") from error
        self._file: IO[bytes] = os.fdopen(handle, "ab", buffering=0)
        try:
            flock(handle, LOCK_EX | LOCK_NB)
        except OSError:
            self._file.close()
            message = f"{path} is being written by another capture"
            raise UsageError(message, slug="capture-running", hint="stop that one, or choose another --suite") from None
        if (size := os.fstat(handle).st_size) and os.pread(handle, 1, size - 1) != b"\n":
            self._write(b"\n")  # a killed process left half a line

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def answered(self, about: Mapping[str, Any], body: Mapping[str, Any], response: Response) -> None:
        """A call with its whole answer. Raises StoreError."""
        fields = {"response": response_to_json(response), "served_model": response.served_model}
        self._line({**about, "body": body, **fields})

    def unanswered(self, about: Mapping[str, Any], trouble: str) -> None:
        """A call that had none, and why; what it asked is not kept. Raises StoreError."""
        self._line({**about, "trouble": trouble})

    def close(self) -> None:
        """Everything is on the disk after it."""
        if not self._file.closed:
            # Once at the end and not for every line: the lines outlive a killed process anyway, and a sync would hold
            # up the application's answers. Only a power cut can lose the last ones.
            os.fsync(self._file.fileno())
            self._file.close()

    def _line(self, fields: Mapping[str, Any]) -> None:
        # ASCII, so that a lone surrogate can be written.
        self._write(json.dumps({"schema": SCHEMA, **fields}, ensure_ascii=True).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        try:
            # One write a line: two of them never mix, and a kill leaves the last one cut at worst.
            self._file.write(data)
        except OSError as error:
            raise StoreError(f"{self._path}: cannot be written: {error.strerror}") from error


@dataclass
class LogContents:
    """What a log holds: calls, why others are none (by reason), lines that cannot be read, and what was redacted."""

    calls: list[TrafficCall] = field(default_factory=list)
    unkept: Counter[str] = field(default_factory=Counter)
    damaged: list[int] = field(default_factory=list)
    redacted: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> LogContents:
    """The log at `path`; empty where there is none.

    Raises:
        StoreError: it cannot be read.
    """
    contents = LogContents()
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    _take(line, number, contents)
    except FileNotFoundError:
        return contents
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    return contents


def _take(line: bytes, number: int, contents: LogContents) -> None:
    try:
        fields = strictjson.read(line, distinct=False)
        if fields["schema"] == SCHEMA and "trouble" in fields:
            contents.unkept[str(fields["trouble"])] += 1
            return
        contents.calls.append(_call(fields, number))
        contents.redacted.update({str(kind): int(count) for kind, count in fields.get("redacted", {}).items()})
    # Before the others, whose subclass it is: a request that a suite cannot ask is no damage to the file.
    except UnreadableRequest as error:
        contents.unkept[str(error)] += 1
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        contents.damaged.append(number)


def _call(fields: Mapping[str, Any], number: int) -> TrafficCall:
    texts = {name: str(fields.get(name) or "") for name in ("at", "api", "answer_id", "conversation", "base", "path")}
    return TrafficCall(
        question=_READERS[texts["api"]](fields["body"]),
        response=response_from_json(fields["response"], fields.get("served_model")),
        place=number,
        **texts,
    )


def with_history(calls: Iterable[TrafficCall]) -> Iterator[TrafficCall]:
    """The calls whose conversation is complete: those that follow an answer kept at the vendor are given the messages
    that lead up to it, where these were captured; the others are left out.
    """
    # One pass is enough: a call is logged before its application has the whole answer, so what follows stands below.
    by_id: dict[str, TrafficCall] = {}
    for call in calls:
        whole = _completed(call, by_id)
        if whole is not None:
            if whole.answer_id:
                by_id[whole.answer_id] = whole
            yield whole


def _completed(call: TrafficCall, by_id: Mapping[str, TrafficCall]) -> TrafficCall | None:
    if not call.question.follows:
        return call
    before = by_id.get(call.question.follows)
    if before is None:
        return None
    answer = Message("assistant", before.response.text, before.response.tool_calls)
    own = _with_files(call.question)
    # Instructions are not taken over from the answer before: each request brings its own.
    turns = [
        *(turn for turn in own if turn[0].role == "system"),
        *(turn for turn in _with_files(before.question) if turn[0].role != "system"),
        (answer, ()),
        *(turn for turn in own if turn[0].role != "system"),
    ]
    files = tuple(replace(file, message=number) for number, (_, with_it) in enumerate(turns) for file in with_it)
    messages = tuple(message for message, _ in turns)
    question = replace(call.question, messages=messages, files=files, follows="")
    return replace(call, question=question, conversation=call.conversation or before.conversation)


def _with_files(question: TrafficQuestion) -> list[tuple[Message, tuple[InlineFile, ...]]]:
    return [
        (message, tuple(file for file in question.files if file.message == number))
        for number, message in enumerate(question.messages)
    ]
