"""Replaying what is recorded, and keeping what was recorded until it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from harness.cassettes import store
from harness.cassettes.difference import first_difference
from harness.cassettes.neutral import request_to_json
from harness.model.config import Target
from harness.model.exchange import Response, Trouble
from harness.model.result import Reply
from harness.sending.call import AnyCall, Call

Place = tuple[str, str]
"""(suite, name): one cassette each."""


class Recordings:
    """The cassettes under `root`, read once each."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[Place, store.Cassette] = {}
        self._fresh: dict[Place, list[store.Interaction]] = {}

    def replay(self, call: Call, price: Callable[[Response], float | None]) -> Reply | None:
        """The recorded answer, or None.

        Raises:
            StoreError: the cassette cannot be read.
        """
        found = self._cassette(call).find(call.key, call.id.case)
        if found is None:
            return None
        return Reply(response=found.response, source="recorded", origin=found.origin, cost_usd=price(found.response))

    def missing(self, call: Call) -> Reply:
        """Why there is no recorded answer: never made, or made for another request."""
        nearest = self._cassette(call).nearest(call.id.case, call.id.sample, call.id.call)
        if nearest is None:
            why = "not recorded"
        else:
            changed = first_difference(nearest.request, request_to_json(call.request))
            why = f"recorded for another request: {changed}" if changed else f"sample {call.id.sample} is not recorded"
        message = f"{call.id}: {why} (record it with --record new)"
        return Reply(trouble=Trouble(kind="missing-recording", message=message), source="recorded")

    def keep(self, call: Call, response: Response) -> None:
        self._fresh.setdefault((call.id.suite, call.cassette), []).append(
            store.Interaction(
                key=call.key,
                case=call.id.case,
                sample=call.id.sample,
                call=call.id.call,
                request=request_to_json(call.request),
                response=response,
                recorded_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )

    def claim(self, call: Call) -> None:
        """Record what is replayed for the call under its own place where it was found under another, which may be
        written over.
        """
        found = self._cassette(call).find(call.key, call.id.case)
        place = call.id.case, call.id.sample, call.id.call
        if found is not None and found.place != place:
            case, sample, number = place
            fresh = self._fresh.setdefault((call.id.suite, call.cassette), [])
            fresh.append(replace(found, case=case, sample=sample, call=number))

    def write(self) -> None:
        """Merge what was kept into the cassettes.

        Raises:
            StoreError: a cassette cannot be written; the others are.
        """
        for (suite, name), fresh in self._fresh.items():
            store.merge(store.path_of(self._root, suite, name), fresh)
        self._fresh.clear()

    def _cassette(self, call: Call) -> store.Cassette:
        place = (call.id.suite, call.cassette)
        if place not in self._read:
            self._read[place] = store.read(store.path_of(self._root, *place))
        return self._read[place]


def targets_of(calls: Iterable[AnyCall], targets: Iterable[Target]) -> dict[str, list[AnyCall]]:
    """The calls by target, in the order of the targets."""
    lanes: dict[str, list[AnyCall]] = {target.name: [] for target in targets}
    for call in calls:
        lanes[call.id.target].append(call)
    return lanes
