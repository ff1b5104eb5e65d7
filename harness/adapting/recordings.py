"""Recordings of prompts that are tried: beside the project's own, and moved there once a prompt is adopted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from harness.cassettes import store
from harness.model.config import Config
from harness.model.suite import Suite


def lend(config: Config, suite: Suite, folder: Path) -> None:
    """Give a folder of trials the project's recordings of the baseline and of judges, so that nobody is asked again.

    Raises:
        StoreError: a recording cannot be read or written.
    """
    for name in _shared(suite, Path(config.root)):
        _copy(Path(config.root), folder, suite.name, name)


def give_back(config: Config, suite: Suite, folder: Path) -> None:
    """Keep among the project's recordings what the baseline and judges were asked for a trial. Raises StoreError."""
    for name in _shared(suite, folder):
        _copy(folder, Path(config.root), suite.name, name)


def adopt(config: Config, suite: Suite, folder: Path, names: Mapping[str, str]) -> None:
    """Make a trial's answers the project's own: the names of its cassettes, with those that they get.

    Raises:
        StoreError: a recording cannot be read or written.
    """
    for name, own in [*names.items(), *((judge, judge) for judge in _judges(suite, folder))]:
        interactions = store.read(store.path_of(folder, suite.name, name)).by_place.values()
        if interactions:
            store.merge(store.path_of(Path(config.root), suite.name, own), interactions)


def answers(config: Config, suite: Suite) -> dict[str, set[str]]:
    """What the baseline is recorded to have answered, by case. Raises StoreError."""
    found: dict[str, set[str]] = {}
    for interaction in store.read(store.path_of(Path(config.root), suite.name, suite.baseline)).by_place.values():
        found.setdefault(interaction.case, set()).add(interaction.response.text)
    return found


def _copy(source: Path, destination: Path, suite: str, name: str) -> None:
    path = store.path_of(destination, suite, name)
    known = store.read(path)
    fresh = [
        interaction
        for place, interaction in store.read(store.path_of(source, suite, name)).by_place.items()
        if not known.holds(interaction.key)
        # What was recorded later for the same place answers today's prompt.
        and (place not in known.by_place or known.by_place[place].recorded_at <= interaction.recorded_at)
    ]
    if fresh:
        store.merge(path, fresh)


def _shared(suite: Suite, root: Path) -> Iterator[str]:
    yield suite.baseline
    yield from _judges(suite, root)


def _judges(suite: Suite, root: Path) -> Iterator[str]:
    folder = store.path_of(root, suite.name, suite.baseline).parent
    for path in sorted(folder.glob("judges/*.jsonl")):
        yield path.relative_to(folder).with_suffix("").as_posix()
