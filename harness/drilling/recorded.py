"""A project's recordings, ready to be served."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from harness.cassettes import store
from harness.errors import UsageError
from harness.model.config import Config, Target
from harness.serving.apis import CALL, call_text, mappings, mark_of
from harness.serving.sources import CassetteSource, RecordedAnswer, fingerprint

Found = tuple[str, str, RecordedAnswer]


def recordings(config: Config, suites: Iterable[str] | None = None, *, empty: bool = False) -> CassetteSource:
    """Everything under `fixtures/` (of these suites), by what was asked; a first sample comes before later ones.

    Raises:
        StoreError: a cassette cannot be read.
        UsageError: nothing is recorded, unless it may be `empty`.
    """
    by_turns: dict[str, list[tuple[str, RecordedAnswer]]] = defaultdict(list)
    wanted = None if suites is None else frozenset(suites)
    for turns, model, recorded in _recordings(config, wanted):
        by_turns[turns].append((model, recorded))
    if not by_turns and not empty:
        raise UsageError(
            "nothing is recorded under fixtures/",
            slug="missing-recording",
            hint="harness run --record new records what the suites ask; `harness init` makes a project with recordings",
        )
    return CassetteSource(by_turns)


def own_course(config: Config, target: Target, place: tuple[str, str, int, int]) -> RecordedAnswer | None:
    """What the target is recorded to have said at a place (suite, case, sample, call) of a conversation of its own.

    Raises:
        StoreError: the cassette cannot be read.
    """
    suite, case, sample, call = place
    cassette = store.read(store.path_of(Path(config.root), suite, target.name))
    interaction = cassette.by_place.get((case, sample, call))
    return None if interaction is None else RecordedAnswer(interaction.response, suite, case, target.name)


def _recordings(config: Config, wanted: frozenset[str] | None) -> Iterator[Found]:
    for folder in sorted((Path(config.root) / "fixtures").glob("*")):
        if not folder.is_dir() or (wanted is not None and folder.name not in wanted):
            continue
        for name, target in config.targets.items():
            cassette = store.read(store.path_of(Path(config.root), folder.name, name))
            for _, interaction in sorted(cassette.by_place.items(), key=lambda item: item[0][1:]):
                turns = fingerprint(turns_of_recorded(interaction.request))
                recorded = RecordedAnswer(interaction.response, folder.name, interaction.case, name)
                # Azure is asked for a deployment; elsewhere the wire names the model.
                for model in {str(interaction.request.get("model")), str(target.settings.get("deployment", ""))} - {""}:
                    yield turns, model, recorded


def turns_of_recorded(request: Mapping[str, object]) -> list[tuple[str, str]]:
    """(role, text) of a neutral request as it stands in a cassette."""
    turns = []
    for message in mappings(request.get("messages")):
        calls = mappings(message.get("tool_calls"))
        if message.get("content") or not calls:
            marks = sorted(mark_of(str(item.get("sha256"))) for item in mappings(message.get("attachments")))
            turns.append((str(message.get("role", "")), str(message.get("content", "")) + "".join(marks)))
        turns += [(CALL, call_text(call.get("name"), call.get("arguments"))) for call in calls]
    return turns
