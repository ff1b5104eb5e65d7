"""Replaying what is recorded, here or among the shared recordings, and keeping what is new until it is written."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness import reads
from harness.cassettes import shared, store
from harness.cassettes.difference import first_difference
from harness.cassettes.neutral import request_to_json
from harness.cassettes.settings import address_digest
from harness.cassettes.shared import RecordingAddress
from harness.model.config import Config, Target
from harness.model.exchange import Response, Trouble
from harness.model.result import Reply
from harness.sending.call import AnyCall, Call
from harness.sending.journal_contents import CassetteAnswer
from harness.sending.waiting import CallList, none_of
from harness.spool.sequence import SpooledSequence

Place = tuple[str, str]
"""(suite, name): one cassette each."""
ELSEWHERE = "recorded answers came from another address than its base_url is now"
"""What is remarked of a target that has moved."""


class Recordings:
    """The cassettes of a project, read once each."""

    def __init__(self, config: Config) -> None:
        self._root = Path(config.root)
        self._addresses = {name: address_digest(target) for name, target in config.targets.items()}
        self.moved: Counter[str] = Counter()
        """Of each target, the live answers replayed that came from another address than its own of now."""
        self._read: dict[Place, store.Cassette] = {}
        self._fresh: dict[Place, SpooledSequence[store.Interaction]] = {}
        self._shared = config.recordings
        if self._shared is not None:
            reads.note_beyond("shared recordings")
        self._taken_in: dict[RecordingAddress, store.Interaction] = {}
        self._looked_for: set[RecordingAddress] = set()

    def fetch(self, calls: Iterable[Call], *, keep: bool) -> int:
        """Look among the shared recordings, once, for what is not recorded here; returns how many were there. They are
        replayed as one's own, and with `keep` written into the cassettes.

        Raises:
            UsageError, MissingExtra, StoreError: they cannot be read.
        """
        if self._shared is None:
            return 0
        missing = {address_of(call): call for call in calls if self._found(call) is None}
        for address in self._looked_for:
            missing.pop(address, None)
        self._looked_for |= missing.keys()
        recordings = shared.open_at(self._shared) if missing else None
        if recordings is None:
            return 0
        try:
            there = recordings.fetch(missing)
        finally:
            recordings.close()
        for address, interaction in there.items():
            self.take_in(missing[address], interaction, keep=keep)
        return len(there)

    def take_in(self, call: Call, interaction: store.Interaction, *, keep: bool) -> None:
        """Replay the shared recording for the call from now on; with `keep` it is written into the cassette."""
        own = replace(interaction, case=call.id.case, sample=call.id.sample, call=call.id.call)
        self._taken_in[address_of(call)] = own
        if keep:
            self._keep_fresh((call.id.suite, call.cassette), own)

    def replay(self, call: Call, price: Callable[[Response], float | None]) -> Reply | None:
        """The recorded answer, or None.

        Raises:
            StoreError: the cassette cannot be read.
        """
        recorded = self._found(call)
        if recorded is None:
            return None
        if recorded.origin == "live" and recorded.address != self._addresses[call.id.target]:
            self.moved[call.id.target] += 1
        cost_usd = price(recorded.response)
        return Reply(response=recorded.response, source="recorded", origin=recorded.origin, cost_usd=cost_usd)

    def find(self, call: Call) -> Response | None:
        """The recorded response, looked at without being used. Raises StoreError."""
        recorded = self._found(call)
        return recorded.response if recorded else None

    def missing(self, call: Call) -> Reply:
        """Why there is no recorded answer: never made, or made for another request."""
        nearest = self._cassette(call).nearest(call.id.case, call.id.sample, call.id.call)
        if nearest is None:
            why = "not recorded"
        else:
            asked = {**request_to_json(call.request), "target": call.settings}
            changed = first_difference({**nearest.request, "target": nearest.settings}, asked)
            why = f"recorded for another request: {changed}" if changed else f"sample {call.id.sample} is not recorded"
        message = f"{call.id}: {why} (record it with --record new)"
        return Reply(trouble=Trouble(kind="missing-recording", message=message), source="recorded")

    def exchange(self, call: Call) -> dict[str, Any]:
        """What a recording of the call says, beside its key and the response."""
        return {
            "suite": call.id.suite,
            "cassette": call.cassette,
            "case": call.id.case,
            "sample": call.id.sample,
            "call": call.id.call,
            "settings": call.settings,
            "address": self._addresses[call.id.target],
            "request": request_to_json(call.request),
            "recorded_at": sys.intern(datetime.now(UTC).isoformat(timespec="seconds")),
        }

    def keep(self, call: Call, response: Response) -> store.Interaction:
        """Record a live answer, in time; returns the recording."""
        return self.keep_exchange(call.key, self.exchange(call), response)

    def keep_exchange(self, key: str, exchange: Mapping[str, Any], response: Response) -> store.Interaction:
        """As `keep`, of a call of which no more is known than what is said of it in `exchange`."""
        interaction = store.live_interaction(key, exchange, response)
        self._keep_fresh((exchange["suite"], exchange["cassette"]), interaction)
        return interaction

    def forget(self) -> None:
        """Let go of the cassettes; who asks for a recording reads them anew."""
        self._read.clear()

    def claim(self, call: Call) -> None:
        """Record what is replayed for the call under its own place where it was found under another, which may be
        written over.
        """
        recorded = self._cassette(call).find(call.key, call.id.case)
        place = call.id.case, call.id.sample, call.id.call
        if recorded is not None and recorded.place != place:
            case, sample, number = place
            own = replace(recorded, case=case, sample=sample, call=number)
            self._keep_fresh((call.id.suite, call.cassette), own)

    def notices(self) -> Iterator[str]:
        """What is to be said of the recordings that were replayed."""
        for target, number in self.moved.items():
            yield f"{target}: {number} {ELSEWHERE} (--record all asks there)"

    def require_writable(self, calls: Iterable[Call]) -> None:
        """Refuse calls whose answers could not be recorded. Raises StoreError."""
        for suite, name in {(call.id.suite, call.cassette) for call in calls}:
            store.require_writable(store.path_of(self._root, suite, name))

    def write(self) -> None:
        """Merge what was kept into the cassettes.

        Raises:
            StoreError: a cassette cannot be written; the others are.
        """
        for (suite, name), fresh in self._fresh.items():
            store.merge(store.path_of(self._root, suite, name), fresh)
        self._fresh.clear()

    def _keep_fresh(self, place: Place, interaction: store.Interaction) -> None:
        if place not in self._fresh:
            self._fresh[place] = SpooledSequence()
        self._fresh[place].append(interaction)

    def _found(self, call: Call) -> store.Interaction | None:
        found = self._cassette(call).find(call.key, call.id.case)
        return self._taken_in.get(address_of(call)) if found is None and self._taken_in else found

    def _cassette(self, call: Call) -> store.Cassette:
        place = (call.id.suite, call.cassette)
        if place not in self._read:
            self._read[place] = store.read(store.path_of(self._root, *place))
        return self._read[place]


def address_of(call: Call) -> RecordingAddress:
    """What the call's recording is shared under."""
    return RecordingAddress(call.id.suite, call.cassette, call.key, call.id.case)


def shareable(recorded: CassetteAnswer) -> tuple[RecordingAddress, store.Interaction]:
    """An answer of a journal as it is shared, and under what."""
    interaction = store.live_interaction(recorded.key, recorded.exchange, recorded.response)
    return RecordingAddress(
        recorded.exchange["suite"], recorded.exchange["cassette"], recorded.key, interaction.case
    ), interaction


def targets_of(calls: Sequence[AnyCall], targets: Iterable[Target]) -> dict[str, list[AnyCall] | CallList[AnyCall]]:
    """The calls by target, in the order of the targets."""
    lanes = {target.name: none_of(calls) for target in targets}
    for call in calls:
        lanes[call.id.target].append(call)
    return lanes
