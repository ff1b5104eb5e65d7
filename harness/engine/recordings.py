"""Replaying what is recorded, and keeping what was recorded until it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from harness.cassettes import store
from harness.cassettes.difference import first_difference
from harness.cassettes.neutral import request_to_json
from harness.engine.plan import Work
from harness.model.config import Target
from harness.model.exchange import Response, Trouble
from harness.model.result import Reply

Place = tuple[str, str]
"""(suite, target): one cassette each."""


class Recordings:
    """The cassettes under `root`, read once each."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[Place, store.Cassette] = {}
        self._fresh: dict[Place, list[store.Interaction]] = {}

    def replay(self, work: Work, price: Callable[[Response], float | None]) -> Reply | None:
        """The recorded answer, or None.

        Raises:
            StoreError: the cassette cannot be read.
        """
        found = self._cassette(work).find(work.key, work.id.case)
        if found is None:
            return None
        return Reply(response=found.response, source="recorded", origin=found.origin, cost_usd=price(found.response))

    def missing(self, work: Work) -> Reply:
        """Why there is no recorded answer: never made, or made for another request."""
        nearest = self._cassette(work).nearest(work.id.case, work.id.sample, work.id.call)
        if nearest is None:
            why = "not recorded"
        else:
            changed = first_difference(nearest.request, request_to_json(work.request))
            why = f"recorded for another request: {changed}" if changed else f"sample {work.id.sample} is not recorded"
        message = f"{work.id}: {why} (record it with --record new)"
        return Reply(trouble=Trouble(kind="missing-recording", message=message), source="recorded")

    def keep(self, work: Work, response: Response) -> None:
        self._fresh.setdefault((work.id.suite, work.id.target), []).append(
            store.Interaction(
                key=work.key,
                case=work.id.case,
                sample=work.id.sample,
                call=work.id.call,
                request=request_to_json(work.request),
                response=response,
                recorded_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )

    def write(self) -> None:
        """Merge what was kept into the cassettes.

        Raises:
            StoreError: a cassette cannot be written; the others are.
        """
        for (suite, target), fresh in self._fresh.items():
            store.merge(store.path_of(self._root, suite, target), fresh)
        self._fresh.clear()

    def _cassette(self, work: Work) -> store.Cassette:
        place = (work.id.suite, work.id.target)
        if place not in self._read:
            self._read[place] = store.read(store.path_of(self._root, *place))
        return self._read[place]


def targets_of(works: Iterable[Work], targets: Iterable[Target]) -> dict[str, list[Work]]:
    """The works by target, in the order of the targets."""
    lanes: dict[str, list[Work]] = {target.name: [] for target in targets}
    for work in works:
        lanes[work.id.target].append(work)
    return lanes
