"""Where judged runs are kept: `.harness/judged`, a file each, found by what was asked and by what the run rested on.

A file is a line of fixed length that says how long the others are and what their digest is, the cases in blocks, and
then the grounds and the summary, a line each. It is written beside and moved into its place when it is whole, so that
many processes may share the folder; who reads one that is replaced or removed goes on reading it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, overload

from harness.files import make_beside
from harness.model.result import CaseResult
from harness.model.summary import Summary
from harness.reads import Reads
from harness.seal import is_sealed, sealed
from harness.sending.run_folders import new_run_id
from harness.stored_runs.coding import Decoder, Encoder
from harness.stored_runs.grounds import Grounds
from harness.stored_runs.question import RunQuestion
from harness.summary import phrases

FOLDER = Path(".harness", "judged")
SUFFIX = ".run"
SCHEMA = "harness.judged/4"
FEWEST = 512
"""Answers of a run that is kept: fewer are judged as soon as they are found."""
MOST_BYTES = 256_000_000
"""Of all that is kept together; the oldest go."""
MOST_OF_ONE = 4
"""Runs that are kept of one question: as of branches between which somebody goes to and fro."""
HEAD = 320
"""Bytes of the first line."""
BLOCK = 256
"""Cases that are read at once."""
_JSON = json.JSONEncoder(check_circular=False)
_DIGESTED = ("schema", "inode", "grounds", "head")
_DAMAGED = "it is not as it was written"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRun:
    """A run found again: `summary` is that of a new run, with an id and times of its own, whose answers and judgments
    are those of the run `judged_by`, which ended at `judged_at` (ISO 8601 in UTC). `codes` are its exit codes by what
    is required.
    """

    summary: Summary
    codes: Mapping[str, int]
    judged_by: str
    judged_at: str


def find(question: RunQuestion, tell: Callable[[str], None]) -> StoredRun | None:
    """What was found when the same was asked and rested on the same. It is told, in words, if a file is not as it was
    written, which is then removed. One that cannot be opened is passed over.
    """
    begun = time.monotonic()
    for path in _of(question):
        try:
            found = _found(path, question, begun)
        except OSError:
            continue
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
            tell(f"a run judged before is kept in a file that is damaged, and is judged anew: {path}: {_DAMAGED}")
            with suppress(OSError):
                path.unlink()
            continue
        if found is not None:
            # When it was used last: not told where files cannot be written, or are another user's.
            with suppress(OSError):
                os.utime(path)
            return found
    return None


def _found(path: Path, question: RunQuestion, begun: float) -> StoredRun | None:
    """None if it rests on something else."""
    with _File(path) as file:
        if not file.answers(question) or not Grounds.from_json(file.grounds()).hold(question.root):
            return None
        file.require_whole()
        return file.run(begun)


def keep(question: RunQuestion, reads: Reads, summary: Summary, codes: Mapping[str, int]) -> None:
    """Keep a run for who asks the same again, if nothing but what can be told from files made it what it is. Where it
    cannot be written, the next run judges again.
    """
    from harness.spool.sizes import SHORT  # of which more do not stay in memory

    run = summary.run
    settled = run.complete and not run.interrupted and not run.totals.errors and not run.totals.live_calls
    if not settled or not FEWEST <= run.totals.calls <= SHORT:
        return
    grounds = Grounds.of(reads)
    if grounds is None:
        return
    with suppress(OSError, TypeError, ValueError, RecursionError):
        _write(question, grounds, summary, codes)
        _make_room(question)


class StoredCases(Sequence[CaseResult]):
    """The cases of a suite, read when they are asked for; all of them stay in memory once all were asked for."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, handle: int, blocks: Sequence[tuple[int, int]], count: int) -> None:
        self._handle, self._blocks, self._count = handle, blocks, count
        self._last: tuple[int, Sequence[CaseResult]] = (-1, ())
        self._all: tuple[CaseResult, ...] | None = None
        weakref.finalize(self, os.close, handle)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[CaseResult]:
        if self._all is None:
            self._all = tuple(case for number in range(len(self._blocks)) for case in self._block(number))
        return iter(self._all)

    @overload
    def __getitem__(self, number: int) -> CaseResult: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[CaseResult, ...]: ...
    def __getitem__(self, number: int | slice) -> CaseResult | tuple[CaseResult, ...]:
        if isinstance(number, slice):
            return tuple(self)[number]
        position = range(self._count)[number]
        if self._all is not None:
            return self._all[position]
        block, place = divmod(position, BLOCK)
        if self._last[0] != block:
            self._last = block, self._block(block)
        return self._last[1][place]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process, all of it in memory."""
        return tuple, (tuple(self),)

    def _block(self, number: int) -> Sequence[CaseResult]:
        start, length = self._blocks[number]
        cases: list[CaseResult] = Decoder().decoded(json.loads(os.pread(self._handle, length, start)))
        return cases


class _File:
    """A file opened to be read. Raises OSError if it cannot be, or is no regular file; ValueError, KeyError or
    TypeError where it is none of ours.
    """

    def __init__(self, path: Path) -> None:
        # Neither following a link nor waiting for who writes into a pipe.
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            about = os.fstat(self._handle)
            _require_regular(about, path)
            self._size = about.st_size
            self._first = self._read(0, HEAD)
            self._about = json.loads(self._first)
            self._is_here = [self._about["schema"], self._about["inode"]] == [SCHEMA, about.st_ino]
        except BaseException:
            os.close(self._handle)
            raise

    def answers(self, question: RunQuestion) -> bool:
        """Whether it was written for that question, where it lies, by this version and this user: one that came with a
        project was written by nobody knows whom, and a name can be changed.
        """
        return self._is_here and is_sealed(question.root, _said(self._about["digest"], question), self._about["seal"])

    def grounds(self) -> Any:
        return json.loads(self._part("grounds"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)

    def require_whole(self) -> None:
        """Raises ValueError if it is not as it was written."""
        state, place = hashlib.sha256(), HEAD
        while piece := os.pread(self._handle, 1 << 20, place):
            state.update(piece)
            place += len(piece)
        if self._first != _first_line(self._about, _digest(self._about, state), self._about["seal"]):
            raise ValueError(_DAMAGED)

    def run(self, begun: float) -> StoredRun:
        """The run again, `begun` by the monotonic clock."""
        told = json.loads(self._part("head"))
        now, number = datetime.now(UTC), new_run_id()
        words = json.loads(json.dumps(told["summary"]).replace(told["run"], number))
        cases = [StoredCases(os.dup(self._handle), blocks, count) for blocks, count in told["cases"]]
        summary: Summary = Decoder(cases).decoded(words)
        was, elapsed = summary.run, time.monotonic() - begun
        run = replace(
            was,
            started_at=datetime.fromtimestamp(now.timestamp() - elapsed, UTC).isoformat(timespec="seconds"),
            finished_at=now.isoformat(timespec="seconds"),
            elapsed_s=elapsed,
            extra={**was.extra, "judged": {"run": told["run"], "at": was.finished_at}},
        )
        totals = summary.totals.removesuffix(phrases.duration(was.elapsed_s)) + phrases.duration(elapsed)
        return StoredRun(
            summary=replace(summary, run=run, totals=totals, judged_before=phrases.judged_before(run.extra)),
            codes=told["codes"],
            judged_by=told["run"],
            judged_at=was.finished_at,
        )

    def _part(self, name: str) -> bytes:
        start, length = self._about[name]
        return self._read(start, length)

    def _read(self, start: int, length: int) -> bytes:
        # Asked for, absurd lengths would be made room for.
        if not 0 <= start <= start + length <= self._size:
            raise ValueError(_DAMAGED)
        found = os.pread(self._handle, length, start)
        if len(found) != length:
            raise ValueError(_DAMAGED)
        return found


def _require_regular(about: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, "no regular file", str(path))


def _write(question: RunQuestion, grounds: Grounds, summary: Summary, codes: Mapping[str, int]) -> None:
    told = json.dumps(grounds.to_json()).encode() + b"\n"
    path = _folder(question) / f"{_beginning(question)}{hashlib.sha256(told).hexdigest()[:16]}{SUFFIX}"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside, handle = make_beside(path, ".tmp", 0o600)
    try:
        with os.fdopen(os.dup(handle), "wb") as file:
            state, encoder = hashlib.sha256(), Encoder()

            def put(piece: bytes) -> tuple[int, int]:
                state.update(piece)
                file.write(piece)
                return file.tell() - len(piece), len(piece)

            file.write(b" " * HEAD)
            words = encoder.encoded(summary)
            cases = [
                ([put(_block(encoder, some)) for some in _in_blocks(of_suite)], len(of_suite))
                for of_suite in encoder.cases
            ]
            head = json.dumps({"run": summary.run.id, "codes": dict(codes), "cases": cases, "summary": words}).encode()
            about = {
                "schema": SCHEMA,
                "inode": os.fstat(handle).st_ino,
                "grounds": put(told),
                "head": put(head),
            }
            digest = _digest(about, state)
            file.seek(0)
            file.write(_first_line(about, digest, sealed(question.root, _said(digest, question))))
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    finally:
        os.close(handle)


def _digest(about: Mapping[str, Any], others: hashlib._Hash) -> str:
    """Of all that the first line says and of the other lines, whose digest is `others`."""
    said = {name: about[name] for name in _DIGESTED}
    return hashlib.sha256(json.dumps([said, others.hexdigest()]).encode()).hexdigest()


def _first_line(about: Mapping[str, Any], digest: str, seal: str) -> bytes:
    said = {name: about[name] for name in _DIGESTED} | {"digest": digest, "seal": seal}
    return json.dumps(said).encode().ljust(HEAD - 1) + b"\n"


def _said(digest: object, question: RunQuestion) -> bytes:
    """What is sealed."""
    return f"judged {digest} for {question.digest}".encode()


def _block(encoder: Encoder, cases: Sequence[CaseResult]) -> bytes:
    return _JSON.encode(encoder.encoded(list(cases))).encode() + b"\n"


def _in_blocks(cases: Sequence[CaseResult]) -> Iterator[Sequence[CaseResult]]:
    return (cases[start : start + BLOCK] for start in range(0, len(cases), BLOCK))


def _of(question: RunQuestion) -> list[Path]:
    """The files that may answer it, those used last before others."""
    return [path for path in _kept(question) if path.name.startswith(_beginning(question))]


def _make_room(question: RunQuestion) -> None:
    of_question, together = 0, 0
    for path in _kept(question):
        with suppress(OSError):
            of_question += path.name.startswith(_beginning(question))
            together += path.stat().st_size
            if together > MOST_BYTES or (path.name.startswith(_beginning(question)) and of_question > MOST_OF_ONE):
                path.unlink()


def _kept(question: RunQuestion) -> list[Path]:
    """All files of the project, those used last before others."""
    found: list[tuple[int, Path]] = []
    for path in _folder(question).glob(f"*{SUFFIX}"):
        with suppress(OSError):
            found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]


def _folder(question: RunQuestion) -> Path:
    return question.root / FOLDER


def _beginning(question: RunQuestion) -> str:
    return f"{question.digest[:32]}-"
