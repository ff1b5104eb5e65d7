"""Bringing recordings from a project's cassettes to the shared ones, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from harness.cassettes import shared, store
from harness.cassettes.shared import RecordingAddress, SharedRecordings
from harness.cassettes.store import Interaction
from harness.errors import UsageError
from harness.model.config import Config


@dataclass(frozen=True, slots=True)
class CassetteCount:
    """How many recordings of a cassette lie in the project, and how many are shared."""

    suite: str
    cassette: str
    here: int
    there: int


def push(config: Config, suites: Collection[str], *, replace: bool = False) -> tuple[str, int]:
    """Share what the project has recorded for these suites; with `replace` in the place of what is shared already.
    Returns where to, and how many recordings were written.

    Raises:
        UsageError: no shared recordings are configured.
        StoreError: a cassette cannot be read, or the shared recordings cannot be used.
    """
    recordings = opened(config)
    try:
        own = [
            (RecordingAddress(suite, cassette, interaction.key, interaction.case), interaction)
            for suite in suites
            for cassette, interaction in _own(config, suite)
        ]
        there = {} if replace else recordings.fetch([address for address, _ in own])
        missing = [item for item in own if item[0] not in there or there[item[0]].case != item[0].case]
        with ThreadPoolExecutor(recordings.threads) as pool:
            written = pool.map(lambda item: recordings.add(*item, replace=replace), missing)
            return recordings.place, sum(written)
    finally:
        recordings.close()


def pull(config: Config, suites: Collection[str], asked: Collection[str]) -> tuple[str, int]:
    """Take into the project's cassettes what is shared for these suites: of each place what has one of the keys that
    are `asked` for today, else what was recorded last. Returns where from, and how many recordings were taken.

    Raises:
        UsageError: no shared recordings are configured.
        StoreError: a cassette cannot be read or written, or the shared recordings cannot be used.
    """
    recordings = opened(config)
    taken = 0
    try:
        for suite in suites:
            by_cassette: dict[str, list[Interaction]] = defaultdict(list)
            for address, interaction in recordings.of_suite(suite):
                by_cassette[address.cassette].append(interaction)
            for cassette, interactions in sorted(by_cassette.items()):
                taken += _take(store.path_of(Path(config.root), suite, cassette), interactions, asked)
        return recordings.place, taken
    finally:
        recordings.close()


def counts(config: Config, suites: Collection[str]) -> tuple[str, tuple[CassetteCount, ...]]:
    """Where recordings are shared, and how many there are and here, by suite and cassette; raises as `push`."""
    recordings = opened(config)
    try:
        there = {place: number for place, number in recordings.counts().items() if place[0] in suites}
        here: dict[tuple[str, str], int] = defaultdict(int)
        for suite in suites:
            for cassette, _ in _own(config, suite):
                here[suite, cassette] += 1
        places = sorted({*there, *here})
        return recordings.place, tuple(
            CassetteCount(*place, here=here.get(place, 0), there=there.get(place, 0)) for place in places
        )
    finally:
        recordings.close()


def opened(config: Config) -> SharedRecordings:
    """Raises UsageError if none are configured; and as `shared.open_at`."""
    recordings = shared.open_at(config.recordings)
    if recordings is None:
        raise UsageError(
            "no recordings are shared here",
            slug="shared-recordings-unset",
            hint="`recordings: postgresql://host/database` or `s3://bucket/prefix` in harness.yaml says where",
        )
    return recordings


def _own(config: Config, suite: str) -> Iterator[tuple[str, Interaction]]:
    folder = Path(config.root) / store.FOLDER / suite
    for path in sorted(folder.rglob("*.jsonl")):
        for interaction in store.read(path).by_place.values():
            yield path.relative_to(folder).with_suffix("").as_posix(), interaction


def _take(path: Path, shared_ones: Collection[Interaction], asked: Collection[str]) -> int:
    own = store.read(path).by_place

    def rank(interaction: Interaction) -> tuple[bool, str]:
        return interaction.key in asked, interaction.recorded_at

    best: dict[tuple[str, int, int], Interaction] = dict(own)
    for interaction in shared_ones:
        if interaction.place not in best or rank(interaction) > rank(best[interaction.place]):
            best[interaction.place] = interaction
    changed = {place for place, interaction in best.items() if own.get(place) != interaction}
    # Whole samples: a cassette drops what it had of a workflow beyond the last call that it is given.
    samples = {place[:2] for place in changed}
    if changed:
        store.merge(path, [interaction for place, interaction in best.items() if place[:2] in samples])
    return len(changed)
