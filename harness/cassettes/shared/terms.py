"""What both kinds of shared recordings have in common: what they can do, and how a recording is written."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from harness.cassettes import store
from harness.cassettes.store import Interaction
from harness.errors import StoreError

LEASE_S = 60.0
"""So long after its last sign of life a job counts as dead."""
PATIENCE_S = 60.0
"""So long a store that was there is tried again before the run ends; what was answered is in its journal."""

LONGEST = 100_000_000
"""Bytes of one recording; a few of a stranger's would else unpack to any number."""


class RecordingAddress(NamedTuple):
    """What a shared recording is kept under."""

    suite: str
    cassette: str
    key: str
    case: str


@dataclass(frozen=True, slots=True)
class Ours:
    """The call is this job's to make."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another job is making the call; its name, "" where that is not known any more."""

    job: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A job sent the call, and nobody knows what came of it."""

    job: str


Hold = Ours | Elsewhere | InDoubt | Interaction
"""What comes of asking for a call; an Interaction where it is answered already."""


class SharedRecordings(Protocol):
    """A store that many jobs use at once, from any number of threads. Every method raises StoreError where the store
    does not answer, refuses, or holds something that is no recording.
    """

    place: str
    """Where it is, without a password."""
    threads: int
    """How many calls of it make sense at once."""

    def fetch(self, addresses: Collection[RecordingAddress]) -> Mapping[RecordingAddress, Interaction]:
        """The recordings there are; of another case's where there is none of the case itself."""

    def of_suite(self, suite: str) -> Iterator[tuple[RecordingAddress, Interaction]]:
        """Everything recorded for a suite, in no order."""

    def add(self, address: RecordingAddress, interaction: Interaction, *, replace: bool = False) -> bool:
        """Keep a recording and let go of the hold; False if another one is there and stays."""

    def hold(self, address: RecordingAddress, job: str, *, resend: bool, may_bury: bool) -> Hold:
        """Ask for the right to make a call. With `resend` also one in doubt is given. Only with `may_bury` a job
        without a sign of life counts as dead.
        """

    def sent(self, address: RecordingAddress, job: str) -> bool:
        """Say that the call is about to be sent; False if the hold was lost meanwhile."""

    def give_up(self, address: RecordingAddress, job: str, *, in_doubt: bool) -> None:
        """Let go of a hold without an answer. What is `in_doubt` is not given to others unasked."""

    def renew(self, job: str) -> None:
        """Give a sign of life."""

    def retire(self, job: str) -> None:
        """Say that the job is over."""

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many recordings there are, by suite and cassette."""

    def close(self) -> None: ...


def packed(interaction: Interaction) -> bytes:
    """As it is kept: a cassette's line, compressed; the same bytes for the same recording."""
    return gzip.compress(store.line(interaction).encode(), mtime=0)


def unpacked(body: bytes, address: RecordingAddress, place: str) -> Interaction:
    """Raises StoreError if it is damaged, or not the recording that its address says."""
    where = f"{place}: the recording {address.suite}/{address.cassette}/{address.key}"
    unzip = zlib.decompressobj(wbits=31)
    try:
        line = unzip.decompress(body, LONGEST).decode()
    except (zlib.error, ValueError) as error:
        raise _damaged(where, str(error)) from error
    if not unzip.eof:
        raise _damaged(where, f"it is cut off, or unpacks to more than {LONGEST:,} bytes")
    interaction = store.parse(line, where)
    if interaction.key != address.key:
        raise _damaged(where, "it is another recording")
    return interaction


def unusable(place: str, reason: str, hint: str = "") -> StoreError:
    return StoreError(
        f"{place}: the shared recordings cannot be used: {reason}",
        slug="shared-recordings-unusable",
        hint=hint
        or "check that it runs and that `recordings` in harness.yaml is its address; what was answered is kept",
    )


def _damaged(where: str, why: str) -> StoreError:
    return StoreError(
        f"{where} is damaged: {why}",
        slug="store-damaged",
        hint="`harness recordings push --replace` from a project that has it writes it anew",
    )
